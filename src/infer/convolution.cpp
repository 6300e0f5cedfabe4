// Convolution, depthwise convolution and the fully connected layer.
#include "kernels/int8/convolution_reference.h"

#include <memory>

#include "infer/float_reference.h"
#include "infer/prepare.h"
#include "infer/requirements.h"
#include "kernels/float/layer.h"
#include "kernels/float/matrix.h"
#include "kernels/int8/convolution_fast.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;
using kernels::ConvolutionInt8;
using kernels::WeightLayout;

enum class ConvolutionKind { Dense, Depthwise };

// The common form of the three operators.
struct Layer {
  ConvolutionKind kind = ConvolutionKind::Dense;
  kernels::WindowShape shape;
  graph::Activation activation = graph::Activation::None;
  std::int32_t channel_axis = 0;  // of the weights
  // True for fully connected layers: tflite-micro multiplies their scales in float, not in double.
  bool float_multiplier = false;
  const graph::Tensor* weights = nullptr;
  const graph::Tensor* bias = nullptr;  // nullptr: none
};

Result<Layer> layer_of(const Request& request, ConvolutionKind kind, const kernels::WindowShape& shape,
                       graph::Activation activation) {
  Layer layer;
  layer.kind = kind;
  layer.shape = shape;
  layer.activation = activation;
  layer.channel_axis = kind == ConvolutionKind::Depthwise ? 3 : 0;
  layer.weights = &request.input(1);
  if (request.op.input(2) != graph::kNoTensor) layer.bias = &request.input(2);
  for (const graph::Tensor* constant : {layer.weights, layer.bias})
    if (constant != nullptr && !constant->is_constant)
      return fail(Fault::Unsupported, "'{}' is computed by the graph; constant weights and bias are expected",
                  constant->name);
  return layer;
}

// Returns the window shape of a convolution; the weights define the kernel size.
Result<kernels::WindowShape> filter_walk(const Request& request, const graph::Window& window) {
  const graph::Shape& weights = request.input(1).shape;
  return window_shape(request.input().shape, request.output().shape, weights[1], weights[2], window);
}

// ---- int8 ----

// The data that ConvolutionInt8's spans refer to; must live as long as the Step.
struct Int8Parts {
  std::vector<std::int32_t> bias;
  std::vector<kernels::Multiplier> multipliers;
  ConvolutionInt8 convolution;
};

Result<Done> check_weights(const Layer& layer) {
  TRY_DONE(expect_type(*layer.weights, ElementType::Int8));
  const graph::Quantization& quantization = layer.weights->quantization;
  const auto channels = static_cast<std::size_t>(layer.shape.output_channels);
  if (quantization.scales.size() != 1 &&
      (quantization.scales.size() != channels || quantization.axis != layer.channel_axis))
    return fail(Fault::InvalidInput,
                "its weights have {} scales along axis {}; one, or {} along axis {} are expected",
                quantization.scales.size(), quantization.axis, channels, layer.channel_axis);
  for (const std::int64_t zero_point : quantization.zero_points)
    if (zero_point != 0)
      return fail(Fault::Unsupported, "its weights have the zero point {}; 0 is expected", zero_point);
  if (layer.bias != nullptr) TRY_DONE(expect_type(*layer.bias, ElementType::Int32));
  return Done{};
}

double real_multiplier(const Layer& layer, Affine input, float weight_scale, Affine output) {
  const double product = layer.float_multiplier ? double{input.scale * weight_scale}
                                                : double{input.scale} * double{weight_scale};
  return product / double{output.scale};
}

Result<std::shared_ptr<Int8Parts>> int8_parts(const Request& request, const Layer& layer) {
  TRY_DONE(expect_type(request.output(), ElementType::Int8));
  TRY(const Affine input, affine_of(request.input()));
  TRY(const Affine output, affine_of(request.output()));
  TRY_DONE(check_weights(layer));
  const auto parts = std::make_shared<Int8Parts>();
  const std::span weights(reinterpret_cast<const std::int8_t*>(layer.weights->data.data()),
                          layer.weights->data.size());
  if (layer.bias != nullptr) parts->bias = values_of<std::int32_t>(layer.bias->data);
  parts->convolution = {layer.shape,
                        input.zero_point,
                        weights,
                        parts->bias,
                        {},
                        output_range(output, layer.activation),
                        request.options.rounding};
  const std::vector<float>& scales = layer.weights->quantization.scales;
  const std::vector<std::int64_t> sums = kernels::max_sums(
      parts->convolution,
      layer.kind == ConvolutionKind::Depthwise ? WeightLayout::ChannelLast : WeightLayout::ChannelFirst);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const double real = real_multiplier(layer, input, scales[scales.size() == 1 ? 0 : i], output);
    TRY(const auto multiplier,
        multiplier_of(real, sums[i], fmt::format("the multiplier of output channel {}", i)));
    parts->multipliers.push_back(multiplier);
  }
  parts->convolution.multipliers = parts->multipliers;
  return parts;
}

// Smaller layers finish before another thread has started.
constexpr std::int64_t kWorthSharing_macs = 50'000;

// Returns the number of threads that compute the layer's rows.
std::int32_t bands_of(const Layer& layer, std::int32_t threads) {
  const kernels::WindowShape& shape = layer.shape;
  const std::int64_t depth = layer.kind == ConvolutionKind::Dense ? shape.input_channels : 1;
  const std::int64_t macs =
      shape.output_offset(shape.output_height, 0) * shape.filter_height * shape.filter_width * depth;
  return macs < kWorthSharing_macs ? 1 : std::min(threads, shape.output_height);
}

