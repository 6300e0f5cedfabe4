// train/loss.h — loss functions; each returns its value and writes its gradient.
//
// Logits have the layout of the network's output, [batch, …, channels], channels last. The gradient has the
// size of the logits and is overwritten. Sums are made in the order of the data and in double, so the same
// inputs give the same bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::train {

// Softmax cross entropy of a batch with one class per picture, as PyTorch defines it with weights and
// smoothing (docs of CrossEntropyLoss, reduction "mean"): the sum over pictures of
//   (1 − smoothing) · w[y] · −log p[y]  +  smoothing / C · Σc w[c] · −log p[c],   divided by Σ w[y].
struct CrossEntropy {
  double smoothing = 0;              // [0, 1)
  std::vector<float> class_weights;  // one per class; empty: all are 1

  // logits: [targets.size(), classes]
  double operator()(std::span<const float> logits, std::span<const std::int32_t> targets,
                    std::span<float> gradient) const;
};

// Weighted sigmoid cross entropy over the cells of a grid against a one-hot target; channel 0 is the
// background. It is the mean over all values of −w[c] · t · log σ(z) − (1 − t) · log(1 − σ(z)) with
// w[0] = 1 and w[c] = object_weight (TensorFlow's weighted_cross_entropy_with_logits, as the FOMO training
// block uses it).
struct WeightedSigmoid {
  double object_weight = 100;

  // logits: [cells.size(), channels]. `cells` gives for each cell the channel whose target is 1.
  double operator()(std::span<const float> logits, std::span<const std::int32_t> cells,
                    std::span<float> gradient) const;
};

}  // namespace tinsmith::train
