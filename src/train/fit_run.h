// train/fit_run.h — one run of `fit`: fit.cpp has the loop over epochs, fit_validate.cpp the
// validation between them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "train/average.h"
#include "train/engine.h"
#include "train/fit.h"
#include "train/pace.h"
#include "train/shared_batch.h"
#include "train/weight_rounding.h"

namespace tinsmith::train {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One run of `fit`. Its state between epochs is a Checkpoint; everything else can be created again.
class Fit {
 public:
  Fit(Engine engine, const FitData& data, const FitSettings& settings, Objective& objective,
      const FitWatcher& watcher, std::filesystem::path checkpoint_file, ranks::Ranks& ranks);

  // Call after resume_if_possible, whose state decides how pictures are loaded.
  Result<Done> open_loaders(int threads);
  Result<Done> resume_if_possible(std::uint64_t graph_hash);
  // Checks that all ranks start from the same weights and pictures.
  Result<Done> check_agreement();
  Result<FitResult> run();

 private:
  enum class PassEnd { Whole, OutOfTime, AskedToFinish, AskedToStop };

  double elapsed_s() const { return state_.elapsed_s + seconds_since(started_); }
  bool mirrors() const {
    return data_.augmentation.enable && data_.augmentation.flip_horizontal > 0 &&
           (!data_.measures_mirroring || state_.mirroring > 0);
  }
  using LoaderOf = Result<std::unique_ptr<loader::Loader>>;
  LoaderOf loader_of(const std::vector<std::size_t>& pictures,
                     const std::optional<loader::AugmentSettings>& augmentation);
  LoaderOf train_loader();
  std::vector<std::size_t> order_of_pass(std::int32_t epoch) const;
  // `progress_fraction`: fraction of the schedule that this pass takes; corrected in the first pass once a
  // step was measured.
  Result<PassEnd> pass(EpochRecord& record, double& progress_fraction);
  // Called after each of the first steps. Shortens a pass that is too long, reports the expected total time,
  // and computes the fraction of the time limit that the pass takes.
  void measure_step(std::int64_t step, std::size_t& wanted, double& progress_fraction);
  // Lengthens the passes once, after two epochs, so that a few hundred passes use up the time limit.
  void lengthen_pass();
  void report_expected(double seconds);
  // Scores the predictions of the current weights for the validation pictures.
  Objective::Score score(loader::Loader& loader);
  Result<Done> validate(EpochRecord& record);
  bool has_reached(double part) const;  // fraction of the schedule
  Result<MirrorCheck> check_mirrored(const Objective::Score& plain, std::int32_t epoch);
  Result<Done> decide_mirroring(const Objective::Score& plain, std::int32_t epoch);
  Error diverged(std::int32_t epoch) const;
  const EpochRecord* best_record() const;  // null before the first epoch is complete
  // Fills `shared_` with the outputs of all ranks for a batch; `batch` is this rank's part of it. Returns
  // false if no rank has a picture.
  bool answer(const loader::Batch& batch, Engine::Mode mode, std::uint64_t step_seed);
  // The values that the optimizer updates: the engine's, or with QAT the exact ones before rounding.
  std::span<float> learned() { return rounding_ ? std::span<float>(exact_) : engine_.values(); }
  // Copies the updated values, rounded for QAT, into the engine.
  void show_learned() {
    if (rounding_) (*rounding_)(exact_, engine_.values());
  }
  Weights current();
  void use(const Weights& weights);
  Result<Done> finish_epoch(EpochRecord record);
  graph::Graph best_graph();  // afterwards the engine has the weights of the last epoch
  Result<FitResult> result(std::string why);

  Engine engine_;
  ranks::Ranks& ranks_;
  SharedBatch shared_;
  const FitData& data_;
  const FitSettings& settings_;
  Objective& objective_;
  const FitWatcher& watcher_;
  std::filesystem::path checkpoint_file_;
  std::optional<WeightRounding> rounding_;
  std::vector<float> exact_;  // used with rounding only
  Optimizer optimizer_;
  MovingAverage average_values_, average_statistics_;
  EarlyStop early_stop_;
  Pace pace_;
  bool is_expected_reported_ = false;
  std::int32_t epochs_here_ = 0;  // since this process started
  std::unique_ptr<loader::Loader> train_loader_, validation_loader_;
  int loader_threads_ = 1;
  Checkpoint state_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::string stopped_early_;
};

}  // namespace tinsmith::train
