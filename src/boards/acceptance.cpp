#include "boards/acceptance.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "heads/answer.h"
#include "heads/boxes.h"

namespace tinsmith::boards {
namespace {

using Kind = Finding::Kind;
using graph::Tensor;

struct Judgement {
  Kind kind = Kind::Kept;
  std::string message;
};
Judgement kept(std::string message) {
  return {Kind::Kept, std::move(message)};
}
Judgement broken(std::string message) {
  return {Kind::Broken, std::move(message)};
}

// Relative tolerance for a scale to count as the one that the firmware expects.
constexpr double kScaleTolerance = 1e-3;
constexpr double kPictureScale = 1.0 / 255;
constexpr std::int64_t kPictureZeroPoint = -128;
constexpr std::int32_t kRowsPerCell = 3;
constexpr std::int32_t kBoxStrides[] = {8, 16, 32};

const Tensor& input_of(const Candidate& candidate) {
  return candidate.graph.tensor(candidate.graph.inputs[0]);
}
const Tensor& output_of(const Candidate& candidate) {
  return candidate.graph.tensor(candidate.graph.outputs[0]);
}

std::string affine_text(const Tensor& tensor) {
  if (!tensor.quantization.is_quantized()) return "not quantized";
  return fmt::format("scale {:.6g}, zero point {}", tensor.quantization.scales[0],
                     tensor.quantization.zero_points[0]);
}

Judgement judge_input(const Board& board, const Candidate& candidate) {
  const Tensor& input = input_of(candidate);
  const graph::Shape& shape = input.shape;
  const std::string found =
      fmt::format("{} {}, {}", graph::format_shape(shape), graph::name_of(input.type), affine_text(input));
  if (candidate.graph.inputs.size() != 1)
    return broken(fmt::format("{} inputs; one is expected", candidate.graph.inputs.size()));
  if (input.type != graph::ElementType::Int8) return broken(found + "; int8 is expected");
  if (shape.size() != 4 || shape[0] != 1 || (shape[3] != 1 && shape[3] != 3))
    return broken(found + "; 1 x side x side x 3 (or 1) is expected");
  if (shape[1] != shape[2] || shape[1] < board.side_multiple || shape[1] % board.side_multiple != 0)
    return broken(
        fmt::format("{}; a square whose side is a multiple of {} is expected", found, board.side_multiple));
  const bool is_picture =
      input.quantization.is_quantized() &&
      std::abs(double{input.quantization.scales[0]} / kPictureScale - 1) < kScaleTolerance &&
      input.quantization.zero_points[0] == kPictureZeroPoint;
  if (!is_picture)
    return broken(
        found +
        "; scale 1/255 and zero point -128 are expected, because the firmware gives each pixel minus 128");
  if (board.max_side_px > 0 && shape[1] > board.max_side_px)
    return {Kind::Remark,
            fmt::format("{}; the camera gives {} pixels per side, so a larger input adds no detail", found,
                        board.max_side_px)};
  return kept(found);
}

Judgement judge_operators(const Board& board, const Candidate& candidate) {
  std::string missing, all;
  for (const std::string& name : candidate.operators) {
    all += (all.empty() ? "" : " ") + name;
    if (!has_operator(board, name)) missing += (missing.empty() ? "" : " ") + name;
  }
  if (missing.empty()) return kept(all);
  return broken(fmt::format("{}; the firmware does not register {}", all, missing));
}

Judgement judge_boxes(const Board& board, const Candidate& candidate) {
  const Tensor& output = output_of(candidate);
  const graph::Shape& shape = output.shape;
  const graph::Shape& picture = input_of(candidate).shape;
  std::int32_t rows = 0;
  for (const std::int32_t stride : kBoxStrides)
    rows += kRowsPerCell * (picture[1] / stride) * (picture[2] / stride);
  const std::string found = fmt::format("{}, {}", graph::format_shape(shape), affine_text(output));
  if (shape.size() != 3 || shape[0] != 1 || shape[1] != rows || shape[2] < 6)
    return broken(fmt::format("{}; 1 x {} x (5 + classes) is expected", found, rows));
  if (shape[2] - heads::info_of(scene::Task::Boxes).first_class > board.max_classes)
    return broken(fmt::format("{}; at most {} classes are expected", found, board.max_classes));
  if (!output.quantization.is_quantized()) return broken(found + "; int8 is expected");
  if (const auto runs = check_box_channels(board, picture[3]); !runs) return broken(runs.error().text());
  if (heads::holds_pixels(output))
    return {Kind::Remark, found +
                              "; boxes are in pixels and scores in percent, which is coarse: use a scale "
                              "below 0.1 for fractions"};
  return kept(found);
}

Judgement judge_classes(const Board& board, const Candidate& candidate) {
  const Tensor& output = output_of(candidate);
  const std::string found = fmt::format("{}, {}", graph::format_shape(output.shape), affine_text(output));
  if (output.shape.size() != 2 || output.shape[0] != 1 || output.shape[1] < 2)
    return broken(found + "; 1 x classes, with at least two classes, is expected");
  if (output.shape[1] > board.max_classes)
    return broken(fmt::format("{}; at most {} classes are expected", found, board.max_classes));
  if (!heads::holds_probabilities(candidate.graph, candidate.graph.outputs[0]))
    return broken(
        found +
        "; its output is logits, which the firmware reports unchanged: end the network with a softmax");
  return kept(found);
}

Judgement judge_centroids(const Board& board, const Candidate& candidate) {
  const Tensor& output = output_of(candidate);
  const std::string found = fmt::format("{}, {}", graph::format_shape(output.shape), affine_text(output));
  if (output.shape.size() != 4 || output.shape[1] < 2 || output.shape[2] < 2 || output.shape[3] < 2)
    return broken(found + "; 1 x height x width x (1 + classes) is expected");
  if (board.centroid_remark.empty()) return kept(found);
  return {Kind::Remark, fmt::format("{}; {}", found, board.centroid_remark)};
}

// For boxes that the firmware decodes. That the network's outputs match the grid was already
// checked when the model was read.
Judgement judge_levels(const Board& board, const Candidate& candidate) {
  if (!candidate.levels || !decoder_takes(*board.decodes, *candidate.levels))
    return broken(fmt::format(
        "the board's decoder does not support these levels and anchors: train with --board {}", board.name));
  const auto& levels = candidate.levels->levels;
  return kept(fmt::format("{} levels, {} anchors each", levels.size(), levels[0].anchors.size()));
}

Judgement judge_answer(const Board& board, const Candidate& candidate) {
  if (board.decodes && candidate.task == scene::Task::Boxes) return judge_levels(board, candidate);
  if (std::find(board.tasks.begin(), board.tasks.end(), candidate.task) == board.tasks.end())
    return broken(fmt::format("{}; the firmware has no decoder for it", scene::name_of(candidate.task)));
  if (candidate.graph.outputs.size() != 1)
    return broken(fmt::format("{} outputs; one is expected", candidate.graph.outputs.size()));
  switch (candidate.task) {
    case scene::Task::Classification:
      return judge_classes(board, candidate);
    case scene::Task::Centroids:
      return judge_centroids(board, candidate);
    case scene::Task::Boxes:
      return judge_boxes(board, candidate);
  }
  CHECK(false, "task {}", static_cast<int>(candidate.task));
}

Judgement judge_preparation(const Board& board, const Candidate& candidate) {
  const image::Preparation& has = candidate.preparation;
  const auto text = [](image::Fit fit, image::Filter filter, image::PixelFormat format) {
    image::Preparation shown;
    shown.fit = fit;
    shown.filter = filter;
    shown.pixel_format = format;
    const auto json = image::to_json(shown);
    return fmt::format("{}, {}, {}", json.at("fit").get<std::string>(), json.at("filter").get<std::string>(),
                       json.value("pixel_format", "rgb888"));
  };
  const std::string found = text(has.fit, has.filter, has.pixel_format);
  const bool same = has.fit == board.fit && has.filter == board.filter &&
                    has.pixel_format == board.pixel_format &&
                    (board.fit != image::Fit::Letterbox || has.padding_value == board.padding_value);
  if (same || board.is_programmed_by_user) return kept(found);
  return {
      Kind::Remark,
      fmt::format(
          "measured with {}, but the board uses {}: train with --board {} to get the metrics of the board",
          found, text(board.fit, board.filter, board.pixel_format), board.name)};
}

Judgement judge_room(std::int64_t bytes, std::int64_t limit, const char* what) {
  const std::string found = fmt::format("{} bytes", bytes);
  if (limit == 0) return kept(found);
  if (bytes > limit) return broken(fmt::format("{}; the board has room for {} of {}", found, limit, what));
  return kept(fmt::format("{} of {}", found, limit));
}

struct Rule {
  std::string_view name;
  Judgement (*judge)(const Board& board, const Candidate& candidate);
};
constexpr Rule kRules[] = {
    {"input", judge_input},
    {"operators", judge_operators},
    {"answer", judge_answer},
    {"preparation", judge_preparation},
    {"file", [](const Board& board,
                const Candidate& c) { return judge_room(c.file_bytes, board.model_bytes, "the model"); }},
    {"arena", [](const Board& board,
                 const Candidate& c) { return judge_room(c.arena_bytes, board.arena_bytes, "activations"); }},
};

}  // namespace

std::vector<Finding> examined(const Board& board, const Candidate& candidate) {
  std::vector<Finding> findings;
  for (const Rule& rule : kRules) {
    Judgement judgement = rule.judge(board, candidate);
    findings.push_back({rule.name, judgement.kind, std::move(judgement.message)});
  }
  return findings;
}

bool is_accepted(std::span<const Finding> findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.kind == Finding::Kind::Broken; });
}

}  // namespace tinsmith::boards
