#include "train/engine/nets_for_test.h"

#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::train {

using graph::Activation;
using graph::Graph;
using graph::TensorId;
using Filter = TestNet::Filter;

TestNet::TestNet(std::string name, graph::Shape input, std::uint64_t seed) : rng_(seed) {
  graph_.name = std::move(name);
  graph_.tensors.push_back({.name = "input", .shape = std::move(input)});
  graph_.inputs = {0};
}

TensorId TestNet::constant(graph::Shape shape, double low, double high, bool trainable) {
  std::vector<float> values(static_cast<std::size_t>(graph::element_count(shape)));
  for (float& value : values) value = static_cast<float>(rng_.uniform(low, high));
  graph_.tensors.push_back({.name = fmt::format("constant{}", graph_.tensors.size()),
                            .shape = std::move(shape),
                            .data = bytes_of(values),
                            .is_constant = true,
                            .is_trainable = trainable});
  return static_cast<TensorId>(graph_.tensors.size() - 1);
}

std::vector<TensorId> TestNet::add(graph::Attributes attributes, std::vector<TensorId> inputs) {
  graph::Operator op{
      std::move(attributes), std::move(inputs), {}, fmt::format("op{}", graph_.operators.size())};
  const auto shapes = graph::output_shapes(graph_, op);
  CHECK(shapes.has_value(), "{}", shapes.error().text());
  for (const graph::Shape& shape : *shapes) {
    op.outputs.push_back(static_cast<TensorId>(graph_.tensors.size()));
    graph_.tensors.push_back({.name = fmt::format("tensor{}", graph_.tensors.size()), .shape = shape});
  }
  graph_.operators.push_back(op);
  return op.outputs;
}

namespace {

graph::Window window_of(const graph::Shape& input, const Filter& filter) {
  graph::Window window;
  window.stride_height = window.stride_width = filter.stride;
  window.dilation_height = window.dilation_width = filter.dilation;
  window.padding = graph::same_padding(input[1], input[2], filter.size, filter.size, filter.stride,
                                       filter.stride, filter.dilation, filter.dilation);
  return window;
}

}  // namespace

TensorId TestNet::conv(TensorId from, const Filter& filter) {
  const graph::Shape input = shape(from);
  std::vector<TensorId> inputs{
      from, constant({filter.filters, filter.size, filter.size, input[3]}, -0.5, 0.5, true)};
  if (filter.has_bias) inputs.push_back(constant({filter.filters}, -0.5, 0.5, true));
  return (*this)(graph::Conv2d{window_of(input, filter), filter.activation}, inputs);
}

TensorId TestNet::depthwise(TensorId from, const Filter& filter, std::int32_t multiplier) {
  const graph::Shape input = shape(from);
  const std::int32_t channels = input[3] * multiplier;
  std::vector<TensorId> inputs{from, constant({1, filter.size, filter.size, channels}, -0.5, 0.5, true)};
  if (filter.has_bias) inputs.push_back(constant({channels}, -0.5, 0.5, true));
  return (*this)(graph::DepthwiseConv2d{window_of(input, filter), multiplier, filter.activation}, inputs);
}

TensorId TestNet::dense(TensorId from, std::int32_t outputs) {
  const auto values = static_cast<std::int32_t>(graph::element_count(shape(from)));
  return (*this)(graph::FullyConnected{},
                 {from, constant({outputs, values}, -0.5, 0.5, true), constant({outputs}, -0.5, 0.5, true)});
}

TensorId TestNet::norm(TensorId from) {
  const std::int32_t channels = shape(from).back();
  const TensorId gamma = constant({channels}, 0.5, 1.5, true), beta = constant({channels}, -0.5, 0.5, true);
  const TensorId mean = constant({channels}, -0.5, 0.5, false),
                 variance = constant({channels}, 0.5, 1.5, false);
  return (*this)(graph::BatchNorm{}, {from, gamma, beta, mean, variance});
}

Graph TestNet::finish(std::vector<TensorId> outputs) {
  graph_.outputs = std::move(outputs);
  const auto valid = graph::validate(graph_);
  CHECK(valid.has_value(), "{}: {}", graph_.name, valid.error().text());
  return std::move(graph_);
}

