#include "eval/box_errors.h"

#include <gtest/gtest.h>

#include "eval/box_curves.h"
#include "eval/boxes_in_row_for_test.h"

namespace tinsmith::eval {
namespace {

constexpr std::int32_t kClasses = 2;
constexpr double kNoThresholds[kClasses] = {0, 0};

BoxErrors errors_of(const PictureBoxes& picture, std::span<const double> thresholds = kNoThresholds) {
  return *box_errors({&picture, 1}, kClasses, thresholds);
}

TEST(BoxErrors, EachWrongDetectionIsOfOneKind) {
  const BoxErrors errors = errors_of({{{0, box_at(0)}, {0, box_at(1)}, {0, box_at(2)}, {0, box_at(3)}},
                                      {{0, 0.9, box_at(0)},
                                       {0, 0.8, box_at(0, 1)},  // duplicate
                                       {0, 0.7, box_at(1, 6)},  // IoU 4/16
                                       {1, 0.6, box_at(2)},     // the other class
                                       {1, 0.5, box_at(2, 6)},  // wrong place and class
                                       {0, 0.4, box_at(9)}}});
  EXPECT_EQ(errors[BoxErrorKind::Duplicate].count, 1);
  EXPECT_EQ(errors[BoxErrorKind::Localisation].count, 1);
  EXPECT_EQ(errors[BoxErrorKind::Class].count, 1);
  EXPECT_EQ(errors[BoxErrorKind::Background].count, 2);
  EXPECT_EQ(errors[BoxErrorKind::Missed].count, 2) << "the last one, and the one whose box is badly placed";
}

TEST(BoxErrors, TheGainIsWhatMendingThatKindAloneWouldGive) {
  // Two objects; the second detection is beside its object.
  const BoxErrors moved =
      errors_of({{{0, box_at(0)}, {0, box_at(1)}}, {{0, 0.9, box_at(0)}, {0, 0.8, box_at(1, 6)}}});
  EXPECT_DOUBLE_EQ(moved.map50, 51.0 / 101);
  EXPECT_DOUBLE_EQ(moved[BoxErrorKind::Localisation].map50_gain, 50.0 / 101);
  EXPECT_EQ(moved[BoxErrorKind::Background].map50_gain, 0);
  EXPECT_DOUBLE_EQ(moved[BoxErrorKind::Missed].map50_gain, 50.0 / 101) << "had it not been asked for";
  // A wrong detection with a higher score than the only object's.
  const BoxErrors stray = errors_of({{{0, box_at(0)}}, {{0, 0.9, box_at(5)}, {0, 0.8, box_at(0)}}});
  EXPECT_DOUBLE_EQ(stray[BoxErrorKind::Background].map50_gain, 0.5);
  // An object without any detection.
  const BoxErrors missed = errors_of({{{0, box_at(0)}, {0, box_at(4)}}, {{0, 0.9, box_at(0)}}});
  EXPECT_DOUBLE_EQ(missed[BoxErrorKind::Missed].map50_gain, 50.0 / 101);
  EXPECT_DOUBLE_EQ(errors_of({{{0, box_at(0)}}, {}})[BoxErrorKind::Missed].map50_gain, 1);
}

TEST(BoxErrors, AMendedClassCountsForItsObjectOnce) {
  const BoxErrors errors = errors_of(
      {{{0, box_at(0)}, {1, box_at(1)}}, {{0, 0.9, box_at(0)}, {0, 0.8, box_at(1)}, {0, 0.7, box_at(1, 1)}}});
  EXPECT_EQ(errors[BoxErrorKind::Class].count, 1);
  EXPECT_EQ(errors[BoxErrorKind::Duplicate].count, 1) << "a second box on the same object";
  EXPECT_DOUBLE_EQ(errors.map50, 0.5);
  EXPECT_DOUBLE_EQ(errors[BoxErrorKind::Class].map50_gain, 0.5);
}

TEST(BoxErrors, AnObjectIsTakenForAnotherClassOnlyWhereNothingFoundIt) {
  // The correct class is also found: the other box is a duplicate on the same object.
  const BoxErrors found = errors_of({{{0, box_at(0)}}, {{1, 0.9, box_at(0)}, {0, 0.5, box_at(0)}}});
  EXPECT_EQ(found[BoxErrorKind::Class].count, 0);
  EXPECT_EQ(found[BoxErrorKind::Duplicate].count, 1);
  EXPECT_EQ(found[BoxErrorKind::Missed].count, 0);
  const BoxErrors mistaken = errors_of({{{0, box_at(0)}}, {{1, 0.9, box_at(0)}}});
  EXPECT_EQ(mistaken[BoxErrorKind::Class].count, 1);
  EXPECT_EQ(mistaken[BoxErrorKind::Missed].count, 0) << "it is not missed as well";
}

TEST(BoxErrors, WhatDoesNotReachItsThresholdWasNotSaid) {
  const double thresholds[kClasses] = {0.5, 0.5};
  const BoxErrors errors =
      errors_of({{{0, box_at(0)}}, {{0, 0.4, box_at(0)}, {0, 0.3, box_at(7)}}}, thresholds);
  EXPECT_EQ(errors[BoxErrorKind::Background].count, 0);
  EXPECT_EQ(errors[BoxErrorKind::Missed].count, 1);
}

TEST(BoxErrors, NothingToFindHasNoErrors) {
  const PictureBoxes empty[] = {{{}, {{0, 0.9, box_at(0)}}}};
  EXPECT_FALSE(box_errors(empty, kClasses, kNoThresholds));
}

}  // namespace
}  // namespace tinsmith::eval
