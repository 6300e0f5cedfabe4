// formats/onnx/reading.h — what the parts of the ONNX reader share. Not for other rooms.
#pragma once

#include <map>
#include <memory>
#include <variant>

#include "formats/allowance.h"
#include "formats/onnx/external_data.h"
#include "formats/onnx/file.h"
#include "formats/onnx/order.h"

namespace tinsmith::formats {

// Values that are known while reading. Whole numbers of any width are 64 bits, numbers of any precision
// floats.
struct Constant {
  graph::Shape shape;  // a size may be 0
  std::variant<std::vector<float>, std::vector<std::int64_t>> values;
};

// Where a value lies in the graph.
struct Stored {
  Order order;
  graph::TensorId tensor;
};

// A value of the file, in the file's axes: known already, or somewhere in the graph, or both.
struct Value {
  std::string name;
  graph::Shape shape;
  std::shared_ptr<const Constant> constant;
  std::vector<Stored> stored;  // at least one when it is no constant and not flattened
  // A picture that was only flattened, and whose values would have to move to lie in its order: a fully
  // connected layer moves its weights instead.
  std::shared_ptr<Value> flattened;
};
using ValuePtr = std::shared_ptr<Value>;

// The graph as it grows, and the file's values by their names.
class GraphNetwork {
 public:
  GraphNetwork(Allowance& allowance, ExternalData& external) : allowance_(allowance), external_(external) {}

  // Corrupt: nothing of that name yet, or already.
  Result<ValuePtr> find(const std::string& name);
  Result<Done> define(const std::string& name, Value value);
  void add_initializer(const onnx::TensorProto& tensor) { initializers_[tensor.name()] = &tensor; }
  bool is_initializer(const std::string& name) const { return initializers_.contains(name); }

  // The value as it came to lie in the graph; constants lie in natural order.
  Result<Stored> lying(Value& value);
  // The value in this order: lying so already, turned around, or as a constant of the graph. An order of more
  // axes than the value: sizes of 1 come first.
  Result<graph::TensorId> in_order(Value& value, const Order& order);
  Result<graph::TensorId> constant(const std::string& name, const graph::Shape& shape,
                                   const std::vector<float>& values);

  // Appends an operator whose outputs have these names. InvalidInput when its inputs do not fit; Unsupported
  // beyond the graph's limits.
  Result<std::vector<graph::TensorId>> append(const std::vector<std::string>& names,
                                              graph::Attributes attributes,
                                              std::vector<graph::TensorId> inputs);
  Result<graph::TensorId> append(const std::string& name, graph::Attributes attributes,
                                 std::vector<graph::TensorId> inputs);
  // A whole number is what it is: scale 1, zero point 0. Only a cast to float may read it.
  graph::TensorId add_input(const std::string& name, const graph::Shape& shape,
                            graph::ElementType type = graph::ElementType::Float32);
  // The operator that makes a tensor; none for inputs and constants.
  const graph::Operator* maker_of(graph::TensorId id) const;

  graph::Graph& graph() { return graph_; }
  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }
  Allowance& allowance() { return allowance_; }
  ExternalData& external() { return external_; }

 private:
  graph::Graph graph_;
  std::map<graph::TensorId, std::size_t> makers_;  // operators, by what they make
  std::map<std::string, ValuePtr> values_;
  std::map<std::string, const onnx::TensorProto*> initializers_;  // that nobody has asked for yet
  Allowance& allowance_;
  ExternalData& external_;
};

// The values of a tensor in the file, or in one beside it (external_data.h). Unsupported: types other than
// floats and whole numbers.
Result<Constant> read_constant(const onnx::TensorProto& tensor, Allowance& allowance, ExternalData& external);

// What a type of the file is called: "float8e4m3fn".
std::string name_of_type(std::int32_t type);

// One node of the file on its way into the graph.
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
  // Inputs that must be known while reading. Unsupported when only running would tell.
  Result<std::shared_ptr<const Constant>> known(std::size_t index, std::string_view what) const;
  Result<std::vector<std::int64_t>> known_integers(std::size_t index, std::string_view what) const;

  // Attributes; `otherwise` when absent. Corrupt when of another type.
  bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
  Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const;
  Result<float> number(std::string_view name, float otherwise) const;
  Result<std::string> text(std::string_view name, std::string_view otherwise) const;
  Result<std::vector<std::int64_t>> integers(std::string_view name) const;
  Result<const onnx::AttributeProto*> attribute_of(std::string_view name,
                                                   onnx::AttributeProto::AttributeType type) const;
  // What was an attribute in early operator sets and is input `index` in later ones; empty when neither is
  // there.
  Result<std::vector<std::int64_t>> integers_or_input(std::string_view name, std::size_t index) const;
  // The same with a single number.
  Result<float> number_or_input(std::string_view name, std::size_t index, float otherwise) const;

  // What the node's outputs are.
  Result<Done> make(Value value, std::size_t output = 0) const;
  Result<Done> pass_on() const;  // output 0 is input 0
  Result<Done> make_stored(graph::TensorId tensor, const Order& order, std::size_t output = 0) const;
  Result<Done> make_constant(Constant constant) const;
  // Output 0 is this operator's, on inputs that lie in `order`, and so does it.
  Result<Done> append(graph::Attributes attributes, std::vector<graph::TensorId> inputs,
                      const Order& order) const;

 private:
  const onnx::AttributeProto* attribute(std::string_view name) const;

  const onnx::NodeProto& node_;
  std::int64_t operator_set_;
  GraphNetwork& network_;
};

using ReadNode = Result<Done> (*)(const NodeReading&);

// Layers with weights (read_layers.cpp) and windows (read_windows.cpp).
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

// One value at a time (read_activations.cpp).
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

// A few that belong together (read_values.cpp).
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

// Values in other places (read_movement.cpp).
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

// Operators whose inputs are all known are computed while reading, if this knows them: true when it did
// (compute_constants.cpp).
Result<bool> compute(const NodeReading& reading);
Result<Done> read_constant_node(const NodeReading& reading);
Result<Done> read_shape(const NodeReading& reading);

// An axis that may be counted from the end. Corrupt when there is none.
Result<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank);
Result<std::vector<std::int32_t>> resolve_axes(const std::vector<std::int64_t>& axes, std::size_t rank);

// A number of the file as a size, an amount or a step. Corrupt beyond what any network has.
Result<std::int32_t> small_number(std::int64_t value, std::string_view what);

// A new shape as files write it: 0 keeps a size, one −1 is worked out.
Result<graph::Shape> resolve_shape(const std::vector<std::int64_t>& sizes, const graph::Shape& from,
                                   bool zero_keeps);

// `count` values of an axis, from `begin` on in steps that may go backwards; inside the axis, and one at
// least.
struct AxisSlice {
  std::int32_t begin, step, count;
};
// What a Slice takes of each axis, as Python means it. Unsupported when that is nothing.
Result<std::vector<AxisSlice>> resolve_slices(const NodeReading& reading, const graph::Shape& shape);

}  // namespace tinsmith::formats