Result<Step> int8_step(const Request& request, const Layer& layer) {
  TRY(const auto parts, int8_parts(request, layer));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0], working = request.working;
  const bool depthwise = layer.kind == ConvolutionKind::Depthwise;
  // The fast kernels read some bytes after the input, which a constant input does not have.
  if (request.options.path == Path::Fast && !request.input().is_constant) {
    std::shared_ptr<const kernels::PackedConvolution> packed =
        depthwise ? kernels::pack_depthwise(parts->convolution)
                  : kernels::pack_convolution(parts->convolution);
    if (packed != nullptr) {
      const std::int32_t bands = bands_of(layer, request.options.threads);
      const auto rows = std::int64_t{layer.shape.output_height};
      const std::int64_t band_bytes = kernels::rounded_up(packed->working_bytes(), kernels::kAlignment_bytes);
      const auto run = [=](const Memory& memory) {
        const auto* input = memory.read<std::int8_t>(from);
        auto* output = memory.write<std::int8_t>(to);
        auto* space = memory.write<std::byte>(working);
        memory.pool().run(bands, [&](std::int64_t band, int) {
          packed->run(input, output, space + band * band_bytes,
                      static_cast<std::int32_t>(band * rows / bands),
                      static_cast<std::int32_t>((band + 1) * rows / bands));
        });
      };
      return Step{run, bands * band_bytes};
    }
  }
  const auto run = depthwise ? kernels::convolve_depthwise_reference : kernels::convolve_reference;
  return Step{[=](const Memory& memory) {
    run(parts->convolution, memory.read<std::int8_t>(from), memory.write<std::int8_t>(to));
  }};
}

// ---- float ----

kernels::Activation kernel_activation(graph::Activation activation) {
  const RealRange range = real_range(activation);
  return {range.minimum == 0 ? 0.0f : 1.0f, range.maximum};
}

// Uses the kernels of training, with a batch of one.
Step fast_float_step(const Request& request, const Layer& layer, const FloatConvolution& convolution) {
  const std::shared_ptr<const kernels::Layer> kernel = layer.kind == ConvolutionKind::Depthwise
                                                           ? kernels::make_depthwise(layer.shape)
                                                           : kernels::make_convolution(layer.shape);
  const kernels::WorkspaceSize size = kernel->workspace_size(1);
  kernels::LayerForward forward;
  forward.batch = 1;
  forward.weights = convolution.weights;
  forward.bias = convolution.bias;
  forward.activation = kernel_activation(layer.activation);
  const auto packed = std::make_shared<std::vector<float>>(static_cast<std::size_t>(kernel->packed_floats()));
  if (!packed->empty()) {
    kernel->pack(convolution.weights, packed->data());
    forward.packed = packed->data();
  }
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0], working = request.working;
  const auto run = [=, keeps = packed](const Memory& memory) {
    kernels::LayerForward step = forward;
    step.input = memory.read<float>(from);
    step.output = memory.write<float>(to);
    auto* place = memory.write<std::byte>(working);
    place +=
        (kernels::kAlignment_bytes - reinterpret_cast<std::uintptr_t>(place) % kernels::kAlignment_bytes) %
        kernels::kAlignment_bytes;
    kernel->forward(step, memory.pool(), {place, place + size.shared_bytes, size.worker_bytes});
  };
  const auto threads = static_cast<std::size_t>(request.options.threads);
  return {run, static_cast<std::int64_t>(size.shared_bytes + threads * size.worker_bytes +
                                         kernels::kAlignment_bytes)};
}

Result<Step> float_step(const Request& request, const Layer& layer) {
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  TRY_DONE(expect_type(*layer.weights, ElementType::Float32));
  if (layer.bias != nullptr) TRY_DONE(expect_type(*layer.bias, ElementType::Float32));
  FloatConvolution convolution;
  convolution.shape = layer.shape;
  convolution.weights = reinterpret_cast<const float*>(layer.weights->data.data());
  if (layer.bias != nullptr) convolution.bias = reinterpret_cast<const float*>(layer.bias->data.data());
  convolution.range = real_range(layer.activation);
  if (request.options.path == Path::Fast) return fast_float_step(request, layer, convolution);
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, depthwise = layer.kind == ConvolutionKind::Depthwise](const Memory& memory) {
    const auto* input = memory.read<float>(from);
    auto* output = memory.write<float>(to);
    depthwise ? convolve_depthwise_reference(convolution, input, output)
              : convolve_reference(convolution, input, output);
  }};
}

Result<Step> layer_step(const Request& request, const Layer& layer) {
  if (request.is_float()) return float_step(request, layer);
  TRY_DONE(expect_type(request.input(), ElementType::Int8));
  return int8_step(request, layer);
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Conv2d& conv) {
  TRY(const auto shape, filter_walk(request, conv.window));
  TRY(const Layer layer, layer_of(request, ConvolutionKind::Dense, shape, conv.activation));
  return layer_step(request, layer);
}

Result<Step> prepare_step(const Request& request, const graph::DepthwiseConv2d& conv) {
  TRY(const auto shape, filter_walk(request, conv.window));
  TRY(const Layer layer, layer_of(request, ConvolutionKind::Depthwise, shape, conv.activation));
  return layer_step(request, layer);
}

Result<Step> prepare_step(const Request& request, const graph::FullyConnected& dense) {
  const graph::Shape& weights = request.input(1).shape;
  kernels::WindowShape shape;  // each row of the input is a pixel of a 1x1 convolution
  shape.input_height = shape.output_height = request.output().shape[0];
  shape.input_channels = weights[1];
  shape.output_channels = weights[0];
  TRY(Layer layer, layer_of(request, ConvolutionKind::Dense, shape, dense.activation));
  layer.float_multiplier = !layer.weights->quantization.is_per_channel();
  return layer_step(request, layer);
}

}  // namespace tinsmith::infer
