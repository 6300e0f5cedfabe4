// graph/graph.h — a network as plain data, the one description that all other rooms share.
//
// The zoo builds a Graph, training runs it forward and backward, quantization rewrites it, the interpreter
// runs it, and every exporter writes it.
//
// Tensors are NHWC (rank 4) or [1, channels] (rank 2). The first dimension of an activation is the batch. It
// is always 1 here; code that runs a larger batch multiplies it. Weights have TensorFlow Lite's layouts:
// convolution [out, height, width, in], depthwise [1, height, width, channels · multiplier], fully connected
// [out, in]. Padding is always explicit; "SAME" exists only in files.
//
// A Graph owns all its data and has value semantics. Code that creates or changes a Graph must
// call `validate` (validate.h).
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

// Int8 weights are symmetric: the value −128 is not used.
inline constexpr std::int32_t kMaxWeight = 127;

// real = scale · (stored − zero_point). One pair for the whole tensor, or one per slice along `axis`.
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
  bool is_constant = false;   // needed because a constant without elements has no bytes
  bool is_trainable = false;  // a constant that the optimizer updates
  friend bool operator==(const Tensor&, const Tensor&) = default;
};

using TensorId = std::int32_t;
inline constexpr TensorId kNoTensor = -1;  // an optional input that is absent

// ---- Operators. One struct per kind; operators.cpp has the table of their inputs and outputs. ----

enum class Activation : std::uint8_t { None, Relu, Relu6 };
std::string_view name_of(Activation activation);

struct Padding {
  std::int32_t top = 0, bottom = 0, left = 0, right = 0;
  friend bool operator==(const Padding&, const Padding&) = default;
};

// The padding that TensorFlow calls SAME: output = ceil(input / stride). If the total is odd, the extra row
// or column is at the end.
Padding same_padding(std::int32_t input_height, std::int32_t input_width, std::int32_t filter_height,
                     std::int32_t filter_width, std::int32_t stride_height, std::int32_t stride_width,
                     std::int32_t dilation_height = 1, std::int32_t dilation_width = 1);

struct Window {  // how a filter moves over a picture
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
// y = gamma · (x − mean) / √(variance + epsilon) + beta, per channel. Training uses the mean and variance of
// the batch and updates the running ones: running = momentum · running + (1 − momentum) · batch. The batch
// variance in this update is divided by n − 1.
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
  Shape shape;  // complete: first dimension 1, no −1
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
  std::vector<std::int32_t> sizes;  // one per output
  friend bool operator==(const Split&, const Split&) = default;
};
struct Pad {
  std::vector<std::pair<std::int32_t, std::int32_t>> amounts;  // before and after, one pair per axis
  float value = 0;                                             // real value, not the stored one
  friend bool operator==(const Pad&, const Pad&) = default;
};
struct StridedSlice {
  // One value per axis, resolved: 0 ≤ begin < end ≤ size, stride ≥ 1.
  std::vector<std::int32_t> begin, end, strides;
  std::vector<std::int32_t> removed_axes;  // have size 1 after slicing and are dropped from the shape
  friend bool operator==(const StridedSlice&, const StridedSlice&) = default;
};
struct ResizeNearest {
  std::int32_t height = 0, width = 0;
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeNearest&, const ResizeNearest&) = default;
};
struct Dropout {  // training only; scales by 1 / (1 − rate)
  float rate = 0;
  friend bool operator==(const Dropout&, const Dropout&) = default;
};
// Used by quantization-aware training: rounds each value to what a tensor of this scale and zero point can
// hold, but keeps it as a float. The gradient passes unchanged inside the range and is 0 outside.
struct FakeQuantize {
  float scale = 1;
  std::int32_t zero_point = 0;
  friend bool operator==(const FakeQuantize&, const FakeQuantize&) = default;
};
struct Quantize {  // float → int8, or int8 → int8 with another scale
  friend bool operator==(const Quantize&, const Quantize&) = default;
};
struct Dequantize {
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

// The alternative that this holds is the kind of an operator. The order is that of the
// table in operators.cpp.
using Attributes =
    std::variant<Conv2d, DepthwiseConv2d, FullyConnected, BatchNorm, AveragePool2d, MaxPool2d, Mean, Add, Sub,
                 Mul, Relu, Relu6, LeakyRelu, Logistic, Softmax, Reshape, Transpose, Concatenation, Split,
                 Pad, StridedSlice, ResizeNearest, Dropout, FakeQuantize, Quantize, Dequantize>;

struct Operator {
  Attributes attributes;
  std::vector<TensorId> inputs;  // kNoTensor where an optional input is absent
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
  std::vector<Operator> operators;  // in a valid execution order
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

// Returns the values of a float constant.
std::vector<float> float_values(const Tensor& tensor);

// For each tensor id, the operator that produces the tensor (−1 if there is none) and the operators
// that read it.
struct Links {
  std::vector<std::int32_t> producer;
  std::vector<std::vector<std::int32_t>> consumers;
};
Links links_of(const Graph& graph);

// Removes tensors that nothing refers to, and renumbers the rest.
void drop_unused_tensors(Graph& graph);

}  // namespace tinsmith::graph
