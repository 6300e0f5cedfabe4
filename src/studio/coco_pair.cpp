#include "studio/coco_pair.h"

#include <algorithm>

namespace tinsmith::studio {

Result<std::vector<eval::PictureBoxes>> boxes_of(const dataset::CocoTruth& truth,
                                                 const std::filesystem::path& detections) {
  TRY(auto found, dataset::read_coco_detections(detections, truth));
  std::vector<eval::PictureBoxes> pictures;
  pictures.reserve(found.size());
  for (std::size_t p = 0; p < found.size(); ++p)
    pictures.push_back({truth.pictures[p].boxes, std::move(found[p]), truth.pictures[p].areas});
  return pictures;
}

Result<dataset::CocoTruth> measurable_truth(const std::filesystem::path& file) {
  TRY(auto truth, dataset::read_coco_truth(file));
  const bool has_object = std::any_of(truth.pictures.begin(), truth.pictures.end(), [](const auto& picture) {
    return std::any_of(picture.boxes.begin(), picture.boxes.end(),
                       [](const auto& box) { return !box.is_crowd; });
  });
  if (!has_object)
    return fail(Fault::InvalidInput,
                "{} holds {} pictures and no object to find in them, so nothing can be measured",
                file.string(), truth.pictures.size());
  return truth;
}

}  // namespace tinsmith::studio
