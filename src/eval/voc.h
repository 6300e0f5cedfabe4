// eval/voc.h — average precision as Pascal VOC measures it.
//
// Formula: VOCevaldet.m of the VOC development kit (Everingham et al. 2010, "The Pascal Visual Object Classes
// (VOC) Challenge"). The detections of all pictures are taken together in the order of falling score. Each is
// assigned to the object of its class with the highest IoU. It is correct if that IoU reaches the threshold
// and no detection with a higher score found the object, otherwise wrong. Difficult objects (and crowds) do
// not count, and a detection that finds one is neither correct nor wrong.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

struct VocRules {
  enum class Points : std::uint8_t {
    Every,   // the whole area under the monotone hull of precision over recall: since 2010
    Eleven,  // the mean of that hull at the recalls 0, 0.1 … 1: until 2009
  };
  Points points = Points::Every;
  double iou_threshold = 0.5;
  // VOC's boxes include their last column and row: each is one pixel wider and higher than right − left.
  bool has_inclusive_boxes = false;
};

// Returns one value per class; absent if the class has no object that counts.
std::vector<std::optional<double>> voc_average_precisions(std::span<const PictureBoxes> pictures,
                                                          std::int32_t classes, const VocRules& rules = {});

// Returns the mean over the classes that have a value; absent if none has.
std::optional<double> voc_mean_average_precision(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                                 const VocRules& rules = {});

}  // namespace tinsmith::eval
