// studio/coco_files.h — what a detector was measured by, as the two files of COCO: for `tinsmith compare`,
// and for whoever wants to check our figures with another program.
#pragma once

#include "bundle/model.h"
#include "studio/measure.h"
#include "studio/run_folder.h"

namespace tinsmith::studio {

// Writes ground_truth.json and detections.json into the run folder. Ids count from 1, pictures and classes in
// their order.
Result<Done> write_coco_files(const RunFolder& folder, const bundle::Model& model,
                              const dataset::Dataset& dataset, const Measured& measured);

}  // namespace tinsmith::studio
