// The decoding of boxes.h as operators, such that int8 loses little: constants are apart for each level, and
// the sizes and places of a level are each in a range of their own until the last moment.
#include <numeric>

#include "graph/builder.h"
#include "graph/validate.h"
#include "heads/boxes.h"

namespace tinsmith::heads {
namespace {

using graph::Builder;
using graph::TensorId;

class Decoder {
 public:
  Decoder(Builder& build, const scene::BoxGrid& grid) : build_(build), grid_(grid) {}

  // Decoded rows of one level.
  TensorId level(std::size_t index, TensorId raw) {
    level_ = &grid_.levels[index];
    name_ = fmt::format("boxes{}", index);
    anchors_ = static_cast<std::int32_t>(level_->anchors.size());
    rows_ = static_cast<std::int32_t>(grid_.cells(*level_)) * anchors_;
    const TensorId sure = build_.append(name_ + "_logistic", graph::Logistic{}, {in_rows(raw)});
    std::vector<TensorId> parts{places(channels_of(sure, "xy", 0, 2)), sizes(channels_of(sure, "wh", 2, 4))};
    const TensorId classes = channels_of(sure, "classes", grid_.first_class(), grid_.channels());
    parts.push_back(scores(sure, classes));
    parts.push_back(classes);
    return build_.append(name_, graph::Concatenation{2}, std::move(parts));
  }

 private:
  // [1, height, width, anchors · channels] to [1, rows, channels], anchor by anchor.
  TensorId in_rows(TensorId raw) {
    if (anchors_ > 1) {
      const std::int32_t cells = rows_ / anchors_;
      raw = build_.append(name_ + "_anchors", graph::Reshape{{1, cells, anchors_, grid_.channels()}}, {raw});
      raw = build_.append(name_ + "_by_anchor", graph::Transpose{{0, 2, 1, 3}}, {raw});
    }
    return build_.append(name_ + "_rows", graph::Reshape{{1, rows_, grid_.channels()}}, {raw});
  }

  TensorId channels_of(TensorId rows, const char* what, std::int32_t begin, std::int32_t end) {
    return build_.append(name_ + "_" + what,
                         graph::StridedSlice{{0, 0, begin}, {1, rows_, end}, {1, 1, 1}, {}}, {rows});
  }

  // All of a row is a part of something: int8 spreads its steps over 0 … 1, as probabilities have it, so that
  // the row can be put together without rescaling. What lies beyond is cut off, as whoever draws the box
  // would.
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

  TensorId scores(TensorId sure, TensorId classes) {
    if (!grid_.has_objectness) return best_of(classes);
    const TensorId objectness = channels_of(sure, "objectness", kRowBox, kRowBox + 1);
    if (grid_.classes == 1) return objectness;
    return as_parts(build_.append(name_ + "_scores", graph::Mul{}, {objectness, best_of(classes)}));
  }

  // The greatest along the channels: a max pool, as no firmware has a maximum over an axis.
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
  std::string name_;
  std::int32_t anchors_ = 1, rows_ = 0;
};

Result<Done> check_levels(const graph::Graph& graph, const scene::BoxGrid& grid) {
  if (grid.coding != scene::BoxCoding::Bounded)
    return fail(Fault::Unsupported, "boxes whose size is an exponential cannot be decoded by int8 operators");
  if (graph.outputs.size() != grid.levels.size())
    return fail(Fault::InvalidInput, "the network has {} outputs, the grid has {} levels",
                graph.outputs.size(), grid.levels.size());
  for (std::size_t i = 0; i < grid.levels.size(); ++i) {
    const scene::BoxLevel& level = grid.levels[i];
    const auto anchors = static_cast<std::int32_t>(level.anchors.size());
    const graph::Shape wanted{1, grid.cells_down(level), grid.cells_across(level), anchors * grid.channels()};
    const graph::Tensor& output = graph.tensor(graph.outputs[i]);
    if (output.shape != wanted)
      return fail(Fault::InvalidInput, "output {} of the network is {}, the grid wants {}", i,
                  graph::format_shape(output.shape), graph::format_shape(wanted));
  }
  return Done{};
}

// Rows that firmware counts: three for each cell of these strides.
std::int64_t rows_of_firmware(const scene::BoxGrid& grid) {
  std::int64_t cells = 0;
  for (const std::int32_t stride : {8, 16, 32})
    cells += std::int64_t{grid.input_width / stride} * (grid.input_height / stride);
  return 3 * cells;
}

}  // namespace

Result<graph::Graph> with_decoded_boxes(graph::Graph graph, const scene::BoxGrid& grid) {
  TRY_DONE(check_levels(graph, grid));
  const std::vector<TensorId> raw = graph.outputs;
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
  return build.finish({all});
}

}  // namespace tinsmith::heads
