// pretrain/boxes.h — the second stage of a detector's pretraining: `tinsmith train` learns to find objects of any
// kind on the pictures with boxes. Here are the steps before and after that training.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"

namespace tinsmith::pretrain {

// Unpacks the zips of `detection` that detectors learn from into one folder per set, below `out`: pictures with
// their COCO file. Together they are one data set. Returns the number of sets.
//   NotFound  `detection` has no such files
Result<std::int64_t> unpack_pictures_with_boxes(const std::filesystem::path& detection,
                                                const std::filesystem::path& out);

// Returns the weights of the best epoch of a run of `tinsmith train`, as half-precision numbers in a .safetensors
// file. Unlike the float model of the run it has the batch norms, so that training continues as it ended.
//   NotFound      the run has no checkpoint
//   InvalidInput  no epoch is complete, or the run was not trained with --single-class
//   Conflict      the checkpoint is of another network than the settings name
Result<Bytes> weights_of_run(const std::filesystem::path& run);

}  // namespace tinsmith::pretrain
