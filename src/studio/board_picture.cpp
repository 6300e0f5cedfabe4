#include "studio/board_picture.h"

#include <algorithm>

#include "store/pictures.h"

namespace tinsmith::studio {
namespace {

// Collects the labels, and the classes that the project does not have.
class LabelsOfBoard {
 public:
  LabelsOfBoard(const store::Project& project, const BoardPicture& picture)
      : project_(project), picture_(picture) {}

  store::Picture labels() {
    const devices::Frame& frame = picture_.frame;
    if (project_.task == scene::Task::Classification) {
      if (frame.classes) add_class(*frame.classes);
    } else if (frame.boxes) {
      for (const devices::FoundBox& box : *frame.boxes) add_box(box);
    }
    labels_.model_job = store::kBoardModelJob;
    labels_.state = store::LabelState::Labelled;
    return labels_;
  }
  std::vector<std::string> unknown() const { return unknown_; }

 private:
  std::optional<std::int64_t> class_of(std::int32_t index) {
    const bool is_named = index >= 0 && index < static_cast<std::int32_t>(picture_.classes.size());
    const std::string name =
        is_named ? picture_.classes[static_cast<std::size_t>(index)] : fmt::format("class {}", index);
    for (const store::Class& one : project_.classes)
      if (is_named && one.name == name) return one.id;
    if (std::find(unknown_.begin(), unknown_.end(), name) == unknown_.end()) unknown_.push_back(name);
    return std::nullopt;
  }

  void add_class(const std::vector<devices::FoundClass>& found) {
    const auto best = std::max_element(found.begin(), found.end(),
                                       [](const auto& a, const auto& b) { return a.score < b.score; });
    if (best != found.end()) labels_.class_id = class_of(best->class_index);
  }

  void add_box(const devices::FoundBox& found) {
    const auto id = class_of(found.class_index);
    const double width = picture_.picture_size.width, height = picture_.picture_size.height;
    const devices::FrameScale scale = devices::scale_of(picture_.frame, picture_.picture_size);
    const scene::Box box = devices::box_of(found);
    const scene::Box inside = scene::clipped(
        {box.x * scale.x, box.y * scale.y, box.width * scale.x, box.height * scale.y}, width, height);
    if (id && inside.width > 0 && inside.height > 0)
      labels_.boxes.push_back({*id, inside.x, inside.y, inside.width, inside.height});
  }

  const store::Project& project_;
  const BoardPicture& picture_;
  store::Picture labels_;
  std::vector<std::string> unknown_;
};

}  // namespace

Result<SavedBoardPicture> save_board_picture(store::Store& store, store::Database& database,
                                             const store::Project& project, const BoardPicture& picture) {
  if (picture.frame.picture.empty())
    return fail(Fault::NotFound,
                "the board has sent no picture with this result, or a damaged one; try again");
  NewPicture wanted;
  wanted.name = picture.name;
  SavedBoardPicture saved;
  TRY(saved.added, add_picture(store, database, project.id, picture.frame.picture, wanted));
  LabelsOfBoard found(project, picture);
  store::Picture labels = found.labels();
  saved.unknown_classes = found.unknown();
  if (saved.added.result != "added" || (!labels.class_id && labels.boxes.empty())) return saved;
  labels.id = *saved.added.id;
  TRY_DONE(store::set_labels(database, project.id, labels, std::nullopt));
  saved.labels = labels.class_id ? 1 : static_cast<std::int64_t>(labels.boxes.size());
  return saved;
}

}  // namespace tinsmith::studio
