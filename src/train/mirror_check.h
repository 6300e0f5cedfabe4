// train/mirror_check.h — checks whether mirrored pictures still show the class that they are labelled with.
//
// Mirroring pictures left to right gives more training data, unless it makes one class look like another
// (digits, letters, arrows). A network that was trained without mirroring shows this: it predicts the classes
// of the validation pictures and of the same pictures mirrored. A network that has learned little cannot show
// it: its predictions depend on more than the class, and if it confuses two classes, a swap of these classes
// is not visible.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::train {

// Objects of one class that were predicted correctly as they are, and mirrored as one particular other class.
struct MirrorSwap {
  scene::ClassIndex truth = 0, answer = 0;
  std::int64_t count = 0;  // number of such objects
  std::int64_t of = 0;     // objects of `truth` that were predicted correctly as they are
  friend bool operator==(const MirrorSwap&, const MirrorSwap&) = default;
};

struct MirrorCheck {
  std::int32_t epoch = 0;  // the epoch of the weights; 0: nothing was measured
  // Number of objects: pictures for classification, else boxes.
  std::int64_t objects = 0, right = 0, right_mirrored = 0;
  std::int64_t lost = 0, won = 0;  // correct as they are but wrong when mirrored; the opposite
  std::vector<MirrorSwap> swaps;   // classes of which more than half of the objects swap, most objects first
  // Mirroring would teach wrong classes: clearly more objects are lost than won, or a class becomes another.
  bool changes_classes = false;
  // There is no sign of that, and the network is clearly better than a constant prediction of the
  // most frequent class.
  bool seems_to_keep_classes = false;
  // As seems_to_keep_classes, and the network is correct in most cases.
  bool keeps_classes = false;
};

// `plain` and `mirrored` are the predictions for each of `truths`; −1: the object was not found. Objects
// that were not found in one of the two are ignored, because whether an object is found says nothing
// about its class.
MirrorCheck check_mirroring(std::span<const scene::ClassIndex> truths,
                            std::span<const scene::ClassIndex> plain,
                            std::span<const scene::ClassIndex> mirrored);

}  // namespace tinsmith::train
