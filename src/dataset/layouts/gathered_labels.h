// dataset/layouts/gathered_labels.h — labels from the file of a labelling program, before picture lookup.
//
// They are shapes with their class names, or classes of whole pictures. Each reader fills this structure from
// its own format, and one function converts it to a Dataset for all readers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

// A shape as drawn. Coordinates are in pixels, or in fractions of the picture's sides when `is_relative`.
struct Outline {
  enum class Kind : std::uint8_t {
    Rectangle,  // `width` × `height` from `corner`, rotated clockwise about `corner`
    Ellipse,    // centre `corner`, radii `width` and `height`, rotated clockwise about `corner`
    Points,     // any other shape with an extent
  };
  Kind kind = Kind::Points;
  std::vector<scene::Point> points;
  scene::Point corner;
  double width = 0, height = 0;
  double rotation_degrees = 0;
  bool is_relative = false;
};

// Returns the bounding box of the outline in a picture of `size`, in pixels. Nothing when the outline
// has no point.
std::optional<scene::Box> box_around(const Outline& outline, image::Size size);

struct GatheredShape {
  std::vector<std::string> class_names;  // one box per name; none: the shape cannot be read
  std::string kind;                      // noun for the count of converted shapes: "polygon"; empty: a box
  Outline outline;
};

struct GatheredPicture {
  std::string label_file;
  std::vector<std::string> spellings;  // possible names of the picture, most likely first; at least one
  image::Size stated_size;             // according to the label file; {0, 0} when it gives none
  bool is_labelled = false;            // false: the file lists the picture without labels
  std::vector<GatheredShape> shapes;
  std::vector<std::string> unused_shapes;  // kinds of shapes without a box: "key point"
  std::vector<std::string> broken;         // one clause per shape that cannot be read
  // (question, answer): ("weather", "rain"). A picture may answer several questions.
  std::vector<std::pair<std::string, std::string>> picture_classes;
};

struct GatheredLabels {
  std::vector<GatheredPicture> pictures;
  std::vector<Problem> problems;
  ReadingTally tally;                  // added to the counts of import_gathered
  std::string question = "attribute";  // the program's noun for a question of `picture_classes`
};

// Converts gathered labels. The labels are boxes when any picture has a shape. Otherwise they are
// classification by the question that most pictures answer, and a picture with several answers to
// it is treated as not labelled. `survey` contains the pictures. Errors are those of
// Import::start and Import::finish.
Result<Dataset> import_gathered(const Survey& survey, const ReadOptions& options, GatheredLabels labels);

}  // namespace tinsmith::dataset
