// formats/onnx/writing.h — what the parts of the ONNX writer share. Not for other rooms.
#pragma once

#include <map>
#include <set>

#include "formats/onnx/file.h"
#include "formats/onnx/order.h"

namespace tinsmith::formats {

// A value of the file that holds a tensor of the graph, and the order in which its axes lie there.
struct Lying {
  Order order;
  std::string name;
};

// The network in the file as it grows, and which values of it hold which tensors of the graph. Asked for a
// tensor in an order in which it does not lie yet, it adds what turns it around, once; constants are turned
// around themselves.
class FileNetwork {
 public:
  // Inputs are pictures as files have them when they have 4 axes.
  FileNetwork(const graph::Graph& graph, onnx::GraphProto& file);

  const graph::Shape& shape(graph::TensorId id) const { return graph_.tensor(id).shape; }
  bool is_constant(graph::TensorId id) const { return graph_.tensor(id).is_constant; }

  // The value of a tensor as it first came to lie; a constant lies in its natural order.
  Lying lying(graph::TensorId id);
  // The value of a tensor in this order. An order of more axes than a constant has: sizes of 1 come first, as
  // when arrays of different ranks meet in arithmetic.
  std::string in_order(graph::TensorId id, const Order& order);
  // A tensor of one axis with these values, whatever its shape.
  std::string as_vector(graph::TensorId id);

  // A name for the value that will hold a tensor, or a name of its own for anything else.
  std::string define(graph::TensorId id, const Order& order);
  std::string unused_name(const std::string& wished);
  // A tensor that is nothing but a value that is there.
  void define_as(graph::TensorId id, const Lying& value) { values_[id].push_back(value); }

  // Operands that the graph keeps as attributes.
  std::string integers(const std::vector<std::int32_t>& values);
  std::string number(float value);

  onnx::NodeProto& add(const std::string& type, const std::vector<std::string>& inputs,
                       const std::string& output);

  // Marks the outputs: each gets its tensor's name. 4 axes: a picture as files have them.
  void finish();

 private:
  std::string constant(graph::TensorId id, const Order& order);
  void rename(const std::string& from, const std::string& to);
  void finish_output(graph::TensorId id);

  const graph::Graph& graph_;
  onnx::GraphProto& file_;
  std::map<graph::TensorId, std::vector<Lying>> values_;
  std::map<std::vector<std::int32_t>, std::string> integers_;
  std::map<std::uint32_t, std::string> numbers_;  // by their bits
  std::set<std::string> used_names_, reserved_names_;
  std::map<std::string, int> twins_;  // by name: how many more wished for it
};

void set_integer(onnx::NodeProto& node, const char* name, std::int64_t value);
void set_integers(onnx::NodeProto& node, const char* name, const std::vector<std::int32_t>& values);
void set_number(onnx::NodeProto& node, const char* name, float value);
void set_text(onnx::NodeProto& node, const char* name, const std::string& value);

// Adds the nodes of one operator. Unsupported says what ONNX has no word for.
Result<Done> write_operator(FileNetwork& file, const graph::Operator& op);

}  // namespace tinsmith::formats
