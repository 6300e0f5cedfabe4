// dataset/coco_results.h — the two COCO files that a detector is measured by: what pictures show, and what
// was found in them. Both are read strictly, and without the pictures: a number must not be measured on half
// a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "scene/scene.h"

namespace tinsmith::dataset {

// A whole number or, in the files of some programs, a text. "7" is the number 7.
using CocoId = std::variant<std::int64_t, std::string>;
std::string text_of(const CocoId& id);

struct CocoTruth {
  struct Category {
    CocoId id;
    std::string name;  // the id, where the file gives no name
    friend bool operator==(const Category&, const Category&) = default;
  };
  struct Picture {
    CocoId id;
    std::string name;  // its file_name, or "picture 17"
    std::vector<scene::LabelledBox> boxes;
    std::vector<double> areas;  // one a box, square pixels: the file's "area", or that of the box
    friend bool operator==(const Picture&, const Picture&) = default;
  };
  std::vector<Category> categories;  // by rising id, texts behind numbers; the position is the class index
  std::vector<Picture> pictures;     // by rising id, likewise
  friend bool operator==(const CocoTruth&, const CocoTruth&) = default;
};

// A file with the lists "images", "annotations" and "categories". Corrupt (not JSON), InvalidInput (a list or
// key is missing, an id is unknown or there twice, a box has no four numbers), and what read_file says.
Result<CocoTruth> read_coco_truth(const std::filesystem::path& file);

// A results file: a list of {"image_id", "category_id", "bbox", "score"}, or an object with such a list as
// its "annotations".
using CocoDetections = std::vector<std::vector<scene::Detection>>;  // by picture of a truth
struct CocoResults {
  CocoDetections detections;       // in the order of the file
  std::vector<std::string> notes;  // how the two files were joined, where it was not by their ids
};
// Pictures are joined by id; where the ids of the two files do not match, by file_name, else by image_id read
// as a file name, with or without folders and ending, if that finds every one of them. Categories are joined
// by id, or by name when the results file has a list "categories" of its own. Nothing else is guessed:
// InvalidInput names the ids that `truth` does not know.
Result<CocoResults> read_coco_detections(const std::filesystem::path& file, const CocoTruth& truth);

}  // namespace tinsmith::dataset
