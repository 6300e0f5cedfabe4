// Operators that only move values, like tflite-micro's kernels of the same names. They support every type, if
// input and output have the same type and quantization (expect_same_meaning).
#include <cmath>
#include <cstring>

#include "graph/nearest_rows.h"
#include "infer/prepare.h"
#include "infer/requirements.h"
#include "infer/view.h"

namespace tinsmith::infer {
namespace {

std::size_t value_bytes(const Request& request) {
  return graph::size_bytes(request.input().type);
}

std::size_t tensor_bytes(const graph::Tensor& tensor) {
  return static_cast<std::size_t>(graph::element_count(tensor.shape)) * graph::size_bytes(tensor.type);
}

Result<Step> copy(const Request& request) {
  TRY_DONE(expect_same_meaning(request.input(), request.output()));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  const std::size_t bytes = tensor_bytes(request.input());
  return Step{[=](const Memory& memory) {
    std::memcpy(memory.write<std::byte>(to), memory.read<std::byte>(from), bytes);
  }};
}

std::vector<std::int64_t> sizes_of(const graph::Shape& shape) {
  return {shape.begin(), shape.end()};
}

// A step that copies `view` of the operator's input to its first output.
Result<Step> gather_step(const Request& request, View view) {
  TRY_DONE(expect_same_meaning(request.input(), request.output()));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[from, to, size = value_bytes(request), view = merged(std::move(view))](const Memory& memory) {
    gather(view, size, memory.read<std::byte>(from), memory.write<std::byte>(to));
  }};
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Reshape&) {
  return copy(request);
}
Result<Step> prepare_step(const Request& request, const graph::Dropout&) {
  return copy(request);
}

Result<Step> prepare_step(const Request& request, const graph::FakeQuantize&) {
  return copy(request);
}

Result<Step> prepare_step(const Request& request, const graph::Transpose& transpose) {
  const std::vector<std::int64_t> steps = row_major_steps(request.input().shape);
  View view{sizes_of(request.output().shape), {}, 0};
  for (const std::int32_t axis : transpose.permutation)
    view.steps.push_back(steps[static_cast<std::size_t>(axis)]);
  return gather_step(request, std::move(view));
}

Result<Step> prepare_step(const Request& request, const graph::StridedSlice& slice) {
  const std::vector<std::int64_t> steps = row_major_steps(request.input().shape);
  View view;
  for (std::size_t axis = 0; axis < steps.size(); ++axis) {
    view.sizes.push_back((slice.end[axis] - slice.begin[axis] - 1) / slice.strides[axis] + 1);
    view.steps.push_back(steps[axis] * slice.strides[axis]);
    view.offset += steps[axis] * slice.begin[axis];
  }
  return gather_step(request, std::move(view));
}

Result<Step> prepare_step(const Request& request, const graph::Split& split) {
  struct Part {
    BufferId to;
    View view;
  };
  const auto axis = static_cast<std::size_t>(split.axis);
  const std::vector<std::int64_t> steps = row_major_steps(request.input().shape);
  std::vector<Part> parts;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < split.sizes.size(); ++i) {
    TRY_DONE(expect_same_meaning(request.input(), request.output(i)));
    parts.push_back(
        {request.op.outputs[i], merged(View{sizes_of(request.output(i).shape), steps, start * steps[axis]})});
    start += split.sizes[i];
  }
  return Step{[from = request.op.inputs[0], size = value_bytes(request), parts](const Memory& memory) {
    for (const Part& part : parts)
      gather(part.view, size, memory.read<std::byte>(from), memory.write<std::byte>(part.to));
  }};
}

Result<Step> prepare_step(const Request& request, const graph::Concatenation& concatenation) {
  if (concatenation.activation != graph::Activation::None)
    return fail(Fault::Unsupported,
                "it has a fused activation; TensorFlow Lite Micro runs it only without one");
  struct Part {
    BufferId from;
    View view;
  };
  const auto axis = static_cast<std::size_t>(concatenation.axis);
  const std::vector<std::int64_t> steps = row_major_steps(request.output().shape);
  std::vector<Part> parts;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < request.op.inputs.size(); ++i) {
    const graph::Tensor& input = request.input(i);
    TRY_DONE(expect_same_meaning(input, request.output()));
    parts.push_back({request.op.inputs[i], merged(View{sizes_of(input.shape), steps, start * steps[axis]})});
    start += input.shape[axis];
  }
  return Step{[to = request.op.outputs[0], size = value_bytes(request), parts](const Memory& memory) {
    for (const Part& part : parts)
      scatter(part.view, size, memory.read<std::byte>(part.from), memory.write<std::byte>(to));
  }};
}

namespace {

// Returns the stored bytes of a padding value given as a real number.
Result<std::vector<std::byte>> stored_bytes(const graph::Tensor& tensor, float real) {
  if (tensor.type == graph::ElementType::Float32) return bytes_of(std::vector<float>{real});
  TRY_DONE(expect_type(tensor, graph::ElementType::Int8));
  TRY(const Affine affine, affine_of(tensor));
  const float value = std::round(real / affine.scale) + static_cast<float>(affine.zero_point);
  if (!(value >= -128 && value <= 127))
    return fail(Fault::InvalidInput, "its padding value {} lies outside the range of '{}'", real,
                tensor.name);
  return bytes_of(std::vector<std::int8_t>{static_cast<std::int8_t>(value)});
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Pad& pad) {
  TRY_DONE(expect_same_meaning(request.input(), request.output()));
  TRY(const auto value, stored_bytes(request.output(), pad.value));
  View view{sizes_of(request.input().shape), row_major_steps(request.output().shape), 0};
  for (std::size_t axis = 0; axis < view.steps.size(); ++axis)
    view.offset += view.steps[axis] * pad.amounts[axis].first;
  const std::size_t bytes = tensor_bytes(request.output());
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[from, to, bytes, value, view = merged(std::move(view))](const Memory& memory) {
    std::byte* output = memory.write<std::byte>(to);
    if (value.size() == 1)
      std::memset(output, std::to_integer<int>(value[0]), bytes);
    else
      for (std::size_t i = 0; i < bytes; i += value.size())
        std::memcpy(output + i, value.data(), value.size());
    scatter(view, value.size(), memory.read<std::byte>(from), output);
  }};
}

Result<Step> prepare_step(const Request& request, const graph::ResizeNearest& resize) {
  TRY_DONE(expect_same_meaning(request.input(), request.output()));
  const graph::Shape& shape = request.input().shape;
  if (shape[0] != 1)
    return fail(Fault::Unsupported, "a batch of {}; one picture at a time is expected", shape[0]);
  const std::size_t pixel_bytes = static_cast<std::size_t>(shape[3]) * value_bytes(request);
  const std::size_t row_bytes = pixel_bytes * static_cast<std::size_t>(shape[2]);
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[from, to, pixel_bytes, row_bytes, rows = graph::nearest_rows(shape[1], resize.height, resize),
               columns = graph::nearest_rows(shape[2], resize.width, resize)](const Memory& memory) {
    std::byte* output = memory.write<std::byte>(to);
    for (const std::int32_t row : rows) {
      const std::byte* line = memory.read<std::byte>(from) + static_cast<std::size_t>(row) * row_bytes;
      for (const std::int32_t column : columns) {
        std::memcpy(output, line + static_cast<std::size_t>(column) * pixel_bytes, pixel_bytes);
        output += pixel_bytes;
      }
    }
  }};
}

}  // namespace tinsmith::infer
