// formats/onnx/writing.h — declarations shared by the parts of the ONNX writer. Not for other rooms.
#pragma once

#include <map>
#include <set>

#include "formats/onnx/file.h"
#include "formats/onnx/order.h"

namespace tinsmith::formats {

// A value of the file that holds a tensor of the graph, and the order of its axes.
struct Lying {
  Order order;
  std::string name;
};

// The network in the file while it is built, and the values of the file that hold each tensor of the graph.
// When a tensor is requested in an order that does not exist yet, the transpose is added once; constants
// are rearranged directly.
class FileNetwork {
 public:
  // Adds the inputs. Inputs with 4 axes are pictures in the file's order.
  FileNetwork(const graph::Graph& graph, onnx::GraphProto& file);

  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }
  bool is_constant(graph::TensorId id) const { return graph_.tensor(id).is_constant; }

  // Returns the first value that holds a tensor; a constant is stored in its natural order.
  Lying lying(graph::TensorId id);
  // Returns the value of a tensor in this order. If the order has more axes than a constant, axes of size 1
  // are added at the front, as in broadcasting.
  std::string in_order(graph::TensorId id, const Order& order);
  // Returns a tensor with one axis that has the same values, whatever the shape.
  std::string as_vector(graph::TensorId id);

  // define: a name for the value that will hold a tensor. unused_name: a unique name for anything else.
  std::string define(graph::TensorId id, const Order& order);
  std::string unused_name(const std::string& wished);
  // Declares that an existing value holds a tensor.
  void define_as(graph::TensorId id, const Lying& value) { values_[id].push_back(value); }

  // Constants for operands that the graph keeps as attributes.
  std::string integers(const std::vector<std::int32_t>& values);
  std::string number(float value);

  onnx::NodeProto& add(const std::string& type, const std::vector<std::string>& inputs,
                       const std::string& output);

  // Marks the outputs and gives each its tensor's name. Outputs with 4 axes are pictures in the file's order.
  void finish();

 private:
  std::string constant(graph::TensorId id, const Order& order);
  void rename(const std::string& from, const std::string& to);
  void finish_output(graph::TensorId id);

  const graph::Graph& graph_;
  onnx::GraphProto& file_;
  std::map<graph::TensorId, std::vector<Lying>> values_;
  std::map<std::vector<std::int32_t>, std::string> integers_;
  std::map<std::uint32_t, std::string> numbers_;  // by their bit pattern
  std::set<std::string> used_names_, reserved_names_;
  std::map<std::string, int> twins_;  // by name: how often the name was already in use
};

void set_integer(onnx::NodeProto& node, const char* name, std::int64_t value);
void set_integers(onnx::NodeProto& node, const char* name, const std::vector<std::int32_t>& values);
void set_number(onnx::NodeProto& node, const char* name, float value);
void set_text(onnx::NodeProto& node, const char* name, const std::string& value);

// Adds the nodes of one operator. Unsupported names what ONNX cannot express.
Result<Done> write_operator(FileNetwork& file, const graph::Operator& op);

}  // namespace tinsmith::formats
