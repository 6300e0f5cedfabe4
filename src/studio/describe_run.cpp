#include "studio/describe_run.h"

#include <algorithm>
#include <numeric>

#include "dataset/source.h"
#include "eval/box_curves.h"
#include "image/decode.h"
#include "image/resize.h"

namespace tinsmith::studio {
namespace {

// How bad a mistake is: higher is worse, nothing for no mistake.
struct Badness {
  std::size_t place = 0;  // in Measured
  double value = 0;
};

std::vector<Badness> class_mistakes(const Measured& measured) {
  std::vector<Badness> found;
  for (std::int32_t i = 0; i < measured.answers.pictures(); ++i) {
    const auto row = measured.answers.row(i);
    const scene::ClassIndex answer = eval::best_class(row);
    if (answer != measured.answers.truths[static_cast<std::size_t>(i)])
      found.push_back({static_cast<std::size_t>(i), row[static_cast<std::size_t>(answer)]});
  }
  return found;
}

std::vector<Badness> centroid_mistakes(const Measured& measured, eval::GridSize grid) {
  std::vector<Badness> found;
  for (std::size_t i = 0; i < measured.centroids.size(); ++i) {
    const eval::MatchCounts counts = eval::match_strict(measured.centroids[i], grid);
    const std::int64_t wrong = counts.misses + counts.false_alarms;
    if (wrong > 0) found.push_back({i, static_cast<double>(wrong)});
  }
  return found;
}

// The picture as the network saw it, or the part of it that is left when it can no longer be read: nothing.
Result<image::Image> seen_picture(const dataset::Dataset& dataset, std::size_t index,
                                  const image::Preparation& preparation) {
  TRY(const auto bytes, dataset.source->read(dataset.pictures[index].path));
  TRY(const auto original, image::decode(bytes, preparation.size));
  constexpr std::int32_t kThumbnail_px = 192;
  image::Preparation larger = preparation;
  if (larger.size.width < kThumbnail_px) {
    const std::int32_t factor = (kThumbnail_px + larger.size.width - 1) / larger.size.width;
    larger.size = {larger.size.width * factor, larger.size.height * factor};
  }
  larger.filter = image::Filter::Area;
  return image::prepared(original, larger);
}

scene::Box scaled(const scene::Box& box, const image::Mapping& mapping) {
  return {box.x * mapping.scale_x + mapping.offset_x, box.y * mapping.scale_y + mapping.offset_y,
          box.width * mapping.scale_x, box.height * mapping.scale_y};
}

// Pictures with a false detection or a missed object, each class at its threshold.
std::vector<Badness> box_mistakes(const Measured& measured, std::span<const double> thresholds) {
  std::vector<Badness> found;
  for (std::size_t i = 0; i < measured.boxes.size(); ++i) {
    const eval::MatchCounts counts = eval::count_matches(eval::at_thresholds(measured.boxes[i], thresholds));
    const std::int64_t wrong = counts.misses + counts.false_alarms;
    if (wrong > 0) found.push_back({i, static_cast<double>(wrong)});
  }
  return found;
}

// In pixels of the shown picture.
eval::PictureBoxes shown_boxes(eval::PictureBoxes boxes, const image::Mapping& mapping) {
  for (scene::LabelledBox& truth : boxes.truths) truth.box = scaled(truth.box, mapping);
  for (scene::Detection& detection : boxes.detections) detection.box = scaled(detection.box, mapping);
  return boxes;
}

}  // namespace

std::optional<report::Score> score_of(const bundle::Model& model, const Measured& measured,
                                      std::uint64_t seed) {
  if (model.head == heads::Head::Classification) {
    auto score = eval::score(measured.answers);
    return score ? std::optional<report::Score>(std::move(*score)) : std::nullopt;
  }
  if (model.head == heads::Head::Boxes) {
    auto score = eval::score_detections(measured.boxes, static_cast<std::int32_t>(model.classes.size()),
                                        {.seed = seed});
    return score ? std::optional<report::Score>(std::move(*score)) : std::nullopt;
  }
  const heads::Grid grid = grid_of(model);
  auto score = eval::score(measured.centroids, grid.classes, {grid.width, grid.height}, {.seed = seed});
  return score ? std::optional<report::Score>(std::move(*score)) : std::nullopt;
}

double validation_metric(const bundle::Model& model, const Measured& measured) {
  if (model.head == heads::Head::Boxes) {
    const auto figures = eval::coco_figures(measured.boxes, static_cast<std::int32_t>(model.classes.size()));
    return figures[eval::CocoFigure::Map].value_or(0);
  }
  constexpr std::uint64_t kSeed = 1;  // of an interval that nobody looks at
  const auto score = score_of(model, measured, kSeed);
  return score ? report::choosing_metric(*score).value : 0;
}

std::optional<eval::PairedDifference> difference_of(const bundle::Model& model,
                                                    const Measured& float_measured,
                                                    const Measured& int8_measured, std::uint64_t seed) {
  if (model.head == heads::Head::Classification)
    return eval::compare(float_measured.answers, int8_measured.answers);
  if (model.head == heads::Head::Boxes)
    return eval::compare_detections(float_measured.boxes, int8_measured.boxes,
                                    static_cast<std::int32_t>(model.classes.size()), {.seed = seed});
  return eval::compare(float_measured.centroids, int8_measured.centroids, {.seed = seed});
}

std::optional<report::Mistake> shown_answer(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t place,
                                            std::span<const double> thresholds) {
  const dataset::Picture& picture = dataset.pictures[measured.pictures[place]];
  report::Mistake shown;
  shown.path = picture.path;
  auto seen = seen_picture(dataset, measured.pictures[place], model.preparation);
  if (!seen) return std::nullopt;
  shown.picture = std::move(*seen);
  if (model.head == heads::Head::Boxes) {
    const eval::PictureBoxes answer = eval::at_thresholds(measured.boxes[place], thresholds);
    shown.counts = eval::count_matches(answer);
    image::Preparation larger = model.preparation;
    larger.size = shown.picture.size;
    shown.boxes = shown_boxes(answer, image::mapping_of(larger, picture.size));
  } else if (model.head == heads::Head::Classification) {
    const auto row = measured.answers.row(static_cast<std::int32_t>(place));
    shown.truth = measured.answers.truths[place];
    shown.answer = eval::best_class(row);
    shown.confidence = row[static_cast<std::size_t>(shown.answer)];
  } else {
    const heads::Grid grid = grid_of(model);
    shown.centroids = measured.centroids[place];
    shown.counts = eval::match_strict(shown.centroids, {grid.width, grid.height});
  }
  return shown;
}

std::vector<report::Mistake> worst_mistakes(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t most) {
  std::vector<double> thresholds;
  std::vector<Badness> found;
  if (model.head == heads::Head::Boxes) {
    thresholds = eval::best_thresholds(measured.boxes, static_cast<std::int32_t>(model.classes.size()));
    found = box_mistakes(measured, thresholds);
  } else if (model.head == heads::Head::Classification) {
    found = class_mistakes(measured);
  } else {
    const heads::Grid grid = grid_of(model);
    found = centroid_mistakes(measured, {grid.width, grid.height});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Badness& a, const Badness& b) { return a.value > b.value; });
  if (found.size() > most) found.resize(most);
  std::vector<report::Mistake> mistakes;
  for (const Badness& bad : found)
    if (auto mistake = shown_answer(model, dataset, measured, bad.place, thresholds))
      mistakes.push_back(std::move(*mistake));
  return mistakes;
}

