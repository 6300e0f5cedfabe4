#include "eval/box_errors.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "eval/average_precision.h"
#include "eval/box_curves.h"

namespace tinsmith::eval {
namespace {

struct Nearest {
  double iou = 0;
  std::int32_t truth = kNoTruth;
};

struct WrongDetection {
  std::size_t detection = 0;
  BoxErrorKind kind = BoxErrorKind::Background;
  std::int32_t meant = kNoTruth;  // the truth it was meant for, where that can be told
};

struct PictureErrors {
  std::vector<WrongDetection> wrong;  // the surest first
  std::vector<bool> is_found;         // by truth
  std::vector<bool> is_missed;
};

Nearest nearest_truth(const PictureBoxes& picture, const scene::Detection& detection, bool of_its_class) {
  Nearest nearest;
  for (std::size_t g = 0; g < picture.truths.size(); ++g) {
    const scene::LabelledBox& truth = picture.truths[g];
    if (truth.is_crowd || (truth.class_index == detection.class_index) != of_its_class) continue;
    const double iou = scene::iou(detection.box, truth.box);
    if (iou > nearest.iou) nearest = {iou, static_cast<std::int32_t>(g)};
  }
  return nearest;
}

WrongDetection judge(const PictureBoxes& picture, std::size_t index) {
  const scene::Detection& detection = picture.detections[index];
  const Nearest own = nearest_truth(picture, detection, true);
  if (own.iou >= iou_threshold(0)) return {index, BoxErrorKind::Duplicate, own.truth};
  if (own.iou >= kTouching) return {index, BoxErrorKind::Localisation, own.truth};
  const Nearest other = nearest_truth(picture, detection, false);
  if (other.iou >= iou_threshold(0)) return {index, BoxErrorKind::Class, other.truth};
  return {index, BoxErrorKind::Background, kNoTruth};
}

bool is_mended_by_moving(BoxErrorKind kind) {
  return kind == BoxErrorKind::Localisation || kind == BoxErrorKind::Class;
}

PictureErrors errors_of(const PictureBoxes& picture) {
  PictureErrors errors;
  errors.is_found.assign(picture.truths.size(), false);
  const std::vector<std::int32_t> taken = taken_truths(picture);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] == kNoTruth)
      errors.wrong.push_back(judge(picture, i));
    else
      errors.is_found[static_cast<std::size_t>(taken[i])] = true;
  }
  std::stable_sort(errors.wrong.begin(), errors.wrong.end(), [&](const auto& a, const auto& b) {
    return picture.detections[a.detection].score > picture.detections[b.detection].score;
  });
  errors.is_missed.resize(picture.truths.size());
  for (std::size_t g = 0; g < picture.truths.size(); ++g)
    errors.is_missed[g] = !picture.truths[g].is_crowd && !errors.is_found[g];
  for (const WrongDetection& wrong : errors.wrong)
    if (is_mended_by_moving(wrong.kind)) errors.is_missed[static_cast<std::size_t>(wrong.meant)] = false;
  return errors;
}

PictureBoxes without_missed(const PictureBoxes& picture, const PictureErrors& errors) {
  PictureBoxes kept = picture;
  kept.truths.clear();
  kept.truth_areas.clear();
  for (std::size_t g = 0; g < picture.truths.size(); ++g) {
    if (errors.is_missed[g]) continue;
    kept.truths.push_back(picture.truths[g]);
    kept.truth_areas.push_back(picture.truth_area(g));
  }
  return kept;
}

PictureBoxes mended(const PictureBoxes& picture, const PictureErrors& errors, BoxErrorKind kind) {
  if (kind == BoxErrorKind::Missed) return without_missed(picture, errors);
  PictureBoxes result = picture;
  std::vector<bool> is_found = errors.is_found, is_removed(picture.detections.size(), false);
  for (const WrongDetection& wrong : errors.wrong) {
    if (wrong.kind != kind) continue;
    if (!is_mended_by_moving(kind) || is_found[static_cast<std::size_t>(wrong.meant)]) {
      is_removed[wrong.detection] = true;
      continue;
    }
    const auto truth = static_cast<std::size_t>(wrong.meant);
    is_found[truth] = true;
    result.detections[wrong.detection].box = picture.truths[truth].box;
    result.detections[wrong.detection].class_index = picture.truths[truth].class_index;
  }
  std::size_t place = 0;
  std::erase_if(result.detections, [&](const scene::Detection&) { return is_removed[place++]; });
  return result;
}

}  // namespace

std::string_view name_of(BoxErrorKind kind) {
  constexpr std::string_view kNames[kBoxErrorKinds] = {"duplicate", "localisation", "class", "background",
                                                       "missed"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                    std::span<const double> thresholds) {
  CHECK(thresholds.size() == static_cast<std::size_t>(classes), "{} thresholds for {} classes",
        thresholds.size(), classes);
  check_boxes(pictures, classes);
  BoxErrors result;
  std::vector<PictureBoxes> judged;
  std::vector<PictureErrors> errors;
  for (const PictureBoxes& picture : pictures) {
    judged.push_back(at_thresholds(picture, thresholds));
    errors.push_back(errors_of(judged.back()));
    for (const WrongDetection& wrong : errors.back().wrong)
      ++result.kinds[static_cast<std::size_t>(wrong.kind)].count;
    result.kinds[static_cast<std::size_t>(BoxErrorKind::Missed)].count +=
        std::count(errors.back().is_missed.begin(), errors.back().is_missed.end(), true);
  }
  const auto map50 = map50_of(judged, classes);
  if (!map50) return std::nullopt;
  result.map50 = *map50;
  for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind) {
    std::vector<PictureBoxes> better;
    for (std::size_t p = 0; p < judged.size(); ++p)
      better.push_back(mended(judged[p], errors[p], static_cast<BoxErrorKind>(kind)));
    // Where every object was missed, nothing is left to ask for: all that could be gained is.
    result.kinds[kind].map50_gain = map50_of(better, classes).value_or(1) - *map50;
  }
  return result;
}

}  // namespace tinsmith::eval
