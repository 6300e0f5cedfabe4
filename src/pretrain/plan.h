// pretrain/plan.h — what a pretraining run does, and in which order it sees the crops.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pretrain/crops.h"

namespace tinsmith::pretrain {

struct PlanSettings {
  std::string network = "mobilenetv2-0.35";
  std::int32_t passes = 40;  // a pass draws as many crops as there are
  std::int32_t batch = 64;
  double learning_rate = 3e-3;  // of AdamW at its peak
  double warm_up = 0.03;        // fraction of the run
  double weight_decay = 0.05;
  double average_decay = 0.9995;  // of the moving average of the weights, which is the result
  double smoothing = 0.1;
  double group_weight = 1;  // see train::GroupedCrossEntropy
  // A group of n crops is drawn in proportion to n to the power of this: 1 gives every crop the same weight,
  // 0 every group.
  double tempering = 0.75;
  std::uint64_t seed = 1;
  std::int32_t size_divisor = 1;  // of the input sizes; 2 for a network that is made for small inputs
};

// Returns a text with all settings; runs with equal texts and crops give equal weights.
std::string text_of(const PlanSettings& settings);

// Returns the crops of a pass in their order, as many as the corpus has. It depends on the arguments only. No
// crop of a group is drawn again before all its crops were drawn in this pass.
std::vector<std::size_t> order_of_pass(const Corpus& corpus, const PlanSettings& settings, std::int32_t pass);

// The inputs grow during a run: small ones are cheap and teach most. All sizes that occur, ascending:
std::vector<std::int32_t> input_sizes_px(const PlanSettings& settings);
// Returns the input size of a batch. `progress`: done fraction of the run.
std::int32_t input_size_of(const PlanSettings& settings, double progress, std::int32_t pass,
                           std::int64_t batch);

}  // namespace tinsmith::pretrain
