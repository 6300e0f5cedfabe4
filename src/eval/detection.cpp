#include "eval/detection.h"

#include <algorithm>

#include "eval/box_matching.h"
#include "eval/paired_boxes.h"
#include "eval/voc.h"

namespace tinsmith::eval {
namespace {

constexpr double kSameObject = 0.5;  // IoU
// Enough to see how sure a slice is; each draw sums up every size.
constexpr int kSizeResamples = 200;

// The object of another class that a detection lies on, if nothing has claimed it yet; kNoTruth otherwise.
std::int32_t mistaken_truth(const PictureBoxes& picture, const scene::Detection& detection,
                            const std::vector<bool>& is_claimed) {
  double best = kSameObject;
  std::int32_t found = kNoTruth;
  for (std::size_t i = 0; i < picture.truths.size(); ++i) {
    const scene::LabelledBox& truth = picture.truths[i];
    if (is_claimed[i] || truth.is_crowd || truth.class_index == detection.class_index) continue;
    const double overlap = overlap_of(detection.box, truth);
    if (overlap >= best) best = overlap, found = static_cast<std::int32_t>(i);
  }
  return found;
}

// Every object is counted once: as found, as taken for another class, or as missed.
void count(const PictureBoxes& picture, std::int32_t background, Confusion& confusion) {
  const auto taken = taken_truths(picture);
  std::vector<bool> is_claimed(picture.truths.size());
  for (const std::int32_t truth : taken)
    if (truth != kNoTruth) is_claimed[static_cast<std::size_t>(truth)] = true;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const scene::Detection& detection = picture.detections[i];
    std::int32_t truth = taken[i];
    if (truth == kNoTruth) truth = mistaken_truth(picture, detection, is_claimed);
    if (truth == kNoTruth) {
      confusion.count(background, detection.class_index);
      continue;
    }
    const auto at = static_cast<std::size_t>(truth);
    is_claimed[at] = true;
    if (!picture.truths[at].is_crowd) confusion.count(picture.truths[at].class_index, detection.class_index);
  }
  for (std::size_t i = 0; i < picture.truths.size(); ++i)
    if (!is_claimed[i] && !picture.truths[i].is_crowd)
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
  for (ClassCurve& curve : precision_recall_curves(pictures, classes))
    result.curves.push_back(thinned(std::move(curve)));
  result.thresholds = best_thresholds(result.curves);
  result.confusion = Confusion(classes + 1);
  for (const PictureBoxes& picture : pictures)
    count(at_thresholds(picture, result.thresholds), classes, result.confusion);
  for (std::int32_t i = 0; i < classes; ++i) result.by_class.push_back(class_score(result.confusion, i));
  result.errors = box_errors(pictures, classes, result.thresholds);
  result.sizes = slices_by_size(pictures, classes, kInputSides_px,
                                {bootstrap.seed, std::min(bootstrap.resamples, kSizeResamples)});
  result.found_by_size = found_by_size(pictures, result.thresholds);
  result.voc_map50 = voc_mean_average_precision(pictures, classes);
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
