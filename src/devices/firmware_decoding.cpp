#include "devices/firmware_decoding.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/check.h"

namespace tinsmith::devices {
namespace {

// With a scale below this, the firmware takes the values for fractions, otherwise for pixels and percent.
constexpr float kMinPixelScale_of_firmware = 0.1f;

struct Numbers {
  std::vector<float> real;
  bool are_fractions = false;
};

Numbers numbers_of(const graph::Tensor& tensor, ByteView bytes) {
  const float scale = tensor.quantization.scales[0];
  const auto zero_point = static_cast<std::int32_t>(tensor.quantization.zero_points[0]);
  Numbers numbers{{}, scale < kMinPixelScale_of_firmware};
  for (const std::int8_t stored : values_of<std::int8_t>(bytes))
    numbers.real.push_back(static_cast<float>(stored - zero_point) * scale);
  return numbers;
}

struct Candidate {
  float x = 0, y = 0, width = 0, height = 0;
  float score = 0;
  std::int32_t class_index = 0;
};

std::size_t index_of_first_greatest(std::span<const float> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

// Removes of each overlapping pair the box with the lower score. The list is in the order of the firmware: the last row first.
template <class Overlaps>
std::vector<Candidate> suppressed(std::vector<Candidate> candidates, const Overlaps& overlaps) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<Candidate> kept;
  for (const Candidate& candidate : candidates)
    if (std::none_of(kept.begin(), kept.end(),
                     [&](const Candidate& other) { return overlaps(other, candidate); }))
      kept.push_back(candidate);
  return kept;
}

// The firmware takes the centre of a box for its upper left corner here.
float overlap_of(const Candidate& a, const Candidate& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  const float shared = std::max(0.0f, width) * std::max(0.0f, height);
  const float whole = a.width * a.height + b.width * b.height - shared;
  return whole > 0 ? shared / whole : 0.0f;
}

template <class Value>
std::vector<PrintedBox> from_left_to_right(std::vector<Candidate> boxes, const Value& printed) {
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const Candidate& a, const Candidate& b) { return a.x < b.x; });
  std::vector<PrintedBox> all;
  for (const Candidate& box : boxes) all.push_back(printed(box));
  return all;
}

// 1.x computes in whole pixels of the camera's picture and whole percent, which it truncates.
std::vector<PrintedBox> boxes_of_v1(const Numbers& numbers, std::size_t columns, float side, float frame,
                                    FirmwareThresholds thresholds) {
  std::vector<Candidate> found;
  for (std::size_t at = 0; at + columns <= numbers.real.size(); at += columns) {
    const std::span row(numbers.real.data() + at, columns);
    const float score = numbers.are_fractions ? row[4] * 100.0f : row[4];
    if (!(score > static_cast<float>(thresholds.score))) continue;
    const auto pixels = [&](float value) {
      return std::trunc(std::clamp(numbers.are_fractions ? value * side : value, 0.0f, side) * frame / side);
    };
    found.push_back({pixels(row[0]), pixels(row[1]), pixels(row[2]), pixels(row[3]), std::trunc(score),
                     static_cast<std::int32_t>(index_of_first_greatest(row.subspan(5)))});
  }
  std::reverse(found.begin(), found.end());
  found = suppressed(std::move(found), [&](const Candidate& a, const Candidate& b) {
    return a.class_index == b.class_index &&
           std::trunc(overlap_of(a, b) * 100.0f) > static_cast<float>(thresholds.iou);
  });
  return from_left_to_right(std::move(found), [](const Candidate& box) {
    return PrintedBox{static_cast<std::int32_t>(box.x),     static_cast<std::int32_t>(box.y),
                      static_cast<std::int32_t>(box.width), static_cast<std::int32_t>(box.height),
                      static_cast<std::int32_t>(box.score), box.class_index};
  });
}

