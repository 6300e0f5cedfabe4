// graph/operators.h — the table of operators: what each is called and what it takes.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::graph {

struct OperatorInfo {
  std::string_view name;  // as printed, and as `docs/words.md` has it
  int inputs_min;
  int inputs_max;          // kAny: no limit
  int outputs;             // kAny: as many as the attributes say
  std::string_view takes;  // the inputs, in words
};
inline constexpr int kAny = -1;

// One row per alternative of Attributes, in that order.
std::span<const OperatorInfo> operator_table();

const OperatorInfo& info_of(const Attributes& attributes);
inline const OperatorInfo& info_of(const Operator& op) {
  return info_of(op.attributes);
}

// The fused activation of an operator that can carry one, else nullptr.
Activation* fused_activation(Operator& op);
Activation fused_activation(const Operator& op);

}  // namespace tinsmith::graph
