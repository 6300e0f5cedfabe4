// train/mirror_check.h — whether mirrored pictures still show what they are labelled as.
//
// Mirroring pictures left to right gives more to learn from, unless it makes one class look like another
// (digits, letters, arrows). A network that has learned without mirroring tells: it is asked about the
// validation pictures and about the same pictures mirrored. One that has learned little tells nothing: its
// answers depend on more than the class, and classes that it mixes up cannot be seen to change places.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::train {

// Objects that were answered rightly, and once mirrored as one other class.
struct MirrorSwap {
  scene::ClassIndex truth = 0, answer = 0;
  std::int64_t count = 0;  // of them
  std::int64_t of = 0;     // objects of `truth` that were answered rightly as they are
  friend bool operator==(const MirrorSwap&, const MirrorSwap&) = default;
};

struct MirrorCheck {
  std::int32_t epoch = 0;  // whose weights were asked; 0: nothing was measured
  // Objects: pictures when whole pictures are classified, else boxes.
  std::int64_t objects = 0, right = 0, right_mirrored = 0;
  std::int64_t lost = 0, won = 0;  // right as they are and wrong mirrored; the other way about
  std::vector<MirrorSwap> swaps;   // of more than half of a class, most first
  // Mirroring would teach wrong things: clearly more is lost than won, or a class becomes another.
  bool changes_classes = false;
  // No sign of that, from a network that is clearly better than always naming the most frequent class; …
  bool seems_to_keep_classes = false;
  // … and that is right in most cases.
  bool keeps_classes = false;
};

// `plain` and `mirrored` are what was answered of each of `truths`; −1: the object was not found. Objects
// that were not found in one of the two are left out: whether an object is found says nothing about its
// class.
MirrorCheck check_mirroring(std::span<const scene::ClassIndex> truths,
                            std::span<const scene::ClassIndex> plain,
                            std::span<const scene::ClassIndex> mirrored);

}  // namespace tinsmith::train
