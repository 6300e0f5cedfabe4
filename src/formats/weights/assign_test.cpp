#include "formats/weights/assign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "graph/builder.h"

namespace tinsmith::formats {
namespace {

using graph::Builder;
using graph::Graph;
using graph::TensorId;
using testing::ElementsAre;
using testing::HasSubstr;

// A network with two norms and a head. With `biased`, convolutions have a bias, before their norm if
// there is one.
struct NetSettings {
  std::int32_t classes = 3;
  bool biased = false, normed = true;
  std::uint64_t seed = 1;
};
Graph net(const NetSettings& settings) {
  Builder build("net", settings.seed);
  TensorId x = build.input("image", {1, 8, 8, 3});
  const auto layer = [&](const std::string& name, TensorId made) {
    return settings.normed ? build.batch_norm(name + "_norm", made) : made;
  };
  x = layer("first", build.conv2d("first", x, {.filters = 4, .filter = 3, .bias = settings.biased}));
  x = layer("depth", build.depthwise_conv2d("depth", x, {.filter = 3, .bias = settings.biased}));
  x = layer("point", build.conv2d("point", x, {.filters = 5, .bias = settings.biased}));
  x = build.append("pool", graph::Mean{{1, 2}, false}, {x});
  return build.finish({build.fully_connected("head", x, settings.classes)});
}

// Sets every bias, norm parameter and statistic to a different value.
void shake(Graph& graph) {
  Rng rng(9);
  for (graph::Tensor& tensor : graph.tensors) {
    if (!tensor.is_constant) continue;
    auto values = graph::float_values(tensor);
    for (float& value : values) value = static_cast<float>(rng.uniform(0.2, 1.5));
    tensor.data = bytes_of(values);
  }
}

// Returns the scale and shift that a layer with its norm applies to the sum of one output channel.
std::pair<double, double> line_of(const LayerWeights& layer, std::size_t channel) {
  const double bias = layer.bias.empty() ? 0 : layer.bias[channel];
  if (!layer.norm) return {1, bias};
  const double scale =
      layer.norm->gamma[channel] / std::sqrt(double{layer.norm->variance[channel]} + layer.norm->epsilon);
  return {scale, layer.norm->beta[channel] + (bias - layer.norm->mean[channel]) * scale};
}

// Tolerance: a norm's shift is a difference of floats near 1, and its variance was changed by an epsilon.
constexpr double kTolerance = 1e-5;

void expect_same_answers(const Graph& a, const Graph& b) {
  const auto left = layers_of(a), right = layers_of(b);
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t c = 0; c < left[i].channels(); ++c) {
      const auto [scale_a, shift_a] = line_of(left[i], c);
      const auto [scale_b, shift_b] = line_of(right[i], c);
      const std::size_t first = left[i].kind == LayerWeights::Kind::Depthwise
                                    ? c
                                    : c * (left[i].weights.size() / left[i].channels());
      EXPECT_NEAR(left[i].weights[first] * scale_a, right[i].weights[first] * scale_b, kTolerance)
          << left[i].name;
      EXPECT_NEAR(shift_a, shift_b, kTolerance) << left[i].name << " channel " << c;
    }
}

TEST(AssignLayers, CarriesEveryKindOfLayerIntoEveryOther) {
  for (const bool source_biased : {false, true})
    for (const bool source_normed : {false, true})
      for (const bool target_biased : {false, true})
        for (const bool target_normed : {false, true}) {
          Graph source = net({.biased = source_biased, .normed = source_normed});
          shake(source);
          Graph target = net({.biased = target_biased, .normed = target_normed, .seed = 2});
          if (!target_biased && !target_normed && (source_biased || source_normed))
            continue;  // the target has no parameter that could hold the shift
          const auto report = assign_layers(layers_of(source), target);
          ASSERT_TRUE(report) << report.error().text();
          EXPECT_TRUE(report->left.empty());
          expect_same_answers(source, target);
        }
}

TEST(AssignLayers, LeavesAHeadOfOtherClassesAsItIsAndSaysSo) {
  Graph source = net({.classes = 2});
  Graph target = net({.classes = 7, .seed = 2});
  const auto head_before = layers_of(target).back().weights;
  const auto report = assign_layers(layers_of(source), target);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->sentence(), "3 of 4 layers were loaded; head keeps its own weights.");
  EXPECT_EQ(layers_of(target).back().weights, head_before);
}

