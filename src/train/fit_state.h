// train/fit_state.h — everything that changes during a fit: the weights in the engine, the optimizer, the
// moving averages and the progress; and their checkpoint.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "train/average.h"
#include "train/checkpoint.h"
#include "train/engine.h"
#include "train/fit.h"
#include "train/optimizer.h"
#include "train/weight_rounding.h"

namespace tinsmith::train {

// Every rank has one; they stay equal because all ranks do the same updates. Not thread-safe.
//
// With quantization-aware training the optimizer updates exact weights, and the engine computes with their
// int8 values. `Weights` always holds the exact ones.
class FitState {
 public:
  // Takes the initial weights from `engine`, which runs `graph`.
  FitState(const graph::Graph& graph, Engine engine, const FitSettings& settings);

  // Continues from the checkpoint `file`. If the file does not exist, the state stays as it is.
  //   Conflict  the checkpoint is of another network or another optimizer
  //   Corrupt   the file is not a readable checkpoint
  Result<Done> resume(const std::filesystem::path& file);
  // The same from a checkpoint that was already read from `file`, which an error names. Conflict as above.
  Result<Done> resume(Checkpoint loaded, const std::filesystem::path& file);
  // Writes the state after the last completed epoch.
  Result<Done> save(const std::filesystem::path& file) const;

  Engine& engine() { return engine_; }
  FitProgress& progress() { return completed_.progress; }
  const FitProgress& progress() const { return completed_.progress; }
  const EpochRecord* best_record() const;  // nullptr before the first epoch is complete
  std::int64_t steps() const { return optimizer_.state().steps; }  // steps of the optimizer so far

  // Hash of the weights and statistics.
  std::uint64_t weights_hash();

  // One step of the optimizer with the engine's gradients.
  void update(double learning_rate);

  // Ends an epoch: appends its record, after setting `is_best`, and keeps the weights for `save`, `best`
  // and `best_graph`.
  void complete_epoch(EpochRecord& record);

  Weights average() const;                                 // moving average up to the last step
  const Weights& best() const { return completed_.best; }  // average at the end of the best epoch

  // Calls `work` while the engine computes with `weights`, and puts the weights of the last step back.
  template <class Work>
  auto with(const Weights& weights, Work&& work) {
    const Weights trained = current();
    use(weights);
    auto result = std::forward<Work>(work)();
    use(trained);
    return result;
  }

  // Returns the graph with the exact weights of the best epoch.
  graph::Graph best_graph();

 private:
  // The values that the optimizer updates: the engine's, or with QAT the exact ones before rounding.
  std::span<float> exact_values() { return rounding_ ? std::span<float>(exact_) : engine_.values(); }
  // With QAT: copies the rounded exact values to the engine.
  void round_values();
  Weights current();
  void use(const Weights& weights);
  Result<Done> check_fits(const Checkpoint& loaded, const std::filesystem::path& file);

  Engine engine_;
  std::optional<WeightRounding> rounding_;
  std::vector<float> exact_;  // with `rounding_` only
  Optimizer optimizer_;
  MovingAverage average_values_, average_statistics_;
  Checkpoint completed_;  // state at the end of the last completed epoch
};

}  // namespace tinsmith::train
