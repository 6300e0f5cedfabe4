#include "pretrain/crops.h"

#include <algorithm>

#include "base/files.h"
#include "files/source.h"
#include "image/decode.h"
#include "image/resize.h"

namespace tinsmith::pretrain {
namespace {

constexpr SetRow kSetRows[] = {
    {"bolts-washers", SetRole::HeldBack},
    {"building-facade", SetRole::HeldBack},
    {"food-detection-2", SetRole::HeldBack},
    {"kuih", SetRole::HeldBack},
    {"lays-chips", SetRole::HeldBack},
    {"palm-leaf", SetRole::HeldBack},
    {"bolts-nut", SetRole::Related},                     // bolts-washers
    {"sidingdetection", SetRole::Related},               // building-facade
    {"sidingdetection3", SetRole::Related},              // building-facade
    {"deteksi-mbg", SetRole::Related},                   // food-detection-2
    {"food-detection", SetRole::Related},                // food-detection-2
    {"femsa-products", SetRole::Related},                // lays-chips: bags of crisps
    {"retail-products", SetRole::Related},               // lays-chips: bags of crisps
    {"oil-palm-ganoderma-detection", SetRole::Related},  // palm-leaf
    {"banana-detetot", SetRole::RelatedToBoxes},         // fruit
    {"fruit-proyecto-final", SetRole::RelatedToBoxes},   // fruit
    {"grocery-store-dataset", SetRole::RelatedToBoxes},  // fruit
    {"ycb-fyp", SetRole::RelatedToBoxes},                // fruit
    {"aerial-cows", SetRole::Poor},
    {"farm-animals-video", SetRole::Poor},
    {"gear-crack", SetRole::Poor},
    {"sewer-cctv", SetRole::Poor},
    {"truck-cab", SetRole::Poor},
    {"bangkok-bus-dataset", SetRole::NotMirrored},  // signs with text
    {"circuit-voltages", SetRole::NotMirrored},     // symbols
    {"invoiceocr", SetRole::NotMirrored},           // text
    {"otonomdataset", SetRole::NotMirrored},        // arrows
    {"traffic-signals", SetRole::NotMirrored},      // arrows
};

bool has_role(std::string_view set, SetRole role) {
  return std::any_of(std::begin(kSetRows), std::end(kSetRows),
                     [&](const SetRow& row) { return row.set == set && row.role == role; });
}

image::Image limited(image::Image picture) {
  const image::Size size{std::min(picture.size.width, kMaxStored_px),
                         std::min(picture.size.height, kMaxStored_px)};
  return size == picture.size ? std::move(picture) : image::resized(picture, size, image::Filter::Area);
}

Result<image::Image> decoded(const files::Source& source, const std::string& path) {
  TRY(const auto bytes, source.read(path).during("reading " + path));
  TRY(auto picture, image::decode(bytes).during("reading " + path));
  return limited(image::rgb_of(std::move(picture)));
}

// Adds a class folder's name when it is new; the entries are sorted, so a folder's files follow each other.
Result<std::int32_t> label_of(const std::string& path, std::vector<std::string>& classes) {
  const auto slash = path.find('/');
  if (slash == std::string::npos)
    return fail(Fault::InvalidInput, "'{}' is not in the folder of a class", path);
  const std::string folder = path.substr(0, slash);
  const auto label =
      static_cast<std::int32_t>(std::find(classes.begin(), classes.end(), folder) - classes.begin());
  if (label == std::ssize(classes)) classes.push_back(folder);
  return label;
}

}  // namespace

std::span<const SetRow> set_rows() {
  return kSetRows;
}

bool is_learned_from(std::string_view set, scene::Task task) {
  return !has_role(set, SetRole::HeldBack) && !has_role(set, SetRole::Related) &&
         !has_role(set, SetRole::Poor) &&
         !(task == scene::Task::Boxes && has_role(set, SetRole::RelatedToBoxes));
}

Result<CropSet> read_crop_set(const std::filesystem::path& path, ThreadPool& pool) {
  const auto during = "reading " + path.string();
  TRY(const auto source, files::open_source(path));
  const auto& entries = source->entries();
  if (entries.empty()) return fail(Fault::InvalidInput, "{} has no pictures", path.string());
  CropSet set{path.stem().string(), {}, {}, {}};
  for (const files::Entry& entry : entries) {
    TRY(const auto label, label_of(entry.path, set.classes).during(during));
    set.labels.push_back(label);
  }
  std::vector<Result<image::Image>> pictures(entries.size(), image::Image{});
  pool.run(std::ssize(entries), [&](std::int64_t index, int) {
    const auto i = static_cast<std::size_t>(index);
    pictures[i] = decoded(*source, entries[i].path);
  });
  for (auto& picture : pictures) {
    TRY(auto pixels, std::move(picture).during(during));
    set.pictures.push_back(std::move(pixels));
  }
  return set;
}

Corpus joined(std::vector<CropSet> sets) {
  Corpus corpus;
  const auto add = [&](Corpus::Group& group, CropSet& set, std::int32_t first) {
    const bool may_mirror = !has_role(set.name, SetRole::NotMirrored);
    for (std::size_t i = 0; i < set.pictures.size(); ++i) {
      group.pictures.push_back(corpus.pictures.size());
      corpus.pictures.push_back(std::move(set.pictures[i]));
      corpus.labels.push_back(first + set.labels[i]);
      corpus.may_be_mirrored.push_back(may_mirror ? 1 : 0);
    }
    const auto count = static_cast<std::int32_t>(set.classes.size());
    group.classes.count += count;
    corpus.classes += count;
  };
  for (CropSet& set : sets) {
    if (set.classes.size() < 2) continue;
    corpus.groups.push_back({set.name, {corpus.classes, 0}, {}});
    add(corpus.groups.back(), set, corpus.classes);
  }
  Corpus::Group singles{std::string(kSingles), {corpus.classes, 0}, {}};
  for (CropSet& set : sets)
    if (set.classes.size() == 1) add(singles, set, corpus.classes);
  if (!singles.pictures.empty()) corpus.groups.push_back(std::move(singles));
  return corpus;
}

Result<std::vector<std::filesystem::path>> learned_zips(const std::filesystem::path& folder,
                                                        scene::Task task) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (std::filesystem::directory_iterator i(folder, problem), end; !problem && i != end;
       i.increment(problem))
    if (ending_of(i->path()) == ".zip" && is_learned_from(i->path().stem().string(), task))
      files.push_back(i->path());
  if (files.empty()) return fail(Fault::NotFound, "{} has no zip files to learn from", folder.string());
  std::sort(files.begin(), files.end());
  return files;
}

Result<Corpus> read_corpus(const std::filesystem::path& folder, scene::Task task, ThreadPool& pool) {
  TRY(const auto files, learned_zips(folder, task));
  std::vector<CropSet> sets;
  for (const auto& file : files) {
    TRY(auto set, read_crop_set(file, pool));
    sets.push_back(std::move(set));
  }
  return joined(std::move(sets));
}

}  // namespace tinsmith::pretrain
