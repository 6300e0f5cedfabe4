// dataset/duplicates.h — pictures that are the same, or nearly.
//
// Exact: the same bytes. Near: alike twice over, by perceptual hash (at most kNearDistance of 64 bits apart)
// and by pixels (both reduced to 16×16 grey and brought to one mean and contrast, the mean absolute
// difference at most kNearDifference). The second look is what keeps hands before one grey wall, or parts on
// one table, apart, and with it the first may be wide enough for a burst of photos. Chains stay short:
// measured on sign_digits (2 062 photos of hands) the two looks join 12 pictures in 6 pairs, all of one
// class; on electronic_components 12 of 250, at most 4 in a group; on dice_yolo 14 of 250; by hash or by
// pixels alone, one group would swallow half of a set. Of copies of 60 photos of each of them at half the
// size, at JPEG quality 30, at 0.8 of the brightness, or moved by 2 %, 50 to 60 are found; moved by 5 %, 8 at
// most.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/progress.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "image/perceptual_hash.h"

namespace tinsmith::dataset {

inline constexpr std::int32_t kPrintSide_pixels = 16;
inline constexpr int kNearDistance = 8;
// In deviations of the picture's own values: 0 for the same picture, about 1 for unrelated ones.
inline constexpr double kNearDifference = 0.25;

// What is remembered of a decoded picture.
struct Fingerprint {
  bool is_readable = false;  // false: it did not decode; the rest is then empty
  Hash128 bytes;
  std::uint64_t file_bytes = 0;
  image::PerceptualHash look = 0;
  std::array<float, static_cast<std::size_t>(kPrintSide_pixels* kPrintSide_pixels)>
      print{};  // mean 0, deviation 1
};

// Of a file and the picture it holds.
Fingerprint fingerprint_of(ByteView file, const image::Image& picture);

struct Fingerprints {
  std::vector<Fingerprint> of;  // one for each of Dataset::pictures
  std::vector<Problem> problems;
  // Pictures with 16 bits a channel, by path: read as 12-bit ones, the others, and those that use less than a
  // tenth of the range they are read with, so that they are nearly black. See image::SixteenBits.
  std::vector<std::string> read_as_12_bits, read_as_16_bits, nearly_black;
};

// Decodes every picture once, in parallel. Cancelled.
Result<Fingerprints> fingerprint(const Dataset& dataset, ThreadPool& threads, Progress& progress);

struct DuplicateGroups {
  // For each picture, the number of its group; pictures alike, directly or through others, share one.
  // Numbered by first appearance.
  std::vector<std::int32_t> group_of;
  std::int32_t group_count = 0;
};

// Pairs (first < second, rising) that are near duplicates by both looks; compares all with all.
std::vector<std::pair<std::size_t, std::size_t>> near_pairs(const Fingerprints& fingerprints,
                                                            ThreadPool& threads);

// Groups of the same bytes, and groups that near duplicates join too.
DuplicateGroups exact_groups(const Fingerprints& fingerprints);
DuplicateGroups near_groups(const Fingerprints& fingerprints, ThreadPool& threads);

}  // namespace tinsmith::dataset
