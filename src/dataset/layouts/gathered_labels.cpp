#include "dataset/layouts/gathered_labels.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "dataset/import.h"
#include "dataset/layouts/outline.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Min IoU of equal boxes that two files of one program round differently.
constexpr double kSameBox = 0.98;

// Returns the question that most pictures answer; for equal counts, the first by name. Empty when no picture
// has a class.
std::string main_question(const std::vector<GatheredPicture>& pictures) {
  std::map<std::string, std::size_t> answered;
  for (const GatheredPicture& picture : pictures) {
    std::set<std::string> questions;
    for (const auto& [question, answer] : picture.picture_classes) questions.insert(question);
    for (const std::string& question : questions) ++answered[question];
  }
  const auto most = std::max_element(answered.begin(), answered.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == answered.end() ? std::string() : most->first;
}

class GatheredImport {
 public:
  GatheredImport(Import& import, LabelKind label_kind, const GatheredLabels& labels)
      : import_(import), label_kind_(label_kind), labels_(labels) {
    if (label_kind == LabelKind::Classes) question_ = main_question(labels.pictures);
  }

  void finish() {
    if (repeated_ > 0)
      import_.note(Problem::Kind::Notice, "",
                   fmt::format("{} labelled identically by several label files; read once",
                               counted(repeated_, "picture")));
  }

  void add(const GatheredPicture& labelled) {
    if (!labelled.is_labelled) return;
    const auto index = import_.find_any(labelled.spellings, labelled.label_file);
    if (!index || import_.is_broken(*index)) return;
    if (repeats_another(labelled, *index)) {
      ++repeated_;
      return;
    }
    if (!import_.claim(*index, labelled.label_file)) return;
    Picture& picture = import_.picture(*index);
    if (const Split named = split_named(stem_of(labelled.label_file)); named != Split::None)
      picture.split = named;
    if (picture.split == Split::None) picture.split = split_of_folders(labelled.label_file);
    for (const std::string& reason : labelled.broken)
      import_.not_understood(*index, labelled.label_file, reason);
    for (const std::string& kind : labelled.unused_shapes) import_.shape_not_used(*index, kind);
    if (label_kind_ == LabelKind::Boxes)
      add_shapes(labelled, *index);
    else
      add_class(labelled, *index);
  }

 private:
  // True when another file has the same labels. Programs store a project and its exports side by side.
  bool repeats_another(const GatheredPicture& labelled, std::size_t index) {
    const Picture& picture = import_.picture(index);
    if (!picture.is_annotated || import_.claimed_by(index) == labelled.label_file) return false;
    if (label_kind_ == LabelKind::Classes) {
      return picture.class_index &&
             std::all_of(
                 labelled.picture_classes.begin(), labelled.picture_classes.end(), [&](const auto& pair) {
                   return pair.first != question_ || import_.class_of(pair.second) == *picture.class_index;
                 });
    }
    std::size_t names = 0;
    for (const GatheredShape& shape : labelled.shapes) {
      const auto box = box_around(shape.outline, picture.size);
      for (const std::string& name : shape.class_names) {
        ++names;
        const auto same = [&](const scene::LabelledBox& known) {
          return box && known.class_index == import_.class_of(name) && scene::iou(known.box, *box) > kSameBox;
        };
        if (std::none_of(picture.boxes.begin(), picture.boxes.end(), same)) return false;
      }
    }
    return names == picture.boxes.size();
  }

  void add_shapes(const GatheredPicture& labelled, std::size_t index) {
    for (const auto& [question, answer] : labelled.picture_classes)
      import_.tally().value_not_used(labels_.question, question);
    // When the file lists a picture twice, labels that exist already are not added again.
    const std::vector<scene::LabelledBox> earlier = import_.picture(index).boxes;
    for (const GatheredShape& shape : labelled.shapes) add_shape(labelled, shape, index, earlier);
  }

  void add_shape(const GatheredPicture& labelled, const GatheredShape& shape, std::size_t index,
                 const std::vector<scene::LabelledBox>& earlier) {
    const image::Size own = import_.picture(index).size, stated = labelled.stated_size;
    // Fractions of the sides remain valid when the picture is resized, but not when it is rotated to upright.
    const bool is_turned = stated.width == own.height && stated.height == own.width && stated != own;
    const bool is_in_stated_pixels = !shape.outline.is_relative || is_turned;
    const auto box = box_around(shape.outline, is_turned ? stated : own);
    const std::string_view kind = shape.kind.empty() ? "box" : std::string_view(shape.kind);
    if (!box || shape.class_names.empty()) {
      import_.not_understood(index, labelled.label_file,
                             fmt::format("a {} has no {}", kind, box ? "class" : "coordinates"));
      return;
    }
    if (!shape.kind.empty())
      import_.tally().read_as_box(shape.kind);
    else if (shape.outline.rotation_degrees != 0)
      import_.tally().read_as_box("rotated box");
    for (const std::string& name : shape.class_names) {
      const scene::LabelledBox added{import_.class_of(name), *box};
      if (std::find(earlier.begin(), earlier.end(), added) != earlier.end()) continue;
      import_.add_box(index, added, labelled.label_file, is_in_stated_pixels ? stated : image::Size{});
    }
  }

  void add_class(const GatheredPicture& labelled, std::size_t index) {
    Picture& picture = import_.picture(index);
    std::set<std::string> answers;
    for (const auto& [question, answer] : labelled.picture_classes) {
      if (question == question_)
        answers.insert(answer);
      else
        import_.tally().value_not_used(labels_.question, question);
    }
    if (answers.size() > 1) {
      import_.not_understood(index, labelled.label_file,
                             fmt::format("it gives {} classes to one picture", answers.size()));
    } else if (answers.empty()) {
      picture.is_annotated = false;
    } else {
      picture.class_index = import_.class_of(*answers.begin());
    }
  }

  Import& import_;
  LabelKind label_kind_;
  const GatheredLabels& labels_;
  std::string question_;
  std::size_t repeated_ = 0;
};

}  // namespace

