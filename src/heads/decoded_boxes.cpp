// The decoding of boxes.h as graph operators, arranged so that int8 loses little precision: each
// level has its own constants, and the sizes and positions of a level each keep their own range until
// the last operator.
#include <algorithm>

#include "graph/builder.h"
#include "graph/unused.h"
#include "graph/validate.h"
#include "heads/boxes.h"

namespace tinsmith::heads {
namespace {

using graph::Builder;
using graph::TensorId;

constexpr std::string_view kLevelName = "level_parts";

// A group of a level's channels, for all of its rows, cell by cell.
struct Piece {
  TensorId values;
  std::int32_t first, end;
};

// If the channels of a level were computed separately and concatenated: the inputs of the concatenation, so
// that each keeps its own int8 scale. Otherwise the level itself.
std::vector<Piece> pieces_of(const graph::Graph& graph, const graph::Links& links, TensorId raw,
                             const scene::BoxGrid& grid) {
  const auto maker_of = [&](TensorId id) -> const graph::Operator* {
    const std::int32_t maker = links.producer[static_cast<std::size_t>(id)];
    return maker < 0 ? nullptr : &graph.operators[static_cast<std::size_t>(maker)];
  };
  const graph::Operator* maker = maker_of(raw);
  if (maker != nullptr && maker->is<graph::Reshape>()) maker = maker_of(maker->inputs[0]);
  const auto* join = maker == nullptr ? nullptr : maker->as<graph::Concatenation>();
  if (join == nullptr || join->activation != graph::Activation::None) return {{raw, 0, grid.channels()}};
  const graph::Shape& shape = graph.tensor(maker->outputs[0]).shape;
  const bool joins_rows =
      join->axis == static_cast<std::int32_t>(shape.size()) - 1 && shape.back() == grid.channels();
  if (!joins_rows) return {{raw, 0, grid.channels()}};
  std::vector<Piece> pieces;
  for (const TensorId input : maker->inputs) {
    const std::int32_t first = pieces.empty() ? 0 : pieces.back().end;
    pieces.push_back({input, first, first + graph.tensor(input).shape.back()});
  }
  return pieces;
}

class Decoder {
 public:
  Decoder(Builder& build, const scene::BoxGrid& grid) : build_(build), grid_(grid) {}

  // Returns the decoded rows of one level.
  TensorId level(std::size_t index, const std::vector<Piece>& raw) {
    level_ = &grid_.levels[index];
    name_ = fmt::format("boxes{}", index);
    anchors_ = static_cast<std::int32_t>(level_->anchors.size());
    rows_ = static_cast<std::int32_t>(grid_.cells(*level_)) * anchors_;
    sure_.clear();
    for (const Piece& piece : raw) sure_.push_back(in_rows(piece));
    std::vector<TensorId> parts{places(channels_of("xy", 0, 2)), sizes(channels_of("wh", 2, 4))};
    const TensorId classes = channels_of("classes", scene::BoxGrid::kFirstClass, grid_.channels());
    parts.push_back(scores(classes));
    parts.push_back(classes);
    return build_.append(name_, graph::Concatenation{2}, std::move(parts));
  }

 private:
  // Returns the channels after the logistic function: [1, rows, channels of the piece], anchor by anchor.
  Piece in_rows(const Piece& raw) {
    const std::string name = fmt::format("{}_from{}", name_, raw.first);
    const std::int32_t channels = raw.end - raw.first;
    TensorId x = raw.values;
    if (anchors_ > 1) {
      const std::int32_t cells = rows_ / anchors_;
      x = build_.append(name + "_anchors", graph::Reshape{{1, cells, anchors_, channels}}, {x});
      x = build_.append(name + "_by_anchor", graph::Transpose{{0, 2, 1, 3}}, {x});
    }
    x = build_.append(name + "_rows", graph::Reshape{{1, rows_, channels}}, {x});
    return {build_.append(name + "_logistic", graph::Logistic{}, {x}), raw.first, raw.end};
  }

  TensorId channels_of(const char* what, std::int32_t first, std::int32_t end) {
    const auto has_them = [&](const Piece& piece) { return piece.first <= first && end <= piece.end; };
    const auto piece = std::find_if(sure_.begin(), sure_.end(), has_them);
    CHECK(piece != sure_.end(), "channels {} to {} are in different pieces", first, end);
    const graph::StridedSlice slice{
        {0, 0, first - piece->first}, {1, rows_, end - piece->first}, {1, 1, 1}, {}};
    return build_.append(name_ + "_" + what, slice, {piece->values});
  }

  // All values of a row are fractions. int8 uses the range 0 … 1 for them, as for probabilities, so that
  // the row can be concatenated without rescaling. Values outside are clipped, as a program that draws the
  // box would do.
  TensorId as_parts(TensorId values) {
    const std::string name = build_.name(values) + "_parts";
    return build_.append(name, graph::FakeQuantize{1.0f / 256, -128}, {values});
  }

  // (2σ − 0.5 + cell) · stride / side
  TensorId places(TensorId xy) {
    const auto across = static_cast<float>(level_->stride) / static_cast<float>(grid_.input_width);
    const auto down = static_cast<float>(level_->stride) / static_cast<float>(grid_.input_height);
    std::vector<float> cells;
    for (std::int32_t a = 0; a < anchors_; ++a)
      for (std::int32_t y = 0; y < grid_.cells_down(*level_); ++y)
        for (std::int32_t x = 0; x < grid_.cells_across(*level_); ++x) {
          cells.push_back((static_cast<float>(x) - 0.5f) * across);
          cells.push_back((static_cast<float>(y) - 0.5f) * down);
        }
    const TensorId steps = build_.fixed(name_ + "_steps", {1, 1, 2}, {2 * across, 2 * down});
    const TensorId offsets = build_.append(name_ + "_offsets", graph::Mul{}, {xy, steps});
    return as_parts(build_.append(name_ + "_places", graph::Add{},
                                  {offsets, build_.fixed(name_ + "_cells", {1, rows_, 2}, cells)}));
  }

