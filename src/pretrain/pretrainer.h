// pretrain/pretrainer.h — trains a backbone on the crops of many data sets.
#pragma once

#include <filesystem>
#include <functional>

#include "base/bytes.h"
#include "graph/graph.h"
#include "pretrain/plan.h"
#include "train/checkpoint.h"
#include "train/record.h"
#include "zoo/zoo.h"

namespace tinsmith::pretrain {

// The result of a run: the weights of the network without its last layer, as half-precision numbers in a
// .safetensors file. They are the moving average, so the file of any pass can be used.
inline constexpr std::string_view kWeightsFile = "weights.safetensors";
inline constexpr std::string_view kCheckpointFile = "checkpoint.safetensors";

struct PassReport {
  const train::EpochRecord& record;  // `validation_metric`: accuracy on the pass's crops, within their groups
  std::int32_t passes = 0;
};

// Runs the passes that are left. After each pass the state and the weights so far are written to `folder`; a
// run that was stopped at any moment continues with the pass that was not complete, and ends with the same
// bytes as a run that was not stopped, for any number of threads. (Machines with other vector units add in a
// different order.)
//   Conflict  the folder has the state of a run with other settings or crops
Result<Done> pretrain(const Corpus& corpus, const PlanSettings& settings, const std::filesystem::path& folder,
                      ThreadPool& pool, const std::function<void(const PassReport&)>& after_pass);

// Returns the function that builds the network, or a detector's backbone, with a classification head.
//   InvalidInput  the network has no such form
using BuildGraph = graph::Graph (*)(const zoo::Network& network, const zoo::BuildSettings& settings);
Result<BuildGraph> classifier_of(const zoo::Network& network);

}  // namespace tinsmith::pretrain
