#include "formats/onnx/writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace tinsmith::formats {

using graph::Shape;
using graph::TensorId;

namespace {

constexpr std::int32_t kFloat = 1, kInt64 = 7;  // TensorProto.DataType

Order file_order(const Shape& shape) {
  return shape.size() == kAsInFile.size() ? kAsInFile : natural_order(shape.size());
}

void describe(onnx::ValueInfoProto& info, const std::string& name, const Shape& shape) {
  info.set_name(name);
  auto& type = *info.mutable_type()->mutable_tensor_type();
  type.set_elem_type(kFloat);
  for (const std::int32_t size : shape) type.mutable_shape()->add_dim()->set_dim_value(size);
}

void set_raw_data(onnx::TensorProto& tensor, ByteView bytes) {
  tensor.set_raw_data(bytes.data(), bytes.size());
}

onnx::AttributeProto& add_attribute(onnx::NodeProto& node, const char* name,
                                    onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

}  // namespace

FileNetwork::FileNetwork(const graph::Graph& graph, onnx::GraphProto& file) : graph_(graph), file_(file) {
  for (const TensorId id : graph.outputs) reserved_names_.insert(graph.tensor(id).name);
  for (const TensorId id : graph.inputs) {
    reserved_names_.erase(graph.tensor(id).name);
    const Order order = file_order(shape(id));
    describe(*file_.add_input(), define(id, order), stored_shape(shape(id), order));
  }
}

std::string FileNetwork::unused_name(const std::string& wished) {
  constexpr std::size_t kMaxStem_bytes = 900;  // readers, including ours, have a limit
  const std::string stem = wished.empty() ? "value" : wished.substr(0, kMaxStem_bytes);
  std::string name = stem;
  while (used_names_.contains(name) || reserved_names_.contains(name))
    name = fmt::format("{}_{}", stem, ++twins_[stem] + 1);
  used_names_.insert(name);
  return name;
}

std::string FileNetwork::define(TensorId id, const Order& order) {
  std::string name = unused_name(graph_.tensor(id).name);
  values_[id].push_back({order, name});
  return name;
}

Lying FileNetwork::lying(TensorId id) {
  if (values_[id].empty() && is_constant(id)) constant(id, natural_order(shape(id).size()));
  CHECK(!values_[id].empty(), "'{}' is read before it is written", graph_.tensor(id).name);
  return values_[id].front();
}

std::string FileNetwork::constant(TensorId id, const Order& order) {
  const graph::Tensor& tensor = graph_.tensor(id);
  Shape shape = tensor.shape;
  shape.insert(shape.begin(), order.size() - shape.size(), 1);
  const std::string name = define(id, order);
  onnx::TensorProto& written = *file_.add_initializer();
  written.set_name(name);
  written.set_data_type(kFloat);
  for (const std::int32_t size : stored_shape(shape, order)) written.add_dims(size);
  set_raw_data(written, arranged(tensor.data, sizeof(float), shape, order));
  return name;
}

std::string FileNetwork::in_order(TensorId id, const Order& order) {
  std::vector<Lying>& values = values_[id];
  for (const Lying& value : values)
    if (value.order == order) return value.name;
  if (is_constant(id)) return constant(id, order);
  const Lying from = lying(id);
  std::string name = unused_name(from.name + "/turned");
  if (lie_alike(shape(id), from.order, order)) {
    add("Reshape", {from.name, integers(stored_shape(shape(id), order))}, name);
  } else {
    set_integers(add("Transpose", {from.name}, name), "perm", permutation_between(from.order, order));
  }
  values.push_back({order, name});
  return name;
}

std::string FileNetwork::as_vector(TensorId id) {
  const std::string value = in_order(id, natural_order(shape(id).size()));
  if (shape(id).size() == 1) return value;
  std::string name = unused_name(value + "/vector");
  add("Reshape", {value, integers({static_cast<std::int32_t>(graph::element_count(shape(id)))})}, name);
  return name;
}

std::string FileNetwork::integers(const std::vector<std::int32_t>& values) {
  std::string& name = integers_[values];
  if (!name.empty()) return name;
  name = unused_name(values.size() <= 4 ? fmt::format("integers_{}", fmt::join(values, "_")) : "integers");
  onnx::TensorProto& written = *file_.add_initializer();
  written.set_name(name);
  written.set_data_type(kInt64);
  written.add_dims(static_cast<std::int64_t>(values.size()));
  set_raw_data(written, bytes_of(std::vector<std::int64_t>(values.begin(), values.end())));
  return name;
}

std::string FileNetwork::number(float value) {
  std::string& name = numbers_[std::bit_cast<std::uint32_t>(value)];
  if (!name.empty()) return name;
  name = unused_name(fmt::format("number_{}", value));
  onnx::TensorProto& written = *file_.add_initializer();
  written.set_name(name);
  written.set_data_type(kFloat);
  set_raw_data(written, bytes_of(std::vector<float>{value}));
  return name;
}

onnx::NodeProto& FileNetwork::add(const std::string& type, const std::vector<std::string>& inputs,
                                  const std::string& output) {
  onnx::NodeProto& node = *file_.add_node();
  node.set_op_type(type);
  node.set_name(output);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return node;
}

void FileNetwork::rename(const std::string& from, const std::string& to) {
  for (onnx::NodeProto& node : *file_.mutable_node()) {
    if (node.name() == from) node.set_name(to);
    for (std::string& input : *node.mutable_input())
      if (input == from) input = to;
    for (std::string& output : *node.mutable_output())
      if (output == from) output = to;
  }
  for (auto& [id, values] : values_)
    for (Lying& value : values)
      if (value.name == from) value.name = to;
}

void FileNetwork::finish_output(TensorId id) {
  const Order order = file_order(shape(id));
  const std::string value = in_order(id, order);
  const bool is_free = reserved_names_.erase(graph_.tensor(id).name) > 0;
  const std::string name = unused_name(graph_.tensor(id).name);
  const auto is_value = [&](const auto& named) { return named.name() == value; };
  const bool is_made = std::none_of(file_.input().begin(), file_.input().end(), is_value) &&
                       std::none_of(file_.initializer().begin(), file_.initializer().end(), is_value) &&
                       std::none_of(file_.output().begin(), file_.output().end(), is_value);
  if (is_free && is_made)
    rename(value, name);
  else
    add("Identity", {value}, name);
  describe(*file_.add_output(), name, stored_shape(shape(id), order));
}

void FileNetwork::finish() {
  for (const TensorId id : graph_.outputs) finish_output(id);
}

void set_integer(onnx::NodeProto& node, const char* name, std::int64_t value) {
  add_attribute(node, name, onnx::AttributeProto::INT).set_i(value);
}

void set_integers(onnx::NodeProto& node, const char* name, const std::vector<std::int32_t>& values) {
  onnx::AttributeProto& attribute = add_attribute(node, name, onnx::AttributeProto::INTS);
  for (const std::int32_t value : values) attribute.add_ints(value);
}

void set_number(onnx::NodeProto& node, const char* name, float value) {
  add_attribute(node, name, onnx::AttributeProto::FLOAT).set_f(value);
}

void set_text(onnx::NodeProto& node, const char* name, const std::string& value) {
  add_attribute(node, name, onnx::AttributeProto::STRING).set_s(value);
}

}  // namespace tinsmith::formats
