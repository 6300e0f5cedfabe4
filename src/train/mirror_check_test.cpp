#include "train/mirror_check.h"

#include <gtest/gtest.h>

namespace tinsmith::train {
namespace {

using Classes = std::vector<scene::ClassIndex>;

// Objects and their predictions, plain and mirrored; `add` appends `count` objects of one class.
struct PredictedObjects {
  Classes truths, plain, mirrored;
  PredictedObjects& add(int count, scene::ClassIndex truth, scene::ClassIndex seen,
                        scene::ClassIndex seen_mirrored) {
    for (int i = 0; i < count; ++i) {
      truths.push_back(truth);
      plain.push_back(seen);
      mirrored.push_back(seen_mirrored);
    }
    return *this;
  }
  MirrorCheck check() const { return check_mirroring(truths, plain, mirrored); }
};

void expect_undecided(const MirrorCheck& check) {
  EXPECT_FALSE(check.changes_classes);
  EXPECT_FALSE(check.keeps_classes);
  EXPECT_FALSE(check.seems_to_keep_classes);
}

TEST(MirrorCheck, ClassesThatStayThemselvesMayBeMirrored) {
  const MirrorCheck check =
      PredictedObjects().add(48, 0, 0, 0).add(47, 1, 1, 1).add(3, 0, 0, 1).add(2, 1, 0, 1).check();
  EXPECT_EQ(check.objects, 100);
  EXPECT_EQ(check.right, 98);
  EXPECT_EQ(check.right_mirrored, 97);
  EXPECT_EQ(check.lost, 3);
  EXPECT_EQ(check.won, 2);
  EXPECT_TRUE(check.swaps.empty());
  EXPECT_FALSE(check.changes_classes);
  EXPECT_TRUE(check.keeps_classes);
}

TEST(MirrorCheck, AClearLossOverAllClassesCounts) {
  const MirrorCheck check = PredictedObjects().add(80, 0, 0, 0).add(10, 0, 0, 1).add(10, 0, 0, 2).check();
  EXPECT_TRUE(check.swaps.empty());
  EXPECT_TRUE(check.changes_classes);
  EXPECT_FALSE(check.keeps_classes);
  EXPECT_FALSE(check.seems_to_keep_classes);
}

// 5 objects are lost and none is won: by chance this happens in 6 of 100 cases.
TEST(MirrorCheck, ALossThatMayBeChanceIsWorthAnotherLook) {
  const MirrorCheck check = PredictedObjects().add(8, 0, 0, 0).add(5, 0, 0, 1).add(8, 1, 1, 1).check();
  EXPECT_FALSE(check.changes_classes);
  EXPECT_FALSE(check.keeps_classes);
  EXPECT_FALSE(check.seems_to_keep_classes);
}

// b and d among many other letters: the total loss is small, but these two classes are lost completely.
TEST(MirrorCheck, OnePairOfClassesThatBecomeEachOtherCounts) {
  PredictedObjects objects;
  for (scene::ClassIndex letter = 2; letter < 26; ++letter) objects.add(10, letter, letter, letter);
  const MirrorCheck check = objects.add(9, 0, 0, 1).add(1, 0, 0, 0).add(8, 1, 1, 0).add(2, 1, 1, 1).check();
  EXPECT_EQ(check.swaps, (std::vector<MirrorSwap>{{0, 1, 9, 10}, {1, 0, 8, 10}}));
  EXPECT_TRUE(check.changes_classes);
}

TEST(MirrorCheck, ObjectsThatAreNotFoundSayNothing) {
  const MirrorCheck check = PredictedObjects().add(50, 0, 0, -1).add(10, 0, -1, 1).add(20, 0, 0, 0).check();
  EXPECT_EQ(check.objects, 20);
  EXPECT_FALSE(check.changes_classes);
}

TEST(MirrorCheck, ANetworkThatKnowsNothingYetSaysNothing) {
  PredictedObjects objects;
  for (scene::ClassIndex truth = 0; truth < 10; ++truth) objects.add(10, truth, 3, 3);
  expect_undecided(objects.check());
}

// The predictions depend on left and right in the picture and not on the class: all of one prediction
// become another one.
TEST(MirrorCheck, AnAnswerThatIsMostlyWrongIsNoClassThatOthersBecome) {
  PredictedObjects objects;
  for (scene::ClassIndex truth = 0; truth < 7; ++truth) objects.add(9, truth, 3, 2).add(9, truth, 2, 3);
  const MirrorCheck check = objects.check();
  EXPECT_EQ(check.right, 18);
  EXPECT_TRUE(check.swaps.empty());
  expect_undecided(check);
}

// Left and right arrows among other classes: while the network cannot distinguish them,
// mirroring loses nothing.
TEST(MirrorCheck, ClassesThatAreMixedUpCannotBeSeenToChangePlaces) {
  PredictedObjects objects;
  for (const scene::ClassIndex first : {0, 2})
    for (const scene::ClassIndex truth : {first, first + 1})
      objects.add(6, truth, first, first).add(6, truth, first + 1, first + 1);
  const MirrorCheck check = objects.check();
  EXPECT_FALSE(check.changes_classes);
  EXPECT_FALSE(check.keeps_classes);
  EXPECT_TRUE(check.seems_to_keep_classes) << "it is better than guessing";
}

TEST(MirrorCheck, TwoClassesAreNotKnownByAnsweringRightInALittleMoreThanHalfOfTheCases) {
  expect_undecided(
      PredictedObjects().add(7, 0, 0, 0).add(5, 0, 1, 1).add(6, 1, 1, 1).add(6, 1, 0, 0).check());
}

TEST(MirrorCheck, FewObjectsTellWhenAllAreAnsweredRightly) {
  EXPECT_TRUE(PredictedObjects().add(4, 0, 0, 0).add(3, 1, 1, 1).check().keeps_classes);
  expect_undecided(PredictedObjects().add(4, 0, 0, 0).add(2, 1, 1, 1).add(1, 1, 0, 0).check());
  expect_undecided(PredictedObjects().add(9, 0, 0, 0).check());
  expect_undecided(PredictedObjects().check());
}

}  // namespace
}  // namespace tinsmith::train
