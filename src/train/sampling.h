// train/sampling.h — which pictures an epoch shows, in which order.
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::train {

// As many pictures as `pictures` has, shuffled by seed and epoch: each once, or, when `balanced`, every class
// equally often (classes of few pictures repeat theirs, each before any a second time). A picture of boxes is
// one of every class that it shows; one without class or boxes comes once. The order depends on the arguments
// alone.
std::vector<std::size_t> epoch_order(const dataset::Dataset& dataset,
                                     const std::vector<std::size_t>& pictures, bool balanced,
                                     std::uint64_t seed, std::uint64_t epoch);

// One weight a class, in inverse proportion to its pictures, 1 on average over the pictures. Classes without
// pictures weigh 0.
std::vector<float> inverse_frequency_weights(const dataset::Dataset& dataset,
                                             const std::vector<std::size_t>& pictures);

// The weight of a cell with an object with which the objects of `pictures` weigh as much together as the
// background does, when the answer has `cells_a_picture`: 1 … 1000. One object in every second picture of 12
// x 12 cells gives 287; the published default of such networks, 100, is right for one or two a picture.
double balanced_object_weight(const dataset::Dataset& dataset, const std::vector<std::size_t>& pictures,
                              std::int64_t cells_a_picture);

}  // namespace tinsmith::train
