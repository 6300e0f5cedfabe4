// dataset/layouts/gathered_labels.h — what a labelling program's file says of its pictures, before the
// pictures are looked up: shapes with their class names, or classes of whole pictures. Readers fill it from
// their own format; one function turns it into a Dataset for all of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/read.h"
#include "dataset/reading_text.h"
#include "dataset/survey.h"

namespace tinsmith::dataset {

// A shape as it was drawn. Coordinates are pixels, or parts of the picture's sides when `is_relative`.
struct Outline {
  enum class Kind : std::uint8_t {
    Rectangle,  // from `corner`, `width` × `height`, turned clockwise about `corner`
    Ellipse,  // around `corner` as its centre, with the radii `width` and `height`, turned clockwise about it
    Points,   // anything else that has an extent
  };
  Kind kind = Kind::Points;
  std::vector<scene::Point> points;
  scene::Point corner;
  double width = 0, height = 0;
  double rotation_degrees = 0;
  bool is_relative = false;
};

// The box around the outline in a picture of `size`, in pixels. Nothing when it has no point.
std::optional<scene::Box> box_around(const Outline& outline, image::Size size);

struct GatheredShape {
  std::vector<std::string> class_names;  // several names make several boxes; none: it is not understood
  std::string kind;                      // as counted when it becomes a box: "polygon"; empty: it is a box
  Outline outline;
};

struct GatheredPicture {
  std::string label_file;
  std::vector<std::string> spellings;  // names that it may go by, the likeliest first; at least one
  image::Size stated_size;             // by the label file; {0, 0} when it does not say
  bool is_labelled = false;            // false: the file lists it, and nobody has labelled it
  std::vector<GatheredShape> shapes;
  std::vector<std::string> unused_shapes;  // kinds of shapes that have no box: "key point"
  std::vector<std::string> broken;         // a clause for each shape that cannot be read
  // (question, answer): ("weather", "rain"). A picture may answer several questions.
  std::vector<std::pair<std::string, std::string>> picture_classes;
};

struct GatheredLabels {
  std::vector<GatheredPicture> pictures;
  std::vector<Problem> problems;
  ReadingTally tally;                  // counted beside what import_gathered counts itself
  std::string question = "attribute";  // the program's word for what `picture_classes` asks, singular
};

// Detection when a picture has a shape; otherwise classification, by the question that most pictures answer;
// a picture that gives it several answers is not understood. `survey` is of the pictures. Errors are those of
// Import::start and Import::finish.
Result<Dataset> import_gathered(const Survey& survey, const ReadOptions& options, std::string_view format,
                                GatheredLabels labels);

}  // namespace tinsmith::dataset
