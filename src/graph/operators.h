// graph/operators.h — the table of operators: their names, inputs and outputs.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::graph {

struct OperatorInfo {
  std::string_view name;  // as printed, and as in `docs/words.md`
  int inputs_min;
  int inputs_max;          // kAny: no limit
  int outputs;             // kAny: as many as the attributes define
  std::string_view takes;  // a description of the inputs
};
inline constexpr int kAny = -1;

// One row per alternative of Attributes, in the same order.
std::span<const OperatorInfo> operator_table();

const OperatorInfo& info_of(const Attributes& attributes);
inline const OperatorInfo& info_of(const Operator& op) {
  return info_of(op.attributes);
}

// The fused activation of an operator. The first overload returns nullptr if this kind cannot have one.
Activation* fused_activation(Operator& op);
Activation fused_activation(const Operator& op);

}  // namespace tinsmith::graph
