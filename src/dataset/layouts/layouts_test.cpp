// Tests the special cases of each layout with data sets made for this purpose.
#include "dataset/layouts/layouts.h"

#include <gtest/gtest.h>

#include "dataset/layouts/sentences_for_test.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

std::string class_at(const Dataset& dataset, std::string_view path) {
  return dataset.classes[static_cast<std::size_t>(picture_of(dataset, path).class_index.value())];
}

TEST(ClassFolders, SplitsStandAboveTheClassesOrAreAbsent) {
  TreeForTest tree;
  tree.picture("set/train/Öl/1.bmp")
      .picture("set/train/wasser/1.bmp")
      .picture("set/valid/Öl/2.bmp")
      .picture("set/test/wasser/3.bmp");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"wasser", "Öl"}));
  EXPECT_EQ(picture_of(dataset, "set/train/Öl/1.bmp").split, Split::Train);
  EXPECT_EQ(picture_of(dataset, "set/valid/Öl/2.bmp").split, Split::Validation);
  EXPECT_EQ(picture_of(dataset, "set/test/wasser/3.bmp").split, Split::Test);
  EXPECT_EQ(class_at(dataset, "set/test/wasser/3.bmp"), "wasser");
}
TEST(ClassFolders, AVehicleMayBeATrain) {
  TreeForTest tree;
  tree.picture("train/1.bmp").picture("bus/1.bmp").picture("car/1.bmp");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"bus", "car", "train"}));
  EXPECT_EQ(picture_of(dataset, "train/1.bmp").split, Split::None);
}
TEST(ClassFolders, FoldersInsideAClassBelongToIt) {
  TreeForTest tree;
  tree.picture("cat/indoors/1.bmp").picture("cat/2.bmp").picture("dog/1.bmp");
  EXPECT_EQ(read_tree(tree).classes, (Names{"cat", "dog"}));
}
TEST(ClassFolders, OneClassAloneIsAClass) {
  TreeForTest tree;
  tree.picture("anything/cat/1.bmp").picture("anything/cat/2.bmp");
  EXPECT_EQ(read_tree(tree).classes, (Names{"cat"}));
}
TEST(ClassFolders, APictureBesideTheFoldersHasNoClass) {
  TreeForTest tree;
  tree.picture("cat/1.bmp").picture("dog/1.bmp").picture("cover.bmp");
  const Dataset dataset = read_tree(tree);
  EXPECT_FALSE(picture_of(dataset, "cover.bmp").is_annotated);
  EXPECT_EQ(message(dataset), (Names{"cover.bmp: it is not in the folder of a class, so it has no class"}));
}
TEST(ClassFolders, AFolderCalledImagesIsNoClass) {
  TreeForTest tree;
  tree.picture("images/1.bmp").picture("images/2.bmp").text("notes.md", "");
  EXPECT_EQ(
      read_dataset(tree.path()).error().message,
      fmt::format(
          "the layout of {} was not detected: it contains 2 × .bmp, 1 × .md. Put the pictures of each class "
          "into a folder named after the class, or choose a layout with --format",
          tree.path().string()));
}
TEST(ClassFolders, ABrokenPictureIsLeftOut) {
  TreeForTest tree;
  tree.picture("cat/1.bmp").text("cat/2.jpg", "not a picture").picture("dog/1.bmp");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.pictures.size(), 2u);
  ASSERT_EQ(dataset.problems.size(), 1u);
  EXPECT_EQ(dataset.problems[0].kind, Problem::Kind::BrokenPicture);
  EXPECT_EQ(dataset.problems[0].path, "cat/2.jpg");
}

constexpr std::string_view kRoboflow = R"({
  "categories": [{"id": 0, "name": "parts", "supercategory": "none"}, {"id": 1, "name": "nut", "supercategory": "parts"},
                 {"id": 2, "name": "bolt", "supercategory": "parts"}],
  "images": [{"id": 0, "file_name": "a.bmp", "width": 20, "height": 10}, {"id": 1, "file_name": "b.bmp"}],
  "annotations": [{"id": 0, "image_id": 0, "category_id": 2, "bbox": [1, 2, 3.5, 4], "iscrowd": 1}]})";