TEST(AssignLayers, RefusesAnotherNetworkAndLeavesTheTargetAlone) {
  Builder build("other", 1);
  const TensorId x = build.input("image", {1, 8, 8, 3});
  const Graph other = build.finish({build.conv2d("only", x, {.filters = 9})});
  Graph target = net({});
  const Graph before = target;
  const auto report = assign_layers(layers_of(other), target);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("only 0 of the 4 layers"));
  EXPECT_EQ(target, before);
}

TEST(LayersOf, OurOwnWeightFileGivesTheLayersOfItsGraph) {
  Graph source = net({.biased = true});
  shake(source);
  const auto bytes = write_weights(source);
  ASSERT_TRUE(bytes);
  const auto layers = layers_of(*read_safetensors(*bytes));
  ASSERT_TRUE(layers);
  Graph target = net({.biased = true, .seed = 2});
  const auto report = assign_layers(*layers, target);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(report->left.empty());
  expect_same_answers(source, target);
}

TEST(LayersOf, AFileOfHalfPrecisionIsHalfAsLargeAndRoundsOnly) {
  Graph source = net({.biased = true});
  shake(source);
  const auto whole = write_weights(source), half = write_weights(source, StoredType::F16);
  ASSERT_TRUE(half);
  EXPECT_LT(half->size(), whole->size());
  const auto expected = *layers_of(*read_safetensors(*whole)), layers = *layers_of(*read_safetensors(*half));
  constexpr float kHalfStep = 0x1p-11f;  // half a unit in the last place of 11 significant bits
  ASSERT_EQ(layers.size(), expected.size());
  for (std::size_t i = 0; i < layers.size(); ++i)
    for (std::size_t k = 0; k < layers[i].weights.size(); ++k)
      EXPECT_NEAR(layers[i].weights[k], expected[i].weights[k],
                  std::abs(expected[i].weights[k]) * kHalfStep + 0x1p-25f);
  for (graph::Tensor& tensor : source.tensors)
    if (tensor.is_constant)
      tensor.data = bytes_of(std::vector<float>(tensor.data.size() / sizeof(float), 1e6f));
  const auto too_large = write_weights(source, StoredType::F16);
  ASSERT_FALSE(too_large);
  EXPECT_THAT(too_large.error().text(), HasSubstr("1000000 is not a number of half precision"));
}

TEST(LayersOf, PyTorchsArraysAreTurnedIntoOurLayouts) {
  const auto tensor = [](const char* name, std::vector<std::int64_t> shape, std::vector<float> values) {
    return StoredTensor{name, StoredType::F32, std::move(shape), bytes_of(values)};
  };
  TensorFile file;
  file.tensors = {
      tensor("a.conv.weight", {2, 2, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8}),
      tensor("a.bn.weight", {2}, {1, 2}),
      tensor("a.bn.bias", {2}, {3, 4}),
      tensor("a.bn.running_mean", {2}, {5, 6}),
      tensor("a.bn.running_var", {2}, {7, 8}),
      StoredTensor{"a.bn.num_batches_tracked", StoredType::I64, {}, bytes_of(std::vector<std::int64_t>{9})},
      tensor("b.weight", {3, 1, 1, 2}, {1, 2, 3, 4, 5, 6}),
      tensor("b.bias", {3}, {1, 2, 3}),
      tensor("c.weight", {1, 3}, {1, 2, 3})};
  const auto layers = layers_of(file);
  ASSERT_TRUE(layers);
  ASSERT_EQ(layers->size(), 3u);
  EXPECT_EQ((*layers)[0].shape, (graph::Shape{2, 1, 2, 2}));
  EXPECT_THAT((*layers)[0].weights, ElementsAre(1, 3, 2, 4, 5, 7, 6, 8));
  ASSERT_TRUE((*layers)[0].norm);
  EXPECT_THAT((*layers)[0].norm->beta, ElementsAre(3, 4));
  EXPECT_THAT((*layers)[0].norm->variance, ElementsAre(7, 8));
  EXPECT_EQ((*layers)[1].kind, LayerWeights::Kind::Depthwise);
  EXPECT_EQ((*layers)[1].shape, (graph::Shape{1, 1, 2, 3}));
  EXPECT_THAT((*layers)[1].weights, ElementsAre(1, 3, 5, 2, 4, 6));
  EXPECT_THAT((*layers)[1].bias, ElementsAre(1, 2, 3));
  EXPECT_EQ((*layers)[2].kind, LayerWeights::Kind::Dense);
}

}  // namespace
}  // namespace tinsmith::formats
