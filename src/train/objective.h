// train/objective.h — what a network is trained for: the loss that moves it and the score that picks its best
// epoch.
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

// One for each head. Not for use from several threads.
class Objective {
 public:
  virtual ~Objective() = default;

  // The loss of a batch; writes dLoss/dLogits. `logits` are the network's outputs, [batch, …] each.
  virtual double loss(Outputs logits, const loader::Batch& batch, OutputGradients gradients) = 0;

  // Validation: told of batch after batch, then asked once.
  virtual void observe(Outputs logits, const loader::Batch& batch) = 0;
  struct Score {
    double metric = 0;  // 0 … 1, higher is better
    double loss = 0;
    double background_shift = 0;  // centroids: added to the background's logit, gives that metric
    // Of every labelled object (classification: picture), in order: its class and the one answered where it
    // is; −1: none.
    std::vector<scene::ClassIndex> truths, answers;
  };
  virtual Score take_score() = 0;

  virtual std::string_view metric_name() const = 0;  // "accuracy", "strict f1", "mAP"
};

// Metric: accuracy. The validation loss is plain cross entropy, without smoothing or weights.
std::unique_ptr<Objective> make_classification_objective(std::int32_t classes, CrossEntropy loss);

// Metric: F1 of the centroids by the strict rule (eval/centroids.h), over all validation pictures. The usual
// rule would not do for choosing: in a crowded picture, finds scattered evenly come near enough to some
// truth.
//
// How sure a cell has to be is part of what is chosen. Devices report cells of 0.5 and more, but a loss that
// weighs objects so much pushes every cell that might be one over 0.5, and neighbours that touch count as one
// object. So the score is that of the best of some shifts of the background's logit, and the shift of the
// best epoch goes into the network (heads::shift_background).
std::unique_ptr<Objective> make_centroid_objective(const heads::Grid& grid, double input_width,
                                                   double input_height, WeightedSigmoid loss);

// Metric: COCO's mAP (IoU 0.50 … 0.95) of the boxes that the network's answer decodes to, by `decoding` at
// every score. The pool must outlive the objective.
std::unique_ptr<Objective> make_box_objective(const scene::BoxGrid& grid, std::unique_ptr<BoxLoss> loss,
                                              const heads::BoxDecoding& decoding, ThreadPool& pool);

}  // namespace tinsmith::train
