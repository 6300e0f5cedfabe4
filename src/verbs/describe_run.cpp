#include "verbs/describe_run.h"

#include <algorithm>
#include <numeric>

#include "base/counted.h"
#include "eval/box_curves.h"
#include "files/source.h"
#include "image/decode.h"
#include "image/resize.h"

namespace tinsmith::verbs {
namespace {

// The severity of a mistake. Pictures without a mistake have no entry.
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

std::vector<Badness> centroid_mistakes(std::span<const eval::PictureCentroids> pictures,
                                       eval::GridSize grid) {
  std::vector<Badness> found;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const eval::MatchCounts counts = eval::match_strict(pictures[i], grid);
    const std::int64_t wrong = counts.misses + counts.false_alarms;
    if (wrong > 0) found.push_back({i, static_cast<double>(wrong)});
  }
  return found;
}

// Returns the picture as the network received it, enlarged if it is small. Fails when
// the file can no longer be read.
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

// Returns the pictures with a false detection or a missed object.
std::vector<Badness> box_mistakes(const Measured& measured, double threshold) {
  std::vector<Badness> found;
  for (std::size_t i = 0; i < measured.boxes.size(); ++i) {
    const eval::MatchCounts counts = eval::count_matches(eval::above_threshold(measured.boxes[i], threshold));
    const std::int64_t wrong = counts.misses + counts.false_alarms;
    if (wrong > 0) found.push_back({i, static_cast<double>(wrong)});
  }
  return found;
}

// Converts boxes to pixels of the shown picture.
eval::PictureBoxes shown_boxes(eval::PictureBoxes boxes, const image::Mapping& mapping) {
  for (scene::LabelledBox& truth : boxes.truths) truth.box = scaled(truth.box, mapping);
  for (scene::Detection& detection : boxes.detections) detection.box = scaled(detection.box, mapping);
  return boxes;
}

}  // namespace

std::optional<report::Score> score_of(const bundle::Model& model, const Measured& measured,
                                      std::uint64_t seed) {
  if (model.task == scene::Task::Classification) {
    auto score = eval::score(measured.answers);
    return score ? std::optional<report::Score>(std::move(*score)) : std::nullopt;
  }
  if (model.task == scene::Task::Boxes) {
    auto score = eval::score_detections(measured.boxes, static_cast<std::int32_t>(model.classes.size()),
                                        {.seed = seed}, model.threshold);
    return score ? std::optional<report::Score>(std::move(*score)) : std::nullopt;
  }
  const heads::Grid grid = grid_of(model);
  const eval::GridSize cells{grid.width, grid.height};
  auto points = operating_points(model, measured);
  const double threshold =
      model.threshold ? *model.threshold : eval::best_balance(points).value_or(scene::kDefaultThreshold);
  auto score = eval::score(measured.centroids, centroids_at(model, measured, threshold), grid.classes, cells,
                           {.seed = seed});
  if (!score) return std::nullopt;
  score->threshold = threshold;
  score->points = std::move(points);
  return std::optional<report::Score>(std::move(*score));
}

std::vector<eval::OperatingPoint> operating_points(const bundle::Model& model, const Measured& measured) {
  const auto classes = static_cast<std::int32_t>(model.classes.size());
  if (model.task == scene::Task::Classification) return eval::operating_points(measured.answers);
  const std::vector<double> thresholds = eval::choosable_thresholds();
  if (model.task == scene::Task::Boxes) return eval::operating_points(measured.boxes, classes, thresholds);
  const heads::Grid grid = grid_of(model);
  std::vector<eval::OperatingPoint> points;
  for (const double threshold : thresholds)
    points.push_back(eval::operating_point_at(centroids_at(model, measured, threshold), classes,
                                              {grid.width, grid.height}, threshold));
  return points;
}

Result<Done> choose_threshold(bundle::Model& model, const dataset::Dataset& dataset,
                              const std::vector<std::size_t>& validation, ThreadPool& pool) {
  if (model.task == scene::Task::Classification) return Done{};
  TRY(const auto measured, measure(model, dataset, validation, pool));
  model.threshold = eval::best_balance(operating_points(model, measured)).value_or(scene::kDefaultThreshold);
  return Done{};
}

std::int64_t steps_of(std::size_t epochs, std::int64_t pictures, std::int32_t batch) {
  return static_cast<std::int64_t>(epochs) * ((pictures + batch - 1) / batch);
}