  // (2σ)² · anchor / side
  TensorId sizes(TensorId wh) {
    std::vector<float> anchors;
    for (const scene::Anchor& anchor : level_->anchors)
      for (std::int32_t cell = 0; cell < (anchors_ == 1 ? 1 : rows_ / anchors_); ++cell) {
        anchors.push_back(static_cast<float>(4 * anchor.width / grid_.input_width));
        anchors.push_back(static_cast<float>(4 * anchor.height / grid_.input_height));
      }
    const auto given = static_cast<std::int32_t>(anchors.size() / 2);
    const TensorId squares = build_.append(name_ + "_squares", graph::Mul{}, {wh, wh});
    return as_parts(build_.append(name_ + "_sizes", graph::Mul{},
                                  {squares, build_.fixed(name_ + "_anchor_sizes", {1, given, 2}, anchors)}));
  }

  TensorId scores(TensorId classes) {
    const TensorId objectness = channels_of("objectness", kRowBox, kRowBox + 1);
    if (grid_.classes == 1) return objectness;
    return as_parts(build_.append(name_ + "_scores", graph::Mul{}, {objectness, best_of(classes)}));
  }

  // Returns the max over the channels. It uses a max pool, because no firmware supports a max over an axis.
  TensorId best_of(TensorId classes) {
    if (grid_.classes == 1) return classes;
    const TensorId pictured =
        build_.append(name_ + "_pictured", graph::Reshape{{1, rows_, grid_.classes, 1}}, {classes});
    graph::Window window;
    window.stride_width = grid_.classes;
    const TensorId best =
        build_.append(name_ + "_greatest", graph::MaxPool2d{1, grid_.classes, window}, {pictured});
    return build_.append(name_ + "_best", graph::Reshape{{1, rows_, 1}}, {best});
  }

  Builder& build_;
  const scene::BoxGrid& grid_;
  const scene::BoxLevel* level_ = nullptr;
  std::vector<Piece> sure_;
  std::string name_;
  std::int32_t anchors_ = 1, rows_ = 0;
};

// Returns the number of rows that firmware expects: three per cell of these strides.
std::int64_t rows_of_firmware(const scene::BoxGrid& grid) {
  std::int64_t cells = 0;
  for (const std::int32_t stride : {8, 16, 32})
    cells += std::int64_t{grid.input_width / stride} * (grid.input_height / stride);
  return 3 * cells;
}

}  // namespace

Result<Done> check_levels(const graph::Graph& graph, const scene::BoxGrid& grid) {
  if (graph.outputs.size() != grid.levels.size())
    return fail(Fault::InvalidInput, "the network has {} outputs, the grid has {} levels",
                graph.outputs.size(), grid.levels.size());
  for (std::size_t i = 0; i < grid.levels.size(); ++i) {
    const scene::BoxLevel& level = grid.levels[i];
    const auto anchors = static_cast<std::int32_t>(level.anchors.size());
    const graph::Shape wanted{1, grid.cells_down(level), grid.cells_across(level), anchors * grid.channels()};
    const graph::Tensor& output = graph.tensor(graph.outputs[i]);
    if (output.shape != wanted)
      return fail(Fault::InvalidInput, "output {} of the network is {}, the grid needs {}", i,
                  graph::format_shape(output.shape), graph::format_shape(wanted));
  }
  return Done{};
}

Result<graph::Graph> with_level_parts(graph::Graph graph, const scene::BoxGrid& grid) {
  TRY_DONE(check_levels(graph, grid));
  const bool is_answered = std::all_of(graph.outputs.begin(), graph.outputs.end(), [&](TensorId output) {
    return graph.tensor(output).name.starts_with(kLevelName);
  });
  if (is_answered || answered_values(grid) == LevelValues::Logits) return graph;
  std::vector<TensorId> levels = graph.outputs;
  Builder build(std::move(graph));
  for (std::size_t i = 0; i < levels.size(); ++i)
    levels[i] = build.append(fmt::format("{}{}", kLevelName, i), graph::Logistic{}, {levels[i]});
  return build.finish(std::move(levels));
}

Result<graph::Graph> with_decoded_boxes(graph::Graph graph, const scene::BoxGrid& grid) {
  if (grid.coding != scene::BoxCoding::Bounded)
    return fail(Fault::Unsupported, "boxes whose size is an exponential cannot be decoded by int8 operators");
  TRY_DONE(check_levels(graph, grid));
  std::vector<std::vector<Piece>> raw;
  const graph::Links links = graph::links_of(graph);
  for (const TensorId output : graph.outputs) raw.push_back(pieces_of(graph, links, output, grid));
  Builder build(std::move(graph));
  Decoder decoder(build, grid);
  std::vector<TensorId> levels;
  for (std::size_t i = 0; i < raw.size(); ++i) levels.push_back(decoder.level(i, raw[i]));
  const auto missing =
      static_cast<std::int32_t>(std::max<std::int64_t>(0, rows_of_firmware(grid) - grid.rows()));
  TensorId all = build.append(missing > 0 ? "boxes_found" : std::string(kBoxesName), graph::Concatenation{1},
                              std::move(levels));
  if (missing > 0)
    all = build.append(std::string(kBoxesName), graph::Pad{{{0, 0}, {0, missing}, {0, 0}}, 0}, {all});
  graph::Graph decoded = build.finish({all});
  graph::drop_unused_operators(decoded);
  return decoded;
}

}  // namespace tinsmith::heads
