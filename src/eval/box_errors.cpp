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

// Returns the object with the max IoU among those for which `is_asked` returns true; crowds are ignored.
template <class IsAsked>
Nearest nearest_truth(const PictureBoxes& picture, const scene::Detection& detection,
                      const IsAsked& is_asked) {
  Nearest nearest;
  for (std::size_t g = 0; g < picture.truths.size(); ++g) {
    const scene::LabelledBox& truth = picture.truths[g];
    if (truth.is_crowd || !is_asked(g, truth.class_index == detection.class_index)) continue;
    const double iou = scene::iou(detection.box, truth.box);
    if (iou > nearest.iou) nearest = {iou, static_cast<std::int32_t>(g)};
  }
  return nearest;
}

// Judges a detection that did not find an object.
JudgedPicture::Answer wrong_answer(const PictureBoxes& picture, const scene::Detection& detection,
                                   std::vector<JudgedPicture::Fate>& fates) {
  const double found = iou_threshold(0);
  const Nearest own =
      nearest_truth(picture, detection, [](std::size_t, bool is_its_class) { return is_its_class; });
  if (own.iou >= found) return {BoxErrorKind::Duplicate, own.truth};
  const Nearest mistaken = nearest_truth(picture, detection, [&](std::size_t g, bool is_its_class) {
    return !is_its_class && fates[g] == JudgedPicture::Fate::Missed;
  });
  if (mistaken.iou >= found) {
    fates[static_cast<std::size_t>(mistaken.truth)] = JudgedPicture::Fate::TakenForAnother;
    return {BoxErrorKind::Class, mistaken.truth};
  }
  if (own.iou >= kTouching) return {BoxErrorKind::Localisation, own.truth};
  const Nearest claimed =
      nearest_truth(picture, detection, [](std::size_t, bool is_its_class) { return !is_its_class; });
  if (claimed.iou >= found) return {BoxErrorKind::Duplicate, claimed.truth};
  return {BoxErrorKind::Background, kNoTruth};
}

PictureBoxes without_missed(const PictureBoxes& picture, const JudgedPicture& judged) {
  PictureBoxes kept = picture;
  kept.truths.clear();
  kept.truth_areas.clear();
  for (std::size_t g = 0; g < picture.truths.size(); ++g) {
    if (judged.truths[g] == JudgedPicture::Fate::Missed) continue;
    kept.truths.push_back(picture.truths[g]);
    kept.truth_areas.push_back(picture.truth_area(g));
  }
  return kept;
}

PictureBoxes mended(const PictureBoxes& picture, const JudgedPicture& judged, BoxErrorKind kind) {
  if (kind == BoxErrorKind::Missed) return without_missed(picture, judged);
  PictureBoxes result = picture;
  result.detections.clear();
  std::vector<bool> is_found;
  for (const JudgedPicture::Fate fate : judged.truths) is_found.push_back(fate == JudgedPicture::Fate::Found);
  const bool is_mended_by_moving = kind == BoxErrorKind::Localisation || kind == BoxErrorKind::Class;
  for (std::size_t i = 0; i < picture.detections.size(); ++i) {
    const JudgedPicture::Answer& answer = judged.answers[i];
    scene::Detection detection = picture.detections[i];
    if (answer.error == kind) {
      const auto truth = static_cast<std::size_t>(answer.truth);
      if (!is_mended_by_moving || is_found[truth]) continue;
      is_found[truth] = true;
      detection.box = picture.truths[truth].box;
      detection.class_index = picture.truths[truth].class_index;
    }
    result.detections.push_back(detection);
  }
  return result;
}

}  // namespace

std::string_view name_of(BoxErrorKind kind) {
  constexpr std::string_view kNames[kBoxErrorKinds] = {"duplicate", "localisation", "class", "background",
                                                       "missed"};
  return kNames[static_cast<std::size_t>(kind)];
}

JudgedPicture judge(const PictureBoxes& picture) {
  JudgedPicture judged;
  for (const scene::LabelledBox& truth : picture.truths)
    judged.truths.push_back(truth.is_crowd ? JudgedPicture::Fate::Crowd : JudgedPicture::Fate::Missed);
  std::vector<std::size_t> wrong;
  for (const std::int32_t taken : taken_truths(picture)) {
    if (taken == kNoTruth) wrong.push_back(judged.answers.size());
    judged.answers.push_back({std::nullopt, taken});
    if (taken == kNoTruth || picture.truths[static_cast<std::size_t>(taken)].is_crowd) continue;
    judged.truths[static_cast<std::size_t>(taken)] = JudgedPicture::Fate::Found;
  }
  std::stable_sort(wrong.begin(), wrong.end(), [&](std::size_t a, std::size_t b) {
    return picture.detections[a].score > picture.detections[b].score;
  });
  for (const std::size_t i : wrong)
    judged.answers[i] = wrong_answer(picture, picture.detections[i], judged.truths);
  return judged;
}

std::array<std::int64_t, kBoxErrorKinds> count_errors(const JudgedPicture& judged) {
  std::array<std::int64_t, kBoxErrorKinds> counts{};
  for (const JudgedPicture::Answer& answer : judged.answers)
    if (answer.error) ++counts[static_cast<std::size_t>(*answer.error)];
  counts[static_cast<std::size_t>(BoxErrorKind::Missed)] =
      std::count(judged.truths.begin(), judged.truths.end(), JudgedPicture::Fate::Missed);
  return counts;
}

std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                    std::span<const double> thresholds) {
  CHECK(thresholds.size() == static_cast<std::size_t>(classes), "{} thresholds for {} classes",
        thresholds.size(), classes);
  check_boxes(pictures, classes);
  std::vector<PictureBoxes> counted;
  for (const PictureBoxes& picture : pictures) counted.push_back(at_thresholds(picture, thresholds));
  return box_errors(counted, classes);
}

std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  const auto map50 = map50_of(pictures, classes);
  if (!map50) return std::nullopt;
  BoxErrors result;
  result.map50 = *map50;
  std::vector<JudgedPicture> judged;
  for (const PictureBoxes& picture : pictures) {
    judged.push_back(judge(picture));
    const auto counts = count_errors(judged.back());
    for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind) result.kinds[kind].count += counts[kind];
  }
  for (std::size_t kind = 0; kind < kBoxErrorKinds; ++kind) {
    std::vector<PictureBoxes> better;
    for (std::size_t p = 0; p < judged.size(); ++p)
      better.push_back(mended(pictures[p], judged[p], static_cast<BoxErrorKind>(kind)));
    // If every object was missed, none is left without the missed ones; mAP50 then counts as 1.
    result.kinds[kind].map50_gain = map50_of(better, classes).value_or(1) - *map50;
  }
  return result;
}

}  // namespace tinsmith::eval
