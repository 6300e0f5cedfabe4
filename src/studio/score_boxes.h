// studio/score_boxes.h — what a person does with the boxes that detectors found: score them, and ask which of
// two detectors is the better one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace tinsmith::studio {

struct BoxReport {
  std::string text;
  nlohmann::ordered_json json;  // null: could not be measured
};

struct ScoreRequest {
  std::string ground_truth, detections;  // COCO files
};
// COCO's twelve lines, then what their intervals are. InvalidInput when the files do not fit each other.
Result<BoxReport> score_boxes(const ScoreRequest& request);

struct CompareRequest {
  std::string first, second;  // COCO results files or run folders
  std::string ground_truth;   // a COCO file; empty: that of the run folders
};
// Whether the second is better. NotFound when a run folder is not one of a detector; InvalidInput when the
// two were measured on different pictures.
Result<BoxReport> compare_boxes(const CompareRequest& request);

}  // namespace tinsmith::studio
