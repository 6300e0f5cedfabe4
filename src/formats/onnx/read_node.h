// formats/onnx/read_node.h — one node of an ONNX file while it is converted, and the functions that convert each
// kind of node. Not for other rooms.
#pragma once

#include "formats/onnx/graph_network.h"

namespace tinsmith::formats {

// One node of the file while it is converted.
class NodeReading {
 public:
  NodeReading(const onnx::NodeProto& node, std::int64_t operator_set, GraphNetwork& network)
      : node_(node), operator_set_(operator_set), network_(network) {}

  GraphNetwork& network() const { return network_; }
  std::int64_t operator_set() const { return operator_set_; }
  const std::string& name() const { return node_.output(0); }
  const std::string& output_name(std::size_t index) const { return node_.output(static_cast<int>(index)); }
  const std::string& type() const { return node_.op_type(); }

  std::size_t input_count() const { return static_cast<std::size_t>(node_.input_size()); }
  std::size_t output_count() const { return static_cast<std::size_t>(node_.output_size()); }
  bool has(std::size_t index) const {
    return index < input_count() && !node_.input(static_cast<int>(index)).empty();
  }
  Result<ValuePtr> input(std::size_t index) const;
  // Return the value of an input that must be known while reading. Unsupported if it is known only
  // at run time.
  Result<std::shared_ptr<const Constant>> known(std::size_t index, std::string_view what) const;
  Result<std::vector<std::int64_t>> known_integers(std::size_t index, std::string_view what) const;

  // Return the value of an attribute, or `otherwise` if it is absent. Corrupt if it has another type.
  bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
  Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const;
  Result<float> number(std::string_view name, float otherwise) const;
  Result<std::string> text(std::string_view name, std::string_view otherwise) const;
  Result<std::vector<std::int64_t>> integers(std::string_view name) const;
  Result<const onnx::AttributeProto*> attribute_of(std::string_view name,
                                                   onnx::AttributeProto::AttributeType type) const;
  // Returns integers that are an attribute in early operator sets and input `index` in later ones; empty if
  // neither is present.
  Result<std::vector<std::int64_t>> integers_or_input(std::string_view name, std::size_t index) const;
  // The same for a single number.
  Result<float> number_or_input(std::string_view name, std::size_t index, float otherwise) const;

  // Define the node's outputs.
  Result<Done> make(Value value, std::size_t output = 0) const;
  Result<Done> pass_on() const;  // output 0 is the same value as input 0
  Result<Done> make_stored(graph::TensorId tensor, const Order& order, std::size_t output = 0) const;
  Result<Done> make_constant(Constant constant) const;
  // Appends an operator on inputs that are stored in `order`; output 0 is its output, in the same order.
  Result<Done> append(graph::Attributes attributes, std::vector<graph::TensorId> inputs,
                      const Order& order) const;

 private:
  const onnx::AttributeProto* attribute(std::string_view name) const;

  const onnx::NodeProto& node_;
  std::int64_t operator_set_;
  GraphNetwork& network_;
};

using ReadNode = Result<Done> (*)(const NodeReading&);

// Layers with weights (read_layers.cpp) and windowed operators (read_windows.cpp).
Result<Done> read_conv(const NodeReading& reading);
Result<Done> read_gemm(const NodeReading& reading);
Result<Done> read_matmul(const NodeReading& reading);
Result<Done> read_batch_norm(const NodeReading& reading);
Result<graph::Window> read_window(const NodeReading& reading, const graph::Shape& picture,
                                  std::int32_t filter_height, std::int32_t filter_width);
Result<Done> read_average_pool(const NodeReading& reading);
Result<Done> read_max_pool(const NodeReading& reading);
Result<Done> read_global_average_pool(const NodeReading& reading);
Result<Done> read_global_max_pool(const NodeReading& reading);
Result<Done> read_upsample(const NodeReading& reading);
Result<Done> read_resize(const NodeReading& reading);

// Element-wise functions (read_activations.cpp).
Result<Done> read_relu(const NodeReading& reading);
Result<Done> read_clip(const NodeReading& reading);
Result<Done> read_max(const NodeReading& reading);
Result<Done> read_min(const NodeReading& reading);
Result<Done> read_leaky_relu(const NodeReading& reading);
Result<Done> read_prelu(const NodeReading& reading);
Result<Done> read_sigmoid(const NodeReading& reading);
Result<Done> read_hard_sigmoid(const NodeReading& reading);
Result<Done> read_hard_swish(const NodeReading& reading);
Result<Done> read_tanh(const NodeReading& reading);

// Operators on several values (read_values.cpp).
Result<Done> read_softmax(const NodeReading& reading);
Result<Done> read_reduce_mean(const NodeReading& reading);
Result<Done> read_reduce_sum(const NodeReading& reading);
Result<Done> read_add(const NodeReading& reading);
Result<Done> read_sub(const NodeReading& reading);
Result<Done> read_mul(const NodeReading& reading);
Result<Done> read_div(const NodeReading& reading);
Result<Done> read_sum(const NodeReading& reading);
Result<Done> read_pow(const NodeReading& reading);
Result<Done> read_neg(const NodeReading& reading);

// Operators that move values (read_movement.cpp).
Result<Done> read_identity(const NodeReading& reading);
Result<Done> read_cast(const NodeReading& reading);
Result<Done> read_reshape(const NodeReading& reading);
Result<Done> read_flatten(const NodeReading& reading);
Result<Done> read_squeeze(const NodeReading& reading);
Result<Done> read_unsqueeze(const NodeReading& reading);
Result<Done> read_transpose(const NodeReading& reading);
Result<Done> read_concat(const NodeReading& reading);
Result<Done> read_split(const NodeReading& reading);
Result<Done> read_slice(const NodeReading& reading);
Result<Done> read_gather(const NodeReading& reading);
Result<Done> read_pad(const NodeReading& reading);
Result<Done> read_expand(const NodeReading& reading);
Result<Done> read_dropout(const NodeReading& reading);
Result<Done> read_depth_to_space(const NodeReading& reading);
Result<Done> read_space_to_depth(const NodeReading& reading);

// Computes an operator while reading, if all of its inputs are known and its kind is supported. Returns
// whether it did (compute_constants.cpp).
Result<bool> compute(const NodeReading& reading);
Result<Done> read_constant_node(const NodeReading& reading);
Result<Done> read_shape(const NodeReading& reading);

// Resolves axes that may be counted from the end. Corrupt if there is no such axis.
Result<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank);
Result<std::vector<std::int32_t>> resolve_axes(const std::vector<std::int64_t>& axes, std::size_t rank);

// Converts a number of the file that is a size, an amount or a step. Corrupt if it is larger than
// in any network.
Result<std::int32_t> small_number(std::int64_t value, std::string_view what);

// Resolves a new shape as files write it: 0 keeps a size (if `zero_keeps`), and one −1 is inferred.
Result<graph::Shape> resolve_shape(const std::vector<std::int64_t>& sizes, const graph::Shape& from,
                                   bool zero_keeps);

// `count` (at least 1) values of an axis, starting at `begin` with a step that may be negative. All of them
// are inside the axis.
struct AxisSlice {
  std::int32_t begin, step, count;
};
// Resolves what a Slice takes of each axis, with Python's rules. Unsupported if it takes nothing.
Result<std::vector<AxisSlice>> resolve_slices(const NodeReading& reading, const graph::Shape& shape);

}  // namespace tinsmith::formats
