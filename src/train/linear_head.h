// train/linear_head.h — a linear classifier on the features of a backbone, learned in closed form.
//
// The features are the input of a classifier's last layer. Ridge regression on one-hot targets takes a fraction
// of a second for some hundred pictures, and its predictions for pictures that were left out come with the
// solution (Rifkin and Lippert, "Notes on regularized least squares", 2007).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "scene/scene.h"
#include "train/engine.h"

namespace tinsmith::train {

// Max number of pictures that fit_linear_head takes: the time grows with the third power.
inline constexpr std::size_t kMaxLinearHeadPictures = 1024;

// Returns the softmax of logits: probabilities whose sum is 1.
std::vector<double> probabilities_of(std::span<const double> logits);

struct LinearHead {
  std::vector<float> weights;  // [classes, channels]
  std::vector<float> bias;     // [classes]
  // [pictures, classes]: the logits of every picture by a head that was learned without the picture's group.
  std::vector<float> held_out;

  // Returns the logits of a picture, [classes], from its features, [channels].
  std::vector<double> logits(std::span<const float> features) const;
  // Returns probabilities_of the logits, [classes].
  std::vector<double> probabilities(std::span<const float> features) const;
  // Returns the index of the highest logit; ties are broken by the lower index.
  scene::ClassIndex predicted(std::span<const float> features) const;
};

// Learns to predict `labels` (0 … classes − 1) from `features` [labels.size(), channels]. Pictures with the same
// value in `groups` resemble each other, such as frames of one recording, and are left out together; pictures with
// different values are left out one by one. The error on left-out pictures chooses the penalty, and their cross
// entropy the scale of the logits. The same bytes for any number of threads. Precondition: 2 …
// kMaxLinearHeadPictures labels, and as many groups.
LinearHead fit_linear_head(std::span<const float> features, std::span<const scene::ClassIndex> labels,
                           std::span<const std::int64_t> groups, std::int32_t classes, ThreadPool& pool);

// Returns the outputs of a backbone's engine for pictures, [pictures, channels], from its inputs: one span of pixels
// per picture, which become value / 255.
std::vector<float> features_of(Engine& backbone, std::span<const std::vector<std::uint8_t>> inputs);

// Returns the graph without its last layer, which must be fully connected; its output are the features,
// [1, channels].
graph::Graph without_last_layer(graph::Graph graph);

}  // namespace tinsmith::train
