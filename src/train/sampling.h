// train/sampling.h — chooses the pictures of an epoch and their order.
#pragma once

#include <cstdint>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::train {

// Returns as many pictures as `pictures` has, shuffled by seed and epoch. Each picture occurs once; if
// `balanced`, every class occurs equally often instead: small classes repeat their pictures, and no picture
// is used again before all pictures of its class were used. A picture with boxes belongs to every class that
// it shows; a picture without class or boxes occurs once. The order depends on the arguments only.
std::vector<std::size_t> epoch_order(const dataset::Dataset& dataset,
                                     const std::vector<std::size_t>& pictures, bool balanced,
                                     std::uint64_t seed, std::uint64_t epoch);

// Returns one weight per class, inversely proportional to its number of pictures; the mean over the pictures
// is 1. Classes without pictures get the weight 0.
std::vector<float> inverse_frequency_weights(const dataset::Dataset& dataset,
                                             const std::vector<std::size_t>& pictures);

// Returns the weight of a cell with an object at which all objects of `pictures` together weigh as much as
// the background, for an output with `cells_per_picture` cells; limited to 1 … 1000. With one object in every
// second picture and 12 x 12 cells it is 287. The published default of such networks, 100, is right for one
// or two objects per picture.
double balanced_object_weight(const dataset::Dataset& dataset, const std::vector<std::size_t>& pictures,
                              std::int64_t cells_per_picture);

}  // namespace tinsmith::train
