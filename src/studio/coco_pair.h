// studio/coco_pair.h — a ground truth and the detections of one detector, as they are measured.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "dataset/coco_results.h"
#include "eval/boxes.h"

namespace tinsmith::studio {

// By picture of `truth`. What read_coco_detections says; its notes are appended to `notes`.
Result<std::vector<eval::PictureBoxes>> boxes_of(const dataset::CocoTruth& truth,
                                                 const std::filesystem::path& detections,
                                                 std::vector<std::string>& notes);

// As read_coco_truth; InvalidInput, too, when the file lists no picture or no object.
Result<dataset::CocoTruth> measurable_truth(const std::filesystem::path& file);

// A number or a text.
nlohmann::ordered_json id_to_json(const dataset::CocoId& id);

}  // namespace tinsmith::studio
