// image/difference_for_test.h — how far two pictures are apart.
#pragma once

#include <cstdlib>

#include "image/image.h"

namespace tinsmith::image {

// Mean absolute difference of the values of two pictures of one size.
inline double mean_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace tinsmith::image
