#include "formats/keras/layers.h"

#include <algorithm>

#include "base/json.h"

namespace tinsmith::formats {
namespace {

using graph::Shape;
using graph::TensorId;
using nlohmann::json;
using Layer = KerasGraph::Layer;
using Output = Result<TensorId>;

constexpr std::int32_t kMaxSetting = 1 << 15;  // so that products of two fit into 32 bits

// ---- Settings of a layer, checked ----

Result<std::string> text_setting(const json& settings, const char* key, const char* otherwise) {
  const auto found = settings.find(key);
  if (found == settings.end() || found->is_null()) return std::string(otherwise);
  if (!found->is_string()) return fail(Fault::Unsupported, "its {} is {}", key, found->dump());
  return found->get<std::string>();
}

bool flag_setting(const json& settings, const char* key, bool otherwise) {
  const auto found = settings.find(key);
  return found != settings.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

Result<std::pair<std::int32_t, std::int32_t>> pair_setting(const json& settings, const char* key,
                                                           std::int32_t otherwise) {
  const auto found = settings.find(key);
  if (found == settings.end() || found->is_null()) return std::pair(otherwise, otherwise);
  const auto is_size = [](const json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() < kMaxSetting;
  };
  if (is_size(*found)) return std::pair(found->get<std::int32_t>(), found->get<std::int32_t>());
  if (!found->is_array() || found->size() != 2 || !is_size((*found)[0]) || !is_size((*found)[1]))
    return fail(Fault::Corrupt, "its {} is {}; two sizes are expected", key, found->dump());
  return std::pair((*found)[0].get<std::int32_t>(), (*found)[1].get<std::int32_t>());
}

Result<graph::Window> window_of(const Layer& layer, const Shape& input, std::int32_t filter_height,
                                std::int32_t filter_width, std::int32_t stride_otherwise) {
  if (input.size() != 4)
    return fail(Fault::InvalidInput, "its input has shape {}", graph::format_shape(input));
  graph::Window window;
  TRY(const auto stride, pair_setting(layer.settings, "strides", stride_otherwise));
  TRY(const auto dilation, pair_setting(layer.settings, "dilation_rate", 1));
  TRY(const auto padding, text_setting(layer.settings, "padding", "valid"));
  std::tie(window.stride_height, window.stride_width) = stride;
  std::tie(window.dilation_height, window.dilation_width) = dilation;
  if (stride.first < 1 || stride.second < 1 || dilation.first < 1 || dilation.second < 1)
    return fail(Fault::Corrupt, "a stride or dilation below 1");
  if (padding == "same")
    window.padding =
        graph::same_padding(input[1], input[2], filter_height, filter_width, window.stride_height,
                            window.stride_width, window.dilation_height, window.dilation_width);
  else if (padding != "valid")
    return fail(Fault::Unsupported, "its padding is '{}'; same and valid are supported", padding);
  return window;
}

// Appends the activation that Keras applies after a layer.
Output activated(KerasGraph& build, const std::string& name, const std::string& activation, TensorId input) {
  if (activation == "linear") return input;
  if (activation == "relu") return build.append(name + "/relu", graph::Relu{}, {input});
  if (activation == "relu6") return build.append(name + "/relu6", graph::Relu6{}, {input});
  if (activation == "sigmoid") return build.append(name + "/sigmoid", graph::Logistic{}, {input});
  if (activation == "softmax") return build.append(name + "/softmax", graph::Softmax{}, {input});
  return fail(Fault::Unsupported,
              "its activation is '{}'; linear, relu, relu6, sigmoid and softmax are supported", activation);
}

Output with_activation(KerasGraph& build, const Layer& layer, Output made) {
  TRY(const TensorId output, std::move(made));
  TRY(const auto activation, text_setting(layer.settings, "activation", "linear"));
  return activated(build, layer.name, activation, output);
}

Result<Done> append_bias(KerasGraph& build, const Layer& layer, std::vector<TensorId>& inputs) {
  if (!flag_setting(layer.settings, "use_bias", true)) return Done{};
  TRY(const KerasArray* bias, build.array(layer.name, "bias", 1));
  inputs.push_back(
      build.constant(layer.name + "/bias", {static_cast<std::int32_t>(bias->shape[0])}, bias->values, true));
  return Done{};
}

std::int32_t size_at(const KerasArray& array, std::size_t axis) {
  return static_cast<std::int32_t>(array.shape[axis]);
}

// ---- Layers ----

Output add_conv2d(KerasGraph& build, const Layer& layer) {
  TRY(const KerasArray* kernel, build.array(layer.name, "kernel", 4));  // height, width, in, out
  const std::int32_t height = size_at(*kernel, 0), width = size_at(*kernel, 1), in = size_at(*kernel, 2),
                     out = size_at(*kernel, 3);
  std::vector<float> weights(kernel->values.size());
  const std::size_t taps =
      static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(in);
  for (std::size_t tap = 0; tap < taps; ++tap)
    for (std::size_t o = 0; o < static_cast<std::size_t>(out); ++o)
      weights[o * taps + tap] = kernel->values[tap * static_cast<std::size_t>(out) + o];
  TRY(const auto window, window_of(layer, build.shape(layer.inputs[0]), height, width, 1));
  std::vector<TensorId> inputs{
      layer.inputs[0], build.constant(layer.name + "/weights", {out, height, width, in}, weights, true)};
  TRY_DONE(append_bias(build, layer, inputs));
  return with_activation(build, layer, build.append(layer.name, graph::Conv2d{window}, std::move(inputs)));
}

Output add_depthwise(KerasGraph& build, const Layer& layer) {
  auto kernel_of = build.array(layer.name, "depthwise_kernel", 4);   // height, width, channels, multiplier
  if (!kernel_of) kernel_of = build.array(layer.name, "kernel", 4);  // Keras 3's name for it
  TRY(const KerasArray* kernel, std::move(kernel_of));
  const std::int32_t height = size_at(*kernel, 0), width = size_at(*kernel, 1),
                     multiplier = size_at(*kernel, 3);
  TRY(const auto window, window_of(layer, build.shape(layer.inputs[0]), height, width, 1));
  const Shape shape{1, height, width, size_at(*kernel, 2) * multiplier};
  std::vector<TensorId> inputs{layer.inputs[0],
                               build.constant(layer.name + "/weights", shape, kernel->values, true)};
  TRY_DONE(append_bias(build, layer, inputs));
  return with_activation(
      build, layer, build.append(layer.name, graph::DepthwiseConv2d{window, multiplier}, std::move(inputs)));
}

Output add_dense(KerasGraph& build, const Layer& layer) {
  TRY(const KerasArray* kernel, build.array(layer.name, "kernel", 2));  // in, out
  const auto in = static_cast<std::size_t>(kernel->shape[0]),
             out = static_cast<std::size_t>(kernel->shape[1]);
  std::vector<float> weights(in * out);
  for (std::size_t i = 0; i < in; ++i)
    for (std::size_t o = 0; o < out; ++o) weights[o * in + i] = kernel->values[i * out + o];
  std::vector<TensorId> inputs{
      layer.inputs[0],
      build.constant(layer.name + "/weights", {size_at(*kernel, 1), size_at(*kernel, 0)}, weights, true)};
  TRY_DONE(append_bias(build, layer, inputs));
  return with_activation(build, layer, build.append(layer.name, graph::FullyConnected{}, std::move(inputs)));
}

Output add_batch_norm(KerasGraph& build, const Layer& layer) {
  TRY(const KerasArray* mean, build.array(layer.name, "moving_mean", 1));
  TRY(const KerasArray* variance, build.array(layer.name, "moving_variance", 1));
  const std::vector<float> ones(mean->values.size(), 1), zeros(mean->values.size(), 0);
  const Shape shape{size_at(*mean, 0)};
  const KerasArray *gamma = nullptr, *beta = nullptr;
  if (flag_setting(layer.settings, "scale", true)) {
    TRY(gamma, build.array(layer.name, "gamma", 1));
  }
  if (flag_setting(layer.settings, "center", true)) {
    TRY(beta, build.array(layer.name, "beta", 1));
  }
  graph::BatchNorm norm;
  const auto epsilon = layer.settings.find("epsilon");
  if (epsilon != layer.settings.end() && epsilon->is_number()) norm.epsilon = epsilon->get<float>();
  norm.momentum = 0.9f;
  return build.append(
      layer.name, norm,
      {layer.inputs[0],
       build.constant(layer.name + "/gamma", shape, gamma != nullptr ? gamma->values : ones,
                      gamma != nullptr),
       build.constant(layer.name + "/beta", shape, beta != nullptr ? beta->values : zeros, beta != nullptr),
       build.constant(layer.name + "/mean", shape, mean->values, false),
       build.constant(layer.name + "/variance", shape, variance->values, false)});
}

Output add_activation(KerasGraph& build, const Layer& layer) {
  TRY(const auto activation, text_setting(layer.settings, "activation", "linear"));
  return activated(build, layer.name, activation, layer.inputs[0]);
}

Output add_relu(KerasGraph& build, const Layer& layer) {
  const auto number = [&](const char* key) {
    const auto found = layer.settings.find(key);
    return found != layer.settings.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  const double max_value = number("max_value"), slope = number("negative_slope");
  if (number("threshold") != 0) return fail(Fault::Unsupported, "its threshold is {}", number("threshold"));
  if (max_value == 6 && slope == 0) return build.append(layer.name, graph::Relu6{}, layer.inputs);
  if (max_value != 0)
    return fail(Fault::Unsupported, "its max_value is {}; 6 or none is supported", max_value);
  if (slope == 0) return build.append(layer.name, graph::Relu{}, layer.inputs);
  return build.append(layer.name, graph::LeakyRelu{static_cast<float>(slope)}, layer.inputs);
}

Output add_softmax(KerasGraph& build, const Layer& layer) {
  return build.append(layer.name, graph::Softmax{}, layer.inputs);
}

template <class Pool>
Output add_pool(KerasGraph& build, const Layer& layer) {
  Pool pool;
  TRY(const auto size, pair_setting(layer.settings, "pool_size", 2));
  std::tie(pool.filter_height, pool.filter_width) = size;
  json with_strides = layer.settings;
  if (!with_strides.contains("strides") || with_strides["strides"].is_null())
    with_strides["strides"] = {size.first, size.second};
  const Layer strided{layer.name, with_strides, layer.inputs};
  TRY(pool.window, window_of(strided, build.shape(layer.inputs[0]), size.first, size.second, 1));
  return build.append(layer.name, pool, layer.inputs);
}

Output add_global_average(KerasGraph& build, const Layer& layer) {
  return build.append(layer.name, graph::Mean{{1, 2}, flag_setting(layer.settings, "keepdims", false)},
                      layer.inputs);
}

Output add_flatten(KerasGraph& build, const Layer& layer) {
  const auto count = static_cast<std::int32_t>(graph::element_count(build.shape(layer.inputs[0])));
  return build.append(layer.name, graph::Reshape{{1, count}}, layer.inputs);
}

Output add_reshape(KerasGraph& build, const Layer& layer) {
  const auto target = layer.settings.find("target_shape");
  if (target == layer.settings.end() || !target->is_array())
    return fail(Fault::Corrupt, "it has no target_shape");
  Shape shape{1};
  std::int64_t known = 1;
  std::size_t free_axis = 0;
  for (const json& size : *target) {
    if (!size.is_number_integer() || size.get<std::int64_t>() > kMaxSetting)
      return fail(Fault::Corrupt, "its target_shape is {}", target->dump());
    const auto value = size.get<std::int32_t>();
    if (value < 1) free_axis = shape.size();
    if (value >= 1) known *= value;
    if (known > graph::element_count(build.shape(layer.inputs[0])))
      return fail(Fault::InvalidInput, "its target_shape {} has more values than its input", target->dump());
    shape.push_back(value);
  }
  if (free_axis != 0)
    shape[free_axis] = static_cast<std::int32_t>(graph::element_count(build.shape(layer.inputs[0])) / known);
  return build.append(layer.name, graph::Reshape{shape}, layer.inputs);
}

Output add_zero_padding(KerasGraph& build, const Layer& layer) {
  const auto found = layer.settings.find("padding");
  graph::Pad pad;
  pad.amounts.assign(4, {0, 0});
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (found == layer.settings.end() || !found->is_array() || found->size() != 2)
      return fail(Fault::Unsupported, "its padding is not two pairs");
    TRY(pad.amounts[axis + 1], pair_setting(json{{"padding", (*found)[axis]}}, "padding", 0));
  }
  return build.append(layer.name, pad, layer.inputs);
}

Output add_up_sampling(KerasGraph& build, const Layer& layer) {
  TRY(const auto size, pair_setting(layer.settings, "size", 2));
  TRY(const auto interpolation, text_setting(layer.settings, "interpolation", "nearest"));
  const Shape& input = build.shape(layer.inputs[0]);
  if (interpolation != "nearest" || input.size() != 4)
    return fail(Fault::Unsupported, "its interpolation is '{}'; nearest is supported", interpolation);
  if (std::max(input[1], input[2]) > kMaxSetting)
    return fail(Fault::Unsupported, "its input of shape {} is too large", graph::format_shape(input));
  return build.append(layer.name, graph::ResizeNearest{input[1] * size.first, input[2] * size.second},
                      layer.inputs);
}

Output add_dropout(KerasGraph& build, const Layer& layer) {
  const auto rate = layer.settings.find("rate");
  const bool is_number = rate != layer.settings.end() && rate->is_number();
  return build.append(layer.name, graph::Dropout{is_number ? rate->get<float>() : 0.0f}, layer.inputs);
}

Output add_add(KerasGraph& build, const Layer& layer) {
  if (layer.inputs.size() != 2)
    return fail(Fault::Unsupported, "it adds {} tensors; 2 are supported", layer.inputs.size());
  return build.append(layer.name, graph::Add{}, layer.inputs);
}

Output add_concatenate(KerasGraph& build, const Layer& layer) {
  const auto axis = layer.settings.find("axis");
  const auto rank = static_cast<std::int32_t>(build.shape(layer.inputs[0]).size());
  std::int32_t value =
      axis != layer.settings.end() && axis->is_number_integer() ? axis->get<std::int32_t>() : -1;
  if (value < 0) value += rank;
  return build.append(layer.name, graph::Concatenation{value}, layer.inputs);
}

Output add_input(KerasGraph& build, const Layer& layer) {
  for (const char* key : {"batch_input_shape", "batch_shape"}) {
    const auto found = layer.settings.find(key);
    if (found == layer.settings.end() || !found->is_array() || found->empty()) continue;
    Shape shape{1};
    for (std::size_t i = 1; i < found->size(); ++i) {
      const json& size = (*found)[i];
      if (!size.is_number_unsigned() || size.get<std::uint64_t>() == 0 ||
          size.get<std::uint64_t>() > kMaxSetting)
        return fail(Fault::Unsupported, "the input's shape is {}; fixed sizes are needed", found->dump());
      shape.push_back(size.get<std::int32_t>());
    }
    return build.input(layer.name, shape);
  }
  return fail(Fault::Corrupt, "the input has no shape");
}

struct LayerRow {
  std::string_view class_name;
  Output (*add)(KerasGraph& build, const Layer& layer);
};
constexpr LayerRow kLayers[] = {
    {"InputLayer", add_input},
    {"Conv2D", add_conv2d},
    {"DepthwiseConv2D", add_depthwise},
    {"Dense", add_dense},
    {"BatchNormalization", add_batch_norm},
    {"Activation", add_activation},
    {"ReLU", add_relu},
    {"Softmax", add_softmax},
    {"AveragePooling2D", add_pool<graph::AveragePool2d>},
    {"MaxPooling2D", add_pool<graph::MaxPool2d>},
    {"GlobalAveragePooling2D", add_global_average},
    {"Flatten", add_flatten},
    {"Reshape", add_reshape},
    {"ZeroPadding2D", add_zero_padding},
    {"UpSampling2D", add_up_sampling},
    {"Dropout", add_dropout},
    {"SpatialDropout2D", add_dropout},
    {"Add", add_add},
    {"Concatenate", add_concatenate},
};

}  // namespace

Result<Done> KerasGraph::add(const std::string& class_name, const std::string& name, const json& settings,
                             std::span<const std::string> from) {
  const auto row = std::find_if(std::begin(kLayers), std::end(kLayers), [&](const LayerRow& candidate) {
    return candidate.class_name == class_name;
  });
  if (row == std::end(kLayers))
    return fail(Fault::Unsupported, "there is no operator for Keras' {}", class_name);
  TRY(const auto data_format, text_setting(settings, "data_format", "channels_last"));
  if (data_format != "channels_last")
    return fail(Fault::Unsupported, "its data_format is '{}'; channels_last is supported", data_format);
  Layer layer{name, settings, {}};
  // The first layer of a Sequential network may define the shape of the input.
  if (from.empty() && class_name != "InputLayer") {
    TRY(const TensorId id, add_input(*this, {name + "_input", settings, {}}));
    layer.inputs.push_back(id);
  }
  for (const std::string& source : from) {
    const auto found = outputs_.find(source);
    if (found == outputs_.end())
      return fail(Fault::InvalidInput, "it reads the layer '{}', which is not before it", source);
    layer.inputs.push_back(found->second);
  }
  TRY(outputs_[name], row->add(*this, layer));
  return Done{};
}

}  // namespace tinsmith::formats
