#include "pretrain/crops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "files/tree_for_test.h"

namespace tinsmith::pretrain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CropSet set_of(std::string name, std::int32_t classes, std::size_t pictures) {
  CropSet set{std::move(name), {}, {}, {}};
  for (std::int32_t k = 0; k < classes; ++k) set.classes.push_back(fmt::format("class{}", k));
  for (std::size_t i = 0; i < pictures; ++i) {
    set.pictures.emplace_back(image::Size{4, 4}, 3);
    set.labels.push_back(static_cast<std::int32_t>(i) % classes);
  }
  return set;
}

TEST(Crops, TakeTheirClassesFromTheFoldersOfAZip) {
  files::TreeForTest tree;
  tree.picture("set/cat/1.bmp", {8, 6}).picture("set/cat/2.bmp", {8, 6}).picture("set/ant/1.bmp", {300, 6});
  files::zip_for_test(tree.at("set"), tree.at("animals.zip"));
  ThreadPool pool(2);
  const auto set = read_crop_set(tree.at("animals.zip"), pool);
  ASSERT_TRUE(set) << set.error().text();
  EXPECT_EQ(set->name, "animals");
  EXPECT_THAT(set->classes, ElementsAre("ant", "cat"));
  EXPECT_THAT(set->labels, ElementsAre(0, 1, 1));
  EXPECT_EQ(set->pictures[0].size, (image::Size{kMaxStored_px, 6})) << "a long picture is made shorter";
  EXPECT_EQ(set->pictures[1].size, (image::Size{8, 6}));
  EXPECT_EQ(set->pictures[1].channels, 3);
}

TEST(Crops, ThatAreInNoClassFolderOrAreDamagedAreNamed) {
  files::TreeForTest tree;
  tree.picture("loose/1.bmp").text("damaged/cat/1.jpg", "no picture");
  ThreadPool pool(1);
  const auto loose = read_crop_set(tree.at("loose"), pool);
  ASSERT_FALSE(loose);
  EXPECT_THAT(loose.error().text(), HasSubstr("'1.bmp' is not in the folder of a class"));
  const auto damaged = read_crop_set(tree.at("damaged"), pool);
  ASSERT_FALSE(damaged);
  EXPECT_THAT(damaged.error().text(), HasSubstr("cat/1.jpg"));
}

TEST(Corpus, GivesEverySetItsOwnRangeOfClassesAndSetsOfOneClassAGroupTogether) {
  std::vector<CropSet> sets;
  sets.push_back(set_of("lone", 1, 2));
  sets.push_back(set_of("triple", 3, 6));
  sets.push_back(set_of("invoiceocr", 2, 4));  // has a row: never mirrored
  sets.push_back(set_of("single", 1, 3));
  const Corpus corpus = joined(std::move(sets));
  ASSERT_EQ(corpus.groups.size(), 3u);
  EXPECT_EQ(corpus.classes, 3 + 2 + 2);
  EXPECT_EQ(corpus.groups[0].name, "triple");
  EXPECT_EQ(corpus.groups[1].classes.first, 3);
  EXPECT_EQ(corpus.groups[2].name, kSingles);
  EXPECT_EQ(corpus.groups[2].classes.first, 5);
  EXPECT_EQ(corpus.groups[2].classes.count, 2);
  EXPECT_THAT(corpus.labels, ElementsAre(0, 1, 2, 0, 1, 2, 3, 4, 3, 4, 5, 5, 6, 6, 6));
  EXPECT_THAT(corpus.may_be_mirrored, ElementsAre(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1));
  EXPECT_THAT(corpus.groups[2].pictures, ElementsAre(10, 11, 12, 13, 14));
}

std::int32_t rows_of(std::initializer_list<SetRole> roles) {
  return static_cast<std::int32_t>(std::count_if(
      set_rows().begin(), set_rows().end(),
      [&](const SetRow& row) { return std::find(roles.begin(), roles.end(), row.role) != roles.end(); }));
}

TEST(Corpus, LeavesOutTheSetsThatAreHeldBackRelatedOrPoor) {
  files::TreeForTest tree;
  for (const SetRow& row : set_rows()) tree.picture(fmt::format("in/{}/a/1.bmp", row.set));
  tree.picture("in/other/a/1.bmp").picture("in/other/b/1.bmp");
  ASSERT_TRUE(make_folder(tree.at("crops")));
  for (const SetRow& row : set_rows())
    files::zip_for_test(tree.at(fmt::format("in/{}", row.set)),
                        tree.at(fmt::format("crops/{}.zip", row.set)));
  files::zip_for_test(tree.at("in/other"), tree.at("crops/other.zip"));
  ThreadPool pool(1);
  const auto corpus = read_corpus(tree.at("crops"), scene::Task::Classification, pool);
  ASSERT_TRUE(corpus) << corpus.error().text();
  EXPECT_EQ(corpus->classes, rows_of({SetRole::NotMirrored, SetRole::RelatedToBoxes}) + 2);
  const auto for_boxes = read_corpus(tree.at("crops"), scene::Task::Boxes, pool);
  ASSERT_TRUE(for_boxes) << for_boxes.error().text();
  EXPECT_EQ(for_boxes->classes, rows_of({SetRole::NotMirrored}) + 2)
      << "a detector does not learn from what it is measured with";
  EXPECT_FALSE(read_corpus(tree.at("in"), scene::Task::Boxes, pool)) << "there are no zip files";
}

TEST(SetRows, NameEverySetOnceAndHoldSixBack) {
  std::set<std::string_view> names;
  for (const SetRow& row : set_rows()) EXPECT_TRUE(names.insert(row.set).second) << row.set;
  EXPECT_EQ(std::count_if(set_rows().begin(), set_rows().end(),
                          [](const SetRow& row) { return row.role == SetRole::HeldBack; }),
            6);
}

}  // namespace
}  // namespace tinsmith::pretrain
