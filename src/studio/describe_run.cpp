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

}  // namespace

namespace {

scene::Box scaled(const scene::Box& box, const image::Mapping& mapping) {
  return {box.x * mapping.scale_x + mapping.offset_x, box.y * mapping.scale_y + mapping.offset_y,
          box.width * mapping.scale_x, box.height * mapping.scale_y};
}

// The pictures with the most false detections and missed objects, each class at its best threshold; boxes in
// pixels of the shown picture.
std::vector<report::Mistake> worst_boxes(const bundle::Model& model, const dataset::Dataset& dataset,
                                         const Measured& measured, std::size_t most) {
  const auto thresholds =
      eval::best_thresholds(measured.boxes, static_cast<std::int32_t>(model.classes.size()));
  std::vector<Badness> found;
  for (std::size_t i = 0; i < measured.boxes.size(); ++i) {
    const eval::MatchCounts counts = eval::count_matches(eval::at_thresholds(measured.boxes[i], thresholds));
    const std::int64_t wrong = counts.misses + counts.false_alarms;
    if (wrong > 0) found.push_back({i, static_cast<double>(wrong)});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Badness& a, const Badness& b) { return a.value > b.value; });
  if (found.size() > most) found.resize(most);
  std::vector<report::Mistake> mistakes;
  for (const Badness& bad : found) {
    const dataset::Picture& picture = dataset.pictures[measured.pictures[bad.place]];
    report::Mistake mistake;
    mistake.path = picture.path;
    auto seen = seen_picture(dataset, measured.pictures[bad.place], model.preparation);
    if (!seen) continue;
    mistake.picture = std::move(*seen);
    mistake.boxes = eval::at_thresholds(measured.boxes[bad.place], thresholds);
    mistake.counts = eval::count_matches(mistake.boxes);
    image::Preparation shown = model.preparation;
    shown.size = mistake.picture.size;
    const image::Mapping mapping = image::mapping_of(shown, picture.size);
    for (scene::LabelledBox& truth : mistake.boxes.truths) truth.box = scaled(truth.box, mapping);
    for (scene::Detection& detection : mistake.boxes.detections)
      detection.box = scaled(detection.box, mapping);
    mistakes.push_back(std::move(mistake));
  }
  return mistakes;
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

std::vector<report::Mistake> worst_mistakes(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t most) {
  if (model.head == heads::Head::Boxes) return worst_boxes(model, dataset, measured, most);
  const bool is_classifier = model.head == heads::Head::Classification;
  const heads::Grid grid = is_classifier ? heads::Grid{} : grid_of(model);
  auto found =
      is_classifier ? class_mistakes(measured) : centroid_mistakes(measured, {grid.width, grid.height});
  std::stable_sort(found.begin(), found.end(),
                   [](const Badness& a, const Badness& b) { return a.value > b.value; });
  if (found.size() > most) found.resize(most);
  std::vector<report::Mistake> mistakes;
  for (const Badness& bad : found) {
    report::Mistake mistake;
    mistake.path = dataset.pictures[measured.pictures[bad.place]].path;
    auto picture = seen_picture(dataset, measured.pictures[bad.place], model.preparation);
    if (!picture) continue;
    mistake.picture = std::move(*picture);
    if (is_classifier) {
      const auto row = measured.answers.row(static_cast<std::int32_t>(bad.place));
      mistake.truth = measured.answers.truths[bad.place];
      mistake.answer = eval::best_class(row);
      mistake.confidence = bad.value;
    } else {
      mistake.centroids = measured.centroids[bad.place];
      mistake.counts = eval::match_strict(mistake.centroids, {grid.width, grid.height});
    }
    mistakes.push_back(std::move(mistake));
  }
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
