// Compares the engine with PyTorch: every operator, and whole networks.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "base/json.h"
#include "graph/operators.h"
#include "train/engine.h"
#include "train/engine/nets_for_test.h"

namespace tinsmith::train {
namespace {

using nlohmann::json;

// Relative to the max value of a tensor: tolerance of float sums against PyTorch's doubles.
constexpr double kTolerance = 1e-4;
constexpr std::int32_t kBatch = 3;

json attributes_of(const graph::Window& window) {
  const auto& padding = window.padding;
  return {{"strides", {window.stride_height, window.stride_width}},
          {"dilations", {window.dilation_height, window.dilation_width}},
          {"padding", {padding.top, padding.bottom, padding.left, padding.right}}};
}
template <class Kind>
json attributes_of(const Kind& kind) {
  if constexpr (requires { kind.filter_height; }) {
    json pool = attributes_of(kind.window);
    pool["filter"] = {kind.filter_height, kind.filter_width};
    return pool;
  } else if constexpr (requires { kind.window; }) {
    return attributes_of(kind.window);
  } else {
    return json::object();
  }
}
json attributes_of(const graph::BatchNorm& k) {
  return {{"epsilon", k.epsilon}, {"momentum", k.momentum}};
}
json attributes_of(const graph::Mean& k) {
  return {{"axes", k.axes}, {"keep", k.keep_dimensions}};
}
json attributes_of(const graph::LeakyRelu& k) {
  return {{"alpha", k.alpha}};
}
json attributes_of(const graph::Softmax& k) {
  return {{"beta", k.beta}};
}
json attributes_of(const graph::Reshape& k) {
  return {{"shape", k.shape}};
}
json attributes_of(const graph::Transpose& k) {
  return {{"order", k.permutation}};
}
json attributes_of(const graph::Concatenation& k) {
  return {{"axis", k.axis}};
}
json attributes_of(const graph::Split& k) {
  return {{"axis", k.axis}, {"sizes", k.sizes}};
}
json attributes_of(const graph::Pad& k) {
  return {{"amounts", k.amounts}, {"value", k.value}};
}
json attributes_of(const graph::StridedSlice& k) {
  return {{"begin", k.begin}, {"end", k.end}, {"strides", k.strides}, {"removed", k.removed_axes}};
}
json attributes_of(const graph::ResizeNearest& k) {
  return {{"size", {k.height, k.width}},
          {"align_corners", k.align_corners},
          {"half_pixel_centers", k.half_pixel_centers}};
}

json operators_of(const graph::Graph& graph) {
  json operators = json::array();
  for (const graph::Operator& op : graph.operators) {
    json one = std::visit([](const auto& kind) { return attributes_of(kind); }, op.attributes);
    one["kind"] = info_of(op).name;
    one["inputs"] = op.inputs;
    one["outputs"] = op.outputs;
    one["activation"] = graph::name_of(graph::fused_activation(op));
    operators.push_back(std::move(one));
  }
  return operators;
}

std::vector<float> random_values(std::uint64_t key, std::size_t count) {
  Rng rng{99, key};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.uniform(-1, 1));
  return values;
}

std::vector<float> copied(std::span<const float> values) {
  return {values.begin(), values.end()};
}

// The results of one training step of a network.
struct Trace {
  std::string name;
  std::vector<std::pair<std::string, std::vector<float>>> found;  // outputs, gradients, statistics
};

// Runs each network and writes its description for PyTorch.
class Cases {
 public:
  void add(const graph::Graph& graph) {
    ThreadPool pool(2);
    auto engine = Engine::make(graph, kBatch, pool);
    ASSERT_TRUE(engine) << engine.error().text();
    const std::uint64_t key = traces_.size();
    json one{{"batch", kBatch},
             {"operators", operators_of(graph)},
             {"input", graph.inputs[0]},
             {"outputs", graph.outputs}};
    one["tensors"] = tensors_of(graph);
    std::ranges::copy(random_values(2 * key, engine->input().size()), engine->input().begin());
    one["input_offset"] = put(engine->input());
    engine->forward(kBatch, Engine::Mode::Training, 1);
    Trace trace{graph.name, {}};
    one["gradient_offset"] = values_.size();
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      trace.found.emplace_back(fmt::format("output {}", i), copied(engine->output(i)));
      std::ranges::copy(random_values(2 * key + 1, engine->output(i).size()),
                        engine->output_gradient(i).begin());
      put(engine->output_gradient(i));
    }
    engine->backward();
    one["parameters"] = json::array();
    for (const ParameterInfo& info : engine->parameters()) {
      one["parameters"].push_back(info.tensor);
      trace.found.emplace_back("gradient of " + info.name,
                               copied(engine->gradients().subspan(info.offset, info.count)));
    }
    add_statistics(engine->graph(), one, trace);
    asked_.push_back(std::move(one));
    traces_.push_back(std::move(trace));
  }

