#include "quant/random_network_for_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "graph/builder.h"
#include "infer/interpreter.h"

namespace tinsmith::quant {
namespace {

using graph::TensorId;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : rng_{seed, 17}, build_("random", seed) {}

  graph::Graph network() {
    const auto side = [&] { return static_cast<std::int32_t>(8 + 2 * rng_.below(4)); };
    TensorId x = build_.input("image", {1, side(), side(), rng_.chance(0.5) ? 1 : 3});
    x = layer(build_.conv2d("stem", x, {.filters = 4, .filter = 3, .stride = 2, .bias = rng_.chance(0.5)}));
    for (std::uint64_t i = 0, blocks = 2 + rng_.below(4); i < blocks; ++i) x = block(x);
    x = build_.append(name("average"), graph::Mean{{1, 2}, false}, {x});
    x = build_.append(name("dropout"), graph::Dropout{0.5f}, {x});
    if (rng_.chance(0.3)) x = build_.batch_norm(name("flat_norm"), x);
    x = build_.fully_connected("logits", x, 5);
    return spread(build_.finish({build_.append("probabilities", graph::Softmax{}, {x})}));
  }

 private:
  std::string name(const char* kind) { return fmt::format("{}_{}", kind, ++count_); }
  std::int32_t channels(TensorId x) { return build_.shape(x)[3]; }

  // Adds a batch norm and an activation, each with some probability.
  TensorId layer(TensorId x) {
    if (rng_.chance(0.7)) x = build_.batch_norm(name("norm"), x);
    switch (rng_.below(4)) {
      case 0:
        return build_.append(name("relu"), graph::Relu{}, {x});
      case 1:
        return build_.append(name("relu6"), graph::Relu6{}, {x});
      case 2:
        return build_.append(name("leaky"), graph::LeakyRelu{0.1f}, {x});
      default:
        return x;
    }
  }

  TensorId padded(TensorId x) {  // pads with zeros, before a convolution without padding
    const graph::Pad pad{{{0, 0}, {0, 1}, {1, 1}, {0, 0}}, 0};
    x = build_.append(name("pad"), pad, {x});
    return layer(build_.conv2d(name("valid"), x, {.filters = 6, .filter = 2, .same = false}));
  }

  TensorId residual(TensorId x) {
    const TensorId y = layer(build_.conv2d(name("branch"), x, {.filters = channels(x), .filter = 3}));
    return layer(build_.append(name("add"), graph::Add{}, {x, y}));
  }

  TensorId gated(TensorId x) {
    TensorId gate = build_.append(name("squeeze"), graph::Mean{{1, 2}, true}, {x});
    gate = build_.append(name("gate"), graph::Logistic{},
                         {build_.conv2d(name("excite"), gate, {.filters = channels(x), .bias = true})});
    return build_.append(name("gated"), graph::Mul{}, {x, gate});
  }

  TensorId joined(TensorId x) {  // joins tensors with two scales and a fixed one
    const TensorId left = layer(build_.conv2d(name("left"), x, {.filters = 3}));
    const TensorId right = build_.append(name("right"), graph::Logistic{}, {x});
    return build_.append(name("concat"), graph::Concatenation{3, graph::Activation::None}, {left, right});
  }

  TensorId pooled(TensorId x) {
    graph::Window window;
    window.padding = graph::same_padding(build_.shape(x)[1], build_.shape(x)[2], 2, 2, 1, 1);
    if (rng_.chance(0.5))
      return build_.append(name("max"), graph::MaxPool2d{2, 2, window, graph::Activation::None}, {x});
    return layer(
        build_.append(name("pool"), graph::AveragePool2d{2, 2, window, graph::Activation::None}, {x}));
  }

  TensorId block(TensorId x) {
    switch (rng_.below(6)) {
      case 0:
        return layer(build_.depthwise_conv2d(name("depthwise"), x, {.filter = 3}));
      case 1:
        return padded(x);
      case 2:
        return residual(x);
      case 3:
        return gated(x);
      case 4:
        return joined(x);
      default:
        return pooled(x);
    }
  }

  // Sets plausible trained parameters, so that norms, biases and the last layer have an effect.
  graph::Graph spread(graph::Graph graph) {
    for (graph::Tensor& tensor : graph.tensors) {
      if (!tensor.is_constant || tensor.shape.size() > 2) continue;
      if (tensor.shape.size() == 2) {
        std::vector<float> values = float_values(tensor);
        for (float& value : values) value *= 100;  // the standard deviation was 0.01
        tensor.data = bytes_of(values);
        continue;
      }
      const bool is_factor = tensor.name.ends_with("/gamma") || tensor.name.ends_with("/variance");
      std::vector<float> values = float_values(tensor);
      for (float& value : values)
        value = static_cast<float>(is_factor ? rng_.uniform(0.5, 1.5) : rng_.uniform(-0.3, 0.3));
      tensor.data = bytes_of(values);
    }
    return graph;
  }

  Rng rng_;
  graph::Builder build_;
  int count_ = 0;
};

}  // namespace

graph::Graph random_network(std::uint64_t seed) {
  return Maker(seed).network();
}

Samples random_samples(const graph::Graph& graph, std::size_t count, std::uint64_t seed) {
  const graph::Shape& shape = graph.tensor(graph.inputs[0]).shape;
  const auto values = static_cast<std::size_t>(graph::element_count(shape));
  Samples samples(count, std::vector<float>(values));
  Rng rng{seed, 23};
  for (std::vector<float>& sample : samples) {
    const double frequency = rng.uniform(0.01, 0.3), phase = rng.uniform(0, 6);
    for (std::size_t i = 0; i < values; ++i) {
      const double wave = 0.5 + 0.45 * std::sin(frequency * static_cast<double>(i) + phase);
      sample[i] = static_cast<float>(std::clamp(wave + rng.uniform(-0.1, 0.1), 0.0, 1.0));
    }
  }
  return samples;
}

std::vector<float> answer_of(const graph::Graph& graph, const std::vector<float>& sample) {
  auto interpreter = infer::Interpreter::make(graph);
  EXPECT_TRUE(interpreter) << interpreter.error().text();
  std::copy(sample.begin(), sample.end(), interpreter->input_as<float>().begin());
  interpreter->run();
  return interpreter->real_values(graph.outputs[0]);
}

}  // namespace tinsmith::quant