double separable_share(std::span<const eval::PictureCentroids> pictures, const heads::Grid& grid) {
  // In units of cells, so that a centroid's place is its cell.
  const double width = grid.width, height = grid.height;
  eval::MatchCounts counts;
  for (const eval::PictureCentroids& picture : pictures) {
    std::vector<scene::LabelledBox> objects;
    for (const eval::Centroid& truth : picture.truths)
      objects.push_back({truth.class_index, {truth.at.x * width, truth.at.y * height, 0, 0}});
    const auto target = heads::encode_centroids(objects, width, height, grid);
    std::vector<float> probabilities(target.channels.size() * static_cast<std::size_t>(grid.channels()), 0);
    for (std::size_t cell = 0; cell < target.channels.size(); ++cell)
      probabilities[cell * static_cast<std::size_t>(grid.channels()) +
                    static_cast<std::size_t>(target.channels[cell])] = 1;
    eval::PictureCentroids perfect{picture.truths, {}};
    for (const auto& find : heads::decode_centroids(probabilities, grid, width, height))
      perfect.finds.push_back(eval::centroid_of(find.class_index, find.box, width, height));
    counts += eval::match_strict(perfect, {grid.width, grid.height});
  }
  return counts.recall();
}

namespace {
const char* headline_title(heads::Head head) {
  if (head == heads::Head::Boxes) return "mAP50";
  return head == heads::Head::Classification ? "accuracy" : "F1";
}
}  // namespace

std::string headline_sentence(heads::Head head, const report::Score& score, std::string_view set_name) {
  const eval::Estimate& estimate = report::headline(score);
  return fmt::format("{} {:.1f} % ({:.1f} to {:.1f}) on {} {} pictures", headline_title(head),
                     100 * estimate.value, 100 * estimate.interval.low, 100 * estimate.interval.high,
                     report::pictures_of(score), set_name);
}

}  // namespace tinsmith::studio
