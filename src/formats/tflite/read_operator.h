// formats/tflite/read_operator.h — one operator of a .tflite file while it is converted. Not for other rooms.
#pragma once

#include <schema_generated.h>

#include "formats/allowance.h"
#include "formats/tflite/tflite.h"

namespace tinsmith::formats {

// Max number of values of a constant operand: sizes, axes, amounts.
inline constexpr std::int64_t kMaxIntegers = 4096;

// One operator of the file while it is added to `graph`, which holds the file's tensors and the operators
// before it. Inputs and outputs are checked to be tensors of the graph; inputs may be kNoTensor.
struct OperatorReading {
  const schema::Operator& source;
  std::vector<graph::TensorId> inputs, outputs;
  graph::Graph& graph;
  Allowance& allowance;

  bool has(std::size_t index) const { return index < inputs.size() && inputs[index] != graph::kNoTensor; }
  // Tensors that must be present according to the operator's row in the table.
  const graph::Tensor& input(std::size_t index) const { return graph.tensor(inputs.at(index)); }
  const graph::Tensor& output(std::size_t index = 0) const { return graph.tensor(outputs.at(index)); }

  // Returns a constant operand of a few integers (a shape, axes, amounts). Unsupported if it is known only
  // at run time.
  Result<std::vector<std::int32_t>> integers(std::size_t index, std::string_view what) const;
  // Resolves an axis of a shape of rank `rank`; negative axes are counted from the end.
  static Result<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank);

  // Appends the operator; it reads the first `count` inputs of the file's operator, or the tensors in `from`.
  void append(graph::Attributes attributes, std::size_t count) const;
  void append_from(graph::Attributes attributes, std::vector<graph::TensorId> from) const;
  // Makes the output a constant, because the operator's result is already known.
  Result<Done> fold(const std::vector<std::int32_t>& values) const;
};

using ReadOperator = Result<Done> (*)(const OperatorReading&);

// Operators that move values, and operators with constant operands (read_movement.cpp).
Result<Done> read_reshape(const OperatorReading& reading);
Result<Done> read_static_reshape(
    const OperatorReading& reading);  // SQUEEZE, EXPAND_DIMS: the output's shape is in the file
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

// Returns the kinds of operators that the file lists, each once, in its order.
Result<std::vector<std::string>> read_operator_names(const schema::Model& model);
// Appends operator `index` of the file to the graph, or folds it into constants.
Result<Done> read_operator(const schema::Model& model, const schema::Operator& source, std::size_t index,
                           graph::Graph& graph, Allowance& allowance);

Result<graph::Activation> read_activation(schema::ActivationFunctionType activation);

// Returns the operator's options of type Options. Corrupt if they are absent or belong to another operator.
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