// 2.x computes in fractions, rounds at the end, and suppresses across classes.
std::vector<PrintedBox> boxes_of_v2(const Numbers& numbers, std::size_t columns, float side, float frame,
                                    FirmwareThresholds thresholds) {
  const float min_score = static_cast<float>(thresholds.score) / 100.0f;
  const float max_overlap = static_cast<float>(thresholds.iou) / 100.0f;
  std::vector<Candidate> found;
  for (std::size_t at = 0; at + columns <= numbers.real.size(); at += columns) {
    const std::span row(numbers.real.data() + at, columns);
    const float score = numbers.are_fractions ? row[4] : row[4] / 100.0f;
    if (!(score > min_score)) continue;
    const auto fraction = [&](float value) {
      return std::clamp(numbers.are_fractions ? value : value / side, 0.0f, 1.0f);
    };
    found.push_back({fraction(row[0]), fraction(row[1]), fraction(row[2]), fraction(row[3]), score,
                     static_cast<std::int32_t>(index_of_first_greatest(row.subspan(5)))});
  }
  std::reverse(found.begin(), found.end());
  found = suppressed(std::move(found),
                     [&](const Candidate& a, const Candidate& b) { return overlap_of(a, b) > max_overlap; });
  return from_left_to_right(std::move(found), [&](const Candidate& box) {
    const auto pixels = [&](float value) { return static_cast<std::int32_t>(std::round(value * frame)); };
    return PrintedBox{pixels(box.x),
                      pixels(box.y),
                      pixels(box.width),
                      pixels(box.height),
                      static_cast<std::int32_t>(std::round(box.score * 100.0f)),
                      box.class_index};
  });
}

// 1.x reports every cell whose best channel is not the background, with that channel's number.
std::vector<PrintedBox> centroids_of_v1(const Numbers& numbers, const graph::Shape& shape, std::int32_t frame,
                                        FirmwareThresholds thresholds) {
  const std::int32_t down = shape[1], across = shape[2];
  const auto channels = static_cast<std::size_t>(shape[3]);
  std::vector<PrintedBox> found;
  for (std::int32_t cell = 0; cell < down * across; ++cell) {
    const std::span row(numbers.real.data() + static_cast<std::size_t>(cell) * channels, channels);
    const std::size_t channel = index_of_first_greatest(row);
    const float score = row[channel] * 100.0f;
    if (channel == 0 || !(score > static_cast<float>(thresholds.score))) continue;
    const std::int32_t width = frame / across, height = frame / down;
    found.push_back({cell % across * width + width / 2, cell / across * height + height / 2, width, height,
                     static_cast<std::int32_t>(score), static_cast<std::int32_t>(channel)});
  }
  std::reverse(found.begin(), found.end());
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
  return found;
}

// 2.x reports every cell, also background, as class 0 without place or size.
std::vector<PrintedBox> centroids_of_v2(const Numbers& numbers, const graph::Shape& shape,
                                        FirmwareThresholds thresholds) {
  const auto channels = static_cast<std::size_t>(shape[3]);
  std::vector<PrintedBox> found;
  for (std::size_t at = 0; at + channels <= numbers.real.size(); at += channels) {
    const std::span row(numbers.real.data() + at, channels);
    const float score = row[index_of_first_greatest(row)];
    if (score > static_cast<float>(thresholds.score) / 100.0f)
      found.push_back({0, 0, 0, 0, static_cast<std::int32_t>(std::round(score * 100.0f)), 0});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

// Also for a detector in a wrong slot of 2.x, of whose output it takes as many values as there are rows.
std::vector<PrintedClass> classes_of(Dialect firmware, const Numbers& numbers, std::size_t classes,
                                     FirmwareThresholds thresholds) {
  struct Scored {
    float percent;
    std::int32_t class_index;
  };
  std::vector<Scored> found;
  for (std::size_t i = 0; i < classes; ++i) {
    float percent = numbers.are_fractions ? numbers.real[i] * 100.0f : numbers.real[i];
    if (!(percent > static_cast<float>(thresholds.score))) continue;
    if (firmware == Dialect::V1) percent = std::trunc(percent);
    found.push_back({percent, static_cast<std::int32_t>(i)});
  }
  std::reverse(found.begin(), found.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const Scored& a, const Scored& b) { return a.percent > b.percent; });
  std::vector<PrintedClass> printed;
  for (const Scored& one : found)
    printed.push_back({static_cast<std::int32_t>(std::round(one.percent)), one.class_index});
  return printed;
}

bool has_rows_of_boxes(const graph::Shape& input, const graph::Shape& output) {
  constexpr std::int32_t kMinColumns = 6, kMaxColumns = 85;
  std::int32_t cells = 0;
  for (const std::int32_t stride : {8, 16, 32}) cells += (input[1] / stride) * (input[2] / stride);
  // The firmware takes the number of colour channels for the number of anchors.
  return output.size() == 3 && output[1] == cells * input[3] && output[2] >= kMinColumns &&
         output[2] <= kMaxColumns;
}

bool has_cells(const graph::Shape& input, const graph::Shape& output) {
  return output.size() == 4 && output[1] >= 2 && output[1] <= input[1] && output[2] >= 2 &&
         output[2] <= input[2] && output[3] >= 2;
}

Algorithm recognised_by_v1(const graph::Shape& input, const graph::Shape& output) {
  const bool is_detector_input = input[1] == input[2] && input[1] % 32 == 0;
  if (is_detector_input && has_rows_of_boxes(input, output)) return Algorithm::Boxes;
  if (has_cells(input, output)) return Algorithm::Centroids;
  if (output.size() == 2 && output[1] >= 2) return Algorithm::Classes;
  return Algorithm::Unrecognised;
}

Algorithm recognised_by_v2(const graph::Shape& input, const graph::Shape& output, std::int32_t slot) {
  if (input[1] != input[2] || input[1] % 32 != 0) return Algorithm::Unrecognised;
  const bool tries_all = slot == 1, tries_boxes = tries_all || slot == 3,
             tries_classes = tries_boxes || slot == 4;
  if (tries_all && has_cells(input, output)) return Algorithm::Centroids;
  if (tries_boxes && has_rows_of_boxes(input, output)) return Algorithm::Boxes;
  if (tries_classes && output.size() <= 3 && output[1] >= 2) return Algorithm::Classes;
  return Algorithm::Unrecognised;
}

}  // namespace

