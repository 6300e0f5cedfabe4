// Reads convolutions, fully connected layers and batch norms.
#include <algorithm>

#include "formats/onnx/read_node.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;

// Max number of groups of a grouped convolution, which becomes one convolution per group.
constexpr std::int64_t kMaxGroups = 64;
const Order kDepthwiseWeights{1, 2, 3, 0};  // [out, 1, height, width] stored as [1, height, width, out]

// Returns an input that must be a constant of floats with `rank` axes.
Result<ValuePtr> weights_of(const NodeReading& reading, std::size_t index, std::string_view what,
                            std::size_t rank) {
  TRY_DONE(reading.known(index, what));
  TRY(const ValuePtr weights, reading.input(index));
  if (!std::holds_alternative<std::vector<float>>(weights->constant->values))
    return fail(Fault::Corrupt, "{} are integers; floats are expected", what);
  if (weights->shape.size() != rank)
    return fail(Fault::Unsupported, "{} have shape {}; {} axes are supported", what,
                graph::format_shape(weights->shape), rank);
  return weights;
}

const std::vector<float>& floats_of(const Value& constant) {
  return std::get<std::vector<float>>(constant.constant->values);
}

// Returns the values [begin, begin + size) along axis 0 as a separate constant.
Value part_of(const Value& weights, std::int32_t begin, std::int32_t size) {
  Constant part;
  part.shape = weights.shape;
  part.shape[0] = size;
  const auto& values = floats_of(weights);
  const auto row = static_cast<std::ptrdiff_t>(values.size()) / weights.shape[0];
  part.values = std::vector<float>(values.begin() + begin * row, values.begin() + (begin + size) * row);
  Value value{fmt::format("{}/{}", weights.name, begin), part.shape, nullptr, {}, nullptr};
  value.constant = std::make_shared<const Constant>(std::move(part));
  return value;
}

struct Convolution {
  TensorId picture;
  ValuePtr weights, bias;  // bias may be absent
  graph::Window window;
  std::int32_t groups;
};

// Adds one convolution per group, each on its part of the channels.
Result<Done> read_grouped(const NodeReading& reading, const Convolution& conv) {
  GraphNetwork& network = reading.network();
  if (conv.groups > kMaxGroups)
    return fail(Fault::Unsupported, "it has {} groups of several channels; {} at most are supported",
                conv.groups, kMaxGroups);
  const auto groups = static_cast<std::size_t>(conv.groups);
  const std::int32_t channels = network.shape(conv.picture)[3],
                     filters = conv.weights->shape[0] / conv.groups;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < groups; ++i) names.push_back(fmt::format("{}/group_{}", reading.name(), i));
  const graph::Split split{3, std::vector<std::int32_t>(groups, channels / conv.groups)};
  TRY(const auto parts, network.append(names, split, {conv.picture}));
  std::vector<TensorId> outputs;
  for (std::size_t i = 0; i < groups; ++i) {
    const auto begin = static_cast<std::int32_t>(i) * filters;
    TRY_DONE(network.allowance().spend(floats_of(*conv.weights).size() / groups * sizeof(float)));
    Value weights = part_of(*conv.weights, begin, filters);
    TRY(const TensorId weights_id, network.in_order(weights, kAsInGraph));
    std::vector<TensorId> inputs{parts[i], weights_id};
    if (conv.bias) {
      Value bias = part_of(*conv.bias, begin, filters);
      TRY(const TensorId bias_id, network.in_order(bias, natural_order(1)));
      inputs.push_back(bias_id);
    }
    TRY(const TensorId output,
        network.append(names[i] + "/conv", graph::Conv2d{conv.window}, std::move(inputs)));
    outputs.push_back(output);
  }
  return reading.append(graph::Concatenation{3}, std::move(outputs), kAsInGraph);
}

// ---- Fully connected ----

// Permutes the columns of [out, in] weights for a flattened picture, so that they match the stored order
// of its values.
Value columns_moved(const Value& weights, const Shape& picture, const Order& lies) {
  Shape shape = picture;
  shape.insert(shape.begin(), weights.shape[0]);
  Order order{0};
  for (const std::int32_t axis : lies) order.push_back(axis + 1);
  const Bytes moved = arranged(bytes_of(floats_of(weights)), sizeof(float), shape, order);
  Value value = weights;
  value.constant = std::make_shared<const Constant>(Constant{weights.shape, values_of<float>(moved)});
  value.stored.clear();
  return value;
}

