#include "train/linear_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace tinsmith::train {
namespace {

constexpr std::size_t kHeadChannels = 12;
constexpr std::int32_t kHeadClasses = 3;

struct Pictures {
  std::vector<float> features;
  std::vector<scene::ClassIndex> labels;
  std::vector<std::int64_t> groups;
};

// Random features; those of class k are moved by `distance` along axis k. Every picture is a group of its own.
Pictures random_pictures(std::size_t count, double distance) {
  Pictures pictures;
  for (std::size_t i = 0; i < count; ++i) {
    Rng random{7, i};
    const auto label = static_cast<scene::ClassIndex>(i % kHeadClasses);
    for (std::size_t c = 0; c < kHeadChannels; ++c)
      pictures.features.push_back(
          static_cast<float>(random.normal() + (c == static_cast<std::size_t>(label) ? distance : 0) + 10));
    pictures.labels.push_back(label);
    pictures.groups.push_back(static_cast<std::int64_t>(i));
  }
  return pictures;
}

LinearHead head_for(const Pictures& pictures, ThreadPool& pool) {
  return fit_linear_head(pictures.features, pictures.labels, pictures.groups, kHeadClasses, pool);
}

// Returns the pictures without those of a group.
Pictures without_group(const Pictures& all, std::int64_t group) {
  Pictures rest;
  for (std::size_t i = 0; i < all.labels.size(); ++i) {
    if (all.groups[i] == group) continue;
    const auto own = std::span(all.features).subspan(i * kHeadChannels, kHeadChannels);
    rest.features.insert(rest.features.end(), own.begin(), own.end());
    rest.labels.push_back(all.labels[i]);
    rest.groups.push_back(all.groups[i]);
  }
  return rest;
}

double correct_fraction(const LinearHead& head, const Pictures& pictures) {
  double correct = 0;
  for (std::size_t i = 0; i < pictures.labels.size(); ++i)
    correct += head.predicted(std::span(pictures.features).subspan(i * kHeadChannels, kHeadChannels)) ==
                       pictures.labels[i]
                   ? 1
                   : 0;
  return correct / static_cast<double>(pictures.labels.size());
}

double held_out_fraction(const LinearHead& head, const Pictures& pictures) {
  double correct = 0;
  for (std::size_t i = 0; i < pictures.labels.size(); ++i) {
    const auto row = std::span(head.held_out).subspan(i * kHeadClasses, kHeadClasses);
    correct += std::max_element(row.begin(), row.end()) - row.begin() == pictures.labels[i] ? 1 : 0;
  }
  return correct / static_cast<double>(pictures.labels.size());
}

TEST(LinearHead, PredictsClassesThatFeaturesDistinguish) {
  ThreadPool pool(2);
  const Pictures pictures = random_pictures(90, 8);
  const LinearHead head = head_for(pictures, pool);
  EXPECT_EQ(correct_fraction(head, pictures), 1);
  EXPECT_EQ(held_out_fraction(head, pictures), 1);
}

TEST(LinearHead, HeldOutPredictionsShowThatNothingCanBeLearnedFromNoise) {
  ThreadPool pool(2);
  const Pictures pictures = random_pictures(300, 0);
  // 300 guesses among three classes: 1/3 with a standard deviation of 2.7 points.
  EXPECT_NEAR(held_out_fraction(head_for(pictures, pool), pictures), 1.0 / 3, 0.11);
}

// The scale of the logits and the penalty may differ slightly, because they are chosen again without the group.
TEST(LinearHead, HeldOutLogitsAreNearlyThoseOfAHeadThatWasLearnedWithoutTheGroup) {
  ThreadPool pool(2);
  Pictures pictures = random_pictures(300, 2);
  for (std::size_t i = 0; i < 6; ++i) pictures.groups[i] = 0;  // two of each class
  const LinearHead all = head_for(pictures, pool);
  for (const std::int64_t group : {std::int64_t{0}, std::int64_t{9}, std::int64_t{200}}) {
    const LinearHead without = head_for(without_group(pictures, group), pool);
    for (std::size_t i = 0; i < pictures.labels.size(); ++i) {
      if (pictures.groups[i] != group) continue;
      const auto logits =
          without.logits(std::span(pictures.features).subspan(i * kHeadChannels, kHeadChannels));
      for (std::size_t k = 0; k < kHeadClasses; ++k)
        EXPECT_NEAR(all.held_out[i * kHeadClasses + k], logits[k], 0.1) << "picture " << i << ", class " << k;
    }
  }
}

TEST(LinearHead, APictureThatOccursTwiceHelpsItselfOnlyInAnotherGroup) {
  ThreadPool pool(2);
  Pictures pictures = random_pictures(9, 0);  // noise: a picture is predicted correctly only by its copy
  const std::size_t count = pictures.labels.size();
  pictures.features.insert(pictures.features.end(), pictures.features.begin(), pictures.features.end());
  pictures.labels.insert(pictures.labels.end(), pictures.labels.begin(), pictures.labels.end());
  for (std::size_t i = 0; i < count; ++i) pictures.groups.push_back(static_cast<std::int64_t>(count + i));
  const double apart = held_out_fraction(head_for(pictures, pool), pictures);
  for (std::size_t i = 0; i < count; ++i) pictures.groups[count + i] = pictures.groups[i];
  const double together = held_out_fraction(head_for(pictures, pool), pictures);
  EXPECT_EQ(apart, 1);
  EXPECT_LT(together, 0.7);
}

TEST(LinearHead, GivesTheSameBytesForAnyNumberOfThreads) {
  ThreadPool one(1), three(3);
  const Pictures pictures = random_pictures(50, 1);
  const LinearHead a = head_for(pictures, one), b = head_for(pictures, three);
  EXPECT_EQ(a.weights, b.weights);
  EXPECT_EQ(a.bias, b.bias);
  EXPECT_EQ(a.held_out, b.held_out);
}

TEST(LinearHead, ItsScoresAreCalibratedWhenClassesOverlap) {
  ThreadPool pool(2);
  const Pictures pictures = random_pictures(600, 2);
  const LinearHead head = head_for(pictures, pool);
  double said = 0;
  for (std::size_t i = 0; i < pictures.labels.size(); ++i) {
    const auto row = std::span(head.held_out).subspan(i * kHeadClasses, kHeadClasses);
    double sum = 0;
    for (const float logit : row) sum += std::exp(logit);
    said += std::exp(*std::max_element(row.begin(), row.end())) / sum / 600;
  }
  // The mean score of the predicted class is near the fraction of correct predictions.
  EXPECT_NEAR(said, held_out_fraction(head, pictures), 0.06);
}

TEST(LinearHead, TakesFeaturesThatAreAllEqual) {
  ThreadPool pool(2);
  Pictures pictures = random_pictures(12, 0);
  std::fill(pictures.features.begin(), pictures.features.end(), 1.0f);
  for (const float logit : head_for(pictures, pool).held_out) EXPECT_TRUE(std::isfinite(logit));
}

}  // namespace
}  // namespace tinsmith::train
