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

// Cross entropy of a batch whose classes belong to several label groups that share one output: the classes of
// one data set are compared with each other, because the same thing may have another name, or none, in another
// data set. For a picture of class y in group g it is
//   −Σ q[c] · log p[c | g]  −  group_weight · log p[g],   mean over the batch.
// p[c | g] is the softmax over the classes of g only, p[g] the sum of the group's part of the softmax over all
// classes. q has 1 − smoothing at y, and smoothing is spread evenly over the classes of g. With group_weight 1
// and no smoothing this is the usual softmax over all classes.
struct GroupedCrossEntropy {
  struct Group {
    std::int32_t first = 0, count = 0;  // classes
  };
  std::vector<Group> groups;  // together they are all classes, in order and without gaps
  double smoothing = 0;       // [0, 1)
  double group_weight = 0;

  // logits: [targets.size(), classes]
  double operator()(std::span<const float> logits, std::span<const std::int32_t> targets,
                    std::span<float> gradient) const;

  // Returns the group of a class. CHECK: there is one.
  const Group& group_of(std::int32_t target) const;
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
