// verbs/coco_files.h — writes the ground truth and detections of a measured detector as COCO files.
//
// `tinsmith compare` reads them, and other programs can verify our metrics with them.
#pragma once

#include "bundle/model.h"
#include "verbs/measure.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {

// Writes ground_truth.json and detections.json into the run folder. Ids start at 1;
// pictures and classes keep their order.
Result<Done> write_coco_files(const RunFolder& folder, const bundle::Model& model,
                              const dataset::Dataset& dataset, const Measured& measured);

}  // namespace tinsmith::verbs
