// dataset/duplicates.h — finds pictures that are identical or nearly identical.
//
// Exact duplicates have the same bytes. Near duplicates pass two tests:
//   perceptual hash  at most kNearDistance of the 64 bits differ
//   pixels           both pictures are reduced to 16×16 grey values and normalised to the same mean and
//                    contrast; their mean absolute difference is at most kNearDifference
// The second test keeps hands in front of one grey wall, or parts on one table, apart. It also allows a hash
// distance large enough for a burst of photos, and it keeps chains short. Measured with both tests:
//   sign_digits            12 of 2 062 pictures (photos of hands) joined in 6 pairs, all of one class
//   electronic_components  12 of 250, at most 4 in a group
//   dice_yolo              14 of 250
// With the hash or the pixels alone, one group would contain half of a data set. Recall was measured on
// copies of 60 photos of each data set:
//   half the size, JPEG quality 30, 0.8 of the brightness, or moved by 2 %   50 to 60 found
//   moved by 5 %                                                             at most 8 found
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
// In standard deviations of the picture's values: 0 for the same picture, about 1 for unrelated ones.
inline constexpr double kNearDifference = 0.25;

// The data kept about a decoded picture.
struct Fingerprint {
  bool is_readable = false;  // false: it did not decode; `look` and `print` are then empty
  Hash128 bytes;
  std::uint64_t file_bytes = 0;
  image::PerceptualHash look = 0;
  // The reduced grey picture, normalised to mean 0 and standard deviation 1.
  std::array<float, static_cast<std::size_t>(kPrintSide_pixels* kPrintSide_pixels)> print{};
};

// Returns the fingerprint of a file and of the picture it contains.
Fingerprint fingerprint_of(ByteView file, const image::Image& picture);

struct Fingerprints {
  std::vector<Fingerprint> of;  // one per picture of Dataset::pictures
  std::vector<Problem> problems;
  // Paths of the pictures with 16 bits per channel: those read as 12-bit, those read as 16-bit, and
  // those that use less than a tenth of the range they are read with and are therefore nearly
  // black. See image::SixteenBits.
  std::vector<std::string> read_as_12_bits, read_as_16_bits, nearly_black;
};

// Decodes every picture once, in parallel. Cancelled.
Result<Fingerprints> fingerprint(const Dataset& dataset, ThreadPool& threads, Progress& progress);

struct DuplicateGroups {
  // The group number of each picture. Pictures that are duplicates, directly or through others, are in one
  // group. Groups are numbered by first appearance.
  std::vector<std::int32_t> group_of;
  std::int32_t group_count = 0;
};

// Returns the pairs (first < second, ascending) that are near duplicates by both tests. Compares all pictures
// with all others.
std::vector<std::pair<std::size_t, std::size_t>> near_pairs(const Fingerprints& fingerprints,
                                                            ThreadPool& threads);

// exact_groups joins pictures with the same bytes; near_groups joins near duplicates as well.
DuplicateGroups exact_groups(const Fingerprints& fingerprints);
DuplicateGroups near_groups(const Fingerprints& fingerprints, ThreadPool& threads);

}  // namespace tinsmith::dataset
