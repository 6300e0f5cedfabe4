// formats/onnx/file_for_test.h — for tests: builds ONNX files part by part.
#pragma once

#include <onnx.pb.h>

#include <string>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::formats {

using Sizes = std::vector<std::int64_t>;

// Returns a file of operator set 13 with a picture "x" of shape [1, 2, 4, 4], one output "y", and
// no nodes yet.
inline onnx::ModelProto model_of_nothing() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  auto& input = *model.mutable_graph()->add_input();
  input.set_name("x");
  input.mutable_type()->mutable_tensor_type()->set_elem_type(1);
  for (const std::int64_t size : {1, 2, 4, 4})
    input.mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(size);
  model.mutable_graph()->add_output()->set_name("y");
  return model;
}

inline onnx::NodeProto& add_node(onnx::ModelProto& model, const std::string& type,
                                 const std::vector<std::string>& inputs,
                                 const std::vector<std::string>& outputs) {
  onnx::NodeProto& node = *model.mutable_graph()->add_node();
  node.set_op_type(type);
  for (const std::string& input : inputs) node.add_input(input);
  for (const std::string& output : outputs) node.add_output(output);
  return node;
}

inline void add_floats(onnx::ModelProto& model, const std::string& name, const Sizes& shape,
                       const std::vector<float>& values) {
  auto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(1);
  tensor.mutable_dims()->Add(shape.begin(), shape.end());
  tensor.mutable_float_data()->Add(values.begin(), values.end());
}

inline void add_integers(onnx::ModelProto& model, const std::string& name, const Sizes& values) {
  auto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(7);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  tensor.mutable_int64_data()->Add(values.begin(), values.end());
}

inline void set(onnx::NodeProto& node, const std::string& name, const Sizes& values) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  attribute.mutable_ints()->Add(values.begin(), values.end());
}
inline void set(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}
inline void say(onnx::NodeProto& node, const std::string& name, const char* value) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::STRING);
  attribute.set_s(value);
}

inline Bytes bytes_of_model(const onnx::ModelProto& model) {
  const std::string text = model.SerializeAsString();
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

}  // namespace tinsmith::formats
