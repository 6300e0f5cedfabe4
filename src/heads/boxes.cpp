#include "heads/boxes.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "heads/answer.h"

namespace tinsmith::heads {
namespace {

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

scene::Box bounded_box(const double (&sure)[4], const scene::BoxLevel& level, const scene::Anchor& anchor,
                       std::int32_t x, std::int32_t y) {
  const double sw = 2 * sure[2], sh = 2 * sure[3];
  const double width = sw * sw * anchor.width, height = sh * sh * anchor.height;
  return {(2 * sure[0] - 0.5 + x) * level.stride - width / 2,
          (2 * sure[1] - 0.5 + y) * level.stride - height / 2, width, height};
}

// The channels of one row after the logistic function: probabilities, and for the box fractions.
class SureRow {
 public:
  SureRow(const float* values, const scene::BoxGrid& grid, LevelValues kind)
      : values_(values), grid_(grid), kind_(kind) {}

  double operator[](std::int32_t channel) const {
    const double value = double{values_[channel]};
    return kind_ == LevelValues::Parts ? value : logistic(value);
  }
  // Appends the class probabilities and returns the max.
  double append_classes(std::vector<float>& rows) const {
    const float* first = values_ + scene::BoxGrid::kFirstClass;
    if (grid_.coding == scene::BoxCoding::Exponential) {
      const std::size_t begin = rows.size();
      rows.insert(rows.end(), first, first + grid_.classes);
      softmax_rows(std::span(rows).subspan(begin), grid_.classes);
      return double{*std::max_element(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end())};
    }
    double best = 0;
    for (std::int32_t i = 0; i < grid_.classes; ++i) {
      const double sure = (*this)[scene::BoxGrid::kFirstClass + i];
      rows.push_back(static_cast<float>(sure));
      best = std::max(best, sure);
    }
    return best;
  }
  scene::Box box(const scene::BoxLevel& level, const scene::Anchor& anchor, std::int32_t x,
                 std::int32_t y) const {
    if (kind_ == LevelValues::Logits) return decoded_box(values_, grid_, level, anchor, x, y);
    return bounded_box({(*this)[0], (*this)[1], (*this)[2], (*this)[3]}, level, anchor, x, y);
  }

 private:
  const float* values_;
  const scene::BoxGrid& grid_;
  LevelValues kind_;
};

// Appends one row.
void append_row(const SureRow& sure, const scene::BoxGrid& grid, const scene::Box& box,
                std::vector<float>& rows) {
  const scene::Point centre = scene::centre_of(box);
  rows.push_back(static_cast<float>(centre.x / grid.input_width));
  rows.push_back(static_cast<float>(centre.y / grid.input_height));
  rows.push_back(static_cast<float>(box.width / grid.input_width));
  rows.push_back(static_cast<float>(box.height / grid.input_height));
  const std::size_t score = rows.size();
  rows.push_back(0);
  const double best = sure.append_classes(rows), objectness = sure[kRowBox];
  rows[score] = static_cast<float>(grid.classes == 1 ? objectness : objectness * best);
}

// Converts boxes to the form in which the overlap is computed, and back to the form in which they are drawn.
struct ComparedBoxes {
  double input_width, input_height;
  Overlap overlap;

