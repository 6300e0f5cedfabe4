// Reads CVAT for images 1.1: one XML file with an <image> per picture. A data set that has tags and no shapes
// is a classification data set.
#include <algorithm>
#include <array>
#include <memory>

#include "dataset/import.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/outline.h"
#include "dataset/layouts/xml_file.h"
#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

using BoxOfShape = std::optional<scene::Box> (*)(const pugi::xml_node& shape);

std::optional<double> rotation_of(const pugi::xml_node& shape) {
  return shape.attribute("rotation") ? attribute_number(shape, "rotation") : std::optional(0.0);
}

// Reads <box xtl ytl xbr ybr rotation>, in degrees about the centre.
std::optional<scene::Box> box_of_box(const pugi::xml_node& shape) {
  const auto left = attribute_number(shape, "xtl"), top = attribute_number(shape, "ytl");
  const auto right = attribute_number(shape, "xbr"), bottom = attribute_number(shape, "ybr");
  const auto rotation = rotation_of(shape);
  if (!left || !top || !right || !bottom || !rotation) return std::nullopt;
  if (*rotation == 0) return scene::Box{*left, *top, *right - *left, *bottom - *top};
  return box_around_rotated((*left + *right) / 2, (*top + *bottom) / 2, *right - *left, *bottom - *top,
                            *rotation);
}

// Reads points="x,y;x,y".
std::optional<scene::Box> box_of_points(const pugi::xml_node& shape) {
  Bounds bounds;
  for (const std::string_view point : pieces_of(shape.attribute("points").value(), ";")) {
    const auto pair = pieces_of(point, ",");
    const auto x = pair.size() == 2 ? number_of(trimmed(pair[0])) : std::nullopt;
    const auto y = pair.size() == 2 ? number_of(trimmed(pair[1])) : std::nullopt;
    if (!x || !y) return std::nullopt;
    bounds.add(*x, *y);
  }
  return bounds.box();
}

std::optional<scene::Box> box_of_ellipse(const pugi::xml_node& shape) {
  const auto x = attribute_number(shape, "cx"), y = attribute_number(shape, "cy");
  const auto radius_x = attribute_number(shape, "rx"), radius_y = attribute_number(shape, "ry");
  const auto rotation = rotation_of(shape);
  if (!x || !y || !radius_x || !radius_y || !rotation) return std::nullopt;
  return box_around_ellipse(*x, *y, *radius_x, *radius_y, *rotation);
}

// Reads <mask rle left top width height>: alternating runs of zeros and ones, row by row of that rectangle.
std::optional<scene::Box> box_of_mask(const pugi::xml_node& shape) {
  const auto left = attribute_number(shape, "left"), top = attribute_number(shape, "top");
  const auto width = attribute_number(shape, "width"), height = attribute_number(shape, "height");
  if (!left || !top || !width || !height || *width < 1 || *height < 1) return std::nullopt;
  std::vector<std::uint64_t> runs;
  for (const std::string_view run : pieces_of(shape.attribute("rle").value(), ", ")) {
    const auto number = whole_number_of(run);
    if (!number || *number < 0) return std::nullopt;
    runs.push_back(static_cast<std::uint64_t>(*number));
  }
  if (runs.empty()) return scene::Box{*left, *top, *width, *height};
  // COCO's runs go down the columns. For the transposed rectangle the numbers are the same.
  const auto inside =
      box_of_runs(runs, static_cast<std::uint64_t>(*width), static_cast<std::uint64_t>(*height));
  if (!inside || !inside.value()) return std::nullopt;
  const scene::Box& box = *inside.value();
  return scene::Box{*left + box.y, *top + box.x, box.height, box.width};
}

// Reads <cuboid xtl1 ytl1 xbl1 ybl1 …>: eight corners in pairs of attributes.
std::optional<scene::Box> box_of_cuboid(const pugi::xml_node& shape) {
  Bounds bounds;
  for (const char* corner : {"tl1", "bl1", "tr1", "br1", "tl2", "bl2", "tr2", "br2"}) {
    const auto x = attribute_number(shape, fmt::format("x{}", corner).c_str());
    const auto y = attribute_number(shape, fmt::format("y{}", corner).c_str());
    if (!x || !y) return std::nullopt;
    bounds.add(*x, *y);
  }
  return bounds.box();
}

// A kind of shape. `box_of` is nullptr when the kind is not used.
struct ShapeKind {
  std::string_view element, noun;
  BoxOfShape box_of;
};
constexpr std::array<ShapeKind, 8> kShapes{{
    {"box", "box", box_of_box},
    {"polygon", "polygon", box_of_points},
    {"polyline", "polyline", box_of_points},
    {"ellipse", "ellipse", box_of_ellipse},
    {"mask", "mask", box_of_mask},
    {"cuboid", "cuboid", box_of_cuboid},
    {"points", "set of points", nullptr},
    {"skeleton", "skeleton", nullptr},
}};

const ShapeKind* shape_kind(std::string_view element) {
  const auto kind = std::find_if(kShapes.begin(), kShapes.end(),
                                 [&](const ShapeKind& row) { return row.element == element; });
  return kind == kShapes.end() ? nullptr : &*kind;
}

struct CvatFile {
  std::string path;
  std::unique_ptr<pugi::xml_document> document;
  pugi::xml_node top() const { return document->child("annotations"); }
};

class CvatReader {
 public:
  CvatReader(Import& import, LabelKind label_kind) : import_(import), label_kind_(label_kind) {}

