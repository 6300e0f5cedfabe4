// image/difference_for_test.h — the difference between two pictures.
#pragma once

#include <cstdlib>

#include "image/image.h"

namespace tinsmith::image {

// Returns the mean absolute difference of the pixel values. Precondition: both pictures have the same size.
inline double mean_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace tinsmith::image
