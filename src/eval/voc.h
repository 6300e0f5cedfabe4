// eval/voc.h — average precision as Pascal VOC measures it.
//
// Formula: VOCevaldet.m of the VOC development kit (Everingham et al. 2010, "The Pascal Visual Object Classes
// (VOC) Challenge"). Of all pictures together, detections in the order of falling score; each belongs to the
// object of its class that it overlaps most, is right when that IoU reaches the threshold and no surer one
// found the object, and wrong otherwise. Difficult objects (and crowds) are not asked for, and finding one is
// neither right nor wrong.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

struct VocRules {
  enum class Points : std::uint8_t {
    Every,   // the whole area under the falling hull of precision over recall: since 2010
    Eleven,  // the mean of that hull at the recalls 0, 0.1 … 1: until 2009
  };
  Points points = Points::Every;
  double iou_threshold = 0.5;
  // VOC's boxes contain their last column and row: each is one pixel wider and higher than right − left.
  bool has_inclusive_boxes = false;
};

// By class; absent without an object that is asked for.
std::vector<std::optional<double>> voc_average_precisions(std::span<const PictureBoxes> pictures,
                                                          std::int32_t classes, const VocRules& rules = {});

// The mean over the classes that have one; absent when none has.
std::optional<double> voc_mean_average_precision(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                                 const VocRules& rules = {});

}  // namespace tinsmith::eval
