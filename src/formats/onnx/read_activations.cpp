// Element-wise functions: activations, and functions composed of operators that the graph has.
#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/onnx/read_node.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

Result<Done> read_as_it_lies(const NodeReading& reading, const graph::Attributes& attributes) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const Stored lies, reading.network().lying(*value));
  return reading.append(attributes, {lies.tensor}, lies.order);
}

// A chain of operators on the node's first input. The last operator's output is the node's output.
class Chain {
 public:
  static Result<Chain> of(const NodeReading& reading) {
    TRY(const ValuePtr value, reading.input(0));
    TRY(const Stored lies, reading.network().lying(*value));
    return Chain(reading, lies);
  }

  TensorId tensor() const { return tensor_; }

  Result<Done> then(const graph::Attributes& attributes, std::vector<TensorId> more = {}) {
    more.insert(more.begin(), tensor_);
    const std::string name = fmt::format("{}/step_{}", reading_.name(), ++steps_);
    TRY(tensor_, reading_.network().append(name, attributes, std::move(more)));
    return Done{};
  }
  Result<Done> times(float factor) { return with(graph::Mul{}, factor); }
  Result<Done> plus(float offset) { return with(graph::Add{}, offset); }

  Result<Done> finish() const { return reading_.make_stored(tensor_, order_); }

 private:
  Chain(const NodeReading& reading, const Stored& lies)
      : reading_(reading), order_(lies.order), tensor_(lies.tensor) {}

  Result<Done> with(const graph::Attributes& attributes, float number) {
    const Shape shape(order_.size(), 1);
    TRY(const TensorId constant,
        reading_.network().constant(fmt::format("{}/number_{}", reading_.name(), steps_ + 1), shape,
                                    {number}));
    return then(attributes, {constant});
  }

  const NodeReading& reading_;
  Order order_;
  TensorId tensor_;
  int steps_ = 0;
};

// Some exporters write ReLU6 as a ReLU followed by a clip with only an upper bound.
Result<bool> is_never_negative(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const Stored lies, reading.network().lying(*value));
  const graph::Operator* maker = reading.network().maker_of(lies.tensor);
  return maker != nullptr && maker->is<graph::Relu>();
}

constexpr float kUnbounded = std::numeric_limits<float>::max();

// Computes min(max(x, min), max) with ReLU and ReLU6.
Result<Done> clip(const NodeReading& reading, float min, float max) {
  constexpr float kMaxBound = 1e4f;  // max absolute bound; larger ones would lose precision in the additions
  const bool has_min = min > -kUnbounded, has_max = max < kUnbounded;
  if (!has_min && !has_max) return read_identity(reading);
  if (min == 0 && !has_max) return read_as_it_lies(reading, graph::Relu{});
  TRY(const bool begins_at_0, is_never_negative(reading));
  if (max == 6 && (min == 0 || (begins_at_0 && min < 0))) return read_as_it_lies(reading, graph::Relu6{});
  if (!(min < max) || (has_min && std::abs(min) > kMaxBound) || (has_max && std::abs(max) > kMaxBound))
    return fail(Fault::Unsupported, "it clips to {} … {}; a range within ±{} is supported", min, max,
                kMaxBound);
  TRY(Chain chain, Chain::of(reading));
  if (!has_max) {  // relu(x − min) + min
    TRY_DONE(chain.plus(-min));
    TRY_DONE(chain.then(graph::Relu{}));
    TRY_DONE(chain.plus(min));
  } else if (!has_min) {  // max − relu(max − x)
    TRY_DONE(chain.times(-1));
    TRY_DONE(chain.plus(max));
    TRY_DONE(chain.then(graph::Relu{}));
    TRY_DONE(chain.times(-1));
    TRY_DONE(chain.plus(max));
  } else {  // relu6 has the range 0 … 6
    if (min != 0) TRY_DONE(chain.plus(-min));
    TRY_DONE(chain.times(6 / (max - min)));
    TRY_DONE(chain.then(graph::Relu6{}));
    TRY_DONE(chain.times((max - min) / 6));
    if (min != 0) TRY_DONE(chain.plus(min));
  }
  return chain.finish();
}