TEST(Coco, RoboflowsDummyRootIsDropped) {
  TreeForTest tree;
  tree.picture("train/a.bmp").picture("train/b.bmp").picture("valid/a.bmp").picture("valid/b.bmp");
  tree.text("train/_annotations.coco.json", kRoboflow).text("valid/_annotations.coco.json", kRoboflow);
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"nut", "bolt"}));
  EXPECT_EQ(picture_of(dataset, "valid/a.bmp").split, Split::Validation);
  const scene::LabelledBox box{1, {1, 2, 3.5, 4}, true, false};
  EXPECT_EQ(picture_of(dataset, "train/a.bmp").boxes, std::vector{box});
  EXPECT_TRUE(picture_of(dataset, "train/b.bmp").is_annotated);
  EXPECT_TRUE(picture_of(dataset, "train/b.bmp").boxes.empty());
}
TEST(Coco, ARootThatLabelsSomethingStays) {
  TreeForTest tree;
  std::string used(kRoboflow);
  used.replace(used.find("\"category_id\": 2"), 16, "\"category_id\": 0");
  tree.picture("a.bmp").picture("b.bmp").text("labels.json", used);
  EXPECT_EQ(read_tree(tree).classes, (Names{"parts", "nut", "bolt"}));
}
TEST(Coco, OutlinesAndMasksBecomeBoxes) {
  TreeForTest tree;
  // Runs, column by column over 4 rows: 5 zeros, 2 ones (column 1, rows 1 and 2), 2 zeros, 3 ones (column
  // 2, rows 1…3).
  tree.picture("a.bmp", {6, 4})
      .text("l.json", R"({"images":[{"id":1,"file_name":"a.bmp"}],"categories":[{"id":7,"name":"x"}],
    "annotations":[{"image_id":1,"category_id":7,"segmentation":[[1,1,5,1,3,3],[0,2,1,2]]},
                   {"image_id":1,"category_id":7,"bbox":[],"segmentation":{"size":[4,6],"counts":[5,2,2,3,12]}},
                   {"image_id":1,"category_id":7,"bbox":[[1,2,3,1]]}]})");
  const auto boxes = picture_of(read_tree(tree), "a.bmp").boxes;
  ASSERT_EQ(boxes.size(), 3u);
  EXPECT_EQ(boxes[0].box, (scene::Box{0, 1, 5, 2}));
  EXPECT_EQ(boxes[1].box, (scene::Box{1, 1, 2, 3}));
  EXPECT_EQ(boxes[2].box, (scene::Box{1, 2, 3, 1}));
}
TEST(Coco, WhatIsWrongWithOneAnnotationIsSaidAndThePictureIsNotLabelled) {
  TreeForTest tree;
  tree.picture("a.bmp").text("l.json",
                             R"({"images":[{"id":1,"file_name":"a.bmp"},{"id":2,"file_name":"gone.jpg"}],
    "categories":[{"id":7,"name":"x"}],
    "annotations":[{"image_id":1,"category_id":8,"bbox":[0,0,1,1]}, {"image_id":1,"category_id":7},
                   {"image_id":1,"category_id":7,"bbox":[0,0,-1,1]}, {"image_id":1,"category_id":7,"bbox":[0,0,1e300,1]},
                   {"image_id":1,"category_id":7,"bbox":[0,0,0,1]}]})");
  const Dataset dataset = read_tree(tree);
  EXPECT_FALSE(picture_of(dataset, "a.bmp").is_annotated);
  EXPECT_EQ(picture_of(dataset, "a.bmp").drafts.size(), 2u);
  EXPECT_EQ(message(dataset),
            (Names{"1 box with swapped corners: read as the box between them",
                   "l.json: it labels the picture gone.jpg, which does not exist",
                   "l.json: an annotation of a.bmp has no box; a.bmp is treated as unlabelled",
                   "l.json: a box of a.bmp has the category 8, which is not in the list",
                   "l.json: a box of a.bmp has x 0, y 0, width 1e+300, height 1"}));
}
TEST(BrokenCoco, NestedTooDeep) {
  TreeForTest tree;
  tree.picture("a.bmp").text(
      "l.json", R"({"images":[],"annotations":)" + std::string(5000, '[') + std::string(5000, ']') + "}");
  EXPECT_EQ(read_dataset(tree.path()).error().message, "l.json is nested deeper than 64 levels");
}
TEST(BrokenCoco, CutOff) {
  TreeForTest tree;
  tree.picture("a.bmp").text("l.json", std::string(kRoboflow.substr(0, 300)));
  EXPECT_EQ(read_dataset(tree.path()).error().fault, Fault::Corrupt);
}

constexpr std::string_view kVoc =
    R"(<annotation><filename>else.jpg</filename><size><width>20</width><height>10</height></size>
  <object><name>schraube ä</name><difficult>1</difficult><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>5.5</xmax><ymax>9</ymax></bndbox></object>
  <object><name>nut</name><bndbox><xmin>2</xmin></bndbox></object></annotation>)";

