// graph/graph.h — a network as plain data: the one description that the zoo builds, training runs forwards
// and backwards, quantization rewrites, the interpreter runs and every exporter writes.
//
// Tensors are NHWC (rank 4) or [1, channels] (rank 2); in an activation the first dimension is the batch and
// is 1 here: whoever runs a batch multiplies it. Weights: convolution [out, height, width, in], depthwise [1,
// height, width, channels · multiplier], fully connected [out, in]; these are TensorFlow Lite's layouts.
// Padding is always explicit; "SAME" exists only in files.
//
// A Graph owns all it holds and has value semantics. Whoever makes or changes one calls `validate`
// (validate.h).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::graph {

enum class ElementType : std::uint8_t { Float32, Int8, UInt8, Int16, Int32, Int64, Bool };

std::size_t size_bytes(ElementType type);
std::string_view name_of(ElementType type);

using Shape = std::vector<std::int32_t>;

std::int64_t element_count(const Shape& shape);
std::string format_shape(const Shape& shape);  // "1x96x96x3"

// Weights are symmetric: −128 is left out.
inline constexpr std::int32_t kLargestWeight = 127;

// real = scale · (stored − zero_point), one pair for the tensor, or one for each slice along `axis`.
struct Quantization {
  std::vector<float> scales;  // empty: not quantized
  std::vector<std::int64_t> zero_points;
  std::int32_t axis = 0;
  bool is_quantized() const { return !scales.empty(); }
  bool is_per_channel() const { return scales.size() > 1; }
  friend bool operator==(const Quantization&, const Quantization&) = default;
};

struct Tensor {
  std::string name;
  ElementType type = ElementType::Float32;
  Shape shape;
  Quantization quantization;
  Bytes data;                 // constants only; little-endian, row-major
  bool is_constant = false;   // (a constant of no elements has no bytes either)
  bool is_trainable = false;  // a constant that the optimizer moves
  friend bool operator==(const Tensor&, const Tensor&) = default;
};

using TensorId = std::int32_t;
inline constexpr TensorId kNoTensor = -1;  // an optional input that is absent

// ---- Operators. One struct each; its inputs and outputs are in the table in operators.cpp. ----

enum class Activation : std::uint8_t { None, Relu, Relu6 };
std::string_view name_of(Activation activation);

struct Padding {
  std::int32_t top = 0, bottom = 0, left = 0, right = 0;
  friend bool operator==(const Padding&, const Padding&) = default;
};

// The padding TensorFlow calls SAME: output = ceil(input / stride), the odd row or column at the end.
Padding same_padding(std::int32_t input_height, std::int32_t input_width, std::int32_t filter_height,
                     std::int32_t filter_width, std::int32_t stride_height, std::int32_t stride_width,
                     std::int32_t dilation_height = 1, std::int32_t dilation_width = 1);

struct Window {  // how a filter walks over a picture
  std::int32_t stride_height = 1, stride_width = 1;
  std::int32_t dilation_height = 1, dilation_width = 1;
  Padding padding;
  friend bool operator==(const Window&, const Window&) = default;
};

