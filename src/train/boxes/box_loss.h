// train/boxes/box_loss.h — losses of box detectors: they assign objects to rows and measure the error.
//
// Logits are one span per level, each [batch, height, width, anchors · channels] (scene::BoxGrid). Gradients
// have the same layout and are overwritten. Ground-truth boxes are in pixels of the input; crowd boxes are
// ignored. The values do not depend on the number of threads. Not thread-safe.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "scene/box_grid.h"

namespace tinsmith::train {

using Levels = std::span<const std::span<const float>>;
using LevelGradients = std::span<const std::span<float>>;
using Truths = std::span<const std::vector<scene::LabelledBox>>;  // one list per picture

class BoxLoss {
 public:
  virtual ~BoxLoss() = default;
  struct Value {
    double box = 0, objectness = 0, classes = 0;  // weighted: their sum is the loss
    double sum() const { return box + objectness + classes; }
  };
  virtual Value operator()(Levels logits, Truths truths, LevelGradients gradients, ThreadPool& pool) = 0;
};

// YOLOv5's loss, as Swift-YOLO trains with it (ModelAssistant 2.0.0; ultralytics/yolov5 utils/loss.py). An
// object is assigned to every anchor that is less than `anchor_ratio` times larger or smaller than it in both
// sides, in the object's cell and the two nearest neighbour cells. Box: 1 − complete IoU, averaged over the
// rows of a level. Objectness: binary cross entropy over all rows of a level; the target is the complete IoU
// of the predicted box, at least 0. Classes: binary cross entropy; 0 if there is only one class.
struct AnchoredLossSettings {
  double box_weight = 0.05;
  double objectness_weight = 1;  // at 640 x 640 pixels; scaled with the input's area
  double class_weight = 0.5;     // at 80 classes; scaled with their number
  double anchor_ratio = 4;
  std::vector<double> level_weights{4, 1, 0.4};  // weights of the levels' objectness, finest level first
};
std::unique_ptr<BoxLoss> make_anchored_loss(const scene::BoxGrid& grid,
                                            const AnchoredLossSettings& settings = {});

// YOLOv2's loss, with the weights that K210 detectors are trained with (Redmon and Farhadi 2017,
// arXiv:1612.08242; sipeed/maix_train, train/detector/yolo/backend/loss.py). An object is assigned to one
// row: that of the cell with its centre and of the anchor with the most similar size; if several objects
// match one row, the last one is used. Box: half the squared distance of centre and size, in cells.
// Objectness: half the squared distance between its probability and the target; the target is the IoU of the
// predicted box, or 0 for rows without an object. Rows without an object whose box nevertheless overlaps some
// object well are ignored. Classes: cross entropy of a softmax. Each part is a mean over the rows that it
// uses. Only for grids with one level and exponential boxes.
struct RegionLossSettings {
  double box_weight = 1;
  double object_weight = 5;
  double background_weight = 1;
  double class_weight = 1;
  double near_iou = 0.6;
};
std::unique_ptr<BoxLoss> make_region_loss(const scene::BoxGrid& grid,
                                          const RegionLossSettings& settings = {});

// Returns the loss that networks with this grid are trained with. `class_gain` multiplies the weight of the
// classes. It is above 1 if classes differ only in fine details, such as the pips of dice; a loss dominated
// by the boxes does not learn these.
std::unique_ptr<BoxLoss> make_box_loss(const scene::BoxGrid& grid, double class_gain = 1);

}  // namespace tinsmith::train
