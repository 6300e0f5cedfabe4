// formats/onnx/graph_network.h — the graph while an ONNX file is read, and the file's values by name. Not for
// other rooms.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "formats/onnx/order.h"
#include "formats/onnx/read_constant.h"

namespace tinsmith::formats {

// A tensor of the graph that holds a value, and the order of its axes.
struct Stored {
  Order order;
  graph::TensorId tensor;
};

// A value of the file, with the file's axes: a known constant, or a tensor in the graph, or both.
struct Value {
  std::string name;
  graph::Shape shape;
  std::shared_ptr<const Constant> constant;
  std::vector<Stored> stored;  // not empty, unless the value is a constant or flattened
  // The picture, if this value is a flattened picture whose values would have to move to be in natural order.
  // A fully connected layer then permutes its weights instead.
  std::shared_ptr<Value> flattened;
};
using ValuePtr = std::shared_ptr<Value>;

// The graph while it is built, and the file's values by name.
class GraphNetwork {
 public:
  GraphNetwork(Allowance& allowance, ExternalData& external) : allowance_(allowance), external_(external) {}

  // Corrupt: find() has no value of that name; define() already has one.
  Result<ValuePtr> find(const std::string& name);
  Result<Done> define(const std::string& name, Value value);
  void add_initializer(const onnx::TensorProto& tensor) { initializers_[tensor.name()] = &tensor; }
  bool is_initializer(const std::string& name) const { return initializers_.contains(name); }

  // Returns the tensor in which the value was stored first. Constants are stored in natural order.
  Result<Stored> lying(Value& value);
  // Returns a tensor that holds the value in this order: an existing one, a transposed one, or a new constant
  // of the graph. If the order has more axes than the value, axes of size 1 are added at the front.
  Result<graph::TensorId> in_order(Value& value, const Order& order);
  Result<graph::TensorId> constant(const std::string& name, const graph::Shape& shape,
                                   const std::vector<float>& values);

  // Appends an operator whose outputs have these names. InvalidInput: its inputs do not fit; Unsupported: it
  // exceeds the graph's limits.
  Result<std::vector<graph::TensorId>> append(const std::vector<std::string>& names,
                                              graph::Attributes attributes,
                                              std::vector<graph::TensorId> inputs);
  Result<graph::TensorId> append(const std::string& name, graph::Attributes attributes,
                                 std::vector<graph::TensorId> inputs);
  // Adds an input. Inputs of an integer type have scale 1 and zero point 0, and only a cast to float
  // may read them.
  graph::TensorId add_input(const std::string& name, const graph::Shape& shape,
                            graph::ElementType type = graph::ElementType::Float32);
  // Returns the operator that produces a tensor; nullptr for inputs and constants.
  const graph::Operator* maker_of(graph::TensorId id) const;

  graph::Graph& graph() { return graph_; }
  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }
  Allowance& allowance() { return allowance_; }
  ExternalData& external() { return external_; }

 private:
  graph::Graph graph_;
  std::map<graph::TensorId, std::size_t> makers_;  // index of the operator that produces each tensor
  std::map<std::string, ValuePtr> values_;
  std::map<std::string, const onnx::TensorProto*> initializers_;  // not yet requested
  Allowance& allowance_;
  ExternalData& external_;
};

}  // namespace tinsmith::formats
