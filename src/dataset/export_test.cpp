#include "dataset/export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/hash.h"
#include "base/shared_data_for_test.h"
#include "dataset/read.h"
#include "dataset/write.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

// The labels of a data set, independent of its location.
struct Content {
  Split split;
  bool is_annotated;
  std::string class_name;
  std::vector<std::pair<std::string, scene::LabelledBox>> boxes;
};

// Maps the bytes of each picture to its labels, because an export may change names.
std::map<std::string, Content> content_of(const Dataset& dataset) {
  std::map<std::string, Content> content;
  for (const Picture& picture : dataset.pictures) {
    Content one{picture.split, picture.is_annotated, "", {}};
    if (picture.class_index) one.class_name = dataset.classes[static_cast<std::size_t>(*picture.class_index)];
    for (scene::LabelledBox box : picture.boxes) {
      const std::string name = dataset.classes[static_cast<std::size_t>(box.class_index)];
      box.class_index = 0;
      one.boxes.emplace_back(name, box);
    }
    content[hash_of(dataset.source->read(picture.path).value()).text()] = one;
  }
  return content;
}

void expect_same(const Dataset& expected, const Dataset& found, double rounding_pixels) {
  const auto wanted = content_of(expected), got = content_of(found);
  ASSERT_EQ(got.size(), wanted.size());
  for (const auto& [hash, content] : wanted) {
    ASSERT_TRUE(got.contains(hash));
    const Content& other = got.at(hash);
    EXPECT_EQ(other.split, content.split);
    EXPECT_EQ(other.is_annotated, content.is_annotated);
    EXPECT_EQ(other.class_name, content.class_name);
    ASSERT_EQ(other.boxes.size(), content.boxes.size());
    for (std::size_t i = 0; i < content.boxes.size(); ++i) {
      EXPECT_EQ(other.boxes[i].first, content.boxes[i].first);
      const scene::Box a = content.boxes[i].second.box, b = other.boxes[i].second.box;
      for (const auto& [x, y] :
           {std::pair{a.x, b.x}, {a.y, b.y}, {a.right(), b.right()}, {a.bottom(), b.bottom()}})
        EXPECT_LE(std::abs(x - y), rounding_pixels);
    }
  }
}

// Dividing by a side and multiplying again rounds twice to 53 bits. The values are a few hundred pixels.
constexpr double kRounding_pixels = 1e-12;
// A corner less than one pixel from its neighbour is preserved by an addition and a subtraction, with one
// rounding to 53 bits.
constexpr double kCornerRounding_pixels = 1e-13;
// Edge Impulse stores whole pixels.
constexpr double kEdgeImpulseRounding_pixels = 0.5;

Dataset detection_for_test(TreeForTest& tree) {
  tree.picture("train/a.bmp", {31, 17}, 1)
      .picture("train/sub/a.bmp", {20, 10}, 2)
      .picture("valid/A.bmp", {20, 10}, 3);
  tree.picture("test/b.bmp", {20, 10}, 4).picture("train/unseen.bmp", {20, 10}, 5);
  tree.text("train/_annotations.coco.json",
            R"({"images":[{"id":1,"file_name":"a.bmp"},{"id":2,"file_name":"sub/a.bmp"}],
    "categories":[{"id":1,"name":"zange, \"groß\""},{"id":2,"name":"no: <object>"},{"id":3,"name":"mutter"}],
    "annotations":[{"image_id":1,"category_id":3,"bbox":[1.1,2.7,7.3,3.1],"iscrowd":0},
                   {"image_id":1,"category_id":1,"bbox":[0.333333333,0,31,17]}]})");
  tree.text("valid/_annotations.coco.json", R"({"images":[{"id":1,"file_name":"A.bmp"}],
    "categories":[{"id":3,"name":"mutter"}],"annotations":[{"image_id":1,"category_id":3,"bbox":[1,2,3,4]}]})");
  tree.text("test/_annotations.coco.json",
            R"({"images":[{"id":1,"file_name":"b.bmp"}],"categories":[],"annotations":[]})");
  return read_dataset(tree.path()).value();
}

struct RoundTrip {
  const char* format;
  double rounding_pixels;
};
class DetectionRoundTrip : public testing::TestWithParam<RoundTrip> {};

