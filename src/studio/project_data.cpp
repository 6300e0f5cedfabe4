#include "studio/project_data.h"

#include <map>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "files/source.h"
#include "image/decode.h"
#include "image/encode.h"
#include "store/classes.h"
#include "studio/pictures.h"

namespace tinsmith::studio {
namespace {

constexpr std::int32_t kPreviewColumns = 4, kPreviewRows = 3;
constexpr int kPreviewQuality = 85;

// The store's files under their original names.
class StoredPictures final : public files::Source {
 public:
  StoredPictures(const store::Store& store, std::string name, const std::vector<store::Picture>& pictures)
      : Source(std::move(name), entries_of(pictures), {}), store_(store) {
    for (const store::Picture& picture : pictures) hashes_[path_of(picture)] = picture.hash;
  }
  bool has_random_access() const override { return true; }
  static std::string path_of(const store::Picture& picture) {
    return fmt::format("{:012}/{}", picture.id, picture.name);
  }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    TRY(auto bytes, read_file(store_.files().path_of(hashes_.at(entries()[index].path))));
    const std::uint64_t begin = std::min<std::uint64_t>(offset, bytes.size());
    const std::uint64_t end = begin + std::min<std::uint64_t>(count, bytes.size() - begin);
    if (begin == 0 && end == bytes.size()) return bytes;
    return Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                 bytes.begin() + static_cast<std::ptrdiff_t>(end));
  }

 private:
  static std::vector<files::Entry> entries_of(const std::vector<store::Picture>& pictures) {
    std::vector<files::Entry> entries;
    for (const store::Picture& picture : pictures)
      entries.push_back({path_of(picture), static_cast<std::uint64_t>(picture.bytes)});
    return entries;
  }
  const store::Store& store_;
  std::map<std::string, std::string, std::less<>> hashes_;
};

dataset::Picture picture_of(const store::Picture& row,
                            const std::map<std::int64_t, scene::ClassIndex>& index_of) {
  dataset::Picture picture;
  picture.path = StoredPictures::path_of(row);
  picture.size = {static_cast<std::int32_t>(row.width), static_cast<std::int32_t>(row.height)};
  picture.is_annotated = row.state != store::LabelState::Unlabelled;
  picture.split = row.split;
  if (row.class_id) picture.class_index = index_of.at(*row.class_id);
  for (const store::Box& box : row.boxes)
    picture.boxes.push_back({index_of.at(box.class_id), {box.x, box.y, box.width, box.height}});
  return picture;
}

// Returns the newest pictures of each class in turn, without duplicates; if there
// are too few, the newest of all.
Result<std::vector<store::PictureRow>> pictures_of_each_class(store::Database& database,
                                                              std::int64_t project_id, std::size_t wanted) {
  TRY(const auto project, store::find_project(database, project_id));
  if (!project) return fail(Fault::NotFound, "there is no project {}", project_id);
  const auto most = static_cast<std::int64_t>(wanted);
  std::vector<std::vector<store::PictureRow>> of_class;
  for (const store::Class& one : project->classes) {
    store::PictureFilter filter;
    filter.class_id = one.id;
    TRY(of_class.emplace_back(), store::list_pictures(database, project_id, filter, 0, most));
    if (of_class.size() == wanted) break;
  }
  TRY(of_class.emplace_back(), store::list_pictures(database, project_id, {}, 0, most));
  std::vector<store::PictureRow> chosen;
  std::set<std::int64_t> taken;
  const std::size_t classes = of_class.size() - 1;
  const auto take = [&](const std::vector<store::PictureRow>& rows, std::size_t at) {
    if (at < rows.size() && chosen.size() < wanted && taken.insert(rows[at].picture.id).second)
      chosen.push_back(rows[at]);
  };
  for (std::size_t at = 0; at < wanted; ++at)
    for (std::size_t i = 0; i < classes; ++i) take(of_class[i], at);
  for (std::size_t at = 0; at < wanted; ++at) take(of_class.back(), at);
  return chosen;
}

}  // namespace

