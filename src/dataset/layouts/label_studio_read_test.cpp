// Tests Label Studio's exports with files that follow its documentation of tasks and results.
#include <gtest/gtest.h>

#include <cmath>

#include "dataset/layouts/outline.h"
#include "dataset/layouts/sentences_for_test.h"
#include "dataset/picture_index.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

// Returns a result with a rectangle of 30 by 20 percent at (30, 20) percent in a picture of 100×50 pixels.
std::string rectangle(double rotation, std::string_view id = "r") {
  return fmt::format(
      R"({{"original_width":100,"original_height":50,"image_rotation":0,"id":"{}","from_name":"label","to_name":"image",
          "type":"rectanglelabels","value":{{"x":30,"y":20,"width":30,"height":20,"rotation":{},"rectanglelabels":["EVS"]}}}})",
      id, rotation);
}

std::string task(std::string_view image, std::string_view annotations) {
  return fmt::format(R"({{"id":1,"data":{{"image":"{}"}},"annotations":[{}],"predictions":[]}})", image,
                     annotations);
}

std::string annotation(std::string_view results, std::string_view more = "") {
  return fmt::format(R"({{"id":1,"completed_by":1,"was_cancelled":false{},"result":[{}]}})", more, results);
}

TEST(LabelStudio, ARectangleTurnsClockwiseAboutItsTopLeftCorner) {
  TreeForTest tree;
  for (const char* name : {"ab12cd0-shot0.bmp", "ab12cd1-shot1.bmp", "ab12cd2-shot2.bmp"})
    tree.picture("images/" + std::string(name), {100, 50});
  tree.text("project-1-at-2024.json",
            "[" + task("/data/upload/1/ab12cd0-shot0.bmp", annotation(rectangle(0))) + "," +
                task("/data/upload/1/ab12cd1-shot1.bmp", annotation(rectangle(90))) + "," +
                task("/data/upload/1/ab12cd2-shot2.bmp", annotation(rectangle(0))) + "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "label-studio");
  EXPECT_EQ(dataset.classes, (Names{"EVS"}));
  ASSERT_EQ(dataset.pictures.size(), 3u);
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {30, 10, 30, 10}}}));
  EXPECT_EQ(dataset.pictures[1].boxes, (Boxes{{0, {20, 10, 10, 30}}}));
  EXPECT_EQ(dataset.pictures[2].boxes, (Boxes{{0, {30, 10, 30, 10}}}));
  EXPECT_EQ(message(dataset), (Names{"1 rotated box: read as the box around it"}));
}
TEST(LabelStudio, NoResultIsAnEmptyPictureAndNoAnnotationIsNone) {
  TreeForTest tree;
  for (const char* name : {"a.bmp", "b.bmp", "c.bmp", "d.bmp"}) tree.picture(name, {100, 50});
  tree.text("export.json", "[" + task("a.bmp", annotation(rectangle(0))) + "," +
                               task("b.bmp", annotation("")) + "," + task("c.bmp", "") + "," +
                               task("d.bmp", R"({"was_cancelled":true,"result":[]})") + "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  ASSERT_EQ(dataset.pictures.size(), 4u);
  EXPECT_TRUE(dataset.pictures[1].is_annotated);
  EXPECT_TRUE(dataset.pictures[1].boxes.empty());
  EXPECT_FALSE(dataset.pictures[2].is_annotated);
  EXPECT_FALSE(dataset.pictures[3].is_annotated);
  EXPECT_EQ(message(dataset), (Names{"1 picture skipped or cancelled by every annotator: unlabelled"}));
}
TEST(LabelStudio, TheGroundTruthIsReadBeforeTheLastAnnotation) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 50}).picture("b.bmp", {100, 50});
  tree.text("export.json",
            "[" + task("a.bmp", annotation(rectangle(90), R"(,"ground_truth":true)") + "," + annotation("")) +
                "," + task("b.bmp", annotation(rectangle(0)) + "," + annotation(rectangle(90))) + "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {20, 10, 10, 30}}}));
  EXPECT_EQ(dataset.pictures[1].boxes, (Boxes{{0, {20, 10, 10, 30}}}));
  EXPECT_EQ(message(dataset)[0],
            "2 pictures annotated more than once: the ground truth was read, or else the last annotation");
}
TEST(LabelStudio, PolygonsAndEllipsesBecomeTheirBoxesAndKeyPointsAreNamed) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 50}).picture("b.bmp", {100, 50});
  tree.text("export.json", "[" + task("a.bmp", annotation(R"(
      {"original_width":100,"original_height":50,"id":"1","type":"polygonlabels",
       "value":{"points":[[10,20],[40,60],[20,80]],"polygonlabels":["leaf"]}},
      {"original_width":100,"original_height":50,"id":"2","type":"ellipselabels",
       "value":{"x":50,"y":50,"radiusX":20,"radiusY":10,"rotation":90,"ellipselabels":["nut"]}},
      {"original_width":100,"original_height":50,"id":"3","type":"keypointlabels",
       "value":{"x":50,"y":50,"width":1,"keypointlabels":["tip"]}})")) +
                               "," + task("b.bmp", annotation(R"(
      {"original_width":100,"original_height":50,"id":"3","type":"keypointlabels",
       "value":{"x":50,"y":50,"width":1,"keypointlabels":["tip"]}})")) +
                               "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"leaf", "nut"}));
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 10, 30, 30}}, {1, {45, 5, 10, 40}}}));
  EXPECT_FALSE(dataset.pictures[1].is_annotated);  // it has only a key point, which does not mean "no object"
  const Names found = message(dataset);
  for (const char* wanted : {"1 polygon: read as the box around it", "1 ellipse: read as the box around it",
                             "2 key points: not used"})
    EXPECT_NE(std::find(found.begin(), found.end(), wanted), found.end()) << wanted;
}
TEST(LabelStudio, ARegionMayComeAsAShapeAndItsLabels) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 50});
  tree.text("export.json", "[" + task("a.bmp", annotation(R"(
      {"original_width":100,"original_height":50,"id":"1","type":"rectangle","from_name":"box",
       "value":{"x":10,"y":20,"width":30,"height":40,"rotation":0}},
      {"original_width":100,"original_height":50,"id":"1","type":"labels","from_name":"label",
       "value":{"x":10,"y":20,"width":30,"height":40,"rotation":0,"labels":["cup"]}},
      {"id":"1","type":"choices","from_name":"state","value":{"x":10,"y":20,"width":30,"height":40,"choices":["full"]}})")) +
                               "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"cup"}));
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 10, 30, 20}}}));
  EXPECT_EQ(message(dataset), (Names{"question about a region `state`: not used (1 value)"}));
}
TEST(LabelStudio, ChoicesAreClassesOfWholePictures) {
  TreeForTest tree;
  tree.picture("a.bmp").picture("b.bmp").picture("c.bmp");
  const auto choice = [](std::string_view names) {
    return annotation(fmt::format(
        R"({{"type":"choices","from_name":"animal","to_name":"image","value":{{"choices":[{}]}}}})", names));
  };
  tree.text("export.json", "[" + task("a.bmp", choice("\"cat\"")) + "," + task("b.bmp", choice("\"dog\"")) +
                               "," + task("c.bmp", choice("\"cat\",\"dog\"")) + "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"cat", "dog"}));
  EXPECT_EQ(dataset.pictures[1].class_index, 1);
  EXPECT_FALSE(dataset.pictures[2].is_annotated);
  EXPECT_EQ(dataset.pictures[2].unused, Unused::NotUnderstood);
}
TEST(LabelStudio, JsonMinAndOlderCompletionsAreRead) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 50});
  tree.text("min.json",
            R"([{"photo":"/data/local-files/?d=set%20one/a.bmp","id":1,"annotator":1,"annotation_id":1,
      "label":[{"x":30,"y":20,"width":30,"height":20,"rotation":0,"rectanglelabels":["EVS"],"original_width":100,"original_height":50}]}])");
  const Dataset flat = read_dataset(tree.path()).value();
  EXPECT_EQ(flat.format, "label-studio");
  EXPECT_EQ(flat.pictures[0].boxes, (Boxes{{0, {30, 10, 30, 10}}}));

  TreeForTest old;
  old.picture("my cup.bmp", {100, 50});
  old.text(
      "result.json",
      R"({"id":7,"data":{"image":"http://localhost:8080/data/upload/1a2b3c4d-my%20cup.bmp?x=1"},"completions":[{"result":[)" +
          rectangle(0) + "]}]}");
  EXPECT_EQ(read_dataset(old.path()).value().pictures[0].boxes, (Boxes{{0, {30, 10, 30, 10}}}));
}
TEST(LabelStudio, PercentagesFollowAPictureThatWasMadeSmaller) {
  TreeForTest tree;
  tree.picture("a.bmp", {50, 25})
      .text("export.json", "[" + task("s3://bucket/a.bmp", annotation(rectangle(90))) + "]");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 5, 5, 15}}}));
}