double validation_metric(const bundle::Model& model, const Measured& measured) {
  if (model.task == scene::Task::Boxes) {
    const auto figures = eval::coco_figures(measured.boxes, static_cast<std::int32_t>(model.classes.size()));
    return figures[eval::CocoFigure::Map].value_or(0);
  }
  if (model.task == scene::Task::Centroids) {
    const heads::Grid grid = grid_of(model);
    eval::MatchCounts counts;
    for (const eval::PictureCentroids& picture : measured.centroids)
      counts += eval::match_strict(picture, {grid.width, grid.height});
    return counts.f1();
  }
  return measured.pictures.empty() ? 0 : eval::top_k_accuracy(measured.answers, 1).value;
}

std::optional<eval::PairedDifference> difference_of(const bundle::Model& model,
                                                    const Measured& float_measured,
                                                    const Measured& int8_measured, std::uint64_t seed) {
  if (model.task == scene::Task::Classification)
    return eval::compare(float_measured.answers, int8_measured.answers);
  if (model.task == scene::Task::Boxes)
    return eval::compare_detections(float_measured.boxes, int8_measured.boxes,
                                    static_cast<std::int32_t>(model.classes.size()), {.seed = seed});
  const heads::Grid grid = grid_of(model);
  return eval::compare(float_measured.centroids, int8_measured.centroids, {grid.width, grid.height},
                       {.seed = seed});
}

std::optional<report::Mistake> shown_answer(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t place, double threshold) {
  const dataset::Picture& picture = dataset.pictures[measured.pictures[place]];
  report::Mistake shown;
  shown.path = picture.path;
  auto seen = seen_picture(dataset, measured.pictures[place], model.preparation);
  if (!seen) return std::nullopt;
  shown.picture = std::move(*seen);
  if (model.task == scene::Task::Boxes) {
    const eval::PictureBoxes answer = eval::above_threshold(measured.boxes[place], threshold);
    shown.counts = eval::count_matches(answer);
    image::Preparation larger = model.preparation;
    larger.size = shown.picture.size;
    shown.boxes = shown_boxes(answer, image::mapping_of(larger, picture.size));
  } else if (model.task == scene::Task::Classification) {
    const auto row = measured.answers.row(static_cast<std::int32_t>(place));
    shown.truth = measured.answers.truths[place];
    shown.answer = eval::best_class(row);
    shown.confidence = row[static_cast<std::size_t>(shown.answer)];
  } else {
    const heads::Grid grid = grid_of(model);
    shown.centroids = {measured.centroids[place].truths, finds_at(model, measured.grids[place], threshold)};
    shown.counts = eval::match_strict(shown.centroids, {grid.width, grid.height});
  }
  return shown;
}

std::vector<report::Mistake> worst_mistakes(const bundle::Model& model, const dataset::Dataset& dataset,
                                            const Measured& measured, std::size_t max_count,
                                            double threshold) {
  std::vector<Badness> found;
  if (model.task == scene::Task::Boxes) {
    found = box_mistakes(measured, threshold);
  } else if (model.task == scene::Task::Classification) {
    found = class_mistakes(measured);
  } else {
    const heads::Grid grid = grid_of(model);
    found = centroid_mistakes(centroids_at(model, measured, threshold), {grid.width, grid.height});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Badness& a, const Badness& b) { return a.value > b.value; });
  if (found.size() > max_count) found.resize(max_count);
  std::vector<report::Mistake> mistakes;
  for (const Badness& bad : found)
    if (auto mistake = shown_answer(model, dataset, measured, bad.place, threshold))
      mistakes.push_back(std::move(*mistake));
  return mistakes;
}

double separable_fraction(std::span<const eval::PictureCentroids> pictures, const heads::Grid& grid) {
  // Coordinates are in units of cells, so that the position of a centroid is its cell.
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

std::string headline_sentence(scene::Task task, const report::Score& score, std::string_view set_name) {
  const eval::Estimate& estimate = report::headline(score);
  return fmt::format("{} {:.1f} % ({:.1f} to {:.1f}) on {}", heads::info_of(task).headline.title,
                     100 * estimate.value, 100 * estimate.interval.low, 100 * estimate.interval.high,
                     counted(report::pictures_of(score), fmt::format("{} picture", set_name),
                             fmt::format("{} pictures", set_name)));
}

}  // namespace tinsmith::verbs
