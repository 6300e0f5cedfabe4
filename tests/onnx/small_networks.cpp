#include "onnx/small_networks.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "graph/shapes.h"
#include "graph/validate.h"
#include "infer/interpreter.h"

namespace tinsmith {
namespace {

using graph::Activation;
using graph::Shape;
using graph::TensorId;
using graph::Window;

// Builds a network, operator by operator, with random weights.
class Maker {
 public:
  explicit Maker(std::string name) : rng_{7, 11} { graph_.name = std::move(name); }

  TensorId input(const Shape& shape) {
    graph_.inputs.push_back(tensor(fmt::format("input {}", graph_.inputs.size()), shape));
    return graph_.inputs.back();
  }
  TensorId constant(const Shape& shape) {
    std::vector<float> values(static_cast<std::size_t>(graph::element_count(shape)));
    for (float& value : values) value = static_cast<float>(rng_.uniform(0.1, 1));
    return constant(shape, values);
  }
  TensorId constant(const Shape& shape, const std::vector<float>& values) {
    const TensorId id = tensor(fmt::format("constant {}", graph_.tensors.size()), shape);
    graph_.tensor(id).data = bytes_of(values);
    graph_.tensor(id).is_constant = true;
    return id;
  }
  std::vector<TensorId> parts(graph::Attributes attributes, std::vector<TensorId> inputs) {
    graph::Operator op{
        std::move(attributes), std::move(inputs), {}, fmt::format("{}", graph_.operators.size())};
    const auto shapes = graph::output_shapes(graph_, op).value();
    for (const Shape& shape : shapes)
      op.outputs.push_back(tensor(fmt::format("value {}", graph_.tensors.size()), shape));
    graph_.operators.push_back(op);
    return op.outputs;
  }
  TensorId add(graph::Attributes attributes, std::vector<TensorId> inputs) {
    return parts(std::move(attributes), std::move(inputs))[0];
  }
  const Shape& shape(TensorId id) const { return graph_.tensor(id).shape; }

  SmallNetwork finish(std::vector<TensorId> outputs) {
    graph_.outputs = std::move(outputs);
    const auto valid = graph::validate(graph_);
    CHECK(valid, "{}: {}", graph_.name, valid.error().text());
    return {graph_.name, std::move(graph_)};
  }