Algorithm recognised(Dialect firmware, const graph::Graph& graph, std::int32_t slot) {
  if (graph.inputs.size() != 1 || graph.outputs.size() != 1) return Algorithm::Unrecognised;
  const graph::Tensor& input = graph.tensor(graph.inputs[0]);
  const graph::Tensor& output = graph.tensor(graph.outputs[0]);
  constexpr std::int32_t kMinSide = 16;
  const bool is_int8 = input.type == graph::ElementType::Int8 && output.type == graph::ElementType::Int8 &&
                       output.quantization.scales.size() == 1 && output.quantization.zero_points.size() == 1;
  if (!is_int8 || input.shape.size() != 4 || input.shape[1] < kMinSide || input.shape[2] < kMinSide ||
      (input.shape[3] != 1 && input.shape[3] != 3) || output.shape.size() < 2 || output.shape[0] != 1)
    return Algorithm::Unrecognised;
  return firmware == Dialect::V1 ? recognised_by_v1(input.shape, output.shape)
                                 : recognised_by_v2(input.shape, output.shape, slot);
}

FirmwareThresholds usual_thresholds(Dialect firmware, Algorithm algorithm) {
  constexpr std::int32_t kUsualIou = 45;
  if (firmware == Dialect::V2) return {25, kUsualIou};
  return {algorithm == Algorithm::Centroids ? 80 : 50, kUsualIou};
}

FirmwareResult decoded_as_firmware(Dialect firmware, Algorithm algorithm, const graph::Graph& graph,
                                   ByteView output, FirmwareThresholds thresholds, std::int32_t frame_side) {
  const graph::Tensor& tensor = graph.tensor(graph.outputs[0]);
  CHECK(output.size() == static_cast<std::size_t>(graph::element_count(tensor.shape)),
        "{} bytes for shape {}", output.size(), graph::format_shape(tensor.shape));
  const Numbers numbers = numbers_of(tensor, output);
  const auto side = static_cast<float>(graph.tensor(graph.inputs[0]).shape[1]);
  const auto frame = static_cast<float>(frame_side);
  const bool is_v1 = firmware == Dialect::V1;
  switch (algorithm) {
    case Algorithm::Boxes: {
      const auto columns = static_cast<std::size_t>(tensor.shape[2]);
      return {is_v1 ? boxes_of_v1(numbers, columns, side, frame, thresholds)
                    : boxes_of_v2(numbers, columns, side, frame, thresholds),
              {}};
    }
    case Algorithm::Centroids:
      return {is_v1 ? centroids_of_v1(numbers, tensor.shape, frame_side, thresholds)
                    : centroids_of_v2(numbers, tensor.shape, thresholds),
              {}};
    case Algorithm::Classes:
      return {{}, classes_of(firmware, numbers, static_cast<std::size_t>(tensor.shape[1]), thresholds)};
    case Algorithm::Unrecognised:
      break;
  }
  CHECK(false, "an output that the firmware does not decode");
}

}  // namespace tinsmith::devices