TEST(Voc, FilesAreJoinedByTheirOwnNamesAndSplitsByLists) {
  TreeForTest tree;
  tree.picture("JPEGImages/one.bmp").picture("JPEGImages/two.bmp").picture("JPEGImages/three.bmp");
  tree.text("Annotations/one.xml", kVoc).text("Annotations/two.xml", "<annotation></annotation>");
  tree.text("ImageSets/Main/train.txt", "one\n").text("ImageSets/Main/test.txt", "two -1\r\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"schraube ä"}));
  const scene::LabelledBox box{0, {2, 3, 3.5, 6}, false, true};
  EXPECT_EQ(picture_of(dataset, "JPEGImages/one.bmp").unused, Unused::NotUnderstood);
  EXPECT_EQ(picture_of(dataset, "JPEGImages/one.bmp").drafts, std::vector{box});
  EXPECT_EQ(picture_of(dataset, "JPEGImages/one.bmp").split, Split::Train);
  EXPECT_TRUE(picture_of(dataset, "JPEGImages/two.bmp").is_annotated);
  EXPECT_EQ(picture_of(dataset, "JPEGImages/two.bmp").split, Split::Test);
  EXPECT_FALSE(picture_of(dataset, "JPEGImages/three.bmp").is_annotated);
  EXPECT_EQ(message(dataset),
            (Names{"Annotations/one.xml: an object has no complete bndbox; JPEGImages/one.bmp "
                   "is treated as unlabelled"}));
}
TEST(Voc, MaixHubsFoldersAndListOfNames) {
  TreeForTest tree;
  tree.picture("set/images/nut/1.bmp")
      .text("set/xml/nut/1.xml", kVoc)
      .text("set/labels.txt", "zange nut\nbolt");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"zange", "nut", "bolt", "schraube ä"}));
}
TEST(BrokenVoc, OneDamagedFileIsLeftOut) {
  TreeForTest tree;
  tree.picture("1.bmp").picture("2.bmp").text("1.xml", kVoc).text("2.xml", "<annotation><object>");
  const Dataset dataset = read_tree(tree);
  EXPECT_FALSE(picture_of(dataset, "2.bmp").is_annotated);
  EXPECT_EQ(message(dataset)[1], "2.xml: 2.xml is not XML: Start-end tags mismatch at byte 19");
}
TEST(BrokenVoc, EntitiesAreNotExpanded) {
  TreeForTest tree;
  tree.picture("1.bmp").text("1.xml",
                             "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><annotation><filename/>"
                             "<object><name>&e;</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax>"
                             "<ymax>2</ymax></bndbox></object></annotation>");
  EXPECT_EQ(read_tree(tree).classes, (Names{"&e;"}));
}

