// Tests the rules for all layouts: labels that cannot be read, and what is counted once.
#include "dataset/import.h"

#include <gtest/gtest.h>

#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

using Names = std::vector<std::string>;

Names sentences_of(const Dataset& dataset) {
  Names all;
  for (const Problem& problem : dataset.problems) all.push_back(sentence_of(problem));
  return all;
}

TEST(Counted, NounsAreInTheSingularForOneOnly) {
  EXPECT_EQ(counted(1, "mask"), "1 mask");
  EXPECT_EQ(counted(3, "mask"), "3 masks");
  EXPECT_EQ(counted(0, "box"), "0 boxes");
  EXPECT_EQ(plural_of("category"), "categories");
  EXPECT_EQ(plural_of("key"), "keys");
  EXPECT_EQ(plural_of("ellipse"), "ellipses");
}

TEST(ReadingTally, SaysEachKindOnce) {
  ReadingTally tally;
  for (int i = 0; i < 3; ++i) tally.read_as_box("mask");
  tally.read_as_box("ellipse");
  tally.not_used("point");
  for (int i = 0; i < 12; ++i) tally.value_not_used("column", "score");
  EXPECT_EQ(tally.sentences(),
            (Names{"1 ellipse: read as the box around it", "3 masks: read as the boxes around them",
                   "1 point: not used", "column `score`: not used (12 values)"}));
}
TEST(ReadingTally, StopsNamingAfterTwentyNames) {
  ReadingTally tally;
  for (int i = 0; i < 25; ++i) tally.value_not_used("attribute", fmt::format("a{:02}", i));
  const auto sentences = tally.sentences();
  ASSERT_EQ(sentences.size(), 21u);
  EXPECT_EQ(sentences.back(), "5 more names of values: not used");
}

class ImportTest : public testing::Test {
 protected:
  ImportTest() { tree_.picture("a.bmp").picture("b.bmp"); }
  Import start() {
    survey_ = std::make_unique<Survey>(open_source(tree_.path()).value());
    return Import::start(*survey_, {}, LabelKind::Boxes).value();
  }
  TreeForTest tree_;
  std::unique_ptr<Survey> survey_;
};

TEST_F(ImportTest, APictureWithOneObjectNotUnderstoodIsNotLabelled) {
  Import import = start();
  ASSERT_TRUE(import.claim(0, "l.json"));
  import.add_box(0, {import.class_of("nut"), { 1, 2, 3, 4 }}, "l.json");
  import.not_understood(0, "l.json", "line 2 is not a box");
  import.not_understood(0, "l.json", "line 3 is not a box");
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_FALSE(dataset.pictures[0].is_annotated);
  EXPECT_EQ(dataset.pictures[0].unused, Unused::NotUnderstood);
  EXPECT_TRUE(dataset.pictures[0].boxes.empty());
  EXPECT_EQ(dataset.pictures[0].drafts, (std::vector{scene::LabelledBox{0, {1, 2, 3, 4}}}));
  EXPECT_EQ(sentences_of(dataset), (Names{"l.json: line 2 is not a box; a.bmp is treated as unlabelled",
                                          "l.json: line 3 is not a box"}));
}
TEST_F(ImportTest, ABoxDrawnFromAnotherCornerIsThatBox) {
  Import import = start();
  ASSERT_TRUE(import.claim(0, "l.json"));
  import.add_box(0, {import.class_of("nut"), { 9, 8, -3, -4 }}, "l.json");
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_EQ(dataset.pictures[0].boxes, (std::vector{scene::LabelledBox{0, {6, 4, 3, 4}}}));
  EXPECT_EQ(sentences_of(dataset), (Names{"1 box with swapped corners: read as the box between them"}));
}
TEST_F(ImportTest, APictureWithOnlyUnusedShapesIsNotLabelled) {
  Import import = start();
  ASSERT_TRUE(import.claim(0, "l.json"));
  import.shape_not_used(0, "point");
  ASSERT_TRUE(import.claim(1, "l.json"));
  import.shape_not_used(1, "point");
  import.add_box(1, {import.class_of("nut"), { 1, 2, 3, 4 }}, "l.json");
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_FALSE(dataset.pictures[0].is_annotated);
  EXPECT_TRUE(dataset.pictures[1].is_annotated);
  EXPECT_EQ(
      sentences_of(dataset),
      (Names{"2 points: not used",
             "l.json: a.bmp has only shapes that are not supported (1); a.bmp is treated as unlabelled"}));
}
TEST_F(ImportTest, APictureWhoseBoxesLieOutsideItKeepsThemAndIsNotUsed) {
  Import import = start();
  ASSERT_TRUE(import.claim(0, "l.json"));
  import.add_box(0, {import.class_of("nut"), { 100, 200, 30, 40 }}, "l.json");
  ASSERT_TRUE(import.claim(1, "l.json"));
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_EQ(dataset.pictures[0].boxes.size(), 1u);
  EXPECT_EQ(dataset.pictures[0].unused, Unused::AllOutside);
  EXPECT_FALSE(is_usable(dataset.pictures[0]));
  EXPECT_TRUE(is_usable(dataset.pictures[1])) << "an empty label file says that there is nothing";
}
TEST_F(ImportTest, AClassSpelledInTwoNormalFormsIsOneClass) {
  Import import = start();
  const std::string composed_name = "v\u00e9lo", decomposed_name = "ve\u0301lo";
  EXPECT_EQ(import.class_of(decomposed_name), import.class_of(composed_name));
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_EQ(dataset.classes, Names{composed_name});
  EXPECT_EQ(sentences_of(dataset), Names{});
}
TEST_F(ImportTest, ABoxThatIsNoBoxIsNotUnderstood) {
  Import import = start();
  ASSERT_TRUE(import.claim(0, "l.json"));
  import.add_box(0, {import.class_of("nut"), { 1, 2, 3, 4 }}, "l.json");
  EXPECT_FALSE(import.add_box(0, {0, {1, 2, 1e300, 4}}, "l.json"));
  const Dataset dataset = import.finish(Import::kAsMade).value();
  EXPECT_FALSE(dataset.pictures[0].is_annotated);
}

}  // namespace
}  // namespace tinsmith::dataset
