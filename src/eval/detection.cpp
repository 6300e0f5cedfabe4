#include "eval/detection.h"

#include <algorithm>

#include "eval/box_matching.h"
#include "eval/paired_boxes.h"
#include "eval/voc.h"

namespace tinsmith::eval {
namespace {

// Fewer resamples than usual: each draw computes all sizes, and this is enough for the interval of a slice.
constexpr int kSizeResamples = 200;

// The contribution of one picture to an operating point.
struct Account {
  std::vector<std::pair<scene::ClassIndex, scene::ClassIndex>> cells;  // true and predicted class
  std::array<std::int64_t, kBoxErrorKinds> errors{};
  std::vector<std::size_t> found_slices;
};

Account account_of(const PictureBoxes& picture, std::int32_t background) {
  Account account;
  const JudgedPicture judged = judge(picture);
  account.errors = count_errors(judged);
  for (std::size_t i = 0; i < judged.answers.size(); ++i) {
    const auto& [error, truth] = judged.answers[i];
    const scene::ClassIndex answer = picture.detections[i].class_index;
    const auto at = static_cast<std::size_t>(truth);
    if (error && error != BoxErrorKind::Class)
      account.cells.emplace_back(background, answer);
    else if (error || judged.truths[at] != JudgedPicture::Fate::Crowd)
      account.cells.emplace_back(picture.truths[at].class_index, answer);
  }
  for (std::size_t g = 0; g < judged.truths.size(); ++g) {
    if (judged.truths[g] == JudgedPicture::Fate::Missed)
      account.cells.emplace_back(picture.truths[g].class_index, background);
    if (judged.truths[g] == JudgedPicture::Fate::Found) account.found_slices.push_back(slice_of(picture, g));
  }
  return account;
}

// The sum over all pictures at one threshold.
struct Sum {
  explicit Sum(std::int32_t classes)
      : confusion(classes + 1), found_by_size(std::size(kInputSides_px) - 1, 0) {}
  void add(const Account& account) {
    for (const auto& [truth, answer] : account.cells) confusion.count(truth, answer);
    for (const std::size_t slice : account.found_slices) ++found_by_size[slice];
    for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind) errors[kind] += account.errors[kind];
  }
  Confusion confusion;
  std::array<std::int64_t, kBoxErrorKinds> errors{};
  std::vector<std::int64_t> found_by_size;
};

}  // namespace

std::vector<OperatingPoint> operating_points(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                             std::span<const double> thresholds) {
  check_boxes(pictures, classes);
  std::vector<Sum> sums(thresholds.size(), Sum(classes));
  for (const PictureBoxes& picture : pictures) {
    Account account;
    std::optional<std::size_t> accounted;  // number of detections in `account`
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      const PictureBoxes kept = above_threshold(picture, thresholds[i]);
      if (accounted != kept.detections.size()) account = account_of(kept, classes);
      accounted = kept.detections.size();
      sums[i].add(account);
    }
  }
  std::vector<OperatingPoint> points;
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    points.push_back(operating_point(thresholds[i], std::move(sums[i].confusion)));
    points.back().errors = sums[i].errors;
    points.back().found_by_size = std::move(sums[i].found_by_size);
  }
  return points;
}

std::optional<DetectionScore> score_detections(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                               const Bootstrap& bootstrap, std::optional<double> threshold) {
  auto coco = score(pictures, classes, bootstrap);
  if (!coco) return std::nullopt;
  DetectionScore result;
  result.pictures = coco->pictures;
  result.objects = coco->objects;
  result.map50 = coco->figures[CocoFigure::Map50].value_or(Estimate{});
  result.coco = std::move(*coco);
  for (ClassCurve& curve : precision_recall_curves(pictures, classes))
    result.curves.push_back(thinned(std::move(curve)));
  result.best_thresholds = best_thresholds(result.curves);
  result.points = operating_points(pictures, classes, choosable_thresholds());
  result.threshold = threshold ? *threshold : best_balance(result.points).value_or(scene::kDefaultThreshold);
  const double used[] = {result.threshold};
  OperatingPoint point = std::move(operating_points(pictures, classes, used)[0]);
  std::vector<PictureBoxes> counted;
  for (const PictureBoxes& picture : pictures) counted.push_back(above_threshold(picture, result.threshold));
  result.errors = box_errors(counted, classes);
  result.sizes = slices_by_size(pictures, classes, kInputSides_px,
                                {bootstrap.seed, std::min(bootstrap.resamples, kSizeResamples)});
  result.found_by_size = std::move(point.found_by_size);
  result.confusion = std::move(point.confusion);
  result.by_class = std::move(point.by_class);
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
