// Tests the special cases of Edge Impulse's files, CSV tables, the JSON of labelling programs, and records,
// with data made for this purpose.
#include <gtest/gtest.h>

#include "dataset/layouts/csv_table.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/outline.h"
#include "dataset/layouts/sentences_for_test.h"
#include "dataset/layouts/wire.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

constexpr std::string_view kInfo =
    R"({"version":1,"files":[{"path":"training/a.jpg.1a2b3c4d.ingestion-x-y.jpg","name":"a","category":"training",
  "label":{"type":"label","label":"cup"},
  "boundingBoxes":[{"label":"cup","x":10,"y":20,"width":30,"height":40,"addedByHand":true}]},
  {"path":"testing/b.jpg","category":"testing","label":{"type":"label","label":"b"}},
  {"path":"testing/noise.wav","category":"testing","label":{"type":"label","label":"noise"}}]})";

TEST(EdgeImpulse, TheListAtTheTopHoldsEverythingAndFoldersRepeatIt) {
  TreeForTest tree;
  tree.picture("training/a.jpg.1a2b3c4d.ingestion-x-y.jpg", {64, 64})
      .picture("testing/b.jpg", {64, 64})
      .picture("testing/c.jpg", {64, 64});
  tree.text("info.labels", kInfo).text("training/info.labels", R"({"version":1,"files":[
    {"path":"a.jpg.1a2b3c4d.ingestion-x-y.jpg","category":"training","label":{"type":"label","label":"cup"},"boundingBoxes":[]}]})");
  tree.text("testing/bounding_boxes.labels", R"({"version":1,"type":"bounding-box-labels","boundingBoxes":{
    "b.jpg":[{"label":"plate","x":1,"y":2,"width":3,"height":4}],"c.jpg":[]}})");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.format, "edge-impulse");
  EXPECT_EQ(dataset.classes, (Names{"cup", "plate"}));
  ASSERT_EQ(dataset.pictures.size(), 3u);
  EXPECT_EQ(dataset.pictures[0].boxes, (std::vector<scene::LabelledBox>{{1, {1, 2, 3, 4}}}));
  EXPECT_EQ(dataset.pictures[0].split, Split::Test);
  EXPECT_TRUE(dataset.pictures[1].is_annotated);
  EXPECT_TRUE(dataset.pictures[1].boxes.empty());
  EXPECT_EQ(dataset.pictures[2].boxes, (std::vector<scene::LabelledBox>{{0, {10, 20, 30, 40}}}));
  EXPECT_EQ(dataset.pictures[2].split, Split::Train);
  ASSERT_EQ(dataset.problems.size(), 1u);
  EXPECT_EQ(dataset.problems[0].kind, Problem::Kind::Notice);
  EXPECT_EQ(dataset.problems[0].message, "1 file that holds sounds or sensor readings: not used");
}
TEST(EdgeImpulse, LinesOfJsonAreReadOneByOne) {
  TreeForTest tree;
  tree.picture("training/a.jpg")
      .picture("training/b.jpg")
      .text("info.labels", R"({"version":1,"__ndjson":true}
{"__key":"files","__item":{"path":"training/a.jpg","category":"training","label":{"type":"label","label":"löffel"}}}
not json
{"__key":"files","__item":{"path":"training/b.jpg","category":"training","label":{"type":"unlabeled"}}}
)");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"löffel"}));
  EXPECT_TRUE(dataset.pictures[0].is_annotated);
  EXPECT_FALSE(dataset.pictures[1].is_annotated);
  ASSERT_EQ(dataset.problems.size(), 1u);
  EXPECT_EQ(dataset.problems[0].message.substr(0, 23), "info.labels is not JSON");
}

