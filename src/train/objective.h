// train/objective.h — what a network is trained for: the loss that moves it and the score that picks its best
// epoch.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "dataset/loader.h"
#include "heads/centroids.h"
#include "train/loss.h"

namespace tinsmith::train {

// One for each head. Not for use from several threads.
class Objective {
 public:
  virtual ~Objective() = default;

  // The loss of a batch; writes dLoss/dLogits. `logits` is the network's output 0, [batch, …].
  virtual double loss(std::span<const float> logits, const dataset::Batch& batch,
                      std::span<float> gradient) = 0;

  // Validation: told of batch after batch, then asked once.
  virtual void observe(std::span<const float> logits, const dataset::Batch& batch) = 0;
  struct Score {
    double metric = 0;  // 0 … 1, higher is better
    double loss = 0;
  };
  virtual Score take_score() = 0;

  virtual std::string_view metric_name() const = 0;  // "accuracy", "f1"
};

// Metric: accuracy. The validation loss is plain cross entropy, without smoothing or weights.
std::unique_ptr<Objective> make_classification_objective(std::int32_t classes, CrossEntropy loss);

// Metric: F1 of the centroids by the usual rule (eval/centroids.h), over all validation pictures.
std::unique_ptr<Objective> make_centroid_objective(const heads::Grid& grid, double input_width,
                                                   double input_height, WeightedSigmoid loss);

}  // namespace tinsmith::train
