#include "dataset/coco_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/shared_data_for_test.h"

namespace tinsmith::dataset {
namespace {

constexpr const char* kTruth = R"({
  "images": [{"id": 9, "file_name": "b.jpg"}, {"id": 4}],
  "categories": [{"id": 7, "name": "nut"}, {"id": 2, "name": "bolt"}],
  "annotations": [
    {"id": 1, "image_id": 9, "category_id": 7, "bbox": [1, 2, 3.5, 4], "area": 9, "iscrowd": 1},
    {"id": 2, "image_id": 9, "category_id": 2, "bbox": [0, 0, 2, 3]}]})";

class CocoResultsTest : public testing::Test {
 protected:
  Result<CocoTruth> truth(const std::string& text) { return read_coco_truth(written(text)); }
  Result<CocoResults> detections(const std::string& text) {
    return read_coco_detections(written(text), truth(kTruth).value());
  }
  std::string refusal_of_truth(const std::string& text) {
    const auto read = truth(text);
    return read ? "" : read.error().text();
  }
  std::string refusal_of_detections(const std::string& text) {
    const auto read = detections(text);
    return read ? "" : read.error().text();
  }

 private:
  std::filesystem::path written(const std::string& text) {
    const auto path = folder_.path() / fmt::format("{}.json", ++files_);
    CHECK(write_file(path, text).has_value(), "cannot write {}", path.string());
    return path;
  }
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  int files_ = 0;
};

TEST_F(CocoResultsTest, PicturesAndClassesStandByRisingId) {
  const auto read = truth(kTruth);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->categories, (std::vector<CocoTruth::Category>{{2, "bolt"}, {7, "nut"}}));
  ASSERT_EQ(read->pictures.size(), 2u);
  EXPECT_EQ(read->pictures[0], (CocoTruth::Picture{4, "picture 4", {}, {}}));
  EXPECT_EQ(read->pictures[1],
            (CocoTruth::Picture{
                9, "b.jpg", {{1, {1, 2, 3.5, 4}, true, false}, {0, {0, 0, 2, 3}, false, false}}, {9, 6}}))
      << "the stated area, and that of the box where none is stated";
}

TEST_F(CocoResultsTest, DetectionsStandByPictureInTheOrderOfTheFile) {
  const std::string list =
      R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 0.25},
          {"image_id": 9, "category_id": 7, "bbox": [5, 6, 7, 8], "score": 0.5}])";
  const CocoDetections expected{{}, {{0, 0.25, {0, 0, 1, 1}}, {1, 0.5, {5, 6, 7, 8}}}};
  for (const std::string& text : {list, R"({"annotations": )" + list + "}"}) {
    const auto read = detections(text);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->detections, expected);
    EXPECT_THAT(read->notes, testing::IsEmpty());
  }
  EXPECT_EQ(detections("[]")->detections, CocoDetections(2));
}

TEST_F(CocoResultsTest, UnknownIdsAreNamed) {
  EXPECT_THAT(refusal_of_detections(R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 1},
                                        {"image_id": 88, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 1}])"),
              testing::HasSubstr("pictures (image_id) that the ground truth does not have: 88"));
  EXPECT_THAT(
      refusal_of_detections(R"([{"image_id": 9, "category_id": 31, "bbox": [0, 0, 1, 1], "score": 1}])"),
      testing::HasSubstr("categories (category_id) that the ground truth does not have: 31"));
  std::string many = "[";
  for (int id = 100; id < 108; ++id)
    many += fmt::format(R"({}{{"image_id": {}, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 1}})",
                        id > 100 ? "," : "", id);
  EXPECT_THAT(refusal_of_detections(many + "]"), testing::HasSubstr("100, 101, 102, 103, 104 and 3 more"));
}

TEST_F(CocoResultsTest, WhatIsWrongWithADetectionIsSaidWithItsPlace) {
  const struct {
    const char *text, *message;
  } rows[] = {
      {"{}", "is not a COCO results file"},
      {"7", "is not a COCO results file"},
      {"[1]", "[0] is not an object"},
      {R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1, 1]}])", "[0] has no number as its \"score\""},
      {R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1], "score": 1}])", "four numbers"},
      {R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1, "1"], "score": 1}])", "four numbers"},
      {R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, -1, 1], "score": 1}])", "-1 x 1 pixels"},
      {R"([{"image_id": 9.5, "category_id": 2, "bbox": [0, 0, 1, 1], "score": 1}])", "\"image_id\""},
      {R"([{"image_id": 9, "bbox": [0, 0, 1, 1], "score": 1}])", "\"category_id\""},
      {R"([{"image_id": 9, "category_id": 2, "bbox": [0, 0, 1, 1], "score": NaN}])",
       "no number as its \"score\""},
  };
  for (const auto& row : rows)
    EXPECT_THAT(refusal_of_detections(row.text), testing::HasSubstr(row.message)) << row.text;
}

TEST_F(CocoResultsTest, WhatIsWrongWithATruthIsSaidWithItsPlace) {
  const struct {
    const char *text, *message;
  } rows[] = {
      {"[]", "no list \"images\""},
      {R"({"images": [], "categories": []})", "no list \"annotations\""},
      {R"({"images": [{"id": 1}, {"id": 1}], "categories": [], "annotations": []})",
       "two of its \"images\" have the id 1"},
      {R"({"images": [], "categories": [{"id": 3}, {"id": 3}], "annotations": []})",
       "\"categories\" have the id 3"},
      {R"({"images": [{}], "categories": [], "annotations": []})",
       "images[0] needs a whole number or text as its \"id\""},
      {R"({"images": [{"id": 1}], "categories": [{"id": 2}],
           "annotations": [{"image_id": 5, "category_id": 2, "bbox": [0, 0, 1, 1]}]})",
       "annotations[0] is of picture 5"},
      {R"({"images": [{"id": 1}], "categories": [{"id": 2}],
           "annotations": [{"image_id": 1, "category_id": 6, "bbox": [0, 0, 1, 1]}]})",
       "annotations[0] has the category 6"},
      {R"({"images": [{"id": 1}], "categories": [{"id": 2}],
           "annotations": [{"image_id": 1, "category_id": 2, "bbox": [0, 0, 1, 1], "area": -2}]})",
       "an area of -2"},
      {R"({"images": [{"id": 1}], "categories": [{"id": 2}], "annotations": [{"image_id": 1, "category_id": 2}]})",
       "four numbers"},
  };
  for (const auto& row : rows)
    EXPECT_THAT(refusal_of_truth(row.text), testing::HasSubstr(row.message)) << row.text;
}

TEST_F(CocoResultsTest, PublishedFilesAreRead) {
  const auto folder = shared_data("data/map_anchors/tests/test_coco_eval");
  if (!folder) GTEST_SKIP() << "SKIP: the shared data has no data/map_anchors/tests/test_coco_eval";
  const auto read = read_coco_truth(*folder / "gts/sampled_gts_bbox_area.json");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->pictures.size(), 100u);
  EXPECT_EQ(read->categories.size(), 80u);
  const auto list = read_coco_detections(*folder / "cocoapi_results.json", *read);
  const auto object = read_coco_detections(*folder / "dets/sampled_bbox_results.json", *read);
  ASSERT_TRUE(list && object);
  EXPECT_EQ(list->detections, object->detections) << "the same detections, written in two ways";
}

}  // namespace
}  // namespace tinsmith::dataset
