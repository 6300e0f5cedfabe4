// Tests VGG Image Annotator's projects and exports with files that follow its user guide.
#include <gtest/gtest.h>

#include "dataset/layouts/sentences_for_test.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

std::string rect(double x, std::string_view attributes) {
  return fmt::format(
      R"({{"shape_attributes":{{"name":"rect","x":{},"y":12,"width":20,"height":16}},"region_attributes":{}}})",
      x, attributes);
}

TEST(Via, RegionsOfAnExportBecomeBoxes) {
  TreeForTest tree;
  std::string entries;
  for (int i = 0; i < 3; ++i) {
    tree.picture(fmt::format("v{}.bmp", i), {80, 60});
    entries += fmt::format(
        R"({}"v{}.bmp100{}":{{"filename":"v{}.bmp","size":100{},"regions":[{}],"file_attributes":{{}}}})",
        i ? "," : "", i, i, i, i, rect(10 + i, R"({"class":"cup"})"));
  }
  tree.text("via_region_data.json", "{" + entries + "}");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "via");
  EXPECT_EQ(dataset.classes, (Names{"cup"}));
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(dataset.pictures[i].boxes, (Boxes{{0, {10.0 + static_cast<double>(i), 12, 20, 16}}}));
  EXPECT_TRUE(dataset.problems.empty());
}
TEST(Via, EveryShapeOfAProjectBecomesItsBoxAndPointsAreNamed) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60}).picture("b.bmp", {80, 60}).picture("c.bmp", {80, 60});
  tree.text("project.json", R"({"_via_settings":{},"_via_img_metadata":{
    "a":{"filename":"a.bmp","size":1,"file_attributes":{"caption":""},"regions":[
      {"shape_attributes":{"name":"circle","cx":30,"cy":20,"r":5},"region_attributes":{"label":"1"}},
      {"shape_attributes":{"name":"ellipse","cx":30,"cy":20,"rx":10,"ry":4,"theta":1.5707963267948966},"region_attributes":{"label":"2"}},
      {"shape_attributes":{"name":"polygon","all_points_x":[1,9,5],"all_points_y":[2,3,8]},"region_attributes":{"label":"1"}},
      {"shape_attributes":{"name":"polyline","all_points_x":[1,9],"all_points_y":[2,3]},"region_attributes":{"label":"1"}},
      {"shape_attributes":{"name":"point","cx":30,"cy":20},"region_attributes":{"label":"1"}}]},
    "b":{"filename":"b.bmp","size":1,"file_attributes":{},"regions":[
      {"shape_attributes":{"name":"point","cx":30,"cy":20},"region_attributes":{"label":"1"}}]},
    "c":{"filename":"c.bmp","size":1,"file_attributes":{},"regions":[]}},
    "_via_attributes":{"region":{"label":{"type":"dropdown","options":{"1":"nut","2":"bolt"}}},"file":{}}})");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"bolt", "nut"}));
  ASSERT_EQ(dataset.pictures[0].boxes.size(), 4u);
  EXPECT_EQ(dataset.pictures[0].boxes[0], (scene::LabelledBox{1, {25, 15, 10, 10}}));
  EXPECT_EQ(dataset.pictures[0].boxes[1].class_index, 0);
  EXPECT_NEAR(dataset.pictures[0].boxes[1].box.x, 26, 1e-9);  // the angle is a rounded quarter turn
  EXPECT_NEAR(dataset.pictures[0].boxes[1].box.height, 20, 1e-9);
  EXPECT_EQ(dataset.pictures[0].boxes[2], (scene::LabelledBox{1, {1, 2, 8, 6}}));
  EXPECT_EQ(dataset.pictures[0].boxes[3], (scene::LabelledBox{1, {1, 2, 8, 1}}));
  EXPECT_FALSE(dataset.pictures[1].is_annotated);
  EXPECT_FALSE(dataset.pictures[2].is_annotated);
  const Names found = message(dataset);
  EXPECT_NE(std::find(found.begin(), found.end(), "2 points: not used"), found.end());
}
TEST(Via, TheAttributeThatNamesTheClassIsSaid) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60});
  tree.text("x.json",
            R"({"a":{"filename":"a.bmp","size":1,"file_attributes":{},"regions":{"0":)" +
                rect(10, R"({"quality":{"sharp":true,"dark":false},"type":{"cup":true,"lid":false}})") +
                "}}}");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"cup"}));
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}}}));
  EXPECT_EQ(message(dataset), (Names{"the class of a region is its attribute `type`",
                                     "attribute `quality`: not used (1 value)"}));
}
TEST(Via, ATableOfRegionsIsReadAsBoxes) {
  TreeForTest tree;
  tree.picture("v0.bmp", {80, 60}).picture("v1.bmp", {80, 60});
  tree.text(
      "via_export_csv.csv",
      "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n"
      "v0.bmp,1000,\"{}\",1,0,\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":10,\"\"y\"\":12,\"\"width\"\":20,"
      "\"\"height\"\":16}\",\"{\"\"class\"\":\"\"cup\"\"}\"\n"
      "v1.bmp,1001,\"{}\",0,0,\"{}\",\"{}\"\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "via");
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}}}));
  EXPECT_FALSE(dataset.pictures[1].is_annotated);
}
TEST(Via, AFileAttributeWithoutRegionsIsTheClassOfThePicture) {
  TreeForTest tree;
  tree.picture("a.bmp").picture("b.bmp");
  tree.text("x.json",
            R"({"a":{"filename":"a.bmp","size":1,"regions":[],"file_attributes":{"caption":"x","class":"ok"}},
                          "b":{"filename":"b.bmp","size":1,"regions":[],"file_attributes":{"caption":"","class":"bad"}}})");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"bad", "ok"}));
  EXPECT_EQ(dataset.pictures[0].class_index, 1);
}
TEST(Via, AProjectOfVersion3IsRead) {
  TreeForTest tree;
  tree.picture("v0.bmp", {80, 60});
  tree.text(
      "p.json",
      R"({"project":{"pid":"x"},"config":{},"attribute":{"1":{"aname":"kind","type":4,"options":{"0":"cup","1":"lid"}}},
    "file":{"1":{"fid":"1","fname":"v0.bmp","type":2,"src":"v0.bmp"}},"view":{"1":{"fid_list":["1"]}},
    "metadata":{"1_a":{"vid":"1","flg":0,"z":[],"xy":[2,10,12,20,16],"av":{"1":"1"}},
                "1_b":{"vid":"1","flg":0,"z":[],"xy":[7,1,2,9,3,5,8],"av":{"1":"0"}}}})");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "via");
  EXPECT_EQ(dataset.classes, (Names{"cup", "lid"}));
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{1, {10, 12, 20, 16}}, {0, {1, 2, 8, 6}}}));
}
TEST(Via, AProjectBesideItsExportIsReadOnce) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60});
  const std::string entries = R"({"a":{"filename":"a.bmp","size":1,"file_attributes":{},"regions":[)" +
                              rect(10, R"({"class":"cup"})") + "]}}";
  tree.text("a_export.json", entries)
      .text("b_project.json", R"({"_via_settings":{},"_via_img_metadata":)" + entries + "}");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}}}));
  EXPECT_EQ(message(dataset), (Names{"1 picture labelled identically by several label files; read once"}));
}

}  // namespace
}  // namespace tinsmith::dataset
