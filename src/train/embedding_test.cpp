#include "train/embedding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/random.h"

namespace tinsmith::train {
namespace {

constexpr std::size_t kClusterChannels = 20;

// Features of `clusters` groups of `per_cluster` pictures each. The centres are far apart along different axes.
std::vector<float> clustered_features(std::size_t clusters, std::size_t per_cluster) {
  std::vector<float> features;
  for (std::size_t i = 0; i < clusters * per_cluster; ++i) {
    Rng random{3, i};
    for (std::size_t c = 0; c < kClusterChannels; ++c)
      features.push_back(static_cast<float>(random.normal() + (c == i / per_cluster ? 30 : 0)));
  }
  return features;
}

std::vector<PlanePoint> map_of(const std::vector<float>& features, std::size_t pictures, ThreadPool& pool) {
  return embedded(features, nearest_neighbours(features, pictures, kEmbeddingNeighbours, pool), pool);
}

TEST(Neighbours, EqualThoseOfAComparisonOfAllWithAll) {
  ThreadPool pool(2);
  constexpr std::size_t kPictures = 60, kWanted = 7, kChannels = 13;
  std::vector<float> features;
  Rng random{5};
  // Few different values, so that distances are often equal.
  for (std::size_t i = 0; i < kPictures * kChannels; ++i)
    features.push_back(static_cast<float>(random.below(3)));
  const Neighbours found = nearest_neighbours(features, kPictures, kWanted, pool);
  for (std::size_t i = 0; i < kPictures; ++i) {
    std::vector<std::pair<double, std::int32_t>> others;
    for (std::size_t j = 0; j < kPictures; ++j) {
      if (i == j) continue;
      double sum = 0;
      for (std::size_t c = 0; c < kChannels; ++c)
        sum += std::pow(double{features[i * kChannels + c]} - double{features[j * kChannels + c]}, 2);
      others.emplace_back(sum, static_cast<std::int32_t>(j));
    }
    std::sort(others.begin(), others.end());
    for (std::size_t k = 0; k < kWanted; ++k) {
      EXPECT_EQ(found.of(i)[k], others[k].second);
      EXPECT_FLOAT_EQ(found.distances_of(i)[k], static_cast<float>(std::sqrt(others[k].first)));
    }
  }
}

TEST(Neighbours, AreAllOthersWhenThereAreFew) {
  ThreadPool pool(1);
  const std::vector<float> features{0, 5, 1};
  const Neighbours found = nearest_neighbours(features, 3, 10, pool);
  EXPECT_EQ(found.per_picture, 2U);
  EXPECT_EQ(found.index, (std::vector<std::int32_t>{2, 1, 2, 0, 0, 1}));
  EXPECT_EQ(nearest_neighbours({}, 0, 10, pool).per_picture, 0U);
  EXPECT_EQ(nearest_neighbours(std::span(features).first(1), 1, 10, pool).per_picture, 0U);
}

TEST(Embedding, KeepsWellSeparatedClustersApart) {
  ThreadPool pool(2);
  constexpr std::size_t kClusters = 6, kPerCluster = 25, kPictures = kClusters * kPerCluster;
  const auto points = map_of(clustered_features(kClusters, kPerCluster), kPictures, pool);
  ASSERT_EQ(points.size(), kPictures);
  for (std::size_t i = 0; i < kPictures; ++i) {
    std::vector<std::pair<double, std::size_t>> others;
    for (std::size_t j = 0; j < kPictures; ++j)
      if (j != i)
        others.emplace_back(
            std::hypot(double{points[i].x} - double{points[j].x}, double{points[i].y} - double{points[j].y}),
            j);
    std::sort(others.begin(), others.end());
    for (std::size_t k = 0; k + 1 < kPerCluster; ++k)
      ASSERT_EQ(others[k].second / kPerCluster, i / kPerCluster)
          << "picture " << i << " is nearer to a picture of another cluster than to its own";
  }
}

TEST(Embedding, PlacesNeighboursOfALineNearEachOther) {
  ThreadPool pool(2);
  constexpr std::size_t kPictures = 200;
  std::vector<float> features;
  for (std::size_t i = 0; i < kPictures; ++i) {
    const double angle = static_cast<double>(i) / 30;
    for (const double value : {std::cos(angle), std::sin(angle), angle})
      features.push_back(static_cast<float>(value));
  }
  const auto points = map_of(features, kPictures, pool);
  constexpr double kNear =
      0.1;  // of the map's side; neighbours on the line, which fills the map, are at a few hundredths
  for (std::size_t i = 1; i < kPictures; ++i)
    EXPECT_LT(std::hypot(double{points[i].x} - double{points[i - 1].x},
                         double{points[i].y} - double{points[i - 1].y}),
              kNear)
        << i;
}

TEST(Embedding, IsTheSameForAnyNumberOfThreads) {
  ThreadPool one(1), three(3);
  const auto features = clustered_features(3, 11);
  const auto a = map_of(features, 33, one), b = map_of(features, 33, three);
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(PlanePoint)), 0);
}

TEST(Embedding, FillsTheUnitSquareForAnyNumberOfPicturesAlsoWhenTheyAreEqual) {
  ThreadPool pool(1);
  for (const std::size_t pictures : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 9U})
    for (const bool is_equal : {false, true}) {
      const auto features =
          is_equal ? std::vector<float>(pictures * kClusterChannels, 2.0F) : clustered_features(1, pictures);
      const auto points = map_of(features, pictures, pool);
      ASSERT_EQ(points.size(), pictures);
      for (const PlanePoint& point : points) {
        EXPECT_TRUE(point.x >= 0 && point.x <= 1) << pictures << " pictures: " << point.x;
        EXPECT_TRUE(point.y >= 0 && point.y <= 1) << pictures << " pictures: " << point.y;
      }
    }
}

}  // namespace
}  // namespace tinsmith::train