// Converts [in, out] or [out, in] weights, times a factor, to [out, in].
Result<Value> dense_weights(const NodeReading& reading, const Value& weights, bool is_transposed,
                            float factor) {
  TRY_DONE(reading.network().allowance().spend(2 * floats_of(weights).size() * sizeof(float)));
  const Order order = is_transposed ? natural_order(2) : Order{1, 0};
  const Bytes bytes = arranged(bytes_of(floats_of(weights)), sizeof(float), weights.shape, order);
  std::vector<float> values = values_of<float>(bytes);
  for (float& value : values) value *= factor;
  Value result{weights.name, stored_shape(weights.shape, order), nullptr, {}, nullptr};
  result.constant = std::make_shared<const Constant>(Constant{result.shape, std::move(values)});
  return result;
}

// Multiplies one row of values, [1, in], by [out, in].
Result<TensorId> dense(const NodeReading& reading, Value& row, Value weights, TensorId bias) {
  GraphNetwork& network = reading.network();
  TensorId input = graph::kNoTensor;
  const std::int64_t columns = weights.shape[1];
  if (row.flattened && row.stored.empty() && graph::element_count(row.shape) == columns) {
    TRY(const Stored lies, network.lying(*row.flattened));
    TRY_DONE(network.allowance().spend(floats_of(weights).size() * sizeof(float)));
    weights = columns_moved(weights, row.flattened->shape, lies.order);
    TRY(input, network.append(reading.name() + "/row", graph::Reshape{row.shape}, {lies.tensor}));
  } else {
    TRY(input, network.in_order(row, natural_order(row.shape.size())));
  }
  TRY(const TensorId weights_id, network.in_order(weights, natural_order(2)));
  std::vector<TensorId> inputs{input, weights_id};
  if (bias != graph::kNoTensor) inputs.push_back(bias);
  return network.append(reading.name(), graph::FullyConnected{}, std::move(inputs));
}

// Returns Gemm's third input as one value per output.
Result<TensorId> dense_bias(const NodeReading& reading, std::int32_t outputs, float factor) {
  if (!reading.has(2)) return graph::kNoTensor;
  TRY_DONE(reading.known(2, "its bias"));
  TRY(const ValuePtr bias, reading.input(2));
  const auto* values = std::get_if<std::vector<float>>(&bias->constant->values);
  if (values == nullptr || (values->size() != 1 && values->size() != static_cast<std::size_t>(outputs)))
    return fail(Fault::Unsupported, "its bias has shape {}; {} floats are expected",
                graph::format_shape(bias->shape), outputs);
  TRY_DONE(reading.network().allowance().spend(static_cast<std::size_t>(outputs) * sizeof(float)));
  std::vector<float> each(static_cast<std::size_t>(outputs));
  for (std::size_t i = 0; i < each.size(); ++i) each[i] = factor * (*values)[values->size() == 1 ? 0 : i];
  return reading.network().constant(bias->name, {outputs}, each);
}

// Treats several rows of values as the pixels of a picture, and multiplies them as a 1x1 convolution.
Result<TensorId> dense_rows(const NodeReading& reading, Value& rows, Value& weights) {
  GraphNetwork& network = reading.network();
  const std::int32_t inputs = weights.shape[1], outputs = weights.shape[0];
  const std::int64_t count = graph::element_count(rows.shape) / inputs;
  TRY(const TensorId input, network.in_order(rows, natural_order(rows.shape.size())));
  const Shape picture{1, static_cast<std::int32_t>(count), 1, inputs};
  TRY(const TensorId pixels, network.append(reading.name() + "/pixels", graph::Reshape{picture}, {input}));
  TRY(const TensorId filter, network.constant(weights.name, {outputs, 1, 1, inputs}, floats_of(weights)));
  return network.append(reading.name() + "/conv", graph::Conv2d{}, {pixels, filter});
}

}  // namespace

