// dataset/coco_results.h — reads COCO ground truth and COCO detections, for evaluating a detector.
//
// Both files are read strictly and without the pictures, so that a metric is never computed from half a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "scene/scene.h"

namespace tinsmith::dataset {

// An integer or, in the files of some programs, a string. The string "7" is the number 7.
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
    std::vector<double> areas;  // one per box, in square pixels: the file's "area", or the area of the box
    friend bool operator==(const Picture&, const Picture&) = default;
  };
  std::vector<Category> categories;  // by ascending id, strings last; the position is the class index
  std::vector<Picture> pictures;     // in the same order
  friend bool operator==(const CocoTruth&, const CocoTruth&) = default;
};

// Reads a file with the lists "images", "annotations" and "categories".
//   Corrupt       not JSON
//   InvalidInput  a list or key is missing, an id is unknown or duplicate, or a box is not four numbers
// and the errors of read_file.
Result<CocoTruth> read_coco_truth(const std::filesystem::path& file);

// A results file is a list of {"image_id", "category_id", "bbox", "score"}, or an object with such a list
// as its "annotations".
using CocoDetections = std::vector<std::vector<scene::Detection>>;  // one per picture of the ground truth
struct CocoResults {
  CocoDetections detections;       // in the order of the file
  std::vector<std::string> notes;  // how the two files were joined, when not by id
};
// Reads a results file. Pictures are joined by id. When the ids of the two files do not match, they are
// joined by file_name, or else by image_id read as a file name with or without folders and extension, if that
// finds every picture. Categories are joined by id, or by name when the results file has its own list
// "categories". There is no other guess: InvalidInput names the ids that are not in `truth`.
Result<CocoResults> read_coco_detections(const std::filesystem::path& file, const CocoTruth& truth);

}  // namespace tinsmith::dataset
