// image/perceptual_hash.h — a hash of the appearance of a picture: similar pictures have similar hashes.
#pragma once

#include <bit>
#include <cstdint>

#include "image/image.h"

namespace tinsmith::image {

// 64 bits that hardly change when a picture is resized, recompressed or made slightly darker. The picture is
// reduced to 32 × 32 grey values, and their cosine transform is computed at the frequencies 1…8 of both axes.
// Each bit is 1 when its coefficient is above the median. (Zauner, "Implementation and Benchmarking of
// Perceptual Image Hash Functions", 2010, §3.2.1. The frequencies 0, which are the mean brightness and the
// plain gradients, are omitted, because unrelated photos of one scene share them.)
using PerceptualHash = std::uint64_t;

PerceptualHash perceptual_hash(const Image& image);

// Returns the number of the 64 bits that differ.
inline int distance(PerceptualHash a, PerceptualHash b) {
  return std::popcount(a ^ b);
}

// Two pictures with at most this distance are near duplicates. Measured on sign_digits, bccd_voc, dice_yolo,
// fruit_coco and map_anchors:
//   half the size                              0–2 bits (at most 4)
//   JPEG quality 30, or 0.8 of the brightness  0–2 bits (95 %: at most 4–6)
//   cutting 2 % off each side                  4–6 bits
// 6 of 2.1 million pairs of different photos of hands are this close, and 1 of 150 thousand pairs of the other
// four sets. A 64-bit difference hash had 389 and 78.
inline constexpr int kNearDuplicateDistance = 4;

}  // namespace tinsmith::image
