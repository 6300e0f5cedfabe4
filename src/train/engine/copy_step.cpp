// Operators that only move values are represented as a list of runs: copy this many values from here to
// there. The list is built once from the operator's meaning for one picture; the forward and the backward
// pass use it.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "graph/operators.h"
#include "train/engine/steps.h"

namespace tinsmith::train {
namespace {

using graph::Shape;
using Index = std::vector<std::int32_t>;

struct Source {
  std::int32_t input = -1;  // −1: the value is a constant
  std::int64_t offset = 0;
};
// Returns the source of the value at `index` of output `output`.
using SourceOf = std::function<Source(std::size_t output, const Index& index)>;

std::int64_t offset_of(const Shape& shape, const Index& index) {
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) offset = offset * shape[i] + index[i];
  return offset;
}

struct Run {
  Source from;
  std::int64_t to = 0, count = 0;
};

std::vector<Run> runs_of(const Shape& shape, std::size_t output, const SourceOf& source_of) {
  std::vector<Run> runs;
  Index index(shape.size());
  for (std::int64_t to = 0; to < graph::element_count(shape); ++to) {
    const Source source = source_of(output, index);
    Run* last = runs.empty() ? nullptr : &runs.back();
    if (last != nullptr && last->from.input == source.input &&
        (source.input < 0 || last->from.offset + last->count == source.offset))
      ++last->count;
    else
      runs.push_back({source, to, 1});
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return runs;
}

// Returns the source column or row of TensorFlow's nearest neighbour resize (resize_nearest_neighbor_op.cc).
std::int32_t nearest(std::int32_t to, std::int32_t from_size, std::int32_t to_size,
                     const graph::ResizeNearest& resize) {
  const bool spreads = resize.align_corners && to_size > 1;
  const float scale = spreads ? static_cast<float>(from_size - 1) / static_cast<float>(to_size - 1)
                              : static_cast<float>(from_size) / static_cast<float>(to_size);
  const float position = (static_cast<float>(to) + (resize.half_pixel_centers ? 0.5f : 0.0f)) * scale;
  const float rounded = resize.align_corners ? std::round(position) : std::floor(position);
  return std::clamp(static_cast<std::int32_t>(rounded), 0, from_size - 1);
}

// For each operator: the position in its inputs of each output value.
SourceOf sources(const StepPlan& plan, const graph::Reshape&) {
  const Shape to = plan.output_shape();
  return [to](std::size_t, const Index& index) { return Source{0, offset_of(to, index)}; };
}

SourceOf sources(const StepPlan& plan, const graph::Transpose& transpose) {
  const Shape from = plan.input_shape(0);
  return [from, order = transpose.permutation](std::size_t, const Index& index) {
    Index source(index.size());
    for (std::size_t i = 0; i < index.size(); ++i) source[static_cast<std::size_t>(order[i])] = index[i];
    return Source{0, offset_of(from, source)};
  };
}

SourceOf sources(const StepPlan& plan, const graph::Concatenation& join) {
  std::vector<Shape> from;
  for (std::size_t i = 0; i < plan.block.inputs.size(); ++i) from.push_back(plan.input_shape(i));
  return [from, axis = static_cast<std::size_t>(join.axis)](std::size_t, const Index& index) {
    Index source = index;
    std::size_t input = 0;
    while (source[axis] >= from[input][axis]) source[axis] -= from[input++][axis];
    return Source{static_cast<std::int32_t>(input), offset_of(from[input], source)};
  };
}

SourceOf sources(const StepPlan& plan, const graph::Split& split) {
  const Shape from = plan.input_shape(0);
  return [from, split](std::size_t output, const Index& index) {
    Index source = index;
    const auto before = split.sizes.begin() + static_cast<std::ptrdiff_t>(output);
    source[static_cast<std::size_t>(split.axis)] += std::accumulate(split.sizes.begin(), before, 0);
    return Source{0, offset_of(from, source)};
  };
}

SourceOf sources(const StepPlan& plan, const graph::Pad& pad) {
  const Shape from = plan.input_shape(0);
  return [from, amounts = pad.amounts](std::size_t, const Index& index) {
    Index source = index;
    for (std::size_t i = 0; i < index.size(); ++i) {
      source[i] -= amounts[i].first;
      if (source[i] < 0 || source[i] >= from[i]) return Source{};
    }
    return Source{0, offset_of(from, source)};
  };
}

SourceOf sources(const StepPlan& plan, const graph::StridedSlice& slice) {
  const Shape from = plan.input_shape(0);
  return [from, slice](std::size_t, const Index& index) {
    Index source;
    std::size_t next = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const bool removed = std::find(slice.removed_axes.begin(), slice.removed_axes.end(),
                                     static_cast<std::int32_t>(i)) != slice.removed_axes.end();
      source.push_back(slice.begin[i] + (removed ? 0 : index[next++]) * slice.strides[i]);
    }
    return Source{0, offset_of(from, source)};
  };
}

SourceOf sources(const StepPlan& plan, const graph::ResizeNearest& resize) {
  const Shape from = plan.input_shape(0);
  return [from, resize](std::size_t, const Index& index) {
    return Source{0, offset_of(from, {0, nearest(index[1], from[1], resize.height, resize),
                                      nearest(index[2], from[2], resize.width, resize), index[3]})};
  };
}

template <class Kind>
SourceOf sources(const StepPlan& plan, const Kind&) {
  CHECK(false, "{} computes and cannot be copied", graph::info_of(*plan.block.op).name);
}

class CopyStep final : public Step {
 public:
  explicit CopyStep(const StepPlan& plan) : tensors_(plan.tensors), activation_(plan.block.activation) {
    const SourceOf source_of =
        std::visit([&](const auto& kind) { return sources(plan, kind); }, plan.block.op->attributes);
    for (std::size_t i = 0; i < tensors_.outputs.size(); ++i)
      runs_.push_back(runs_of(plan.output_shape(i), i, source_of));
    if (const auto* pad = plan.block.op->as<graph::Pad>()) constant_ = pad->value;
  }