TEST_P(DetectionRoundTrip, KeepsEverything) {
  TreeForTest from, to;
  const Dataset dataset = detection_for_test(from);
  ASSERT_TRUE(dataset.problems.empty());
  const auto done = write_dataset(dataset, GetParam().format, to.at("out"));
  ASSERT_TRUE(done) << done.error().text();
  const Dataset back = read_dataset(to.at("out")).value();
  EXPECT_EQ(back.format, GetParam().format);
  EXPECT_TRUE(back.problems.empty()) << back.problems[0].path << ": " << back.problems[0].message;
  expect_same(dataset, back, GetParam().rounding_pixels);
}
INSTANTIATE_TEST_SUITE_P(WriteDataset, DetectionRoundTrip,
                         testing::Values(RoundTrip{"coco", 0}, RoundTrip{"voc", kCornerRounding_pixels},
                                         RoundTrip{"yolo", kRounding_pixels},
                                         RoundTrip{"csv", kCornerRounding_pixels},
                                         RoundTrip{"edge-impulse", kEdgeImpulseRounding_pixels}),
                         [](const auto& row) {
                           std::string name = row.param.format;
                           std::erase(name, '-');
                           return name;
                         });

TEST(WriteDataset, ClassesWithoutObjectsAndTheirOrderSurvive) {
  TreeForTest from, to;
  const Dataset dataset = detection_for_test(from);
  for (const char* format : {"coco", "voc", "yolo"}) {
    ASSERT_TRUE(write_dataset(dataset, format, to.at(format)));
    EXPECT_EQ(read_dataset(to.at(format)).value().classes, dataset.classes) << format;
  }
}
TEST(WriteDataset, ClassificationSurvivesFoldersTablesAndEdgeImpulse) {
  TreeForTest from, to;
  from.picture("train/grün/1.bmp", {20, 10}, 1)
      .picture("val/rot/1.bmp", {20, 10}, 2)
      .picture("test/rot/1.bmp", {20, 10}, 3);
  const Dataset dataset = read_dataset(from.path()).value();
  for (const char* format : {"class-folders", "csv", "edge-impulse"}) {
    const auto done = write_dataset(dataset, format, to.at(format));
    ASSERT_TRUE(done) << done.error().text();
    const Dataset back = read_dataset(to.at(format)).value();
    EXPECT_EQ(back.format, format);
    expect_same(dataset, back, 0);
  }
}
TEST(WriteDataset, RealDataSurvivesEveryFormatAndComesBackTheSame) {
  const auto path = shared_data("data/bccd_voc");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/bccd_voc";
  const Dataset dataset = read_dataset(*path).value();
  TreeForTest to;
  for (const auto& [format, rounding] :
       {std::pair{"coco", 0.0}, {"yolo", kRounding_pixels}, {"edge-impulse", 0.0}}) {
    ASSERT_TRUE(write_dataset(dataset, format, to.at(format)));
    expect_same(dataset, read_dataset(to.at(format)).value(), rounding);
  }
}

TEST(WriteDataset, RefusesWhatDoesNotFit) {
  TreeForTest from, to;
  const Dataset boxes = detection_for_test(from);
  EXPECT_EQ(write_dataset(boxes, "class-folders", to.at("x")).error().message,
            "the layout class-folders stores one class for each picture, but the data set has boxes; choose "
            "another layout");
  EXPECT_EQ(write_dataset(boxes, "labelme", to.at("x")).error().message,
            "the layout labelme can only be read; layouts that can be written are edge-impulse, coco, voc, "
            "yolo, csv, class-folders");
  to.text("full/a.txt", "");
  EXPECT_EQ(write_dataset(boxes, "coco", to.at("full")).error().fault, Fault::Conflict);
  TreeForTest classes;
  classes.picture("l/a.bmp").text("l.csv", "filename,class\na.bmp,../evil\n");
  EXPECT_EQ(write_dataset(read_dataset(classes.path()).value(), "class-folders", to.at("y")).error().message,
            "the class name \"../evil\" cannot be the name of a folder; rename the class");
}

}  // namespace
}  // namespace tinsmith::dataset