namespace {

// Returns a trainable convolution followed by `body`, which returns the outputs.
Graph net(const std::string& name, const std::function<std::vector<TensorId>(TestNet&, TensorId)>& body) {
  TestNet net(name, {1, 6, 7, 3}, 3 + name.size());
  const TensorId first = net.conv(net.input(), {.filters = 5});
  return net.finish(body(net, first));
}

void add_layers(std::vector<Graph>& nets) {
  const auto one = [&](const std::string& name, const std::function<TensorId(TestNet&, TensorId)>& body) {
    nets.push_back(net(name, [&](TestNet& n, TensorId x) { return std::vector{body(n, x)}; }));
  };
  one("conv 3x3 stride 2, relu6", [](TestNet& n, TensorId x) {
    return n.conv(x, {.filters = 9, .size = 3, .stride = 2, .activation = Activation::Relu6});
  });
  one("conv 3x3 dilated, no bias", [](TestNet& n, TensorId x) {
    return n.conv(x, {.filters = 17, .size = 3, .dilation = 2, .has_bias = false});
  });
  one("depthwise 3x3, relu",
      [](TestNet& n, TensorId x) { return n.depthwise(x, {.size = 3, .activation = Activation::Relu}); });
  one("depthwise 5x5 stride 2, multiplier 3",
      [](TestNet& n, TensorId x) { return n.depthwise(x, {.size = 5, .stride = 2}, 3); });
  one("dense", [](TestNet& n, TensorId x) { return n.dense(n.dense(x, 11), 4); });
  one("conv, norm",
      [](TestNet& n, TensorId x) { return n.norm(n.conv(x, {.filters = 20, .has_bias = false})); });
  one("conv with bias, norm, relu6, depthwise, norm, leaky, conv", [](TestNet& n, TensorId x) {
    x = n(graph::Relu6{}, {n.norm(n.conv(x, {.filters = 20}))});
    x = n(graph::LeakyRelu{0.2f}, {n.norm(n.depthwise(x, {.size = 3, .stride = 2}))});
    return n.conv(x, {.filters = 6, .size = 3});
  });
  one("norm, relu read by a dense layer of one pixel", [](TestNet& n, TensorId x) {
    x = n(graph::AveragePool2d{6, 7, {}, Activation::None}, {x});
    x = n(graph::Relu{}, {n.norm(n.conv(x, {.filters = 8}))});
    return n.dense(x, 3);
  });
  one("norm of dense", [](TestNet& n, TensorId x) { return n(graph::Relu{}, {n.norm(n.dense(x, 9))}); });
  one("norm after a pool, relu", [](TestNet& n, TensorId x) {
    x = n(graph::AveragePool2d{2, 2, {}, Activation::None}, {x});
    return n(graph::Relu{}, {n.norm(x)});
  });
  one("conv, leaky",
      [](TestNet& n, TensorId x) { return n(graph::LeakyRelu{0.1f}, {n.conv(x, {.filters = 8})}); });
}

void add_elementwise(std::vector<Graph>& nets) {
  const auto one = [&](const std::string& name, const std::function<TensorId(TestNet&, TensorId)>& body) {
    nets.push_back(net(name, [&](TestNet& n, TensorId x) { return std::vector{body(n, x)}; }));
  };
  one("add, three readers", [](TestNet& n, TensorId x) {
    const TensorId y = n(graph::Relu{}, {n.norm(n.conv(x, {.filters = 5}))});
    return n(graph::Add{Activation::Relu}, {n(graph::Add{}, {x, y}), n.conv(y, {.filters = 5})});
  });
  one("add to itself", [](TestNet& n, TensorId x) { return n(graph::Add{Activation::Relu6}, {x, x}); });
  one("sub, broadcast", [](TestNet& n, TensorId x) {
    return n(graph::Sub{Activation::Relu}, {x, n(graph::Mean{{1, 2}, true}, {x})});
  });
  one("mul, broadcast on the left", [](TestNet& n, TensorId x) {
    return n(graph::Mul{}, {n(graph::Logistic{}, {n(graph::Mean{{1, 2}, true}, {x})}), x});
  });
  one("constants", [](TestNet& n, TensorId x) {
    x = n(graph::Mul{}, {x, n.constant({5}, -1, 1, false)});
    x = n(graph::Sub{}, {n.constant({1, 1, 1, 5}, -1, 1, false), x});
    return n(graph::Add{}, {x, n.constant({1, 6, 1, 5}, -1, 1, false)});
  });
  one("square", [](TestNet& n, TensorId x) { return n(graph::Mul{}, {x, x}); });
  one("relu after add", [](TestNet& n, TensorId x) { return n(graph::Relu{}, {n(graph::Add{}, {x, x})}); });
  one("leaky steeper than 1", [](TestNet& n, TensorId x) {
    return n(graph::LeakyRelu{0.3f}, {n(graph::Mul{}, {x, x})});
  });
  one("logistic", [](TestNet& n, TensorId x) { return n(graph::Logistic{}, {x}); });
  one("softmax", [](TestNet& n, TensorId x) { return n(graph::Softmax{1.5f}, {x}); });
  one("dropout of nothing", [](TestNet& n, TensorId x) { return n(graph::Dropout{0}, {x}); });
}

void add_moves(std::vector<Graph>& nets) {
  const auto one = [&](const std::string& name, const std::function<TensorId(TestNet&, TensorId)>& body) {
    nets.push_back(net(name, [&](TestNet& n, TensorId x) { return std::vector{body(n, x)}; }));
  };
  graph::Window pooling;
  pooling.stride_height = pooling.stride_width = 2;
  pooling.padding = {1, 1, 1, 0};
  one("average pool", [=](TestNet& n, TensorId x) {
    return n(graph::AveragePool2d{3, 2, pooling, Activation::Relu}, {x});
  });
  one("max pool", [=](TestNet& n, TensorId x) {
    return n(graph::MaxPool2d{3, 2, pooling, Activation::Relu6}, {x});
  });
  one("mean, dense", [](TestNet& n, TensorId x) { return n.dense(n(graph::Mean{{1, 2}, false}, {x}), 4); });
  one("mean of channels", [](TestNet& n, TensorId x) { return n(graph::Mean{{3}, false}, {x}); });
  one("reshape", [](TestNet& n, TensorId x) { return n(graph::Reshape{{1, 14, 15}}, {x}); });
  one("transpose", [](TestNet& n, TensorId x) { return n(graph::Transpose{{0, 3, 1, 2}}, {x}); });
  one("concatenation", [](TestNet& n, TensorId x) {
    return n(graph::Concatenation{3, Activation::Relu}, {x, n.conv(x, {.filters = 3}), x});
  });
  one("concatenation of rows", [](TestNet& n, TensorId x) {
    return n(graph::Concatenation{1}, {x, n(graph::Relu{}, {x})});
  });
  nets.push_back(net("split", [](TestNet& n, TensorId x) {
    const auto parts = n.add(graph::Split{3, {1, 2, 2}}, {x});
    return std::vector{parts[2], n(graph::Logistic{}, {parts[0]})};  // no operator reads one of the parts
  }));
  one("pad", [](TestNet& n, TensorId x) {
    return n(graph::Pad{{{0, 0}, {1, 2}, {0, 1}, {2, 0}}, 0.5f}, {x});
  });
  one("slice", [](TestNet& n, TensorId x) {
    return n(graph::StridedSlice{{0, 1, 2, 0}, {1, 6, 3, 5}, {1, 2, 1, 3}, {2}}, {x});
  });
  one("resize", [](TestNet& n, TensorId x) { return n(graph::ResizeNearest{12, 10, false, false}, {x}); });
  one("resize between corners", [](TestNet& n, TensorId x) {
    return n(graph::ResizeNearest{4, 13, true, false}, {x});
  });
  one("resize from centers", [](TestNet& n, TensorId x) {
    return n(graph::ResizeNearest{9, 3, false, true}, {x});
  });
  nets.push_back(net("two outputs, one read again", [](TestNet& n, TensorId x) {
    const TensorId y = n(graph::Relu{}, {n.norm(n.conv(x, {.filters = 4}))});
    return std::vector{y, n.conv(y, {.filters = 2})};
  }));
}

// MobileNetV2's block: expansion, depthwise filter, projection, and a residual connection if the shape
// stays the same.
TensorId inverted_residual(TestNet& net, TensorId x, std::int32_t filters, std::int32_t stride) {
  const std::int32_t channels = net.shape(x)[3];
  TensorId y = net(graph::Relu6{}, {net.norm(net.conv(x, {.filters = channels * 6, .has_bias = false}))});
  y = net(graph::Relu6{}, {net.norm(net.depthwise(y, {.size = 3, .stride = stride, .has_bias = false}))});
  y = net.norm(net.conv(y, {.filters = filters, .has_bias = false}));
  return channels == filters && stride == 1 ? net(graph::Add{}, {x, y}) : y;
}

TensorId stem(TestNet& net) {
  TensorId x =
      net(graph::Relu6{},
          {net.norm(net.conv(net.input(), {.filters = 8, .size = 3, .stride = 2, .has_bias = false}))});
  x = inverted_residual(net, x, 8, 1);
  x = inverted_residual(net, x, 12, 2);
  return inverted_residual(net, x, 12, 1);
}

}  // namespace

std::vector<Graph> operator_nets() {
  std::vector<Graph> nets;
  add_layers(nets);
  add_elementwise(nets);
  add_moves(nets);
  return nets;
}

Graph small_mobilenet_v2() {
  TestNet net("small MobileNetV2", {1, 24, 24, 3}, 21);
  TensorId x = stem(net);
  x = net(graph::Relu6{}, {net.norm(net.conv(x, {.filters = 40, .has_bias = false}))});
  return net.finish({net.dense(net(graph::Dropout{0}, {net(graph::Mean{{1, 2}, false}, {x})}), 7)});
}

Graph small_fomo() {
  TestNet net("small FOMO", {1, 24, 24, 1}, 22);
  TensorId x = stem(net);
  x = net(graph::Relu6{}, {net.norm(net.conv(x, {.filters = 72, .has_bias = false}))});
  return net.finish({net.conv(net.conv(x, {.filters = 32, .activation = Activation::Relu}), {.filters = 3})});
}

}  // namespace tinsmith::train
