#include "devices/model_for_test.h"

#include "devices/esp_image.h"
#include "devices/simulated_xiao.h"
#include "formats/tflite/tflite.h"
#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::devices {
namespace {

constexpr float kPixelScale = 1.0f / 255;
constexpr float kColourScale = 1.0f / 127;  // the weight 127 is 1

struct Chain {
  graph::Graph graph;
  graph::TensorId last = graph::kNoTensor;

  graph::TensorId tensor(std::string name, graph::ElementType type, graph::Shape shape,
                         graph::Quantization quantization) {
    graph.tensors.push_back({std::move(name), type, std::move(shape), std::move(quantization)});
    return static_cast<graph::TensorId>(graph.tensors.size() - 1);
  }
  graph::TensorId constant(std::string name, graph::ElementType type, graph::Shape shape, float scale,
                           Bytes data) {
    const graph::TensorId id = tensor(std::move(name), type, std::move(shape), {{scale}, {0}, 0});
    graph.tensor(id).is_constant = true;
    graph.tensor(id).data = std::move(data);
    return id;
  }
  void append(std::string name, graph::Attributes attributes, std::vector<graph::TensorId> constants,
              float scale, std::int32_t zero_point) {
    graph::Operator op{std::move(attributes), {last}, {}, name};
    op.inputs.insert(op.inputs.end(), constants.begin(), constants.end());
    last = tensor(std::move(name), graph::ElementType::Int8, {}, {{scale}, {zero_point}, 0});
    op.outputs = {last};
    const auto shapes = graph::output_shapes(graph, op);
    CHECK(shapes.has_value(), "{}", shapes.error().text());
    graph.tensor(last).shape = (*shapes)[0];
    graph.operators.push_back(std::move(op));
  }
};

// The mean of each channel, as {1, channels}.
Chain mean_of_picture(std::int32_t side, std::int32_t channels, bool by_pool) {
  Chain chain;
  chain.last =
      chain.tensor("input", graph::ElementType::Int8, {1, side, side, channels}, {{kPixelScale}, {-128}, 0});
  chain.graph.inputs = {chain.last};
  if (by_pool) {
    graph::AveragePool2d pool;
    pool.filter_height = pool.filter_width = side;
    chain.append("pool", pool, {}, kPixelScale, -128);
    chain.append("flat", graph::Reshape{{1, channels}}, {}, kPixelScale, -128);
  } else {
    chain.append("mean", graph::Mean{{1, 2}, false}, {}, kPixelScale, -128);
  }
  return chain;
}

graph::Graph finished(Chain chain) {
  chain.graph.outputs = {chain.last};
  const auto valid = graph::validate(chain.graph);
  CHECK(valid.has_value(), "{}", valid.error().text());
  return std::move(chain.graph);
}

}  // namespace

graph::Graph graph_for_test(const ModelForTest& model) {
  Chain chain = mean_of_picture(model.side, model.channels, model.averages_in_an_unknown_way);
  const auto count = static_cast<std::int32_t>(graph::element_count(model.output));
  // With this scale of the weights, which are 0, one step of the bias is one step of the output.
  const float weight_scale = model.scale / kPixelScale;
  std::vector<std::int32_t> bias(static_cast<std::size_t>(count), -128 - model.zero_point);
  for (std::size_t i = 0; i < model.values.size(); ++i) bias.at(i) = model.values[i] - model.zero_point;
  const auto weights = chain.constant("weights", graph::ElementType::Int8, {count, model.channels},
                                      weight_scale, Bytes(static_cast<std::size_t>(count * model.channels)));
  const auto biases =
      chain.constant("bias", graph::ElementType::Int32, {count}, weight_scale * kPixelScale, bytes_of(bias));
  chain.append("dense", graph::FullyConnected{}, {weights, biases}, model.scale, model.zero_point);
  if (model.output.size() != 2)
    chain.append("output", graph::Reshape{model.output}, {}, model.scale, model.zero_point);
  return finished(std::move(chain));
}

graph::Graph colours_for_test() {
  Chain chain = mean_of_picture(32, 3, false);
  const std::vector<std::int8_t> identity{127, 0, 0, 0, 127, 0, 0, 0, 127};
  const auto weights =
      chain.constant("weights", graph::ElementType::Int8, {3, 3}, kColourScale, bytes_of(identity));
  const auto biases = chain.constant("bias", graph::ElementType::Int32, {3}, kColourScale * kPixelScale,
                                     bytes_of(std::vector<std::int32_t>(3)));
  chain.append("dense", graph::FullyConnected{}, {weights, biases}, 1.0f / 256, -128);
  return finished(std::move(chain));
}

Bytes file_for_test(const graph::Graph& graph) {
  auto file = formats::write_tflite(graph, {});
  CHECK(file.has_value(), "{}", file.error().text());
  return std::move(file).value();
}

SimulatedMemory flash_for_test(Dialect firmware, const graph::Graph& graph) {
  SimulatedMemory flash(kXiaoFlash_bytes);
  SimulatedXiao::install(firmware, flash);
  flash.replace(kModelsOffset, file_for_test(graph));
  return flash;
}

SimulatedModel simulated_for_test(const graph::Graph& graph) {
  auto model = SimulatedModel::from_tflite(file_for_test(graph), *boards::find_board("xiao-esp32s3").value());
  CHECK(model.has_value(), "{}", model.error().text());
  return std::move(model).value();
}

SimulatedModel simulated_for_test(const ModelForTest& model) {
  return simulated_for_test(graph_for_test(model));
}

}  // namespace tinsmith::devices
