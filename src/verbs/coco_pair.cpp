#include "verbs/coco_pair.h"

#include <algorithm>

#include "base/json.h"

namespace tinsmith::verbs {

Result<std::vector<eval::PictureBoxes>> boxes_of(const dataset::CocoTruth& truth,
                                                 const std::filesystem::path& detections,
                                                 std::vector<std::string>& notes) {
  TRY(auto results, dataset::read_coco_detections(detections, truth));
  auto& found = results.detections;
  notes.insert(notes.end(), results.notes.begin(), results.notes.end());
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
    return fail(Fault::InvalidInput, "{} has {} pictures but no object in them, so nothing can be measured",
                file.string(), truth.pictures.size());
  return truth;
}

nlohmann::ordered_json id_to_json(const dataset::CocoId& id) {
  return std::visit([](const auto& value) { return nlohmann::ordered_json(value); }, id);
}

}  // namespace tinsmith::verbs
