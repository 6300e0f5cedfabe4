// verbs/score_boxes.h — the verbs `score` and `compare`: score detections, and compare two detectors.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct BoxReport {
  std::string text;
  nlohmann::ordered_json json;  // null: not measurable
};

struct ScoreRequest {
  std::string ground_truth, detections;  // COCO files
};
// Returns COCO's twelve metrics, then their confidence intervals. InvalidInput when
// the files do not belong together.
Result<BoxReport> score_boxes(const ScoreRequest& request);

struct CompareRequest {
  std::string first, second;  // COCO results files or run folders
  std::string ground_truth;   // a COCO file; empty: that of the run folders
};
// Reports whether the second detector is better.
//   NotFound      a run folder is not that of a detector
//   InvalidInput  the two were measured on different pictures
Result<BoxReport> compare_boxes(const CompareRequest& request);

}  // namespace tinsmith::verbs