Result<Done> read_conv(const NodeReading& reading) {
  TRY(const ValuePtr picture, reading.input(0));
  TRY(const ValuePtr weights, weights_of(reading, 1, "its weights", 4));
  if (picture->shape.size() != 4)
    return fail(Fault::Unsupported, "its input has shape {}; pictures of 4 axes are supported",
                graph::format_shape(picture->shape));
  Convolution conv{graph::kNoTensor, weights, nullptr, {}, 1};
  TRY(const auto groups, reading.integer("group", 1));
  TRY(conv.groups, small_number(groups, "the number of groups"));
  const std::int32_t channels = picture->shape[1], filters = weights->shape[0], depth = weights->shape[1];
  if (conv.groups < 1 || filters < 1 || depth < 1 || filters % conv.groups != 0 ||
      std::int64_t{depth} * conv.groups != channels)
    return fail(Fault::Corrupt, "{} channels in {} groups do not fit weights of shape {}", channels,
                conv.groups, graph::format_shape(weights->shape));
  TRY(conv.window, read_window(reading, picture->shape, weights->shape[2], weights->shape[3]));
  TRY(conv.picture, reading.network().in_order(*picture, kAsInGraph));
  if (reading.has(2)) {
    TRY(conv.bias, weights_of(reading, 2, "its bias", 1));
    if (conv.bias->shape[0] != filters)
      return fail(Fault::Corrupt, "its bias has {} values for {} filters", conv.bias->shape[0], filters);
  }
  if (conv.groups > 1 && depth > 1) return read_grouped(reading, conv);
  const bool is_depthwise = conv.groups > 1;
  TRY(const TensorId weights_id,
      reading.network().in_order(*weights, is_depthwise ? kDepthwiseWeights : kAsInGraph));
  std::vector<TensorId> inputs{conv.picture, weights_id};
  if (conv.bias) {
    TRY(const TensorId bias, reading.network().in_order(*conv.bias, natural_order(1)));
    inputs.push_back(bias);
  }
  if (is_depthwise)
    return reading.append(graph::DepthwiseConv2d{conv.window, filters / channels}, std::move(inputs),
                          kAsInGraph);
  return reading.append(graph::Conv2d{conv.window}, std::move(inputs), kAsInGraph);
}

Result<Done> read_gemm(const NodeReading& reading) {
  TRY(const ValuePtr row, reading.input(0));
  TRY(const ValuePtr weights, weights_of(reading, 1, "its weights", 2));
  TRY(const auto alpha, reading.number("alpha", 1));
  TRY(const auto beta, reading.number("beta", 1));
  TRY(const auto turns_input, reading.integer("transA", 0));
  TRY(const auto turns_weights, reading.integer("transB", 0));
  if (turns_input != 0 || row->shape.size() != 2 || row->shape[0] != 1)
    return fail(Fault::Unsupported, "its input has shape {}{}; one row, 1xN, is supported",
                graph::format_shape(row->shape), turns_input != 0 ? ", transposed" : "");
  TRY(Value turned, dense_weights(reading, *weights, turns_weights != 0, alpha));
  TRY(const TensorId bias, dense_bias(reading, turned.shape[0], beta));
  TRY(const TensorId output, dense(reading, *row, std::move(turned), bias));
  return reading.make_stored(output, natural_order(2));
}

Result<Done> read_matmul(const NodeReading& reading) {
  TRY(const ValuePtr left, reading.input(0));
  TRY(const ValuePtr right, weights_of(reading, 1, "its right side", 2));
  if (left->constant || left->shape.size() < 2 || left->shape.back() != right->shape[0] ||
      right->shape[1] < 1)
    return fail(Fault::Unsupported, "it multiplies {} by {}", graph::format_shape(left->shape),
                graph::format_shape(right->shape));
  TRY(Value weights, dense_weights(reading, *right, false, 1));
  Shape shape = left->shape;
  shape.back() = right->shape[1];
  if (left->shape.size() == 2 && left->shape[0] == 1) {
    TRY(const TensorId output, dense(reading, *left, std::move(weights), graph::kNoTensor));
    return reading.make_stored(output, natural_order(2));
  }
  TRY(const TensorId product, dense_rows(reading, *left, weights));
  return reading.append(graph::Reshape{shape}, {product}, natural_order(shape.size()));
}

Result<Done> read_batch_norm(const NodeReading& reading) {
  GraphNetwork& network = reading.network();
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto trains, reading.integer("training_mode", 0));
  TRY(const auto is_spatial, reading.integer("spatial", 1));
  if (trains != 0 || is_spatial != 1)
    return fail(Fault::Unsupported, "it is in training mode, or has one value per pixel");
  const std::size_t rank = value->shape.size();
  if (rank < 2) return fail(Fault::Corrupt, "its input has shape {}", graph::format_shape(value->shape));
  TRY(const Stored lies, network.lying(*value));
  Order order = lies.order;  // with axis 1, the channels, moved to the end
  if (order.back() != 1) {
    order = natural_order(rank);
    std::rotate(order.begin() + 1, order.begin() + 2, order.end());
  }
  TRY(const TensorId input, network.in_order(*value, order));
  std::vector<TensorId> inputs{input};
  for (std::size_t i = 1; i < 5; ++i) {
    TRY(const ValuePtr parameter, weights_of(reading, i, "its parameters", 1));
    TRY(const TensorId id, network.in_order(*parameter, natural_order(1)));
    inputs.push_back(id);
  }
  graph::BatchNorm norm;
  TRY(norm.epsilon, reading.number("epsilon", 1e-5f));
  TRY(norm.momentum, reading.number("momentum", 0.9f));
  return reading.append(norm, std::move(inputs), order);
}

}  // namespace tinsmith::formats
