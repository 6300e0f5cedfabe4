#include "eval/confusion.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

Confusion pets() {  // cat, dog, fish; there was no fish, but one was predicted
  Confusion confusion(3);
  confusion.count(0, 0, 8);
  confusion.count(0, 1, 2);
  confusion.count(1, 1, 5);
  confusion.count(1, 0, 3);
  confusion.count(1, 2, 1);
  return confusion;
}

TEST(Confusion, RowsAreTruthsAndColumnsAnswers) {
  const Confusion confusion = pets();
  EXPECT_EQ(confusion.row_sum(0), 10);
  EXPECT_EQ(confusion.column_sum(0), 11);
  EXPECT_EQ(confusion.diagonal_sum(), 13);
}

TEST(ClassScore, SharesAreThoseOfTheClassesRowAndColumn) {
  const ClassScore cat = class_score(pets(), 0);
  EXPECT_EQ(cat.support, 10);
  EXPECT_EQ(cat.answers, 11);
  EXPECT_DOUBLE_EQ(cat.recall->value, 0.8);
  EXPECT_DOUBLE_EQ(cat.precision->value, 8.0 / 11);
  EXPECT_DOUBLE_EQ(*cat.f1, 2 * 0.8 * (8.0 / 11) / (0.8 + 8.0 / 11));
}

TEST(ClassScore, WhatHadNothingToBeMeasuredOnIsAbsent) {
  const ClassScore fish = class_score(pets(), 2);
  EXPECT_FALSE(fish.recall);
  EXPECT_DOUBLE_EQ(fish.precision->value, 0);
  EXPECT_DOUBLE_EQ(*fish.f1, 0);
  const ClassScore nothing = class_score(Confusion(1), 0);
  EXPECT_FALSE(nothing.recall || nothing.precision || nothing.f1);
}

TEST(Mixups, TheMostFrequentStandsFirst) {
  const auto found = mixups(pets(), 3);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].truth, 1);
  EXPECT_EQ(found[0].answer, 0);
  EXPECT_EQ(found[0].times, 3);
  EXPECT_EQ(found[2].answer, 2);
  EXPECT_EQ(mixups(pets(), 2).size(), 2u) << "the third class counts as background here";
}

}  // namespace
}  // namespace tinsmith::eval