TEST(Spellings, AddressesPathsAndUploadNamesLeadToAFile) {
  EXPECT_EQ(spellings_of("/data/upload/1/ab12cd0-shot%200.png", true),
            (Names{"/data/upload/1/ab12cd0-shot%200.png", "/data/upload/1/ab12cd0-shot 0.png",
                   "/data/upload/1/shot%200.png", "/data/upload/1/shot 0.png"}));
  EXPECT_EQ(spellings_of("https://x.org/a/b.jpg?sig=1#t", false), (Names{"https://x.org/a/b.jpg"}));
  EXPECT_EQ(spellings_of("s3://bucket/a/f#3.png", false),
            (Names{"s3://bucket/a/f#3.png", "s3://bucket/a/f"}));
  EXPECT_EQ(spellings_of("/data/local-files/?d=set/b.jpg", true), (Names{"set/b.jpg"}));
  EXPECT_EQ(spellings_of("summer-shot.png", true), (Names{"summer-shot.png"}));
}

// Writes brush masks like the program: runs of one value, with 16-bit lengths.
class BrushWriter {
 public:
  BrushWriter(std::uint32_t width, std::uint32_t height) {
    put(width * height * 4, 32);
    put(7, 5);
    for (const std::uint32_t length : {3u, 7u, 11u, 15u}) put(length, 4);
  }
  void run(std::uint32_t value, std::uint32_t count) {
    put(1, 1);
    put(3, 2);
    put(count - 1, 16);
    put(value, 8);
  }
  void single(std::uint32_t value) {
    put(0, 1);
    put(0, 2);
    put(0, 4);
    put(value, 8);
  }
  Bytes bytes() const {
    Bytes out((bits_.size() + 7) / 8);
    for (std::size_t i = 0; i < bits_.size(); ++i)
      out[i / 8] |= static_cast<std::byte>(bits_[i] ? 0x80 >> (i % 8) : 0);
    return out;
  }

