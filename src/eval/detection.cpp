#include "eval/detection.h"

#include "eval/box_curves.h"
#include "eval/box_matching.h"
#include "eval/paired_boxes.h"

namespace tinsmith::eval {
namespace {

constexpr double kSameObject = 0.5;  // IoU

// The class of the object that a detection of another class lies on; the background when there is none.
std::int32_t mistaken_class(const PictureBoxes& picture, const scene::Detection& detection,
                            std::int32_t background) {
  double best = kSameObject;
  std::int32_t found = background;
  for (const scene::LabelledBox& truth : picture.truths) {
    if (truth.is_crowd || truth.class_index == detection.class_index) continue;
    const double overlap = overlap_of(detection.box, truth);
    if (overlap >= best) best = overlap, found = truth.class_index;
  }
  return found;
}

void count(const PictureBoxes& picture, std::int32_t background, Confusion& confusion) {
  const auto taken = taken_truths(picture);
  std::vector<bool> is_found(picture.truths.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const scene::Detection& detection = picture.detections[i];
    if (taken[i] == kNoTruth) {
      confusion.count(mistaken_class(picture, detection, background), detection.class_index);
      continue;
    }
    const auto truth = static_cast<std::size_t>(taken[i]);
    if (picture.truths[truth].is_crowd) continue;
    is_found[truth] = true;
    confusion.count(detection.class_index, detection.class_index);
  }
  for (std::size_t i = 0; i < picture.truths.size(); ++i)
    if (!is_found[i] && !picture.truths[i].is_crowd)
      confusion.count(picture.truths[i].class_index, background);
}

}  // namespace

std::optional<DetectionScore> score_detections(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                               const Bootstrap& bootstrap) {
  auto coco = score(pictures, classes, bootstrap);
  if (!coco) return std::nullopt;
  DetectionScore result;
  result.pictures = coco->pictures;
  result.objects = coco->objects;
  result.map50 = coco->figures[CocoFigure::Map50].value_or(Estimate{});
  result.coco = std::move(*coco);
  result.thresholds = best_thresholds(pictures, classes);
  result.confusion = Confusion(classes + 1);
  for (const PictureBoxes& picture : pictures)
    count(at_thresholds(picture, result.thresholds), classes, result.confusion);
  for (std::int32_t i = 0; i < classes; ++i) result.by_class.push_back(class_score(result.confusion, i));
  return result;
}

std::optional<PairedDifference> compare_detections(std::span<const PictureBoxes> first,
                                                   std::span<const PictureBoxes> second, std::int32_t classes,
                                                   const Bootstrap& bootstrap) {
  const auto compared = compare(first, second, classes, bootstrap);
  if (!compared) return std::nullopt;
  PairedDifference difference;
  difference.pictures = compared->pictures;
  difference.difference = compared->map50.difference;
  difference.only_first_right = static_cast<std::int64_t>(compared->lost.size());
  difference.only_second_right = static_cast<std::int64_t>(compared->won.size());
  return difference;
}

}  // namespace tinsmith::eval
