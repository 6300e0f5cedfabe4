#include "train/sampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace tinsmith::train {
namespace {

// 90 pictures of class 0, 9 of class 1, none of class 2.
dataset::Dataset lopsided() {
  dataset::Dataset dataset;
  dataset.classes = {"many", "few", "none"};
  for (int i = 0; i < 99; ++i) {
    dataset::Picture picture;
    picture.class_index = i < 90 ? 0 : 1;
    dataset.pictures.push_back(picture);
  }
  return dataset;
}

std::vector<std::size_t> all_of(const dataset::Dataset& dataset) {
  std::vector<std::size_t> pictures(dataset.pictures.size());
  std::iota(pictures.begin(), pictures.end(), std::size_t{0});
  return pictures;
}

TEST(EpochOrder, ShowsEveryPictureOnceInAnOrderOfItsEpoch) {
  const auto dataset = lopsided();
  const auto pictures = all_of(dataset);
  auto order = epoch_order(dataset, pictures, false, 1, 1);
  EXPECT_EQ(order, epoch_order(dataset, pictures, false, 1, 1));
  EXPECT_NE(order, epoch_order(dataset, pictures, false, 1, 2));
  EXPECT_NE(order, epoch_order(dataset, pictures, false, 2, 1));
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, pictures);
}

TEST(EpochOrder, BalancedShowsClassesEquallyOftenAndRepeatsEvenly) {
  const auto dataset = lopsided();
  const auto order = epoch_order(dataset, all_of(dataset), true, 1, 1);
  ASSERT_EQ(order.size(), 99u);
  std::vector<int> shown(99, 0);
  for (const std::size_t picture : order) ++shown[picture];
  const int few = std::accumulate(shown.begin() + 90, shown.end(), 0);
  EXPECT_TRUE(few == 49 || few == 50) << few;
  const auto [least, most] = std::minmax_element(shown.begin() + 90, shown.end());
  EXPECT_LE(*most - *least, 1);
}

TEST(EpochOrder, BalancedShowsPicturesOfRareBoxesMoreOftenAndEmptyOnesOnce) {
  auto dataset = lopsided();
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) {
    dataset.pictures[i].class_index.reset();
    if (i > 0) dataset.pictures[i].boxes = {{0, {0, 0, 5, 5}}};
    if (i >= 90) dataset.pictures[i].boxes.push_back({1, {5, 5, 5, 5}});
  }
  const auto order = epoch_order(dataset, all_of(dataset), true, 1, 1);
  ASSERT_EQ(order.size(), 99u);
  EXPECT_EQ(std::count(order.begin(), order.end(), 0u), 1);
  const auto rare =
      std::count_if(order.begin(), order.end(), [](std::size_t picture) { return picture >= 90; });
  EXPECT_GE(rare, 49);
}

TEST(ClassWeights, AreInverseToTheNumberOfPicturesAndOneOnAverage) {
  const auto dataset = lopsided();
  const auto weights = inverse_frequency_weights(dataset, all_of(dataset));
  ASSERT_EQ(weights.size(), 3u);
  EXPECT_FLOAT_EQ(weights[0], 99.0f / (2 * 90));
  EXPECT_FLOAT_EQ(weights[1], 99.0f / (2 * 9));
  EXPECT_FLOAT_EQ(weights[2], 0);
}

TEST(ObjectWeight, MakesObjectsWeighTogetherWhatTheBackgroundDoes) {
  dataset::Dataset dataset;
  dataset.pictures.resize(2);
  dataset.pictures[0].boxes.resize(1);
  EXPECT_DOUBLE_EQ(balanced_object_weight(dataset, {0, 1}, 144), 287);
  EXPECT_DOUBLE_EQ(balanced_object_weight(dataset, {0}, 144), 143);
  EXPECT_DOUBLE_EQ(balanced_object_weight(dataset, {0}, 10000), 1000);
  EXPECT_DOUBLE_EQ(balanced_object_weight(dataset, {1}, 144), 1) << "nothing to weigh";
}

}  // namespace
}  // namespace tinsmith::train
