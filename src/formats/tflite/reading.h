// formats/tflite/reading.h — what the parts of the .tflite reader share. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include "formats/allowance.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::formats {

// The file's tensors, in the file's order and with its numbers. Those with data are constants.
Result<std::vector<graph::Tensor>> read_tensors(const schema::Model& model, const schema::SubGraph& subgraph,
                                                Allowance& allowance);

// " (STRING)": what the format calls a number that is refused; nothing when it has no name.
inline std::string in_brackets(std::string_view name) {
  return name.empty() ? "" : fmt::format(" ({})", name);
}

// The data of buffer `index`; empty for none.
Result<ByteView> buffer_data(const schema::Model& model, std::uint32_t index);

// One operator of the file, on its way into `graph`, which holds the file's tensors and the operators before
// it. Inputs and outputs are checked to be tensors of the graph; inputs may be kNoTensor.
struct OperatorReading {
  const schema::Operator& source;
  std::vector<graph::TensorId> inputs, outputs;
  graph::Graph& graph;
  Allowance& allowance;

  bool has(std::size_t index) const { return index < inputs.size() && inputs[index] != graph::kNoTensor; }
  // Tensors that the operator's row in the table promises to be there.
  const graph::Tensor& input(std::size_t index) const { return graph.tensor(inputs.at(index)); }
  const graph::Tensor& output(std::size_t index = 0) const { return graph.tensor(outputs.at(index)); }

  // A constant operand of few whole numbers (a shape, axes, amounts). Unsupported when only running would
  // tell.
  Result<std::vector<std::int32_t>> integers(std::size_t index, std::string_view what) const;
  // An axis of `shape`, counted from the end when negative.
  static Result<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank);

  // Appends the operator, reading the first `count` inputs of the file's, or the ones named.
  void append(graph::Attributes attributes, std::size_t count) const;
  void append_from(graph::Attributes attributes, std::vector<graph::TensorId> from) const;
  // Makes the output a constant: what the operator computes is known now.
  Result<Done> fold(const std::vector<std::int32_t>& values) const;
};

using ReadOperator = Result<Done> (*)(const OperatorReading&);

// Operators that move values or whose meaning lies in constant operands (read_movement.cpp).
Result<Done> read_reshape(const OperatorReading& reading);
Result<Done> read_static_reshape(
    const OperatorReading& reading);  // SQUEEZE, EXPAND_DIMS: the output's shape tells
Result<Done> read_shape(const OperatorReading& reading);
Result<Done> read_pack(const OperatorReading& reading);
Result<Done> read_strided_slice(const OperatorReading& reading);
Result<Done> read_split(const OperatorReading& reading);
Result<Done> read_split_v(const OperatorReading& reading);
Result<Done> read_pad(const OperatorReading& reading);
Result<Done> read_pad_v2(const OperatorReading& reading);
Result<Done> read_transpose(const OperatorReading& reading);
Result<Done> read_mean(const OperatorReading& reading);
Result<Done> read_resize_nearest(const OperatorReading& reading);
Result<Done> read_concatenation(const OperatorReading& reading);

// Appends operator `index` of the file to the graph, or folds it away.
// The kinds of operators that the file lists, each once, in its order.
Result<std::vector<std::string>> read_operator_names(const schema::Model& model);
Result<Done> read_operator(const schema::Model& model, const schema::Operator& source, std::size_t index,
                           graph::Graph& graph, Allowance& allowance);

Result<graph::Activation> read_activation(schema::ActivationFunctionType activation);

// The operator's options of type Options. Corrupt when they are absent or another operator's.
template <class Options>
Result<const Options*> options_of(const OperatorReading& reading) {
  const auto* options = reading.source.builtin_options_as<Options>();
  if (options == nullptr)
    return fail(Fault::Corrupt, "its options are of kind '{}', not '{}'",
                schema::EnumNameBuiltinOptions(reading.source.builtin_options_type()),
                schema::EnumNameBuiltinOptions(schema::BuiltinOptionsTraits<Options>::enum_value));
  return options;
}

}  // namespace tinsmith::formats