  void read(const CvatFile& file) {
    path_ = file.path;
    // <meta> contains the <task>, <job> or <project> with its labels.
    for (const pugi::xml_node& level : file.top().child("meta").children()) {
      for (const pugi::xml_node& label : level.child("labels").children("label"))
        import_.class_of(label.child("name").text().get());
    }
    for (const pugi::xml_node& picture : file.top().children("image")) read_picture(picture);
    for ([[maybe_unused]] const pugi::xml_node& track : file.top().children("track"))
      import_.tally().not_used("track of a video");
  }

 private:
  void read_picture(const pugi::xml_node& picture) {
    const auto index = import_.find(picture.attribute("name").value(), path_);
    if (!index || !import_.claim(*index, path_)) return;
    if (const Split split = split_named(picture.attribute("subset").value()); split != Split::None)
      import_.picture(*index).split = split;
    stated_size_ = {side_of(attribute_number(picture, "width")),
                    side_of(attribute_number(picture, "height"))};
    std::vector<std::string> tags;
    for (const pugi::xml_node& shape : picture.children()) {
      if (shape.type() != pugi::node_element) continue;
      count_attributes(shape);
      if (std::string_view(shape.name()) == "tag")
        tags.emplace_back(shape.attribute("label").value());
      else
        read_shape(shape, *index);
    }
    if (label_kind_ == LabelKind::Classes)
      classify(tags, *index);
    else if (!tags.empty())
      import_.tally().not_used("tag of a whole picture", tags.size());
  }

  void classify(const std::vector<std::string>& tags, std::size_t index) {
    if (tags.size() == 1) {
      import_.picture(index).class_index = import_.class_of(tags[0]);
    } else if (tags.empty()) {
      import_.picture(index).is_annotated = false;
    } else {
      import_.not_understood(
          index, path_,
          fmt::format("{} has {} tags, not one class", import_.picture(index).path, tags.size()));
    }
  }

  void read_shape(const pugi::xml_node& shape, std::size_t index) {
    const ShapeKind* kind = shape_kind(shape.name());
    if (kind == nullptr || kind->box_of == nullptr)
      return import_.shape_not_used(index, kind == nullptr ? shape.name() : kind->noun);
    const auto box = kind->box_of(shape);
    if (!box)
      return import_.not_understood(
          index, path_,
          fmt::format("a {} of {} has no shape that can be read", kind->noun, import_.picture(index).path));
    const bool is_rotated = attribute_number(shape, "rotation").value_or(0) != 0;
    const bool is_added = import_.add_box(index, {import_.class_of(shape.attribute("label").value()), *box},
                                          path_, stated_size_);
    if (is_added && is_rotated)
      import_.tally().read_as_box(fmt::format("rotated {}", kind->noun));
    else if (is_added && kind->element != "box")
      import_.tally().read_as_box(kind->noun);
  }

  // Counts the attributes of an object, which are not used.
  void count_attributes(const pugi::xml_node& shape) {
    for (const pugi::xml_node& attribute : shape.children("attribute"))
      import_.tally().value_not_used("attribute", attribute.attribute("name").value());
    if (shape.attribute("occluded").as_bool()) import_.tally().value_not_used("attribute", "occluded");
  }

  Import& import_;
  LabelKind label_kind_;
  std::string path_;
  image::Size stated_size_;
};

LabelKind label_kind_of(const std::vector<CvatFile>& files) {
  bool has_tags = false;
  for (const CvatFile& file : files) {
    for (const pugi::xml_node& picture : file.top().children("image")) {
      for (const pugi::xml_node& shape : picture.children()) {
        if (shape_kind(shape.name()) != nullptr) return LabelKind::Boxes;
        has_tags = has_tags || std::string_view(shape.name()) == "tag";
      }
    }
  }
  return has_tags ? LabelKind::Classes : LabelKind::Boxes;
}

}  // namespace

bool recognise_cvat(const Survey& survey) {
  const auto files = survey.with_extension({"xml"});
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    if (root_name_in(survey.start_of(path)) != "annotations") return false;
    if (name_of_file(path) == "annotations.xml") return true;
    const std::string start = survey.start_of(path, Survey::kStart_bytes);
    return start.find("image") != std::string::npos || start.find("<meta") != std::string::npos;
  });
}

Result<Dataset> read_cvat(const Survey& survey, const ReadOptions& options) {
  std::vector<CvatFile> files;
  std::vector<Problem> problems;
  for (const std::string& path : survey.with_extension({"xml"})) {
    CvatFile file{path, std::make_unique<pugi::xml_document>()};
    const auto parsed = read_xml(survey, path, kLargeLabelFile_bytes, *file.document);
    if (!parsed)
      problems.push_back({Problem::Kind::BrokenLabel, path, parsed.error().message});
    else if (file.top())
      files.push_back(std::move(file));
  }
  if (files.empty())
    return fail(problems.empty() ? Fault::InvalidInput : Fault::Corrupt, "{}",
                problems.empty() ? "no XML file here has <annotations>" : problems[0].message);
  const LabelKind label_kind = label_kind_of(files);
  TRY(Import import, Import::start(survey, options, label_kind));
  for (const Problem& problem : problems) import.note(problem.kind, problem.path, problem.message);
  CvatReader reader(import, label_kind);
  for (const CvatFile& file : files) reader.read(file);
  return import.finish(Import::kAsMade);
}

}  // namespace tinsmith::dataset
