#include "verbs/data_record.h"

#include <gtest/gtest.h>

namespace tinsmith::verbs {
namespace {

dataset::Picture picture(const std::string& path, std::optional<scene::ClassIndex> class_index) {
  dataset::Picture one;
  one.path = path;
  one.size = {32, 32};
  one.is_annotated = class_index.has_value();
  one.class_index = class_index;
  return one;
}

dataset::Dataset data(std::vector<std::string> classes, std::vector<dataset::Picture> pictures) {
  dataset::Dataset result;
  result.classes = std::move(classes);
  result.pictures = std::move(pictures);
  return result;
}

const dataset::Dataset kBefore =
    data({"bolt", "nut"}, {picture("1.jpg", 0), picture("2.jpg", 1), picture("3.jpg", std::nullopt)});

TEST(DataRecord, ItsTextGivesItBack) {
  const DataRecord record = record_of(kBefore);
  const DataRecord back = data_record_from_text(to_text(record)).value();
  EXPECT_EQ(back.classes, record.classes);
  EXPECT_EQ(back.labels, record.labels);
  EXPECT_FALSE(back.labels.at("3.jpg").has_value());
}

TEST(DataRecord, NothingIsSaidWhenNothingHasChanged) {
  EXPECT_TRUE(changes_since(record_of(kBefore), "run", kBefore).empty());
}

TEST(DataRecord, NamesPicturesThatAreNewGoneOrLabelledOtherwise) {
  const dataset::Dataset now =
      data({"bolt", "nut"}, {picture("1.jpg", 1), picture("3.jpg", 0), picture("4.jpg", 0)});
  const auto changes = changes_since(record_of(kBefore), "run", now);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(
      changes[0],
      "Since this run started, the data set has 2 new labelled pictures (3.jpg, 4.jpg). They are not used: "
      "this run continues with the pictures with which it started. A new run uses them; --from run starts it "
      "from these "
      "weights.");
  EXPECT_EQ(changes[1],
            "Since this run started, 1 picture was removed from the data set (2.jpg). It continues with the "
            "others.");
  EXPECT_EQ(changes[2],
            "Since this run started, 1 picture was labelled differently (1.jpg). It continues with the new "
            "labels.");
}

TEST(DataRecord, SaysWhenAPictureHasLostItsLabel) {
  dataset::Dataset now = kBefore;
  now.pictures[0] = picture("1.jpg", std::nullopt);
  const auto changes = changes_since(record_of(kBefore), "run", now);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0],
            "Since this run started, 1 picture lost its label (1.jpg). It continues with the others.");
}

TEST(DataRecord, ANewClassIsNamedWithTheWayToLearnIt) {
  dataset::Dataset now =
      data({"aardvark", "bolt", "nut"}, {picture("0.jpg", 0), picture("1.jpg", 1), picture("2.jpg", 2)});
  const auto outcome = use_classes_of(record_of(kBefore), "run", now);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().fault, Fault::Conflict);
  EXPECT_EQ(
      outcome.error().message,
      "the data set has a class that this run does not have: 'aardvark' (1 picture). A run keeps the classes "
      "with which it started (bolt, nut). To train the new classes, start another run from its weights: "
      "give the data set, --from run and a new --out. To resume this run, remove the new classes from the "
      "data set");
}

TEST(DataRecord, ClassesInAnotherOrderOrFewerKeepTheNumbersOfTheRun) {
  dataset::Dataset reordered = data({"nut", "bolt"}, {picture("1.jpg", 1), picture("2.jpg", 0)});
  ASSERT_TRUE(use_classes_of(record_of(kBefore), "run", reordered));
  EXPECT_EQ(reordered.classes, (std::vector<std::string>{"bolt", "nut"}));
  EXPECT_EQ(reordered.pictures[0].class_index, 0);
  dataset::Dataset fewer = data({"nut"}, {picture("2.jpg", 0)});
  ASSERT_TRUE(use_classes_of(record_of(kBefore), "run", fewer));
  EXPECT_EQ(fewer.pictures[0].class_index, 1);
}

TEST(BrokenDataRecord, SaysWhatIsWrong) {
  EXPECT_EQ(data_record_from_text("[]").error().message,
            "it has no list \"classes\" or no object \"pictures\"");
  EXPECT_EQ(data_record_from_text(R"({"classes":[1],"pictures":{}})").error().message,
            "the class 1 is not text");
  EXPECT_EQ(data_record_from_text(R"({"classes":[],"pictures":{"a":1}})").error().message,
            "the labels of a are neither a hash nor null");
}

}  // namespace
}  // namespace tinsmith::verbs
