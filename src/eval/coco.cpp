#include "eval/coco.h"

#include <fmt/core.h>

namespace tinsmith::eval {
namespace {

enum class Kind : std::uint8_t { Precision, Recall };
constexpr int kMeanOverThresholds = -1;

struct Row {
  std::string_view key;
  Kind kind;
  int threshold;      // index of the IoU threshold, or kMeanOverThresholds
  std::size_t range;  // index in kCocoAreas
  std::size_t limit;  // index in kDetectionLimits
};

// In the order of CocoFigure.
constexpr Row kRows[kCocoFigures] = {
    {"map", Kind::Precision, kMeanOverThresholds, 0, 2},
    {"map50", Kind::Precision, 0, 0, 2},
    {"map75", Kind::Precision, 5, 0, 2},
    {"map_small", Kind::Precision, kMeanOverThresholds, 1, 2},
    {"map_medium", Kind::Precision, kMeanOverThresholds, 2, 2},
    {"map_large", Kind::Precision, kMeanOverThresholds, 3, 2},
    {"ar1", Kind::Recall, kMeanOverThresholds, 0, 0},
    {"ar10", Kind::Recall, kMeanOverThresholds, 0, 1},
    {"ar100", Kind::Recall, kMeanOverThresholds, 0, 2},
    {"ar_small", Kind::Recall, kMeanOverThresholds, 1, 2},
    {"ar_medium", Kind::Recall, kMeanOverThresholds, 2, 2},
    {"ar_large", Kind::Recall, kMeanOverThresholds, 3, 2},
};
constexpr std::string_view kAreaNames[kCocoAreas.size()] = {"all", "small", "medium", "large"};

double figure_of(const Row& row, const Averages& averages) {
  const ByThreshold& values = row.kind == Kind::Precision ? averages.precision : averages.recall[row.limit];
  return row.threshold == kMeanOverThresholds ? mean_of(values)
                                              : values[static_cast<std::size_t>(row.threshold)];
}

// In the order of CocoFigure.
std::vector<std::optional<double>> figures_of(const BoxMatches& matches,
                                              std::span<const std::int32_t> times) {
  Accumulator accumulator;
  std::array<std::optional<Averages>, kCocoAreas.size()> by_range;
  for (std::size_t range = 0; range < kCocoAreas.size(); ++range)
    by_range[range] = accumulator.over_classes(matches, range, times);
  std::vector<std::optional<double>> figures;
  for (const Row& row : kRows) {
    const auto& averages = by_range[row.range];
    figures.push_back(averages ? std::optional(figure_of(row, *averages)) : std::nullopt);
  }
  return figures;
}

BoxClassScore class_score(const ClassMatches& matches, std::span<const std::int32_t> once) {
  BoxClassScore result;
  result.objects = matches.truth_count();
  result.detections = static_cast<std::int64_t>(matches.detections.size());
  if (const auto averages = Accumulator().of_class(matches, once)) {
    result.ap = mean_of(averages->precision);
    result.ap50 = averages->precision[0];
    result.ar100 = mean_of(averages->recall.back());
  }
  return result;
}

}  // namespace

std::string_view key_of(CocoFigure figure) {
  return kRows[static_cast<std::size_t>(figure)].key;
}

ByCocoFigure<double> coco_figures(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  const std::vector<std::int32_t> once(pictures.size(), 1);
  const auto figures = figures_of(match_boxes(pictures, classes, kCocoAreas), once);
  ByCocoFigure<double> result;
  std::copy(figures.begin(), figures.end(), result.values.begin());
  return result;
}

std::optional<BoxScore> score(std::span<const PictureBoxes> pictures, std::int32_t classes,
                              const Bootstrap& bootstrap) {
  if (pictures.empty()) return std::nullopt;
  const BoxMatches matches = match_boxes(pictures, classes, kCocoAreas);
  BoxScore result;
  result.pictures = matches.pictures;
  const std::vector<std::int32_t> once(pictures.size(), 1);
  for (scene::ClassIndex index = 0; index < classes; ++index) {
    result.by_class.push_back(class_score(matches.of(index, 0), once));
    result.objects += result.by_class.back().objects;
  }
  const Statistics figures = [&](std::span<const std::int32_t> drawn) {
    return figures_of(matches, times_drawn(matches.pictures, drawn));
  };
  std::vector<Scale> scales;
  for (const Row& row : kRows) scales.push_back(Scale::proportion(trials_of(matches, row.range)));
  const auto estimates = all_estimated(matches.pictures, figures, bootstrap, scales);
  std::copy(estimates.begin(), estimates.end(), result.figures.values.begin());
  return result;
}

std::string coco_lines(const BoxScore& score) {
  std::string text;
  for (std::size_t i = 0; i < kCocoFigures; ++i) {
    const Row& row = kRows[i];
    const bool is_precision = row.kind == Kind::Precision;
    const std::string iou =
        row.threshold == kMeanOverThresholds
            ? fmt::format("{:.2f}:{:.2f}", iou_threshold(0), iou_threshold(kIouThresholds - 1))
            : fmt::format("{:.2f}", iou_threshold(static_cast<std::size_t>(row.threshold)));
    const auto& estimate = score.figures.values[i];
    text += fmt::format(" {:<18} {} @[ IoU={:<9} | area={:>6} | maxDets={:>3} ] = {}\n",
                        is_precision ? "Average Precision" : "Average Recall", is_precision ? "(AP)" : "(AR)",
                        iou, kAreaNames[row.range], kDetectionLimits[row.limit],
                        estimate ? fmt::format("{:.3f}", estimate->value) : "n/a");
  }
  return text;
}

}  // namespace tinsmith::eval
