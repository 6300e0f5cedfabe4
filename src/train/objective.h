// train/objective.h — training objective: the loss, and the metric that chooses the best epoch.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "heads/boxes.h"
#include "heads/centroids.h"
#include "loader/loader.h"
#include "train/boxes/box_loss.h"
#include "train/loss.h"

namespace tinsmith::train {

using Outputs = std::span<const std::span<const float>>;
using OutputGradients = std::span<const std::span<float>>;

// There is one for each task. Not thread-safe.
class Objective {
 public:
  virtual ~Objective() = default;

  // Returns the loss of a batch and writes dLoss/dLogits. `logits` are the network's
  // outputs, each [batch, …].
  virtual double loss(Outputs logits, const loader::Batch& batch, OutputGradients gradients) = 0;

  // Validation: call `observe` for each batch, then `take_score` once.
  virtual void observe(Outputs logits, const loader::Batch& batch) = 0;
  struct Score {
    double metric = 0;  // 0 … 1, higher is better
    double loss = 0;
    double background_shift = 0;  // centroids: added to the background's logit to get `metric`
    // For every labelled object (classification: picture), in order: its class, and the class predicted at
    // its place; −1: none.
    std::vector<scene::ClassIndex> truths, answers;
  };
  virtual Score take_score() = 0;

  virtual std::string_view metric_name() const = 0;  // HeadInfo::choosing_title of the task
};

// Metric: accuracy. The validation loss is plain cross entropy, without smoothing or weights.
std::unique_ptr<Objective> make_classification_objective(std::int32_t classes, CrossEntropy loss);

// Metric: F1 of the centroids by the strict rule (eval/centroids.h), over all validation pictures. The usual
// rule is not suitable for choosing an epoch: in a crowded picture, evenly scattered predictions are all
// close enough to some ground-truth object.
//
// The choice of the best epoch includes the score at which a cell counts. Devices report cells with a
// score of 0.5 or more. But a loss with such a large object weight moves every cell that could be an
// object above 0.5, and neighbours that touch count as one object. Therefore several shifts of the
// background's logit are tried, and the metric is that of the best shift. The shift of the best epoch is
// added to the network (heads::shift_background).
std::unique_ptr<Objective> make_centroid_objective(const heads::Grid& grid, double input_width,
                                                   double input_height, WeightedSigmoid loss);

// Metric: COCO's mAP (IoU 0.50 … 0.95) of the boxes that `decoding` makes of the network's outputs, with
// boxes of every score. The pool must outlive the objective.
std::unique_ptr<Objective> make_box_objective(const scene::BoxGrid& grid, std::unique_ptr<BoxLoss> loss,
                                              const heads::BoxDecoding& decoding, ThreadPool& pool);

}  // namespace tinsmith::train
