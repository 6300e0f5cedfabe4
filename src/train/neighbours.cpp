#include "train/neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace tinsmith::train {
namespace {

// Sum of the squared differences. Several partial sums let the compiler use vector units; their number is fixed, so
// the result is the same on all machines.
float squared_distance(const float* a, const float* b, std::size_t channels) {
  constexpr std::size_t kPartialSums = 8;
  std::array<float, kPartialSums> sums{};
  std::size_t c = 0;
  for (; c + kPartialSums <= channels; c += kPartialSums)
    for (std::size_t lane = 0; lane < kPartialSums; ++lane) {
      const float difference = a[c + lane] - b[c + lane];
      sums[lane] += difference * difference;
    }
  float sum = std::accumulate(sums.begin(), sums.end(), 0.0F);
  for (; c < channels; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

}  // namespace

Neighbours nearest_neighbours(std::span<const float> features, std::size_t pictures, std::size_t wanted,
                              ThreadPool& pool) {
  CHECK(pictures <= kMaxNeighbourPictures, "neighbours of {} pictures", pictures);
  Neighbours neighbours{pictures, pictures == 0 ? 0 : std::min(wanted, pictures - 1), {}, {}};
  if (neighbours.per_picture == 0) return neighbours;
  const std::size_t channels = features.size() / pictures;
  std::vector<float> squares(pictures * pictures, 0.0F);
  pool.run(static_cast<std::int64_t>(pictures), [&](std::int64_t row, int) {
    const auto i = static_cast<std::size_t>(row);
    for (std::size_t j = 0; j < i; ++j)
      squares[i * pictures + j] = squares[j * pictures + i] =
          squared_distance(features.data() + i * channels, features.data() + j * channels, channels);
  });
  neighbours.index.resize(pictures * neighbours.per_picture);
  neighbours.distance.resize(neighbours.index.size());
  pool.run(static_cast<std::int64_t>(pictures), [&](std::int64_t row, int) {
    const auto i = static_cast<std::size_t>(row);
    const float* own = squares.data() + i * pictures;
    std::vector<std::int32_t> others(pictures);
    std::iota(others.begin(), others.end(), 0);
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(neighbours.per_picture);
    std::partial_sort(others.begin(), end, others.end(), [&](std::int32_t a, std::int32_t b) {
      return std::pair(own[a], a) < std::pair(own[b], b);
    });
    for (std::size_t k = 0; k < neighbours.per_picture; ++k) {
      neighbours.index[i * neighbours.per_picture + k] = others[k];
      neighbours.distance[i * neighbours.per_picture + k] = std::sqrt(own[others[k]]);
    }
  });
  return neighbours;
}

}  // namespace tinsmith::train
