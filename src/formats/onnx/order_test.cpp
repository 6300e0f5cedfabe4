#include "formats/onnx/order.h"

#include <gtest/gtest.h>

#include <numeric>

namespace tinsmith::formats {
namespace {

using graph::Shape;

TEST(Order, APictureOfTheFileAndOneOfTheGraphAreEachOthersInverse) {
  EXPECT_EQ(inverse_of(kAsInGraph), kAsInFile);
  EXPECT_EQ(stored_shape({1, 3, 20, 30}, kAsInGraph), (Shape{1, 20, 30, 3}));
  EXPECT_EQ(shape_of_stored({1, 20, 30, 3}, kAsInGraph), (Shape{1, 3, 20, 30}));
  EXPECT_EQ(permutation_between(natural_order(4), kAsInGraph), kAsInGraph);
  EXPECT_EQ(permutation_between(kAsInGraph, natural_order(4)), kAsInFile);
}

TEST(Order, OnlyAxesOfMoreThanOneValueCount) {
  EXPECT_TRUE(lie_alike({1, 7, 1, 1}, natural_order(4), kAsInGraph));
  EXPECT_TRUE(lie_alike({1, 1, 5, 6}, natural_order(4), kAsInGraph));
  EXPECT_FALSE(lie_alike({1, 2, 5, 1}, natural_order(4), kAsInGraph));
}

TEST(Order, AxesThatAreRemovedMakeTheOthersCountAnew) {
  EXPECT_EQ(without_axes({0, 2, 3, 1}, {1}), (Order{0, 1, 2}));
  EXPECT_EQ(without_axes({0, 2, 3, 1}, {2, 3}), (Order{0, 1}));
  EXPECT_EQ(without_axes({0, 3, 1, 2}, {1}), (Order{0, 2, 1}));
}

TEST(Order, ChannelsThatAreSplitStayWhereTheyLie) {  // as in the head of a detector
  EXPECT_EQ(order_after_reshape({1, 21, 4, 5}, kAsInGraph, {1, 3, 7, 4, 5}), (Order{0, 3, 4, 1, 2}));
}

TEST(Order, RowsAndColumnsThatLieTogetherAreJoined) {
  EXPECT_EQ(order_after_reshape({1, 21, 4, 5}, kAsInGraph, {1, 21, 20}), (Order{0, 2, 1}));
  EXPECT_EQ(order_after_reshape({1, 4, 5, 21}, kAsInFile, {1, 20, 21}), (Order{0, 2, 1}));
}

TEST(Order, WhatLiesApartCannotBeJoinedWithoutMoving) {
  EXPECT_EQ(order_after_reshape({1, 21, 4, 5}, kAsInGraph, {1, 420}), std::nullopt);
  EXPECT_EQ(order_after_reshape({1, 6, 4, 5}, kAsInGraph, {1, 3, 8, 5}), std::nullopt);
}

TEST(Order, APictureOfOnePixelIsFlattenedWithoutMoving) {
  EXPECT_EQ(order_after_reshape({1, 21, 1, 1}, kAsInGraph, {1, 21}), natural_order(2));
  EXPECT_EQ(order_after_reshape({1, 21}, natural_order(2), {1, 21, 1, 1}), natural_order(4));
}

// Checks with numbers every reshape for which order_after_reshape says that no value moves.
TEST(Order, ReshapesThatNeedNoMovementGiveTheValuesOfThoseThatMove) {
  const Shape shapes[] = {{1, 12, 2, 3}, {1, 3, 4, 2, 3}, {1, 12, 6}, {2, 6, 6}, {1, 72}, {72}, {1, 2, 36}};
  const Order orders[] = {natural_order(4), kAsInGraph, kAsInFile, {0, 2, 1, 3}, {3, 2, 1, 0}};
  std::vector<std::int32_t> values(72);
  std::iota(values.begin(), values.end(), 0);
  int carried = 0;
  for (const Order& order : orders)
    for (const Shape& to : shapes) {
      const auto after = order_after_reshape(shapes[0], order, to);
      if (!after) continue;
      ++carried;
      EXPECT_EQ(arranged(bytes_of(values), 4, shapes[0], order), arranged(bytes_of(values), 4, to, *after))
          << graph::format_shape(to);
    }
  EXPECT_GT(carried, 15);
}

}  // namespace
}  // namespace tinsmith::formats
