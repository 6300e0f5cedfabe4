#include "verbs/starting_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "formats/tflite/tflite.h"
#include "formats/weights/layers.h"
#include "quant/passes.h"
#include "train/checkpoint.h"
#include "train/fit_state.h"
#include "verbs/data_record.h"
#include "verbs/run_folder.h"
#include "verbs/shipped_weights.h"

namespace tinsmith::verbs {
namespace {

using testing::HasSubstr;

// The smallest of the networks, so that the tests take moments.
constexpr const char* kSmall = "mobilenetv2-0.05";

const zoo::Network& network(const std::string& name) {
  return **zoo::find_network(name);
}

graph::Graph built(const std::string& name, std::int32_t channels, std::uint64_t seed) {
  return *zoo::build(network(name), {.channels = channels, .seed = seed});
}

std::vector<float> first_kernels(const graph::Graph& graph) {
  return formats::layers_of(graph).front().weights;
}

class StartingWeights : public testing::Test {
 protected:
  std::string written(const graph::Graph& graph) {
    const auto file = folder_->path() / "colour.safetensors";
    EXPECT_TRUE(write_file(file, *formats::write_weights(graph)));
    return file.string();
  }
  Result<TemporaryFolder> folder_ = TemporaryFolder::make();
};

TEST_F(StartingWeights, NoneKeepsTheRandomWeights) {
  graph::Graph graph = built(kSmall, 3, 1);
  const graph::Graph before = graph;
  EXPECT_EQ(*start_from(graph, network(kSmall), "none"), "Starting from random weights.");
  EXPECT_EQ(graph, before);
}

TEST_F(StartingWeights, OfAColourNetworkServeAGreyOneByTheirSumOverTheColours) {
  const graph::Graph colour = built(kSmall, 3, 2);
  graph::Graph grey = built(kSmall, 1, 1);
  const auto sentence = start_from(grey, network(kSmall), written(colour));
  ASSERT_TRUE(sentence) << sentence.error().text();
  const auto wanted = first_kernels(colour), kernels = first_kernels(grey);
  ASSERT_EQ(kernels.size() * 3, wanted.size());
  for (std::size_t i = 0; i < kernels.size(); ++i)
    EXPECT_EQ(kernels[i], 0.0f + wanted[3 * i] + wanted[3 * i + 1] + wanted[3 * i + 2]);
}

TEST_F(StartingWeights, OfAClassifierServeTheCentroidNetworkWithItsBackbone) {
  const graph::Graph source = built("mobilenetv2-0.1", 3, 2);
  graph::Graph target = built("fomo-0.1", 3, 1);
  const auto sentence = start_from(target, network("fomo-0.1"), written(source));
  ASSERT_TRUE(sentence) << sentence.error().text();
  EXPECT_EQ(first_kernels(target), first_kernels(source));
  EXPECT_THAT(*sentence, HasSubstr("head, logits keep their own weights"));
}

// The layer of this name.
formats::LayerWeights layer(const graph::Graph& graph, std::string_view name) {
  for (auto& one : formats::layers_of(graph))
    if (one.name == name) return one;
  ADD_FAILURE() << name;
  return {};
}

struct LastLayer {
  const char* network;
  const char* layer;
  const char* boxes;   // the layer that has the boxes, if the scores have one of their own
  std::size_t shared;  // channels per anchor that do not belong to a class
};

TEST_F(StartingWeights, OfADetectorOfOneClassGiveEverythingButTheClassesToOneOfThree) {
  for (const auto& [name, last, boxes, shared] :
       {LastLayer{"tinsmith-det", "head1_score", "head1_box", 1},
        LastLayer{"tinsmith-det-free", "head1_score", "head1_box", 1},
        LastLayer{"swift-yolo-tiny", "bbox_head.head_module.convs_pred.1", nullptr, 5}}) {
    const auto make = [&](std::int32_t classes, std::uint64_t seed) {
      return *zoo::build(network(name), {.classes = classes, .seed = seed});
    };
    graph::Graph source = make(1, 2);
    graph::Graph target = make(3, 1);
    const auto before = layer(target, last);
    const auto sentence = start_from(target, network(name), written(source));
    ASSERT_TRUE(sentence) << sentence.error().text();
    EXPECT_THAT(*sentence, testing::Not(HasSubstr("keep"))) << *sentence;
    if (boxes != nullptr) {
      EXPECT_EQ(layer(target, boxes).weights, layer(source, boxes).weights);
    }
    const auto given = layer(source, last), got = layer(target, last);
    const std::size_t inputs = given.weights.size() / given.channels();
    for (std::size_t i = 0; i < got.weights.size(); ++i) {
      const std::size_t anchor = i / inputs / (shared + 3), channel = i / inputs % (shared + 3);
      EXPECT_EQ(got.weights[i], channel < shared
                                    ? given.weights[((shared + 1) * anchor + channel) * inputs + i % inputs]
                                    : before.weights[i])
          << name << ", value " << i;
    }
    EXPECT_EQ(got.bias[shared - 1], given.bias[shared - 1]);
    EXPECT_EQ(got.bias[shared], before.bias[shared]);
  }
}

TEST_F(StartingWeights, OfARunsCheckpointAreThoseOfItsBestEpoch) {
  const RunFolder run{folder_->path() / "run"};
  TrainConfig config;
  resolve(config, network(kSmall));
  ASSERT_TRUE(run.begin(config));
  ASSERT_TRUE(write_file(run.data_record(), to_text(DataRecord{{"a", "b"}, {}})));
  ASSERT_TRUE(train::save({}, run.checkpoint()));
  graph::Graph target = built(kSmall, 3, 1);
  const auto early = start_from(target, network(kSmall), run.checkpoint().string());
  ASSERT_FALSE(early) << "no epoch is complete";

  const graph::Graph source = built(kSmall, 3, 2);
  ThreadPool pool(1);
  auto engine = train::Engine::make(source, 1, pool);
  ASSERT_TRUE(engine);
  train::FitState state(source, std::move(*engine), {});
  std::fill(state.engine().statistics().begin(), state.engine().statistics().end(), 0.5f);
  state.update(0);
  train::EpochRecord record;
  record.epoch = 1;
  state.complete_epoch(record);
  ASSERT_TRUE(state.save(run.checkpoint()));
  for (const std::string& from : {run.checkpoint().string(), run.root.string()}) {
    target = built(kSmall, 3, 1);
    const auto sentence = start_from(target, network(kSmall), from);
    ASSERT_TRUE(sentence) << sentence.error().text();
    EXPECT_EQ(first_kernels(target), first_kernels(source));
    const auto norm = formats::layers_of(target).front().norm;
    ASSERT_TRUE(norm);
    EXPECT_THAT(norm->mean, testing::Each(0.5f)) << "the batch norms are those of the training";
  }
}

TEST_F(StartingWeights, OfARunWithoutCheckpointAreThoseOfItsFloatModel) {
  const RunFolder run{folder_->path() / "run"};
  ASSERT_TRUE(make_folder(run.root));
  const graph::Graph source = *quant::run_passes(built(kSmall, 3, 2));
  ASSERT_TRUE(write_file(run.float_model(), *formats::write_tflite(source, {})));
  graph::Graph target = built(kSmall, 3, 1);
  const auto sentence = start_from(target, network(kSmall), run.root.string());
  ASSERT_TRUE(sentence) << sentence.error().text();
  EXPECT_EQ(first_kernels(target), first_kernels(source));
}

TEST_F(StartingWeights, ThatAreShippedFillTheirNetworkExceptTheClassificationLayer) {
  ASSERT_FALSE(weight_files().empty());
  for (const EmbeddedFile& file : weight_files()) {
    const std::string name = std::filesystem::path(file.name).stem().string();
    EXPECT_EQ(default_start(network(name)), "shipped") << name;
    for (const std::int32_t channels : {3, 1}) {
      graph::Graph graph = built(name, channels, 1);
      const graph::Graph random = graph;
      const auto sentence = start_from(graph, network(name), "shipped");
      ASSERT_TRUE(sentence) << sentence.error().text();
      if (network(name).task == scene::Task::Classification)
        EXPECT_THAT(*sentence, HasSubstr("; predictions keeps its own weights.")) << name;
      else
        EXPECT_THAT(*sentence, testing::Not(HasSubstr("own weights"))) << name;
      EXPECT_NE(first_kernels(graph), first_kernels(random)) << name;
    }
  }
}

TEST_F(StartingWeights, OfTheDefaultNetworksAreShipped) {
  for (const scene::Task task : {scene::Task::Classification, scene::Task::Centroids, scene::Task::Boxes}) {
    const zoo::Network& chosen = zoo::default_network(task);
    EXPECT_THAT(possible_starts(chosen), testing::ElementsAre("shipped", "none")) << chosen.name;
    graph::Graph graph = built(std::string(chosen.name), 3, 1);
    EXPECT_TRUE(start_from(graph, chosen, "shipped")) << chosen.name;
    EXPECT_THAT(networks_with_shipped_weights(), testing::Contains(chosen.name));
  }
}

TEST_F(StartingWeights, ThatAreNotShippedAreRefusedAndNotTheDefault) {
  graph::Graph graph = built(kSmall, 3, 1);
  EXPECT_EQ(default_start(network(kSmall)), "none");
  EXPECT_THAT(possible_starts(network(kSmall)), testing::ElementsAre("none"));
  const auto shipped = start_from(graph, network(kSmall), "shipped");
  ASSERT_FALSE(shipped);
  EXPECT_EQ(shipped.error().fault, Fault::NotFound);
  EXPECT_THAT(shipped.error().text(), HasSubstr("no weights for mobilenetv2-0.05 are part of this program"));
}

}  // namespace
}  // namespace tinsmith::verbs