std::optional<scene::Box> box_around(const Outline& outline, image::Size size) {
  const double x_scale = outline.is_relative ? size.width : 1,
               y_scale = outline.is_relative ? size.height : 1;
  const double x = outline.corner.x * x_scale, y = outline.corner.y * y_scale;
  const double width = outline.width * x_scale, height = outline.height * y_scale;
  const double angle = outline.rotation_degrees * std::numbers::pi / 180;
  // Makes quarter turns exact.
  const bool is_quarter = std::fmod(outline.rotation_degrees, 90) == 0;
  const double cosine = is_quarter ? std::round(std::cos(angle)) : std::cos(angle);
  const double sine = is_quarter ? std::round(std::sin(angle)) : std::sin(angle);
  Bounds bounds;
  switch (outline.kind) {
    case Outline::Kind::Rectangle:
      if (outline.rotation_degrees == 0) return scene::Box{x, y, width, height};
      for (const auto& [along, down] :
           {std::pair(0.0, 0.0), std::pair(width, 0.0), std::pair(0.0, height), std::pair(width, height)})
        bounds.add(x + along * cosine - down * sine, y + along * sine + down * cosine);
      break;
    case Outline::Kind::Ellipse: {
      // The half extent of a rotated ellipse along an axis is the root of the sum of the squares of both
      // radii, each projected on the axis.
      const double half_width = std::hypot(width * cosine, height * sine);
      const double half_height = std::hypot(width * sine, height * cosine);
      return scene::Box{x - half_width, y - half_height, 2 * half_width, 2 * half_height};
    }
    case Outline::Kind::Points:
      for (const scene::Point& point : outline.points) bounds.add(point.x * x_scale, point.y * y_scale);
      break;
  }
  return bounds.box();
}

Result<Dataset> import_gathered(const Survey& survey, const ReadOptions& options, GatheredLabels labels) {
  const bool has_shapes = std::any_of(labels.pictures.begin(), labels.pictures.end(),
                                      [](const GatheredPicture& picture) { return !picture.shapes.empty(); });
  const bool has_classes =
      std::any_of(labels.pictures.begin(), labels.pictures.end(),
                  [](const GatheredPicture& picture) { return !picture.picture_classes.empty(); });
  const LabelKind label_kind = has_classes && !has_shapes ? LabelKind::Classes : LabelKind::Boxes;
  TRY(Import import, Import::start(survey, options, label_kind));
  for (const Problem& problem : labels.problems) import.note(problem.kind, problem.path, problem.message);
  import.tally().add(labels.tally);
  GatheredImport gathered(import, label_kind, labels);
  for (const GatheredPicture& picture : labels.pictures) gathered.add(picture);
  gathered.finish();
  return import.finish(Import::SortFrom{});
}

}  // namespace tinsmith::dataset