  void forward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      for (std::size_t output = 0; output < runs_.size(); ++output) {
        const TensorBuffers& buffers = tensors_.outputs[output];
        float* to = buffers.value_of(picture);
        for (const Run& run : runs_[output]) {
          if (run.from.input < 0)
            std::fill_n(to + run.to, run.count, constant_);
          else
            std::copy_n(input(run).value_of(picture) + run.from.offset, run.count, to + run.to);
        }
        if (!activation_.is_none())
          kernels::transform_values({.activation = activation_}, to, 1, buffers.size, to);
      }
    });
  }

  void backward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      for (const TensorBuffers& buffers : tensors_.inputs)
        if (buffers.gradient != nullptr && !buffers.adds_gradient)
          std::fill_n(buffers.gradient_of(picture), buffers.size, 0.0f);
      for (std::size_t output = 0; output < runs_.size(); ++output) {
        const TensorBuffers& buffers = tensors_.outputs[output];
        float* from = buffers.gradient_of(picture);
        if (!activation_.is_none())
          kernels::transform_gradients({.value = {.activation = activation_}}, buffers.value_of(picture),
                                       from, 1, buffers.size, from);
        for (const Run& run : runs_[output])
          if (run.from.input >= 0 && input(run).gradient != nullptr)
            kernels::accumulate(from + run.to, run.count, input(run).gradient_of(picture) + run.from.offset);
      }
    });
  }

 private:
  const TensorBuffers& input(const Run& run) const {
    return tensors_.inputs[static_cast<std::size_t>(run.from.input)];
  }

  StepTensors tensors_;
  kernels::Activation activation_;
  float constant_ = 0;
  std::vector<std::vector<Run>> runs_;  // one list per output
};

}  // namespace

std::unique_ptr<Step> make_copy_step(const StepPlan& plan) {
  return std::make_unique<CopyStep>(plan);
}

}  // namespace tinsmith::train
