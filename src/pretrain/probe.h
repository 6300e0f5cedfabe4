// pretrain/probe.h — a quick measure of pretrained weights: how well do their features, unchanged, tell the
// classes of a data set apart that they never saw?
//
// Ridge regression on the features of a few pictures per class, in closed form, takes a second per set. It
// says which of two backbones is the better start; only training says how much it gains.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "pretrain/crops.h"

namespace tinsmith::pretrain {

// Which pictures of a set are learned from, and which judge.
struct Division {
  std::vector<std::size_t> learned, judged;  // indices of CropSet::pictures, ascending
};
// Draws `per_class` pictures of each class to learn from. InvalidInput: a class has no picture left to judge.
Result<Division> drawn_division(const CropSet& set, std::int32_t per_class, std::uint64_t seed);

// Returns the network without its last layer, for inputs of this size, with the weights of a .safetensors
// file; without a file, with its random initial weights.
Result<graph::Graph> backbone(const std::string& network, std::int32_t size_px,
                              const std::optional<std::filesystem::path>& weights);

// Returns the features of all pictures, [pictures, channels].
Result<std::vector<float>> features_of(const graph::Graph& backbone, std::int32_t size_px,
                                       std::span<const image::Image> pictures, ThreadPool& pool);

// Learns a linear classifier (train/linear_head.h) from the features of `division.learned`, at most
// train::kMaxLinearHeadPictures. Returns its accuracy on `division.judged`.
double linear_accuracy(const CropSet& set, std::span<const float> features, const Division& division,
                       ThreadPool& pool);

}  // namespace tinsmith::pretrain