  const std::vector<Trace>& traces() const { return traces_; }

  // Returns the results of all cases in order.
  Result<std::vector<float>> ask_pytorch() const {
    TRY(const auto folder, TemporaryFolder::make());
    TRY_DONE(write_file(folder.path() / "in.bin", bytes_of(values_)));
    TRY_DONE(write_file(folder.path() / "cases.json", json{{"cases", asked_}}.dump()));
    const std::string command =
        fmt::format("/usr/bin/python3 tests/oracle/gradients.py '{}'", folder.path().string());
    if (std::system(command.c_str()) != 0) return fail(Fault::Unavailable, "{} did not work", command);
    TRY(const auto bytes, read_file(folder.path() / "out.bin"));
    return values_of<float>(bytes);
  }

 private:
  std::size_t put(std::span<const float> values) {
    values_.insert(values_.end(), values.begin(), values.end());
    return values_.size() - values.size();
  }
  json tensors_of(const graph::Graph& graph) {
    json tensors = json::array();
    for (const graph::Tensor& tensor : graph.tensors) {
      json one{{"shape", tensor.shape}};
      if (tensor.is_constant) one["offset"] = put(graph::float_values(tensor));
      tensors.push_back(std::move(one));
    }
    return tensors;
  }
  static void add_statistics(const graph::Graph& after, json& one, Trace& trace) {
    one["statistics"] = json::array();
    for (const graph::Operator& op : after.operators)
      for (const std::size_t input : {3u, 4u})
        if (op.is<graph::BatchNorm>()) {
          one["statistics"].push_back(op.inputs[input]);
          trace.found.emplace_back("statistic of " + op.name,
                                   graph::float_values(after.tensor(op.inputs[input])));
        }
  }

  std::vector<float> values_;
  json asked_ = json::array();
  std::vector<Trace> traces_;
};

double max_magnitude(std::span<const float> values) {
  double largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(static_cast<double>(value)));
  return largest;
}

// `scale`: max gradient of the network. A bias before a batch norm has a gradient of 0, so only rounding
// errors could be compared otherwise.
void compare(const std::string& what, std::span<const float> found, std::span<const float> expected,
             double scale) {
  constexpr double kSmall = 0.1;
  const double allowed = kTolerance * std::max(max_magnitude(expected), kSmall * scale);
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], allowed) << what << ", value " << i << " of " << found.size();
}

TEST(Engine, GradientsOfEveryOperatorAndOfWholeNetworksArePyTorchs) {
  if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0)
    GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  Cases cases;
  for (const graph::Graph& net : operator_nets()) cases.add(net);
  cases.add(small_mobilenet_v2());
  cases.add(small_fomo());
  const auto answers = cases.ask_pytorch();
  ASSERT_TRUE(answers) << answers.error().text();
  std::size_t at = 0;
  for (const Trace& trace : cases.traces()) {
    std::size_t end = at;
    double scale = 0;
    for (const auto& [what, found] : trace.found) {
      ASSERT_LE(end + found.size(), answers->size());
      if (what.starts_with("gradient"))
        scale = std::max(scale, max_magnitude(std::span(*answers).subspan(end, found.size())));
      end += found.size();
    }
    for (const auto& [what, found] : trace.found) {
      compare(trace.name + ": " + what, found, std::span(*answers).subspan(at, found.size()), scale);
      at += found.size();
    }
  }
  EXPECT_EQ(at, answers->size());
}

}  // namespace
}  // namespace tinsmith::train