TEST(Yolo, NamesAreAListOrADictionary) {
  for (const char* names :
       {"names: [nut, 'bölt']\n", "names:\n  0: nut\n  1: bölt\n", "names:\n- nut\n- bölt\n"}) {
    TreeForTest tree;
    tree.picture("train/images/1.bmp", {100, 50})
        .text("train/labels/1.txt", "1 0.5 0.5 0.2 0.4\n")
        .text("data.yaml", names);
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(dataset.classes, (Names{"nut", "bölt"}));
    ASSERT_EQ(picture_of(dataset, "train/images/1.bmp").boxes.size(), 1u);
    EXPECT_EQ(picture_of(dataset, "train/images/1.bmp").boxes[0], (scene::LabelledBox{1, {40, 15, 20, 20}}));
    EXPECT_EQ(picture_of(dataset, "train/images/1.bmp").split, Split::Train);
  }
}
TEST(Yolo, SplitsOfDataYamlNameFolders) {
  TreeForTest tree;
  tree.picture("images/a/1.bmp")
      .picture("images/b/1.bmp")
      .text("labels/a/1.txt", "0 .5 .5 1 1")
      .text("labels/b/1.txt", "");
  tree.text("data.yaml", "path: ../x\ntrain: images/a\nval: [./images/b]\nnames: [n]\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(picture_of(dataset, "images/a/1.bmp").split, Split::Train);
  EXPECT_EQ(picture_of(dataset, "images/b/1.bmp").split, Split::Validation);
  EXPECT_TRUE(picture_of(dataset, "images/b/1.bmp").is_annotated);
}
TEST(Yolo, OutlinesBecomeBoxesAndScoresAreIgnored) {
  TreeForTest tree;
  tree.picture("1.bmp", {10, 10})
      .text("1.txt", "0 0.1 0.2 0.5 0.2 0.3 0.6\n0 0.5 0.5 0.2 0.2 0.93\n")
      .text("classes.txt", "n\n");
  const auto boxes = picture_of(read_tree(tree), "1.bmp").boxes;
  ASSERT_EQ(boxes.size(), 2u);
  EXPECT_DOUBLE_EQ(boxes[0].box.x, 1);
  EXPECT_DOUBLE_EQ(boxes[0].box.bottom(), 6);
  EXPECT_DOUBLE_EQ(boxes[1].box.width, 2);
}
TEST(Yolo, ClassesTxtIsNoAnnotationEvenOfAPictureOfThatName) {
  TreeForTest tree;
  tree.picture("classes.bmp").picture("1.bmp").text("1.txt", "0 .5 .5 .1 .1").text("classes.txt", "nut\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"nut"}));
  EXPECT_FALSE(picture_of(dataset, "classes.bmp").is_annotated);
  EXPECT_TRUE(dataset.problems.empty());
}
TEST(Yolo, WithoutNamesClassesAreCalledByNumber) {
  TreeForTest tree;
  tree.picture("1.bmp").text("1.txt", "2 .5 .5 .1 .1");
  EXPECT_EQ(read_tree(tree).classes, (Names{"0", "1", "2"}));
}
TEST(Yolo, WhatIsWrongWithOneLineIsSaidAndThePictureIsNotLabelled) {
  TreeForTest tree;
  tree.picture("1.bmp")
      .text("1.txt", "0 .5 .5 .1 .1\n0 12 30 4 5\n0 nan 0 0 0\n7 .5 .5 .1 .1\n-1 0 0 0 0\n")
      .text("classes.txt", "n");
  tree.text("2.txt", "0 .5 .5 .1 .1\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_FALSE(picture_of(dataset, "1.bmp").is_annotated);
  EXPECT_EQ(picture_of(dataset, "1.bmp").drafts.size(), 1u);
  EXPECT_EQ(message(dataset),
            (Names{"1.txt: line 2 is not \"class x y width height\" with fractions from 0 to 1: 0 12 30 4 5; "
                   "1.bmp is treated as unlabelled",
                   "1.txt: line 3 is not \"class x y width height\" with fractions from 0 to 1: 0 nan 0 0 0",
                   "1.txt: line 5 is not \"class x y width height\" with fractions from 0 to 1: -1 0 0 0 0",
                   "1.txt: a box has the class number 7; 1 class is named, starting at 0",
                   "2.txt: it labels the picture 2, which does not exist"}));
}
TEST(BrokenYolo, YamlThatRefersToItself) {
  TreeForTest tree;
  tree.picture("1.bmp").text("1.txt", "0 .5 .5 .1 .1").text("data.yaml", "names: &a [*a, *a]\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"0"}));
  EXPECT_EQ(message(dataset)[1].substr(0, 49), "data.yaml: data.yaml is not YAML that can be read");
}
TEST(BrokenYolo, YamlOfAliasesOfAliases) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += fmt::format("a{}: &a{} [", i, i);
    for (int j = 0; j < 10; ++j) bomb += fmt::format("{}*a{}", j ? "," : "", i - 1);
    bomb += "]\n";
  }
  TreeForTest tree;
  tree.picture("1.bmp").text("1.txt", "0 .5 .5 .1 .1").text("data.yaml", bomb + "names: *a11\n\nnames: x\n");
  EXPECT_EQ(read_tree(tree).pictures.size(), 1u);
}

TEST(ReadDataset, AnUnknownFormatIsRefusedWithAllThereAre) {
  TreeForTest tree;
  const auto dataset = read_dataset(tree.path(), {.format = "cocoa"});
  EXPECT_EQ(dataset.error().fault, Fault::Usage);
  EXPECT_EQ(dataset.error().message.substr(0, 63),
            "there is no layout cocoa; available are edge-impulse, coco, voc");
}
TEST(ReadDataset, OneHundredNotesOnOneFileBecomeAFewAndACount) {
  TreeForTest tree;
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "broken\n";
  tree.picture("1.bmp").text("1.txt", "0 .5 .5 .1 .1\n" + lines).text("classes.txt", "n");
  const Dataset dataset = read_tree(tree);
  ASSERT_EQ(dataset.problems.size(), 6u);
  EXPECT_EQ(dataset.problems[5].message, "95 more problems like those above");
}

}  // namespace
}  // namespace tinsmith::dataset
