#include "graph/operators.h"

#include <type_traits>

namespace tinsmith::graph {
namespace {

constexpr OperatorInfo kOperators[] = {
    {"conv2d", 2, 3, 1, "input, weights [out, height, width, in], bias [out]?"},
    {"depthwise_conv2d", 2, 3, 1, "input, weights [1, height, width, channels · multiplier], bias?"},
    {"fully_connected", 2, 3, 1, "input, weights [out, in], bias [out]?"},
    {"batch_norm", 5, 5, 1, "input, gamma, beta, mean, variance: [channels] each"},
    {"average_pool2d", 1, 1, 1, "input"},
    {"max_pool2d", 1, 1, 1, "input"},
    {"mean", 1, 1, 1, "input"},
    {"add", 2, 2, 1, "left, right, broadcast"},
    {"sub", 2, 2, 1, "left, right, broadcast"},
    {"mul", 2, 2, 1, "left, right, broadcast"},
    {"relu", 1, 1, 1, "input"},
    {"relu6", 1, 1, 1, "input"},
    {"leaky_relu", 1, 1, 1, "input"},
    {"logistic", 1, 1, 1, "input"},
    {"softmax", 1, 1, 1, "input"},
    {"reshape", 1, 1, 1, "input"},
    {"transpose", 1, 1, 1, "input"},
    {"concatenation", 1, kAny, 1, "inputs, equal except along the axis"},
    {"split", 1, 1, kAny, "input"},
    {"pad", 1, 1, 1, "input"},
    {"strided_slice", 1, 1, 1, "input"},
    {"resize_nearest", 1, 1, 1, "input"},
    {"dropout", 1, 1, 1, "input"},
    {"fake_quantize", 1, 1, 1, "input"},
    {"quantize", 1, 1, 1, "input"},
    {"dequantize", 1, 1, 1, "input"},
};
static_assert(std::size(kOperators) == std::variant_size_v<Attributes>, "one row per operator");

}  // namespace

std::span<const OperatorInfo> operator_table() {
  return kOperators;
}

const OperatorInfo& info_of(const Attributes& attributes) {
  return kOperators[attributes.index()];
}

Activation* fused_activation(Operator& op) {
  return std::visit(
      [](auto& kind) -> Activation* {
        if constexpr (requires { kind.activation; }) return &kind.activation;
        return nullptr;
      },
      op.attributes);
}

Activation fused_activation(const Operator& op) {
  return std::visit(
      [](const auto& kind) {
        if constexpr (requires { kind.activation; }) return kind.activation;
        return Activation::None;
      },
      op.attributes);
}

}  // namespace tinsmith::graph