TEST(CsvTable, QuotesHoldSeparatorsQuotesAndLines) {
  const CsvTable table = parse_csv("a, \"b \"\"x\"\", y\" ,\r\n\n\"two\nlines\",2\n\"never closed, 3");
  EXPECT_EQ(table.rows,
            (std::vector<Names>{{"a", "b \"x\", y", ""}, {"two\nlines", "2"}, {"never closed, 3"}}));
  EXPECT_EQ(parse_csv("a;b,c;d\n1;2;3").rows[1], (Names{"1", "2", "3"}));
  EXPECT_EQ(csv_number_of("0,25"), 0.25);
  EXPECT_EQ(csv_number_of("1.5"), 1.5);
  EXPECT_FALSE(csv_number_of("1,000,000"));
}
TEST(Csv, SeveralBoxesMayStandInOneRow) {
  TreeForTest tree;
  tree.picture("a.bmp").picture("b.bmp").picture("c.bmp").text(
      "l.csv",
      "file_name,classes,xmin,ymin,xmax,ymax\n"
      "a.bmp,nut;bolt,1;5,2;6,3;9,4;8\nb.bmp,,,,,\nc.bmp,nut;bolt,1,2,3,4\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"bolt", "nut"}));
  EXPECT_EQ(dataset.pictures[0].boxes,
            (std::vector<scene::LabelledBox>{{1, {1, 2, 2, 2}}, {0, {5, 6, 4, 2}}}));
  EXPECT_TRUE(dataset.pictures[1].is_annotated);
  EXPECT_EQ(
      message(dataset),
      (Names{"l.csv: row 4 has not four numbers and a class for each box; c.bmp is treated as unlabelled"}));
}
TEST(Csv, APlainTableGivesEachPictureAClass) {
  TreeForTest tree;
  tree.picture("p/a.bmp").picture("p/b.bmp").text("train.csv", "file_name;class_name\na.bmp;nüt\nb.bmp;\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"nüt"}));
  EXPECT_FALSE(dataset.pictures[1].is_annotated);
  EXPECT_EQ(dataset.pictures[0].split, Split::Train);
}
TEST(Csv, OpenImagesNamesAreDescribedApart) {
  TreeForTest tree;
  tree.picture("00a.bmp", {100, 50})
      .text("boxes.csv", "ImageID,LabelName,XMin,XMax,YMin,YMax\n00a,/m/01,0.1,0.3,0.2,0.6\n");
  tree.text("class-descriptions.csv", "/m/01,Spoon\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"Spoon"}));
  ASSERT_EQ(dataset.pictures[0].boxes.size(), 1u);
  EXPECT_DOUBLE_EQ(dataset.pictures[0].boxes[0].box.x, 10);
  EXPECT_DOUBLE_EQ(dataset.pictures[0].boxes[0].box.height, 20);
}

TEST(VottJson, ARegionWithTwoTagsIsTwoBoxesAndUnseenPicturesStayUnlabelled) {
  TreeForTest tree;
  tree.picture("a.bmp").picture("b.bmp").text("x-export.json", R"({"tags":[{"name":"cat"}],"assets":{
    "1":{"asset":{"name":"a.bmp","state":2,"size":{"width":20,"height":10}},
         "regions":[{"tags":["cat","pet"],"boundingBox":{"left":1,"top":2,"width":3,"height":4}}]},
    "2":{"asset":{"name":"b.bmp","state":0},"regions":[]}}})");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.pictures[0].boxes,
            (std::vector<scene::LabelledBox>{{0, {1, 2, 3, 4}}, {1, {1, 2, 3, 4}}}));
  EXPECT_FALSE(dataset.pictures[1].is_annotated);
}
TEST(CreateMl, CoordinatesAreOfTheCentre) {
  TreeForTest tree;
  tree.picture("a.bmp").text("x.json", R"([{"image":"a.bmp","annotations":[
    {"label":"n","coordinates":{"x":10,"y":5,"width":4,"height":2}}]}])");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.pictures[0].boxes, (std::vector<scene::LabelledBox>{{0, {8, 4, 4, 2}}}));
  EXPECT_EQ(message(dataset), Names());
}

TEST(Outline, CompressedRunsAreTakenApart) {
  // By the rule of pycocotools' maskApi: 5, 2, 2, then 3 − 2 = 1 and 12 − 2 = 10; "0" is the value 0,
  // "@" is 16.
  EXPECT_EQ(runs_of_text("5221:").value(), (std::vector<std::uint64_t>{5, 2, 2, 3, 12}));
  EXPECT_EQ(runs_of_text("P1").value(), (std::vector<std::uint64_t>{32}));  // 'P' means that more follows
  EXPECT_EQ(runs_of_text("P").error().message, "a mask's text is truncated");
  EXPECT_EQ(runs_of_text("\x7f").error().message, "a mask's text contains an invalid character");
}
TEST(Outline, RunsBeyondThePictureAreRefused) {
  const std::vector<std::uint64_t> runs{5, 1000};
  EXPECT_EQ(box_of_runs(runs, 4, 6).error().message, "a mask's runs exceed its 6×4 pixels");
}

