#include "eval/coco.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "eval/coco_box_for_test.h"
#include "eval/random_boxes_for_test.h"

namespace tinsmith::eval {
namespace {

using nlohmann::json;

// The published values have six decimals.
constexpr double kSixDecimals = 1e-6;
// numpy adds the same doubles in a different order.
constexpr double kOfficialRounding = 1e-12;
constexpr double kAbsent = -1;  // the value that pycocotools prints

void expect_figures(const ByCocoFigure<double>& figures, const double (&expected)[kCocoFigures],
                    double tolerance) {
  for (std::size_t i = 0; i < kCocoFigures; ++i) {
    const auto figure = static_cast<CocoFigure>(i);
    ASSERT_EQ(figures[figure].has_value(), expected[i] != kAbsent) << key_of(figure);
    if (figures[figure]) {
      EXPECT_NEAR(*figures[figure], expected[i], tolerance) << key_of(figure);
    }
  }
}

// Reads pictures and classes in the order of their ids.
std::vector<PictureBoxes> published_pictures(const std::filesystem::path& folder, std::int32_t& classes) {
  const auto read = [&](const char* file) { return json::parse(read_text_file(folder / file).value()); };
  const json truths = read("gts/sampled_gts_bbox_area.json"), found = read("cocoapi_results.json");
  std::map<std::int64_t, std::int32_t> class_of;
  for (const json& category : truths["categories"]) class_of[category["id"]] = 0;
  classes = 0;
  for (auto& [id, place] : class_of) place = classes++;
  std::map<std::int64_t, PictureBoxes> by_id;
  for (const json& picture : truths["images"]) by_id[picture["id"]];
  for (const json& truth : truths["annotations"]) {
    PictureBoxes& picture = by_id[truth["image_id"]];
    picture.truths.push_back({class_of[truth["category_id"]], box_of(truth), truth["iscrowd"] != 0});
    picture.truth_areas.push_back(truth["area"]);
  }
  for (const json& detection : found)
    by_id[detection["image_id"]].detections.push_back(
        {class_of[detection["category_id"]], detection["score"], box_of(detection)});
  std::vector<PictureBoxes> pictures;
  for (auto& [id, picture] : by_id) pictures.push_back(std::move(picture));
  return pictures;
}

TEST(Coco, FiguresAreThoseThatTheOfficialCodeGivesForItsSample) {
  const auto folder = shared_data("data/map_anchors/tests/test_coco_eval");
  if (!folder) GTEST_SKIP() << "SKIP: the shared data has no data/map_anchors/tests/test_coco_eval";
  std::int32_t classes = 0;
  const auto pictures = published_pictures(*folder, classes);
  constexpr double kPublished[kCocoFigures] = {0.503647, 0.696973, 0.571667, 0.593252, 0.557991, 0.489363,
                                               0.386813, 0.593680, 0.595353, 0.654764, 0.603130, 0.553744};
  expect_figures(coco_figures(pictures, classes), kPublished, kSixDecimals);
}

TEST(Coco, FiguresOfRandomPicturesAreThoseOfPycocotools) {
  // Results of COCOeval and maskApi.c of github.com/ppwwyyxx/cocoapi, commit ac87f50, for
  // random_boxes(seed) as files.
  const struct {
    std::uint64_t seed;
    double figures[kCocoFigures];
  } rows[] = {
      {1,
       {0.1578550071677, 0.2761479490685, 0.1787972494746, 0.1338107082098, 0.233826255187, 0.2157195689554,
        0.2306943573668, 0.4246818181818, 0.4246818181818, 0.355827991453, 0.5423214285714, 0.4665178571429}},
      {2,
       {0.1174065878461, 0.2803297434049, 0.0683264482924, 0.1263375887703, 0.1146085527542, 0.1766544490988,
        0.1769688644689, 0.36163003663, 0.36163003663, 0.3209478021978, 0.4044642857143, 0.3558333333333}},
      {3,
       {0.1671656942202, 0.3171197689284, 0.1738733064862, 0.1811558130086, 0.3287308388691, 0.1367486055732,
        0.1984050866724, 0.4280335322535, 0.43538647343, 0.3846955128205, 0.6035714285714, 0.3010416666667}},
      {4,
       {0.1089469871968, 0.2354374306747, 0.0791473543944, 0.1197179328234, 0.3498095229691, 0.1937128712871,
        0.1779824561404, 0.4114912280702, 0.4114912280702, 0.3385551948052, 0.7229166666667,
        0.4816666666667}},
      {5,
       {0.1257569074378, 0.2546181891914, 0.129003685541, 0.1456788756307, 0.1326971205847, 0.2765831940337,
        0.1804840686275, 0.3958197167756, 0.3958197167756, 0.3390909090909, 0.4965277777778,
        0.5354166666667}},
      {6,
       {0.1096914625841, 0.2768461978947, 0.0847362169429, 0.1654220516589, 0.1532673267327, 0.1060758991602,
        0.1041336726998, 0.3391072775264, 0.3391072775264, 0.3479482323232, 0.2861111111111,
        0.3048611111111}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.seed);
    expect_figures(coco_figures(random_boxes(row.seed), kRandomClasses), row.figures, kOfficialRounding);
  }
}

TEST(Coco, WithoutObjectsEveryFigureIsAbsent) {
  const PictureBoxes pictures[] = {{{}, {{0, 0.9, {0, 0, 10, 10}}}}, {{{0, {0, 0, 50, 50}, true}}, {}}};
  const auto result = score(pictures, 2);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->objects, 0);
  for (const auto& figure : result->figures.values) EXPECT_FALSE(figure);
  EXPECT_FALSE(result->by_class[0].ap);
  EXPECT_EQ(result->by_class[0].detections, 1);
  EXPECT_FALSE(score(std::span<const PictureBoxes>{}, 2));
}

TEST(Coco, ObjectsOfOneSizeLeaveTheOthersAbsent) {
  const PictureBoxes pictures[] = {{{{0, {0, 0, 10, 10}}}, {{0, 0.9, {0, 0, 10, 10}}}}};
  const auto figures = coco_figures(pictures, 1);
  EXPECT_EQ(figures[CocoFigure::Map], 1);
  EXPECT_EQ(figures[CocoFigure::MapSmall], 1);
  EXPECT_FALSE(figures[CocoFigure::MapMedium]);
  EXPECT_FALSE(figures[CocoFigure::ArLarge]);
}

TEST(Coco, EveryFigureLiesInItsInterval) {
  const auto result = score(random_boxes(1), kRandomClasses, {.seed = 3, .resamples = 200});
  for (const auto& figure : result->figures.values) {
    ASSERT_TRUE(figure);
    EXPECT_LT(figure->interval.low, figure->value);
    EXPECT_GT(figure->interval.high, figure->value);
  }
  EXPECT_EQ(result->by_class.size(), static_cast<std::size_t>(kRandomClasses));
  EXPECT_GT(result->by_class[0].objects, 0);
  EXPECT_FALSE(result->by_class.back().ap50);
}

TEST(Coco, TheLinesAreThoseOfCocosSummary) {
  const PictureBoxes pictures[] = {{{{0, {0, 0, 10, 10}}}, {{0, 0.9, {0, 0, 10, 10}}}}};
  EXPECT_EQ(coco_lines(*score(pictures, 1, {.resamples = 2})),
            " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000\n"
            " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 1.000\n"
            " Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 1.000\n"
            " Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 1.000\n"
            " Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = n/a\n"
            " Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = n/a\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 1.000\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 1.000\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 1.000\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = n/a\n"
            " Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = n/a\n");
}

}  // namespace
}  // namespace tinsmith::eval
