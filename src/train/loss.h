// train/loss.h — what training makes smaller: each loss returns its value and writes its gradient.
//
// Logits come as the network gives them, [batch, …, channels], channels last. The gradient has the logits'
// size and is overwritten. Sums run in the order of the data in double, so equal inputs give equal bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::train {

// Softmax cross entropy of a batch, one class a picture, as PyTorch defines it with weights and smoothing
// (docs of CrossEntropyLoss, reduction "mean"): the sum over pictures of
//   (1 − smoothing) · w[y] · −log p[y]  +  smoothing / C · Σc w[c] · −log p[c],   divided by Σ w[y].
struct CrossEntropy {
  double smoothing = 0;              // [0, 1)
  std::vector<float> class_weights;  // one a class; empty: all 1

  // logits [targets.size(), classes]
  double operator()(std::span<const float> logits, std::span<const std::int32_t> targets,
                    std::span<float> gradient) const;
};

// Weighted sigmoid cross entropy over the cells of a grid against a one-hot target, channel 0 the background:
// the mean over all values of  −w[c] · t · log σ(z) − (1 − t) · log(1 − σ(z)),  w[0] = 1 and w[c] =
// object_weight (TensorFlow's weighted_cross_entropy_with_logits, as the FOMO training block uses it).
struct WeightedSigmoid {
  double object_weight = 100;

  // logits [cells.size(), channels]; `cells` holds the one channel that is 1 in each cell.
  double operator()(std::span<const float> logits, std::span<const std::int32_t> cells,
                    std::span<float> gradient) const;
};

}  // namespace tinsmith::train