  scene::Box of(const float* row) const {
    const auto limited = [&](double part) {
      return overlap == Overlap::CentreAsCorner ? std::clamp(part, 0.0, 1.0) : part;
    };
    const double x = limited(double{row[0]}) * input_width, y = limited(double{row[1]}) * input_height,
                 w = limited(double{row[2]}) * input_width, h = limited(double{row[3]}) * input_height;
    if (overlap == Overlap::CentreAsCorner) return {x, y, w, h};
    return scene::clipped({x - w / 2, y - h / 2, w, h}, input_width, input_height);
  }
  scene::Box drawn(const scene::Box& box) const {
    if (overlap == Overlap::Drawn) return box;
    return scene::clipped({box.x - box.width / 2, box.y - box.height / 2, box.width, box.height}, input_width,
                          input_height);
  }
};

void append_answers(std::span<const float> row, const ComparedBoxes& compared, const BoxDecoding& decoding,
                    std::vector<scene::Detection>& found) {
  const double score = double{row[kRowBox]};
  if (!(score > decoding.threshold)) return;  // no class has a higher score
  const auto probabilities = row.subspan(kRowFirstClass);
  const auto best = std::max_element(probabilities.begin(), probabilities.end());
  const scene::Box box = compared.of(row.data());
  const auto likeliest = static_cast<scene::ClassIndex>(best - probabilities.begin());
  if (decoding.row_classes == RowClasses::Likeliest || !(*best > 0)) {
    found.push_back({likeliest, score, box});
    return;
  }
  // The row's score is that of its most probable class.
  for (std::size_t c = 0; c < probabilities.size(); ++c) {
    const auto index = static_cast<scene::ClassIndex>(c);
    const double of_class = index == likeliest ? score : score * double{probabilities[c]} / double{*best};
    if (of_class > decoding.threshold) found.push_back({index, of_class, box});
  }
}

}  // namespace

scene::Box decoded_box(const float* raw, const scene::BoxGrid& grid, const scene::BoxLevel& level,
                       const scene::Anchor& anchor, std::int32_t x, std::int32_t y) {
  const double sx = logistic(double{raw[0]}), sy = logistic(double{raw[1]});
  if (grid.coding == scene::BoxCoding::Exponential) {
    const double width = std::exp(double{raw[2]}) * anchor.width,
                 height = std::exp(double{raw[3]}) * anchor.height;
    return {(sx + x) * level.stride - width / 2, (sy + y) * level.stride - height / 2, width, height};
  }
  return bounded_box({sx, sy, logistic(double{raw[2]}), logistic(double{raw[3]})}, level, anchor, x, y);
}

LevelValues answered_values(const scene::BoxGrid& grid) {
  return grid.coding == scene::BoxCoding::Bounded ? LevelValues::Parts : LevelValues::Logits;
}

std::vector<float> decoded_rows(std::span<const std::span<const float>> levels, const scene::BoxGrid& grid,
                                LevelValues values) {
  CHECK(values == LevelValues::Logits || grid.coding == scene::BoxCoding::Bounded,
        "exponential boxes are not answered in parts");
  CHECK(levels.size() == grid.levels.size(), "{} levels for a grid of {}", levels.size(), grid.levels.size());
  std::vector<float> rows;
  rows.reserve(static_cast<std::size_t>(grid.rows() * (kRowFirstClass + grid.classes)));
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const scene::BoxLevel& level = grid.levels[i];
    const auto anchors = static_cast<std::int32_t>(level.anchors.size());
    const std::int32_t across = grid.cells_across(level), down = grid.cells_down(level);
    for (std::int32_t a = 0; a < anchors; ++a)
      for (std::int32_t y = 0; y < down; ++y)
        for (std::int32_t x = 0; x < across; ++x) {
          const std::int64_t row = (std::int64_t{y} * across + x) * anchors + a;
          const SureRow sure(levels[i].data() + row * grid.channels(), grid, values);
          append_row(sure, grid, sure.box(level, level.anchors[static_cast<std::size_t>(a)], x, y), rows);
        }
  }
  return rows;
}

bool holds_pixels(const graph::Tensor& output) {
  constexpr float kMinPixelScale = 0.1f;  // SSCMA-Micro: below this, values are fractions
  return output.quantization.is_quantized() && output.quantization.scales[0] >= kMinPixelScale;
}

void normalize_rows(std::span<float> rows, const graph::Tensor& output, double input_width,
                    double input_height) {
  constexpr float kFullScore = 100;
  if (!holds_pixels(output)) return;
  const auto width = static_cast<std::size_t>(output.shape.back());
  const auto across = static_cast<float>(input_width), down = static_cast<float>(input_height);
  for (std::size_t at = 0; at + width <= rows.size(); at += width) {
    for (std::size_t i = 0; i < width; ++i)
      rows[at + i] /= i >= static_cast<std::size_t>(kRowBox) ? kFullScore : i % 2 == 0 ? across : down;
  }
}

std::vector<scene::Detection> detections_in(std::span<const float> rows, std::int32_t classes,
                                            double input_width, double input_height,
                                            const BoxDecoding& decoding) {
  const auto width = static_cast<std::size_t>(kRowFirstClass + classes);
  CHECK(rows.size() % width == 0, "{} values are not rows of {}", rows.size(), width);
  const ComparedBoxes compared{input_width, input_height, decoding.overlap};
  std::vector<scene::Detection> found;
  for (std::size_t at = 0; at < rows.size(); at += width)
    append_answers(rows.subspan(at, width), compared, decoding, found);
  if (decoding.prefers_later_of_equal) std::reverse(found.begin(), found.end());
  if (found.size() > decoding.candidate_limit) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    found.resize(decoding.candidate_limit);
  }
  found = scene::suppress_overlaps(std::move(found), decoding.iou_threshold,
                                   decoding.suppression == Suppression::AcrossClasses, decoding.limit);
  for (scene::Detection& detection : found) detection.box = compared.drawn(detection.box);
  return found;
}

}  // namespace tinsmith::heads
