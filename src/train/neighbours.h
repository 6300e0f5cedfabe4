// train/neighbours.h — the nearest neighbours of pictures by their features.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_pool.h"

namespace tinsmith::train {

// Max number of pictures that nearest_neighbours takes: time and memory grow with the square.
inline constexpr std::size_t kMaxNeighbourPictures = 4096;

struct Neighbours {
  std::size_t pictures = 0, per_picture = 0;
  // [pictures, per_picture]: the other pictures, nearest first; of equally distant ones the lower index first.
  std::vector<std::int32_t> index;
  std::vector<float> distance;  // Euclidean

  std::span<const std::int32_t> of(std::size_t picture) const {
    return std::span(index).subspan(picture * per_picture, per_picture);
  }
  std::span<const float> distances_of(std::size_t picture) const {
    return std::span(distance).subspan(picture * per_picture, per_picture);
  }
};

// Returns the `wanted` nearest other pictures of each picture, or all others when there are fewer, from features
// [pictures, channels]. Compares all pictures with all others. The same bytes for any number of threads.
// Precondition: at most kMaxNeighbourPictures pictures.
Neighbours nearest_neighbours(std::span<const float> features, std::size_t pictures, std::size_t wanted,
                              ThreadPool& pool);

}  // namespace tinsmith::train