// Returns the constant of a Min or Max of a value and a single number.
Result<float> bound_of(const NodeReading& reading) {
  if (reading.input_count() != 2)
    return fail(Fault::Unsupported, "it has {} inputs; a value and a number are supported",
                reading.input_count());
  TRY(const auto bound, reading.known(1, "its second input"));
  const auto* values = std::get_if<std::vector<float>>(&bound->values);
  if (values == nullptr || values->empty() ||
      std::any_of(values->begin(), values->end(), [&](float value) { return value != values->front(); }))
    return fail(Fault::Unsupported, "its second input is not a single number, the only supported form");
  return values->front();
}

}  // namespace

Result<Done> read_relu(const NodeReading& reading) {
  return read_as_it_lies(reading, graph::Relu{});
}
Result<Done> read_sigmoid(const NodeReading& reading) {
  return read_as_it_lies(reading, graph::Logistic{});
}
Result<Done> read_leaky_relu(const NodeReading& reading) {
  TRY(const auto alpha, reading.number("alpha", 0.01f));
  return read_as_it_lies(reading, graph::LeakyRelu{alpha});
}

Result<Done> read_clip(const NodeReading& reading) {
  TRY(const float min, reading.number_or_input("min", 1, -kUnbounded));
  TRY(const float max, reading.number_or_input("max", 2, kUnbounded));
  return clip(reading, min, max);
}
Result<Done> read_max(const NodeReading& reading) {
  TRY(const float bound, bound_of(reading));
  return clip(reading, bound, kUnbounded);
}
Result<Done> read_min(const NodeReading& reading) {
  TRY(const float bound, bound_of(reading));
  return clip(reading, -kUnbounded, bound);
}

// max(0, min(1, alpha · x + beta)) = relu6(6 · alpha · x + 6 · beta) / 6
Result<Done> read_hard_sigmoid(const NodeReading& reading) {
  TRY(const float alpha, reading.number("alpha", 0.2f));
  TRY(const float beta, reading.number("beta", 0.5f));
  TRY(Chain chain, Chain::of(reading));
  TRY_DONE(chain.times(6 * alpha));
  TRY_DONE(chain.plus(6 * beta));
  TRY_DONE(chain.then(graph::Relu6{}));
  TRY_DONE(chain.times(1.0f / 6));
  return chain.finish();
}

// x · relu6(x + 3) / 6
Result<Done> read_hard_swish(const NodeReading& reading) {
  TRY(Chain chain, Chain::of(reading));
  const TensorId x = chain.tensor();
  TRY_DONE(chain.plus(3));
  TRY_DONE(chain.then(graph::Relu6{}));
  TRY_DONE(chain.then(graph::Mul{}, {x}));
  TRY_DONE(chain.times(1.0f / 6));
  return chain.finish();
}

// 2 · sigmoid(2 · x) − 1
Result<Done> read_tanh(const NodeReading& reading) {
  TRY(Chain chain, Chain::of(reading));
  TRY_DONE(chain.times(2));
  TRY_DONE(chain.then(graph::Logistic{}));
  TRY_DONE(chain.times(2));
  TRY_DONE(chain.plus(-1));
  return chain.finish();
}

// relu(x) − slope · relu(−x) with one slope per channel
Result<Done> read_prelu(const NodeReading& reading) {
  TRY(const auto known, reading.known(1, "its slope"));
  const auto* slopes = std::get_if<std::vector<float>>(&known->values);
  if (slopes == nullptr || slopes->empty())
    return fail(Fault::Corrupt, "its slope does not consist of floats");
  if (std::all_of(slopes->begin(), slopes->end(), [&](float slope) { return slope == slopes->front(); }))
    return read_as_it_lies(reading, graph::LeakyRelu{slopes->front()});
  TRY(const ValuePtr value, reading.input(0));
  TRY(const ValuePtr slope, reading.input(1));
  if (slope->shape.size() > value->shape.size())
    return fail(Fault::Corrupt, "a slope of shape {} for values of shape {}",
                graph::format_shape(slope->shape), graph::format_shape(value->shape));
  TRY(const Stored lies, reading.network().lying(*value));
  TRY(const TensorId factors, reading.network().in_order(*slope, lies.order));
  TRY(Chain below, Chain::of(reading));
  TRY_DONE(below.times(-1));
  TRY_DONE(below.then(graph::Relu{}));
  TRY_DONE(below.then(graph::Mul{}, {factors}));
  TRY(const TensorId above,
      reading.network().append(reading.name() + "/above", graph::Relu{}, {lies.tensor}));
  return reading.append(graph::Sub{}, {above, below.tensor()}, lies.order);
}

}  // namespace tinsmith::formats