struct Conv2d {
  Window window;
  Activation activation = Activation::None;
  friend bool operator==(const Conv2d&, const Conv2d&) = default;
};
struct DepthwiseConv2d {
  Window window;
  std::int32_t depth_multiplier = 1;
  Activation activation = Activation::None;
  friend bool operator==(const DepthwiseConv2d&, const DepthwiseConv2d&) = default;
};
struct FullyConnected {
  Activation activation = Activation::None;
  friend bool operator==(const FullyConnected&, const FullyConnected&) = default;
};
// y = gamma · (x − mean) / √(variance + epsilon) + beta, by channel. While training, mean and variance are
// the batch's and the running ones move: running = momentum · running + (1 − momentum) · batch (variance with
// n − 1).
struct BatchNorm {
  float epsilon = 1e-3f;
  float momentum = 0.9f;
  friend bool operator==(const BatchNorm&, const BatchNorm&) = default;
};
struct AveragePool2d {  // padding is not counted in the average
  std::int32_t filter_height = 1, filter_width = 1;
  Window window;
  Activation activation = Activation::None;
  friend bool operator==(const AveragePool2d&, const AveragePool2d&) = default;
};
struct MaxPool2d {
  std::int32_t filter_height = 1, filter_width = 1;
  Window window;
  Activation activation = Activation::None;
  friend bool operator==(const MaxPool2d&, const MaxPool2d&) = default;
};
struct Mean {
  std::vector<std::int32_t> axes;  // ascending, not negative
  bool keep_dimensions = false;
  friend bool operator==(const Mean&, const Mean&) = default;
};
struct Add {
  Activation activation = Activation::None;
  friend bool operator==(const Add&, const Add&) = default;
};
struct Sub {
  Activation activation = Activation::None;
  friend bool operator==(const Sub&, const Sub&) = default;
};
struct Mul {
  Activation activation = Activation::None;
  friend bool operator==(const Mul&, const Mul&) = default;
};
struct Relu {
  friend bool operator==(const Relu&, const Relu&) = default;
};
struct Relu6 {
  friend bool operator==(const Relu6&, const Relu6&) = default;
};
struct LeakyRelu {
  float alpha = 0.1f;
  friend bool operator==(const LeakyRelu&, const LeakyRelu&) = default;
};
struct Logistic {
  friend bool operator==(const Logistic&, const Logistic&) = default;
};
struct Softmax {  // over the last axis
  float beta = 1;
  friend bool operator==(const Softmax&, const Softmax&) = default;
};
struct Reshape {
  Shape shape;  // whole, first dimension 1, no −1
  friend bool operator==(const Reshape&, const Reshape&) = default;
};
struct Transpose {
  std::vector<std::int32_t> permutation;
  friend bool operator==(const Transpose&, const Transpose&) = default;
};
struct Concatenation {
  std::int32_t axis = 0;  // not negative
  Activation activation = Activation::None;
  friend bool operator==(const Concatenation&, const Concatenation&) = default;
};
struct Split {
  std::int32_t axis = 0;
  std::vector<std::int32_t> sizes;  // one an output
  friend bool operator==(const Split&, const Split&) = default;
};
struct Pad {
  std::vector<std::pair<std::int32_t, std::int32_t>> amounts;  // before, after; one an axis
  float value = 0;                                             // real, not stored
  friend bool operator==(const Pad&, const Pad&) = default;
};
struct StridedSlice {
  std::vector<std::int32_t> begin, end, strides;  // one an axis, resolved: 0 ≤ begin < end ≤ size, stride ≥ 1
  std::vector<std::int32_t> removed_axes;         // of size 1 after slicing, dropped from the shape
  friend bool operator==(const StridedSlice&, const StridedSlice&) = default;
};
struct ResizeNearest {
  std::int32_t height = 0, width = 0;
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeNearest&, const ResizeNearest&) = default;
};
struct Dropout {  // while training only; scales by 1 / (1 − rate)
  float rate = 0;
  friend bool operator==(const Dropout&, const Dropout&) = default;
};
// While training for int8: values as a tensor of that scale and zero point would hold them, still as floats.
// Its gradient is that of its input inside the range, and 0 outside.
struct FakeQuantize {
  float scale = 1;
  std::int32_t zero_point = 0;
  friend bool operator==(const FakeQuantize&, const FakeQuantize&) = default;
};
struct Quantize {  // float → int8, or int8 → int8 of another scale
  friend bool operator==(const Quantize&, const Quantize&) = default;
};
struct Dequantize {
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

// The kind of an operator is which alternative this holds. Order is the order of the table in operators.cpp.
using Attributes =
    std::variant<Conv2d, DepthwiseConv2d, FullyConnected, BatchNorm, AveragePool2d, MaxPool2d, Mean, Add, Sub,
                 Mul, Relu, Relu6, LeakyRelu, Logistic, Softmax, Reshape, Transpose, Concatenation, Split,
                 Pad, StridedSlice, ResizeNearest, Dropout, FakeQuantize, Quantize, Dequantize>;

struct Operator {
  Attributes attributes;
  std::vector<TensorId> inputs;  // kNoTensor where an optional one is absent
  std::vector<TensorId> outputs;
  std::string name;

  template <class Kind>
  bool is() const {
    return std::holds_alternative<Kind>(attributes);
  }
  template <class Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&attributes);
  }
  template <class Kind>
  Kind* as() {
    return std::get_if<Kind>(&attributes);
  }
  TensorId input(std::size_t index) const { return index < inputs.size() ? inputs[index] : kNoTensor; }
  friend bool operator==(const Operator&, const Operator&) = default;
};

struct Graph {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;  // in an order in which they can run
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  Tensor& tensor(TensorId id) { return tensors[checked(id)]; }
  const Tensor& tensor(TensorId id) const { return tensors[checked(id)]; }
  friend bool operator==(const Graph&, const Graph&) = default;

 private:
  std::size_t checked(TensorId id) const {
    CHECK(id >= 0 && static_cast<std::size_t>(id) < tensors.size(), "tensor {} of {}", id, tensors.size());
    return static_cast<std::size_t>(id);
  }
};

// The values of a float constant.
std::vector<float> float_values(const Tensor& tensor);

// The operator that makes each tensor, and those that read it, by tensor id. −1 where none makes it.
struct Links {
  std::vector<std::int32_t> producer;
  std::vector<std::vector<std::int32_t>> consumers;
};
Links links_of(const Graph& graph);

// Drops tensors that nothing refers to any more, and renumbers.
void drop_unused_tensors(Graph& graph);

}  // namespace tinsmith::graph
