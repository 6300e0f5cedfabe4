#include "zoo/zoo.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/document_for_test.h"
#include "graph/cost.h"

namespace tinsmith::zoo {
namespace {

graph::Graph built(std::string_view name, const BuildSettings& settings) {
  auto graph = build(**find_network(name), settings);
  EXPECT_TRUE(graph) << name;
  return std::move(graph).value();
}

// Weights and biases of a network after its batch norms are folded: one bias per filter.
struct Folded {
  std::int64_t weights = 0, biases = 0;
  friend bool operator==(const Folded&, const Folded&) = default;
};
Folded folded(const graph::Graph& graph) {
  Folded counts;
  for (const graph::Operator& op : graph.operators)
    if (op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>()) {
      counts.weights += graph::element_count(graph.tensor(op.inputs[1]).shape);
      counts.biases += graph.tensor(op.outputs[0]).shape[3];
    }
  return counts;
}

TEST(Fomo, HasTheWeightsBiasesAndWorkOfThePublishedExports) {
  const auto grey = built("fomo-0.1", {.channels = 1, .classes = 1});
  EXPECT_EQ(folded(grey), (Folded{8192, 626}));
  EXPECT_EQ(graph::multiply_accumulates(grey), 3495168);
  EXPECT_EQ(grey.tensor(grey.outputs[0]).shape, (graph::Shape{1, 12, 12, 2}));
  const auto colour = built("fomo-0.35", {.channels = 3, .classes = 1});
  EXPECT_EQ(folded(colour), (Folded{17232, 906}));
  EXPECT_EQ(graph::multiply_accumulates(colour), 5868288);
  EXPECT_EQ(folded(built("fomo-0.1", {.channels = 3, .classes = 1})), (Folded{8336, 626}));
  EXPECT_EQ(folded(built("fomo-0.35", {.channels = 1, .classes = 1})), (Folded{16944, 906}));
}

TEST(Fomo, TheSmallOneAddsAResidualAroundItsFirstBlock) {
  const auto has_first_add = [](const graph::Graph& graph) {
    for (const graph::Operator& op : graph.operators)
      if (op.name == "expanded_conv_add") return true;
    return false;
  };
  EXPECT_TRUE(has_first_add(built("fomo-0.1", {})));
  EXPECT_FALSE(has_first_add(built("fomo-0.35", {})));
}

// Keras' trainable parameters with include_top and 1000 classes, per width multiplier. (The rest of Keras'
// totals are running means and variances, two values per channel of each norm.)
TEST(Mobilenets, HaveKerasParameterCounts) {
  const BuildSettings settings{.width = 224, .height = 224, .channels = 3, .classes = 1000};
  const struct {
    std::string_view name;
    std::int64_t trainable, total;
  } kKeras[] = {{"mobilenetv1-0.25", 470072, 475544},
                {"mobilenetv1-1.0", 4231976, 4253864},
                {"mobilenetv2-1.0", 3504872, 3538984}};
  for (const auto& keras : kKeras) {
    const auto graph = built(keras.name, settings);
    std::int64_t running = 0;
    for (const graph::Operator& op : graph.operators)
      if (op.is<graph::BatchNorm>()) running += 2 * graph.tensor(op.outputs[0]).shape.back();
    EXPECT_EQ(graph::parameter_count(graph), keras.trainable) << keras.name;
    EXPECT_EQ(graph::parameter_count(graph) + running, keras.total) << keras.name;
  }
}

TEST(Residual, KeepsAGridForSmallInputs) {
  const auto graph = built("tinsmith-small", {.width = 32, .height = 32, .classes = 10});
  std::vector<graph::Shape> features;
  for (const graph::Operator& op : graph.operators)
    if (op.is<graph::Add>()) features.push_back(graph.tensor(op.outputs[0]).shape);
  EXPECT_EQ(features,
            (std::vector<graph::Shape>{
                {1, 32, 32, 16}, {1, 32, 32, 16}, {1, 16, 16, 24}, {1, 16, 16, 24}, {1, 8, 8, 56}}));
}

// Published numbers of parameters (and counted from the published graph), per number of classes.
TEST(SwiftYolo, HasThePublishedParametersAndWork) {
  const struct {
    std::string_view name;
    std::int32_t classes;
    std::int64_t parameters;
  } kPublished[] = {
      {"swift-yolo-tiny", 1, 698'694},      {"swift-yolo-tiny", 3, 700'392},
      {"swift-yolo-tiny", 11, 707'184},     {"swift-yolo-tiny", 80, 765'765},
      {"swift-yolo-tiny-deep", 1, 943'590}, {"swift-yolo-nano", 1, 1'765'270},
  };
  for (const auto& published : kPublished) {
    const auto graph = built(published.name, {.width = 192, .height = 192, .classes = published.classes});
    EXPECT_EQ(graph::parameter_count(graph), published.parameters)
        << published.name << " " << published.classes;
  }
  const auto yolov5n = built("yolov5n", {.width = 640, .height = 640, .classes = 80});
  EXPECT_EQ(graph::parameter_count(yolov5n), 1'872'157) << "ultralytics' figure";
  const auto small = built("swift-yolo-small", {.width = 640, .height = 640, .classes = 80});
  EXPECT_NEAR(static_cast<double>(graph::parameter_count(small)), 7.24e6, 0.01e6);
  const auto tiny = built("swift-yolo-tiny", {.width = 192, .height = 192, .classes = 1});
  EXPECT_NEAR(static_cast<double>(graph::multiply_accumulates(tiny)), 89.0e6, 0.1e6);
}

TEST(SwiftYolo, LooksAtThreeLevelsWithThreeAnchorsEach) {
  const auto graph = built("swift-yolo-tiny", {.width = 192, .height = 96, .classes = 3});
  ASSERT_EQ(graph.outputs.size(), 3u);
  EXPECT_EQ(graph.tensor(graph.outputs[0]).shape, (graph::Shape{1, 12, 24, 24}));
  EXPECT_EQ(graph.tensor(graph.outputs[2]).shape, (graph::Shape{1, 3, 6, 24}));
}

TEST(TinsmithDet, HasHalfAMillionParametersAtMost) {
  for (const std::string_view name : {"tinsmith-det", "tinsmith-det-free"}) {
    const auto graph = built(name, {.width = 192, .height = 192, .classes = 80});
    EXPECT_LE(graph::parameter_count(graph), 500'000) << name;
  }
}

// The constants of a graph by name, without those of the layers whose name has one of these beginnings.
std::map<std::string, const graph::Tensor*> constants_of(const graph::Graph& graph,
                                                         const std::vector<std::string>& without) {
  std::map<std::string, const graph::Tensor*> constants;
  for (const graph::Tensor& tensor : graph.tensors)
    if (tensor.is_constant && std::none_of(without.begin(), without.end(), [&](const std::string& start) {
          return tensor.name.starts_with(start);
        }))
      constants[tensor.name] = &tensor;
  return constants;
}

TEST(Zoo, HasClassifiersForPretrainingWithTheWholeBackboneAndNothingElseOfTheNetwork) {
  int checked = 0;
  for (const Network& network : networks()) {
    if (network.build_classifier == nullptr) continue;
    ++checked;
    const graph::Graph classifier =
        network.build_classifier(network, {.width = 64, .height = 32, .classes = 7});
    EXPECT_EQ(classifier.tensor(classifier.outputs[0]).shape, (graph::Shape{1, 7})) << network.name;
    const graph::Graph whole = built(network.name, {.width = 256, .height = 256, .classes = 3});
    const auto learned = constants_of(classifier, {"classifier", "predictions"});
    const auto backbone =
        constants_of(whole, {"neck", "head", "bbox_head", "detection_layer", "predictions"});
    ASSERT_EQ(learned.size(), backbone.size()) << network.name;
    for (const auto& [layer, tensor] : backbone) {
      ASSERT_TRUE(learned.contains(layer)) << network.name << ": " << layer;
      EXPECT_EQ(learned.at(layer)->shape, tensor->shape) << network.name << ": " << layer;
    }
  }
  EXPECT_GE(checked, 6);
}

TEST(Zoo, HasOneDefaultNetworkForEachTask) {
  for (const scene::Task task : scene::kTasks) {
    const auto all = networks();
    EXPECT_EQ(std::count_if(all.begin(), all.end(),
                            [&](const Network& one) { return one.is_default && one.task == task; }),
              1)
        << scene::name_of(task);
    EXPECT_EQ(default_network(task).task, task);
  }
}

TEST(Zoo, EveryNetworkHasInItsRowWhatEveryUseNeeds) {
  for (const Network& network : networks()) {
    SCOPED_TRACE(network.name);
    EXPECT_EQ(*find_network(network.name), &network) << "another network has the same name";
    EXPECT_TRUE(network.about.starts_with(std::string(scene::name_of(network.task)))) << network.about;
    EXPECT_GT(network.width_multiplier, 0);
    EXPECT_GE(network.stride, 1);
    EXPECT_GT(network.learning_rate, 0);
  }
}

TEST(Zoo, EveryBoxDetectorSaysWhatItsOutputsStandFor) {
  for (const Network& network : networks()) {
    EXPECT_EQ(network.box_grid != nullptr, network.task == scene::Task::Boxes) << network.name;
    if (network.box_grid == nullptr) continue;
    const BuildSettings settings{.width = 96, .height = 64, .classes = 5};
    const auto graph = built(network.name, settings);
    const scene::BoxGrid grid = network.box_grid(settings);
    ASSERT_EQ(graph.outputs.size(), grid.levels.size()) << network.name;
    for (std::size_t i = 0; i < grid.levels.size(); ++i) {
      const auto anchors = static_cast<std::int32_t>(grid.levels[i].anchors.size());
      EXPECT_EQ(graph.tensor(graph.outputs[i]).shape,
                (graph::Shape{1, grid.cells_down(grid.levels[i]), grid.cells_across(grid.levels[i]),
                              anchors * grid.channels()}))
          << network.name;
    }
  }
}

TEST(Zoo, EveryNetworkBuildsInGreyAndColourAndForAnyNumberOfClasses) {
  for (const Network& network : networks())
    for (const std::int32_t channels : {1, 3})
      for (const std::int32_t classes : {1, 7}) {
        const auto graph =
            built(network.name, {.width = 64, .height = 32, .channels = channels, .classes = classes});
        if (network.task == scene::Task::Boxes) continue;
        const std::int32_t expected = network.task == scene::Task::Centroids ? classes + 1 : classes;
        EXPECT_EQ(graph.tensor(graph.outputs[0]).shape.back(), expected) << network.name;
      }
}

// On failure the message is the table as it should be in the page.
TEST(Zoo, NetworksAreInTheDocumentationInTheirOrder) {
  std::string listed;
  for (const Network& network : networks()) {
    const std::int32_t side_px = network.task == scene::Task::Boxes ? 192 : 96;
    const auto graph =
        built(network.name, {.width = side_px, .height = side_px, .channels = 3, .classes = 2});
    listed += fmt::format("| `{}` | {}{} | {} | {:.1f} | {} |\n", network.name, scene::name_of(network.task),
                          network.is_default ? " (default)" : "", graph::parameter_count(graph),
                          static_cast<double>(graph::multiply_accumulates(graph)) / 1e6, network.about);
  }
  EXPECT_EQ(named_rows_of("docs/networks.md"), listed);
}

TEST(Zoo, RefusesWhatItCannotBuildAndSaysWhy) {
  const auto unknown = find_network("resnet-9000");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("mobilenetv2-0.35"), std::string::npos);
  const auto odd = build(**find_network("fomo-0.35"), {.width = 90, .height = 90});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().message,
            "an input of 90x90; fomo-0.35 needs sides that are multiples of 8, at most 1024");
  EXPECT_FALSE(build(**find_network("fomo-0.35"), {.channels = 2}));
  EXPECT_FALSE(build(**find_network("fomo-0.35"), {.classes = 0}));
}

}  // namespace
}  // namespace tinsmith::zoo