 private:
  void put(std::uint32_t value, int count) {
    for (int bit = count - 1; bit >= 0; --bit) bits_.push_back((value >> bit & 1) != 0);
  }
  std::vector<bool> bits_;
};

TEST(Brush, ABoxIsAroundThePixelsThatAreNotTransparent) {
  // 4×3 pixels; those at (1, 1) and (2, 1) are painted, each with colour 5 and opacity 255.
  BrushWriter writer(4, 3);
  writer.run(0, 5 * 4);
  for (int pixel = 0; pixel < 2; ++pixel) {
    writer.run(5, 3);
    writer.single(255);
  }
  writer.run(0, 5 * 4);
  EXPECT_EQ(box_of_brush(writer.bytes(), 4, 3).value(), (scene::Box{1, 1, 2, 1}));
  EXPECT_FALSE(box_of_brush(writer.bytes(), 4, 4));  // a mask of a picture of another size
  Bytes cut = writer.bytes();
  cut.resize(cut.size() - 3);
  EXPECT_FALSE(box_of_brush(cut, 4, 3));
  BrushWriter empty(4, 3);
  empty.run(0, 48);
  EXPECT_EQ(box_of_brush(empty.bytes(), 4, 3).value(), std::nullopt);
}

}  // namespace
}  // namespace tinsmith::dataset
