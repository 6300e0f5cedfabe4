// dataset/coco_results.h — the two COCO files that a detector is measured by: what pictures show, and what
// was found in them. Both are read strictly, and without the pictures: a number must not be measured on half
// a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "scene/scene.h"

namespace tinsmith::dataset {

struct CocoTruth {
  struct Category {
    std::int64_t id = 0;
    std::string name;  // the id, where the file gives no name
    friend bool operator==(const Category&, const Category&) = default;
  };
  struct Picture {
    std::int64_t id = 0;
    std::string name;  // its file_name, or "picture 17"
    std::vector<scene::LabelledBox> boxes;
    std::vector<double> areas;  // one a box, square pixels: the file's "area", or that of the box
    friend bool operator==(const Picture&, const Picture&) = default;
  };
  std::vector<Category> categories;  // by rising id; the position is the class index
  std::vector<Picture> pictures;     // by rising id
  friend bool operator==(const CocoTruth&, const CocoTruth&) = default;
};

// A file with the lists "images", "annotations" and "categories". Corrupt (not JSON), InvalidInput (a list or
// key is missing, an id is unknown or there twice, a box has no four numbers), and what read_file says.
Result<CocoTruth> read_coco_truth(const std::filesystem::path& file);

// A results file: a list of {"image_id", "category_id", "bbox", "score"}, or an object with such a list as
// its "annotations". By picture of `truth`, in the order of the file. InvalidInput names the ids that `truth`
// does not know.
using CocoDetections = std::vector<std::vector<scene::Detection>>;
Result<CocoDetections> read_coco_detections(const std::filesystem::path& file, const CocoTruth& truth);

}  // namespace tinsmith::dataset
