#include "heads/heads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "graph/builder.h"

namespace tinsmith::heads {
namespace {

using testing::HasSubstr;

graph::Graph classifier(bool with_softmax) {
  graph::Builder build("classifier", 1);
  graph::TensorId x = build.input("image", {1, 4, 4, 3});
  x = build.append("pool", graph::Mean{{1, 2}, false}, {x});
  x = build.fully_connected("logits", x, 5);
  if (with_softmax) x = build.append("answer", graph::Softmax{}, {x});
  return build.finish({x});
}

graph::Graph centroid_network() {
  graph::Builder build("centroids", 1);
  graph::TensorId x = build.input("image", {1, 8, 8, 3});
  x = build.conv2d("logits", x, {.filters = 4, .filter = 3, .stride = 2, .bias = true});
  return build.finish({x});
}

TEST(HeadTable, HasARowForEveryTaskInTheOrderOfTheEnum) {
  ASSERT_EQ(head_table().size(), scene::kTasks.size());
  for (const scene::Task task : scene::kTasks) EXPECT_EQ(info_of(task).task, task);
  EXPECT_EQ(channels_for(scene::Task::Classification, 3), 3);
  EXPECT_EQ(channels_for(scene::Task::Centroids, 3), 4) << "the background has a channel of its own";
}

TEST(WithAnswer, AppendsASoftmaxOfTheSameShape) {
  for (const scene::Task task : {scene::Task::Classification, scene::Task::Centroids}) {
    const graph::Graph logits = task == scene::Task::Classification ? classifier(false) : centroid_network();
    const auto shipped = with_answer(logits, task);
    ASSERT_TRUE(shipped);
    ASSERT_EQ(shipped->operators.size(), logits.operators.size() + 1);
    EXPECT_TRUE(shipped->operators.back().is<graph::Softmax>());
    EXPECT_EQ(shipped->operators.back().inputs, logits.outputs);
    EXPECT_EQ(shipped->tensor(shipped->outputs[0]).shape, logits.tensor(logits.outputs[0]).shape);
  }
}

TEST(ShiftBackground, MovesTheBackgroundsBiasAlone) {
  graph::Graph network = centroid_network();
  const graph::TensorId bias = network.operators.back().inputs[2];
  const auto before = values_of<float>(network.tensor(bias).data);
  shift_background(network, 1.5);
  auto expected = before;
  expected[0] += 1.5f;
  EXPECT_EQ(values_of<float>(network.tensor(bias).data), expected);
}

TEST(WithAnswer, LeavesANetworkThatAlreadyAnswersAlone) {
  const graph::Graph answering = classifier(true);
  EXPECT_EQ(*with_answer(answering, scene::Task::Classification), answering);
}

TEST(WithAnswer, RefusesAnOutputOfAnotherRank) {
  const auto refused = with_answer(classifier(false), scene::Task::Centroids);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(),
              HasSubstr("output is 1x5; centroids needs [1, height, width, 1 + classes]"));
}

TEST(CheckAnswer, CountsTheChannelsTheClassesNeed) {
  EXPECT_TRUE(check_answer(classifier(true), scene::Task::Classification, 5));
  EXPECT_TRUE(check_answer(centroid_network(), scene::Task::Centroids, 3));
  const auto refused = check_answer(centroid_network(), scene::Task::Centroids, 4);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("with 4 classes needs 5 channels"));
  graph::Graph two = classifier(true);
  two.outputs.push_back(two.outputs[0]);
  EXPECT_THAT(check_answer(two, scene::Task::Classification, 5).error().text(), HasSubstr("has 2 outputs"));
}

}  // namespace
}  // namespace tinsmith::heads
