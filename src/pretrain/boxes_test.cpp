#include "pretrain/boxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "files/tree_for_test.h"
#include "formats/weights/assign.h"
#include "pretrain/crops.h"
#include "train/fit_state.h"
#include "zoo/zoo.h"

namespace tinsmith::pretrain {
namespace {

using testing::HasSubstr;

TEST(PicturesWithBoxes, AreUnpackedWithoutTheSetsThatAreLeftOut) {
  files::TreeForTest tree;
  tree.picture("street/1.bmp").text("street/_annotations.coco.json", "{}").picture("kuih/1.bmp");
  tree.picture("banana-detetot/1.bmp");
  ASSERT_TRUE(make_folder(tree.at("detection")));
  for (const char* set : {"street", "kuih", "banana-detetot"})
    files::zip_for_test(tree.at(set), tree.at(fmt::format("detection/{}.zip", set)));
  const auto sets = unpack_pictures_with_boxes(tree.at("detection"), tree.at("out"));
  ASSERT_TRUE(sets) << sets.error().text();
  EXPECT_EQ(*sets, 1) << "kuih is held back, and bananas are in a set that measures detectors";
  EXPECT_EQ(read_file(tree.at("out/street/1.bmp")).value(), read_file(tree.at("street/1.bmp")).value());
  EXPECT_TRUE(read_file(tree.at("out/street/_annotations.coco.json")));
  EXPECT_FALSE(std::filesystem::exists(tree.at("out/kuih")));
}

constexpr const char* kSettings =
    R"({"model": "tinsmith-det", "size": 64, "channels": 3, "single_class": "object"})";

graph::Graph detector(std::int32_t size_px, std::int32_t classes, std::uint64_t seed) {
  return *zoo::build(**zoo::find_network("tinsmith-det"), {size_px, size_px, 3, classes, seed});
}

// Writes a run whose only epoch ended with the graph's weights.
void write_run(const files::TreeForTest& tree, const graph::Graph& graph) {
  ThreadPool pool(1);
  train::FitState state(graph, train::Engine::make(graph, 1, pool).value(), {});
  state.update(0);
  train::EpochRecord record;
  record.epoch = 1;
  state.complete_epoch(record);
  ASSERT_TRUE(make_folder(tree.at("run/checkpoint")));
  ASSERT_TRUE(state.save(tree.at("run/checkpoint/last.safetensors")));
  ASSERT_TRUE(write_file(tree.at("run/config.json"), kSettings));
}

TEST(WeightsOfARun, FillADetectorWithItsNorms) {
  files::TreeForTest tree;
  const graph::Graph trained = detector(64, 1, 7);
  write_run(tree, trained);
  const auto weights = weights_of_run(tree.at("run"));
  ASSERT_TRUE(weights) << weights.error().text();
  const auto file = formats::read_safetensors(*weights);
  ASSERT_TRUE(file);
  const auto layers = formats::layers_of(*file);
  ASSERT_TRUE(layers);
  graph::Graph target = detector(96, 1, 1);
  const auto report = formats::assign_layers(*layers, target);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(report->left.empty());
  const auto wanted = formats::layers_of(trained), loaded = formats::layers_of(target);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(loaded[i].norm.has_value(), wanted[i].norm.has_value()) << wanted[i].name;
    for (std::size_t k = 0; k < wanted[i].weights.size(); ++k)
      // Half precision keeps 11 significant bits, and its smallest step is 2^-24.
      ASSERT_NEAR(loaded[i].weights[k], wanted[i].weights[k], std::abs(wanted[i].weights[k]) / 2048 + 0x1p-24)
          << wanted[i].name;
  }
}

TEST(WeightsOfARun, AreRefusedOfARunOfAnotherNetworkOrWithSeveralClasses) {
  files::TreeForTest tree;
  EXPECT_THAT(weights_of_run(tree.at("run")).error().text(), HasSubstr("has no checkpoint"));
  write_run(tree, detector(96, 1, 1));
  const auto other_size = weights_of_run(tree.at("run"));
  ASSERT_FALSE(other_size);
  EXPECT_EQ(other_size.error().fault, Fault::Conflict);
  write_run(tree, detector(64, 1, 1));
  EXPECT_TRUE(weights_of_run(tree.at("run")));
  ASSERT_TRUE(
      write_file(tree.at("run/config.json"), R"({"model": "tinsmith-det", "size": 64, "channels": 3})"));
  EXPECT_THAT(weights_of_run(tree.at("run")).error().text(), HasSubstr("--single-class"));
}

}  // namespace
}  // namespace tinsmith::pretrain
