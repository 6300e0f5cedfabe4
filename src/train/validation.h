// train/validation.h — scores the engine's weights on the validation pictures, as they are and mirrored.
#pragma once

#include <memory>

#include "train/engine.h"
#include "train/fit.h"
#include "train/mirror_check.h"
#include "train/objective.h"
#include "train/shared_batch.h"

namespace tinsmith::train {

// All ranks call the member functions together. Not thread-safe.
class Validation {
 public:
  // The arguments must outlive the result. InvalidInput: a setting is out of its range.
  static Result<Validation> make(const FitArguments& arguments, Engine& engine, SharedBatch& batch);

  // Returns the score of the current weights for all validation pictures.
  Objective::Score score() { return score_of(*loader_); }
  // Predicts the mirrored pictures with the same weights and compares the result with `plain`, their score()
  // in `epoch`. MirrorCheck::epoch is 0 if the two cannot be compared.
  Result<MirrorCheck> check_mirrored(const Objective::Score& plain, std::int32_t epoch);

 private:
  Validation(const FitArguments& arguments, Engine& engine, SharedBatch& batch,
             std::unique_ptr<loader::Loader> loader)
      : arguments_(arguments), engine_(engine), batch_(batch), loader_(std::move(loader)) {}
  Objective::Score score_of(loader::Loader& loader);

  const FitArguments& arguments_;
  Engine& engine_;
  SharedBatch& batch_;
  std::unique_ptr<loader::Loader> loader_;
};

}  // namespace tinsmith::train