Result<ProjectData> project_data(const store::Store& store, store::Database& database,
                                 std::int64_t project_id) {
  ProjectData data;
  const auto read = database.at_one_moment([&]() -> Result<Done> {
    TRY(const auto project, store::find_project(database, project_id));
    if (!project) return fail(Fault::NotFound, "there is no project {}", project_id);
    data.project = *project;
    TRY(data.pictures, store::all_pictures(database, project_id));
    return Done{};
  });
  if (!read) return read.error();
  std::map<std::int64_t, scene::ClassIndex> index_of;
  for (const store::Class& one : data.project.classes) {
    index_of[one.id] = static_cast<scene::ClassIndex>(data.dataset.classes.size());
    data.dataset.classes.push_back(one.name);
  }
  data.dataset.label_kind = dataset::labels_for(data.project.task);
  data.dataset.format = "project";
  for (const store::Picture& row : data.pictures) data.dataset.pictures.push_back(picture_of(row, index_of));
  data.dataset.source = std::make_shared<StoredPictures>(store, data.project.name, data.pictures);
  return data;
}

dataset::Fingerprints fingerprints_of(const ProjectData& data) {
  dataset::Fingerprints fingerprints;
  for (const store::Picture& picture : data.pictures) {
    fingerprints.of.push_back(fingerprint_from(picture.fingerprint.value_or("")));
    fingerprints.of.back().file_bytes = static_cast<std::uint64_t>(picture.bytes);
  }
  return fingerprints;
}

store::Picture labels_from(const dataset::Picture& picture, const std::vector<std::int64_t>& class_ids) {
  store::Picture row;
  if (!dataset::is_usable(picture)) return row;
  const auto id_of = [&](scene::ClassIndex index) { return class_ids[static_cast<std::size_t>(index)]; };
  if (picture.class_index) row.class_id = id_of(*picture.class_index);
  for (const scene::LabelledBox& box : picture.boxes) {
    const scene::Box inside = scene::clipped(box.box, picture.size.width, picture.size.height);
    if (inside.width > 0 && inside.height > 0)
      row.boxes.push_back({id_of(box.class_index), inside.x, inside.y, inside.width, inside.height});
  }
  row.state = row.class_id || !row.boxes.empty() ? store::LabelState::Labelled : store::LabelState::Null;
  return row;
}

Result<dataset::Health> project_health(const store::Store& store, store::Database& database,
                                       std::int64_t project_id, const dataset::HealthOptions& options) {
  TRY(const auto data, project_data(store, database, project_id));
  ThreadPool threads;
  return dataset::health_of(data.dataset, fingerprints_of(data), options, threads);
}

Result<loader::AugmentSettings> augmentation_of(const nlohmann::json& settings) {
  if (settings.is_null()) return loader::AugmentSettings();
  return loader::augmentation_from_json(settings);
}

Result<Bytes> augmentation_preview(const store::Store& store, store::Database& database,
                                   std::int64_t project_id, const loader::AugmentSettings& settings,
                                   std::int32_t side, std::uint64_t seed) {
  TRY(const auto rows, pictures_of_each_class(database, project_id, kPreviewColumns * kPreviewRows));
  if (rows.empty()) return fail(Fault::InvalidInput, "the project has no pictures yet; add some first");
  image::Preparation preparation;
  preparation.size = {side, side};
  image::Image grid({side * kPreviewColumns, side * kPreviewRows}, 3);
  for (std::int32_t cell = 0; cell < kPreviewColumns * kPreviewRows; ++cell) {
    const auto& row = rows[static_cast<std::size_t>(cell) % rows.size()].picture;
    TRY(const auto bytes, store.files().get(row.hash));
    TRY(const auto picture, image::decode(bytes));
    const auto variation =
        loader::drawn_variation(settings, preparation.size, Rng(seed + static_cast<std::uint64_t>(cell)));
    const image::Image shown = loader::varied(loader::stored_for_augmentation(picture, preparation),
                                              picture.size, preparation, variation);
    for (std::int32_t y = 0; y < side; ++y)
      std::copy_n(shown.row(y), 3 * side,
                  grid.row(cell / kPreviewColumns * side + y) + 3 * (cell % kPreviewColumns) * side);
  }
  return image::encode_jpeg(grid, kPreviewQuality);
}

}  // namespace tinsmith::studio
