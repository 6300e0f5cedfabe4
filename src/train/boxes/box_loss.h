// train/boxes/box_loss.h — what a box detector's training makes smaller: which rows are to find which object,
// and how wrong they are.
//
// Logits come level by level, [batch, height, width, anchors · channels] each (scene::BoxGrid); so do the
// gradients, which are overwritten. True boxes are in pixels of the input; crowd boxes are left out. The
// values do not depend on the number of threads. Not for use from several threads.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "scene/box_grid.h"

namespace tinsmith::train {

using Levels = std::span<const std::span<const float>>;
using LevelGradients = std::span<const std::span<float>>;
using Truths = std::span<const std::vector<scene::LabelledBox>>;  // one list a picture

class BoxLoss {
 public:
  virtual ~BoxLoss() = default;
  struct Value {
    double box = 0, objectness = 0, classes = 0;  // weighted: they add up to the loss
    double sum() const { return box + objectness + classes; }
  };
  virtual Value operator()(Levels logits, Truths truths, LevelGradients gradients, ThreadPool& pool) = 0;
};

// YOLOv5's loss, as Swift-YOLO trains with it (ModelAssistant 2.0.0; ultralytics/yolov5 utils/loss.py). A
// truth is given to every anchor that is less than `anchor_ratio` times larger or smaller than it in both
// sides, in its cell and the two nearest neighbours. Box: 1 − complete IoU, the mean over a level's rows.
// Objectness: binary cross entropy over all rows of a level against the complete IoU of the found box (0 at
// least). Classes: binary cross entropy; nothing when there is one class.
struct AnchoredLossSettings {
  double box_weight = 0.05;
  double objectness_weight = 1;  // at 640 pixels; falls with the input's area
  double class_weight = 0.5;     // at 80 classes; falls with their number
  double anchor_ratio = 4;
  std::vector<double> level_weights{4, 1, 0.4};  // of objectness, finest level first
};
std::unique_ptr<BoxLoss> make_anchored_loss(const scene::BoxGrid& grid,
                                            const AnchoredLossSettings& settings = {});

// YOLOv2's loss, with the weights that K210 detectors are trained with (Redmon and Farhadi 2017,
// arXiv:1612.08242; sipeed/maix_train, train/detector/yolo/backend/loss.py). A truth is given to one row: of
// the cell that its centre is in, with the anchor whose size is most like it; the last truth where several
// want it. Box: half the squared distance of centre and size, in cells. Objectness: half the squared
// distance of its probability from the IoU of the found box (from 0 where there is no object; rows without
// one whose box covers some truth well all the same are left out). Classes: cross entropy of a softmax. Each
// is a mean over the rows that it looks at. For grids of one level of exponential boxes.
struct RegionLossSettings {
  double box_weight = 1;
  double object_weight = 5;
  double background_weight = 1;
  double class_weight = 1;
  double near_iou = 0.6;
};
std::unique_ptr<BoxLoss> make_region_loss(const scene::BoxGrid& grid,
                                          const RegionLossSettings& settings = {});

// The one that networks of this grid are trained with.
// `class_gain` multiplies the weight of the classes: above 1 where they differ in fine details only, such as
// the pips of dice, which a loss that boxes rule never gets to.
std::unique_ptr<BoxLoss> make_box_loss(const scene::BoxGrid& grid, double class_gain = 1);

}  // namespace tinsmith::train