// RFC 3720, B.4: the checksums of 32 bytes of zeros, of ones, and of ascending values.
TEST(Wire, ChecksumsAreThoseOfTheStandard) {
  Bytes rising;
  for (int i = 0; i < 32; ++i) rising.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(crc32c(Bytes(32, std::byte{0})), 0x8A9136AAu);
  EXPECT_EQ(crc32c(Bytes(32, std::byte{0xff})), 0x62A8AB43u);
  EXPECT_EQ(crc32c(rising), 0x46DD794Eu);
}

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  return out + static_cast<char>(value);
}
std::string field(int number, const std::string& bytes) {
  return varint(static_cast<std::uint64_t>(number) << 3 | 2) + varint(bytes.size()) + bytes;
}
std::string entry(const std::string& key, int kind, const std::string& values) {
  return field(1, field(1, key) + field(2, field(kind, values)));
}
std::string floats(std::vector<float> values) {
  return field(1, std::string(as_text(bytes_of(values))));
}
std::string record(const std::string& example) {
  const std::string message = field(1, example);
  const auto number = [](auto value) { return std::string(as_text(bytes_of(std::vector{value}))); };
  const std::string length = number(static_cast<std::uint64_t>(message.size()));
  return length + number(masked_crc32c(as_bytes(length))) + message +
         number(masked_crc32c(as_bytes(message)));
}
std::string example_of(const std::string& picture) {
  return entry("image/encoded", 1, field(1, picture)) + entry("image/filename", 1, field(1, "../../a.bmp")) +
         entry("image/object/bbox/xmin", 2, floats({0.25F})) +
         entry("image/object/bbox/xmax", 2, floats({0.5F})) +
         entry("image/object/bbox/ymin", 2, floats({0.5F})) +
         entry("image/object/bbox/ymax", 2, floats({1.0F})) +
         entry("image/object/class/text", 1, field(1, "nut"));
}
std::string picture_text() {
  return std::string(as_text(picture_for_test({20, 10})));
}

TEST(TfRecord, PicturesOfOneNameGetNamesOfTheirOwnAndNoneLeavesItsFile) {
  TreeForTest tree;
  tree.text("test.record", record(example_of(picture_text())) + record(example_of(picture_text())));
  const Dataset dataset = read_tree(tree);
  ASSERT_EQ(dataset.pictures.size(), 2u);
  EXPECT_EQ(dataset.pictures[0].path, "test.record/2_a.bmp");
  EXPECT_EQ(dataset.pictures[1].path, "test.record/a.bmp");
  EXPECT_EQ(dataset.pictures[1].split, Split::Test);
  EXPECT_EQ(dataset.pictures[1].boxes, (std::vector<scene::LabelledBox>{{0, {5, 5, 5, 5}}}));
  EXPECT_EQ(dataset.source->read("test.record/2_a.bmp").value(), picture_for_test({20, 10}));
}
TEST(TfRecord, AStrayHeadBeforeAJpegIsSkipped) {
  TreeForTest tree;
  const std::string jpeg = "\xFF\xD8\xFF\xE0 and so on";
  tree.text("a.tfrecord", record(entry("image/encoded", 1, field(1, std::string(42, 'h') + jpeg))));
  tree.text("b.tfrecord", record(example_of(picture_text())));
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(as_text(dataset.source->read("a.tfrecord/000000.jpg").value()), jpeg);
}
TEST(BrokenTfRecord, DamagedRecordIsLeftOut) {
  TreeForTest tree;
  std::string first = record(example_of(picture_text()));
  first[40] ^= 1;
  tree.text("a.record", first + record(example_of(picture_text())));
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.pictures.size(), 1u);
  EXPECT_EQ(message(dataset),
            (Names{"a.record: the record at byte 0 was left out: its bytes do not match their checksum"}));
}
TEST(BrokenTfRecord, CutOff) {
  TreeForTest tree;
  const std::string one = record(example_of(picture_text()));
  tree.text("a.record", one + one.substr(0, one.size() - 9));
  EXPECT_EQ(
      message(read_tree(tree)),
      (Names{fmt::format("a.record: the record at byte {}: the file ends inside it; the rest was left out",
                         one.size())}));
}
TEST(BrokenTfRecord, MessageThatBreaksOff) {
  EXPECT_EQ(parse_example(as_bytes(std::string_view("\x0a\x05\x0a\x7f", 4))).error().message,
            "5 bytes are needed at offset 2, but 2 are left");
  EXPECT_EQ(parse_example(as_bytes(std::string_view("\x0b", 1))).error().message,
            "a field at offset 1 has the unknown kind 3");
  EXPECT_EQ(parse_example(as_bytes(std::string(11, '\xff'))).error().message,
            "a number at offset 10 does not end");
}

}  // namespace
}  // namespace tinsmith::dataset