 private:
  TensorId tensor(std::string name, const Shape& shape) {
    graph::Tensor made;
    made.name = std::move(name);
    made.shape = shape;
    graph_.tensors.push_back(std::move(made));
    return static_cast<TensorId>(graph_.tensors.size() - 1);
  }
  Rng rng_;
  graph::Graph graph_;
};

SmallNetwork convolutions() {
  Maker make("convolutions");
  const TensorId x = make.input({1, 11, 9, 3});
  const TensorId a = make.add(graph::Conv2d{Window{2, 1, 1, 2, {2, 0, 1, 3}}, Activation::Relu6},
                              {x, make.constant({5, 3, 2, 3}), make.constant({5})});
  const TensorId b = make.add(graph::DepthwiseConv2d{Window{1, 2, 2, 1, {0, 3, 2, 0}}, 2, Activation::Relu},
                              {a, make.constant({1, 2, 3, 10}), make.constant({10})});
  const TensorId c = make.add(graph::DepthwiseConv2d{Window{}, 1}, {b, make.constant({1, 3, 3, 10})});
  return make.finish({make.add(graph::Conv2d{}, {c, make.constant({4, 1, 1, 10})}), a});
}

SmallNetwork pools() {
  Maker make("pools");
  const TensorId x = make.input({1, 7, 10, 4});
  const TensorId average =
      make.add(graph::AveragePool2d{3, 2, Window{2, 1, 1, 1, {1, 2, 0, 1}}, Activation::Relu}, {x});
  const TensorId largest = make.add(graph::MaxPool2d{2, 3, Window{2, 3, 1, 1, {1, 0, 2, 1}}}, {x});
  const TensorId whole = make.add(graph::AveragePool2d{7, 10, Window{}}, {x});
  return make.finish({average, largest, whole, make.add(graph::Reshape{{1, 4}}, {whole})});
}

SmallNetwork arithmetic() {
  Maker make("arithmetic");
  const TensorId x = make.input({1, 5, 3, 4}), y = make.input({1, 1, 1, 4}), z = make.input({1, 4});
  TensorId v = make.add(graph::Add{Activation::Relu}, {x, make.constant({4})});
  v = make.add(graph::Sub{}, {make.constant({1, 1, 1, 4}), v});
  v = make.add(graph::Mul{}, {v, make.constant({1})});
  v = make.add(graph::Mul{}, {v, make.constant({5, 3, 4})});
  v = make.add(graph::Add{Activation::Relu6}, {v, make.constant({1, 5, 3, 1})});
  v = make.add(graph::Mul{}, {y, v});
  v = make.add(graph::Mul{}, {v, make.add(graph::Relu{}, {v})});
  v = make.add(graph::Sub{}, {v, make.constant({3, 1})});
  return make.finish({v, make.add(graph::Add{}, {v, z}), make.add(graph::Mul{}, {z, make.constant({4})})});
}

SmallNetwork activations() {
  Maker make("activations");
  const TensorId x = make.input({1, 3, 5, 4});
  const TensorId a = make.add(graph::Sub{}, {x, make.constant({4}, {0.5f, 0, 0.9f, -7})});
  return make.finish({make.add(graph::Relu{}, {a}), make.add(graph::Relu6{}, {a}),
                      make.add(graph::LeakyRelu{0.2f}, {a}), make.add(graph::Logistic{}, {a}),
                      make.add(graph::Softmax{0.5f}, {a}), make.add(graph::Dropout{0.3f}, {x})});
}

SmallNetwork joins() {
  Maker make("joins");
  const TensorId x = make.input({1, 4, 6, 3}), y = make.input({1, 4, 6, 3});
  const auto parts = make.parts(graph::Split{3, {1, 2}}, {x});
  const auto rows = make.parts(graph::Split{1, {1, 2, 1}}, {y});
  const TensorId channels =
      make.add(graph::Concatenation{3}, {parts[1], y, parts[0], make.constant({1, 4, 6, 1})});
  const TensorId below = make.add(graph::Concatenation{1}, {rows[2], x, rows[0]});
  const TensorId beside = make.add(graph::Concatenation{2}, {x, y});
  return make.finish({channels, below, beside, rows[1]});
}

SmallNetwork movements() {
  Maker make("movements");
  const TensorId x = make.input({1, 6, 7, 4});
  const TensorId pad = make.add(graph::Pad{{{0, 0}, {1, 2}, {0, 3}, {2, 0}}, -1.5f}, {x});
  const TensorId slice = make.add(graph::StridedSlice{{0, 1, 2, 0}, {1, 8, 9, 6}, {1, 2, 3, 2}, {}}, {pad});
  const TensorId row = make.add(graph::StridedSlice{{0, 2, 0, 0}, {1, 3, 7, 4}, {1, 1, 1, 1}, {1}}, {x});
  const TensorId pixel = make.add(graph::StridedSlice{{0, 2, 3, 0}, {1, 3, 4, 4}, {1, 1, 1, 1}, {1, 2}}, {x});
  const TensorId turned = make.add(graph::Transpose{{0, 2, 1, 3}}, {x});
  const TensorId first = make.add(graph::Transpose{{0, 3, 1, 2}}, {make.add(graph::Relu{}, {x})});
  const TensorId back = make.add(graph::Transpose{{0, 2, 3, 1}}, {make.add(graph::Relu6{}, {first})});
  return make.finish({slice, row, pixel, turned, first, make.add(graph::Mul{}, {back, x})});
}

SmallNetwork reshapes() {
  Maker make("reshapes");
  const TensorId x = make.input({1, 4, 3, 6});
  const TensorId flat = make.add(graph::Reshape{{1, 72}}, {x});
  const TensorId anchors = make.add(graph::Reshape{{1, 12, 6}}, {x});
  const TensorId split = make.add(graph::Reshape{{1, 4, 3, 2, 3}}, {x});
  const TensorId mixed = make.add(graph::Reshape{{1, 6, 4, 3}}, {x});
  const TensorId boxes = make.add(graph::Reshape{{1, 24, 3}}, {make.add(graph::Logistic{}, {split})});
  const TensorId all =
      make.add(graph::Concatenation{1}, {anchors, make.add(graph::Reshape{{1, 12, 6}}, {mixed})});
  return make.finish({flat, all, boxes, mixed, make.add(graph::Transpose{{0, 2, 1}}, {anchors})});
}

SmallNetwork resizes() {
  Maker make("resizes");
  const TensorId x = make.input({1, 5, 6, 2});
  const graph::ResizeNearest kinds[] = {{10, 12},      {15, 6}, {7, 11}, {3, 4}, {10, 18, false, true},
                                        {9, 11, true}, {2, 1}};
  std::vector<TensorId> outputs;
  for (const auto& kind : kinds) outputs.push_back(make.add(kind, {x}));
  return make.finish(outputs);
}

SmallNetwork means() {
  Maker make("means");
  const TensorId x = make.input({1, 5, 3, 4});
  std::vector<TensorId> outputs;
  for (const std::vector<std::int32_t>& axes :
       {std::vector{1, 2}, std::vector{1}, std::vector{2}, std::vector{3}, std::vector{2, 3}})
    for (const bool keep : {true, false}) outputs.push_back(make.add(graph::Mean{axes, keep}, {x}));
  return make.finish(outputs);
}

SmallNetwork dense() {
  Maker make("dense");
  const TensorId x = make.input({1, 3, 2, 4});
  const TensorId picture =
      make.add(graph::FullyConnected{Activation::Relu}, {x, make.constant({5, 24}), make.constant({5})});
  const TensorId flat = make.add(graph::Reshape{{1, 24}}, {make.add(graph::Relu{}, {x})});
  const TensorId row = make.add(graph::FullyConnected{}, {flat, make.constant({5, 24})});
  return make.finish(
      {make.add(graph::Softmax{}, {make.add(graph::Add{}, {picture, row})}),
       make.add(graph::FullyConnected{}, {picture, make.constant({3, 5}), make.constant({3})})});
}

SmallNetwork norms() {
  Maker make("norms");
  const TensorId x = make.input({1, 3, 5, 4});
  const auto norm = [&](TensorId id) {
    return make.add(graph::BatchNorm{1e-3f, 0.9f},
                    {id, make.constant({4}), make.constant({4}), make.constant({4}), make.constant({4})});
  };
  const TensorId flat = make.add(graph::Mean{{1, 2}, false}, {x});
  return make.finish({norm(x), norm(flat), norm(make.add(graph::Reshape{{1, 15, 4}}, {x}))});
}

SmallNetwork inputs_given_out() {
  Maker make("inputs given out");
  const TensorId x = make.input({1, 3, 5, 4}), c = make.constant({1, 3, 5, 4});
  const TensorId same = make.add(graph::Dropout{0.5f}, {x});
  return make.finish({x, same, c, make.add(graph::Add{}, {same, c})});
}

}  // namespace

std::vector<SmallNetwork> small_networks() {
  return {convolutions(), pools(),   arithmetic(), activations(), joins(), movements(),
          reshapes(),     resizes(), means(),      dense(),       norms(), inputs_given_out()};
}

std::vector<std::vector<float>> random_inputs(const graph::Graph& graph, std::uint64_t seed) {
  Rng rng{seed, 5};
  std::vector<std::vector<float>> inputs;
  for (const TensorId id : graph.inputs) {
    auto& values =
        inputs.emplace_back(static_cast<std::size_t>(graph::element_count(graph.tensor(id).shape)));
    for (float& value : values) value = static_cast<float>(rng.uniform(0, 1));
  }
  return inputs;
}

std::vector<std::vector<float>> answers_of(const graph::Graph& graph,
                                           const std::vector<std::vector<float>>& inputs) {
  auto interpreter = infer::Interpreter::make(graph);
  EXPECT_TRUE(interpreter) << interpreter.error().text();
  for (std::size_t i = 0; i < inputs.size(); ++i)
    std::copy(inputs[i].begin(), inputs[i].end(), interpreter->input_as<float>(i).begin());
  interpreter->run();
  std::vector<std::vector<float>> answers;
  for (const TensorId id : graph.outputs) answers.push_back(interpreter->real_values(id));
  return answers;
}

}  // namespace tinsmith
