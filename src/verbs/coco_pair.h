// verbs/coco_pair.h — reads a COCO ground truth file and the detections of one detector for measurement.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "dataset/coco_results.h"
#include "eval/boxes.h"

namespace tinsmith::verbs {

// Returns ground truth and detections per picture of `truth`. Faults as read_coco_detections, whose
// notes are appended to `notes`.
Result<std::vector<eval::PictureBoxes>> boxes_of(const dataset::CocoTruth& truth,
                                                 const std::filesystem::path& detections,
                                                 std::vector<std::string>& notes);

// As read_coco_truth, but also InvalidInput when the file lists no picture or no object.
Result<dataset::CocoTruth> measurable_truth(const std::filesystem::path& file);

// Returns the id as a JSON number or string.
nlohmann::ordered_json id_to_json(const dataset::CocoId& id);

}  // namespace tinsmith::verbs
