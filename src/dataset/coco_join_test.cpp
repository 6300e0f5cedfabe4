// Tests how detections are matched with pictures and categories when the ids of the two files differ.
#include "dataset/coco_results.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace tinsmith::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CocoJoin : public testing::Test {
 protected:
  std::filesystem::path written(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    CHECK(write_file(path, text).has_value(), "cannot write {}", path.string());
    return path;
  }
  // Joins detections of category 1 with a ground truth whose pictures have the ids 1, 2, … and these names.
  Result<CocoResults> joined(const std::vector<std::string>& names, const std::string& detections) {
    std::string images;
    for (std::size_t i = 0; i < names.size(); ++i)
      images += fmt::format(R"({}{{"id": {}, "file_name": "{}"}})", i > 0 ? "," : "", i + 1, names[i]);
    const auto truth = read_coco_truth(written("gt.json", fmt::format(R"({{"images": [{}], "annotations": [],
                                  "categories": [{{"id": 1, "name": "cup"}}, {{"id": 2, "name": "jug"}}]}})",
                                                                      images)));
    CHECK(truth, "{}", truth.error().text());
    return read_coco_detections(written("dt.json", detections), *truth);
  }
  // Returns the number of detections of each picture.
  std::vector<std::size_t> counts(const std::vector<std::string>& names, const std::string& detections) {
    const auto results = joined(names, detections);
    EXPECT_TRUE(results) << results.error().text();
    std::vector<std::size_t> counts;
    if (!results) return counts;
    notes_ = fmt::format("{}", fmt::join(results->notes, "; "));
    for (const auto& picture : results->detections) counts.push_back(picture.size());
    return counts;
  }
  std::string refusal(const std::vector<std::string>& names, const std::string& detections) {
    const auto results = joined(names, detections);
    return results ? "" : results.error().text();
  }
  std::string notes_;
  TemporaryFolder folder_ = TemporaryFolder::make().value();
};

std::string found(const std::string& image_id, const std::string& more = "") {
  return fmt::format(R"({{"image_id": {}, {}"category_id": 1, "bbox": [1, 1, 5, 5], "score": 0.5}})",
                     image_id, more);
}

TEST_F(CocoJoin, IdsComeFirst) {
  EXPECT_THAT(counts({"a.jpg", "2.jpg"}, "[" + found("1") + "," + found("\"2\"") + "]"), ElementsAre(1, 1));
  EXPECT_EQ(notes_, "");
}

TEST_F(CocoJoin, AStemIsTheNameOfAPicture) {
  const std::string of_ultralytics = "[" + found("\"IMG_0002\"", R"("file_name": "IMG_0002.jpg", )") + "]";
  EXPECT_THAT(counts({"images/IMG_0001.jpg", "images/IMG_0002.jpg"}, of_ultralytics), ElementsAre(0, 1));
  EXPECT_THAT(notes_, HasSubstr("matched by file_name"));
  EXPECT_THAT(counts({"images/IMG_0001.jpg", "images/IMG_0002.jpg"}, "[" + found("\"IMG_0002\"") + "]"),
              ElementsAre(0, 1));
  EXPECT_THAT(notes_, HasSubstr("but file names"));
  EXPECT_THAT(counts({"a.b.jpg", "a.c.jpg"}, "[" + found("\"a.c\"") + "," + found("\"a.b.jpg\"") + "]"),
              ElementsAre(1, 1));
}

TEST_F(CocoJoin, AStemThatIsANumberLosesItsZeros) {
  EXPECT_THAT(counts({"000139.jpg", "000285.jpg"}, "[" + found("285") + "," + found("\"000139\"") + "]"),
              ElementsAre(1, 1));
}

// Frame numbers that are, by coincidence, ids of other pictures.
TEST_F(CocoJoin, AFileNameThatContradictsAnIdWins) {
  EXPECT_THAT(counts({"2.jpg", "1.jpg"}, "[" + found("1", R"("file_name": "1.jpg", )") + "]"),
              ElementsAre(0, 1));
  EXPECT_THAT(notes_, HasSubstr("matched by file_name"));
}

TEST_F(CocoJoin, FoldersTellPicturesOfOneNameApart) {
  const std::vector<std::string> names{"day/a.jpg", "night/a.jpg"};
  EXPECT_THAT(counts(names, "[" + found("\"x\"", R"("file_name": "C:\\shots\\night\\a.jpg", )") + "]"),
              ElementsAre(0, 1));
  EXPECT_THAT(counts(names, "[" + found("\"day/a\"") + "]"), ElementsAre(1, 0));
  EXPECT_THAT(refusal(names, "[" + found("\"a\"") + "]"), HasSubstr("does not have: a;"));
}

TEST_F(CocoJoin, OneUnknownPictureRefusesTheFile) {
  EXPECT_THAT(refusal({"a.jpg", "b.jpg"}, "[" + found("\"a\"") + "," + found("\"c\"") + "]"),
              HasSubstr("does not have: a, c; they are not file names"));
}

std::string of_categories(const std::string& ids, const std::string& categories) {
  return fmt::format(R"({{"annotations": [{{"image_id": 1, "category_id": {}, "bbox": [1, 1, 5, 5],
                         "score": 0.5}}]{}}})",
                     ids, categories);
}

TEST_F(CocoJoin, CategoriesThatCountFrom0AreShiftedOnlyWhenTheFileNamesThem) {
  EXPECT_THAT(refusal({"a.jpg"}, of_categories("0", "")), HasSubstr("its ids seem to start at 0"));
  const auto named = joined({"a.jpg"}, of_categories("1", R"(, "categories": [{"id": 0, "name": "cup"},
                                                              {"id": 1, "name": "jug"}])"));
  ASSERT_TRUE(named) << named.error().text();
  EXPECT_EQ(named->detections[0][0].class_index, 1);
  EXPECT_THAT(named->notes, ElementsAre(HasSubstr("matched by the names")));
}

TEST_F(CocoJoin, IdsOfTheTruthMayBeTexts) {
  const auto truth =
      read_coco_truth(written("gt.json", R"({"images": [{"id": "img-a", "file_name": "a.jpg"}, {"id": "3"}],
                     "annotations": [{"image_id": "img-a", "category_id": "c", "bbox": [0, 0, 9, 9]}],
                     "categories": [{"id": "c", "name": "cup"}]})"));
  ASSERT_TRUE(truth) << truth.error().text();
  EXPECT_EQ(truth->pictures[0].id, CocoId(std::int64_t{3}));
  EXPECT_EQ(truth->pictures[1].id, CocoId(std::string("img-a")));
  EXPECT_EQ(truth->pictures[1].boxes.size(), 1u);
}

}  // namespace
}  // namespace tinsmith::dataset
