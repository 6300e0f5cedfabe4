// Tests lists of pictures with their classes or boxes.
#include <gtest/gtest.h>

#include "dataset/layouts/sentences_for_test.h"
#include "dataset/read.h"
#include "files/text.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

TEST(ImageList, ListsBySplitNumberTheClassesOfAYamlFile) {
  TreeForTest tree;
  std::string train, val;
  for (int i = 0; i < 6; ++i) {
    tree.picture(fmt::format("images/image00{}.bmp", i));
    (i < 4 ? train : val) += fmt::format("images/image00{}.bmp {}\n", i, i % 2);
  }
  tree.text("train-images.txt", train).text("val-images.txt", val);
  tree.text("dataset.yml", "train: ./train-images.txt\nval: ./val-images.txt\nnc: 2\nnames: [ok, bad]\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "image-list");
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"ok", "bad"}));
  ASSERT_EQ(dataset.pictures.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(dataset.pictures[i].class_index, static_cast<int>(i % 2));
    EXPECT_EQ(dataset.pictures[i].split, i < 4 ? Split::Train : Split::Validation);
  }
}
TEST(ImageList, NamesMayStandInTheListWithAnySeparator) {
  for (const char* list :
       {"a.bmp\tcup\nmy b.bmp\tlid\n", "a.bmp,cup\nmy b.bmp,lid\n", "a.bmp cup\nmy b.bmp lid\n",
        "\"a.bmp\";\"cup\"\n\"my b.bmp\";\"lid\"\n", "cup\ta.bmp\nlid\tmy b.bmp\n"}) {
    TreeForTest tree;
    tree.picture("a.bmp").picture("my b.bmp").text("list.txt", list);
    SCOPED_TRACE(list);
    const auto dataset = read_dataset(tree.path());
    ASSERT_TRUE(dataset.has_value()) << dataset.error().message;
    EXPECT_EQ(dataset->format, "image-list");
    EXPECT_EQ(dataset->classes, (Names{"cup", "lid"}));
    EXPECT_EQ(dataset->pictures[0].class_index, 0);
    EXPECT_EQ(dataset->pictures[1].class_index, 1);
  }
}
TEST(ImageList, NumbersThatFitTheNamesFromOneOnAreCountedFromOne) {
  TreeForTest tree;
  tree.picture("a.bmp")
      .picture("b.bmp")
      .text("list.txt", "a.bmp 1\nb.bmp 2\n")
      .text("classes.txt", "cup\nlid\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"cup", "lid"}));
  EXPECT_EQ(dataset.pictures[0].class_index, 0);
  EXPECT_EQ(message(dataset),
            (Names{"the class numbers are read as starting at 1, because the largest is equal "
                   "to the number of names"}));
}
TEST(ImageList, BoxesBehindAPictureAreReadAndOtherNumbersAreNotTakenForAClass) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60}).picture("b.bmp", {80, 60});
  tree.text("annotation.txt", "a.bmp 10,12,30,28,0 1,2,3,4,1\nb.bmp\n").text("classes.txt", "cup\nlid\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.label_kind, LabelKind::Boxes);
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}}, {1, {1, 2, 2, 2}}}));
  EXPECT_TRUE(dataset.pictures[1].is_annotated);

  TreeForTest numbers;
  numbers.picture("a.bmp").text("list.txt", "a.bmp 10 12 30 28\n");
  const auto read = read_dataset(numbers.path());
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find("list.txt: its format is not known"), std::string::npos)
      << read.error().message;
}
TEST(Voc, TheListsOfAClassGiveTheSplitWhereThereAreNoOthers) {  // as VoTT writes them
  TreeForTest tree;
  for (const char* name : {"one", "my two", "three"}) {
    tree.picture(fmt::format("JPEGImages/{}.bmp", name), {80, 60});
    tree.text(fmt::format("Annotations/{}.xml", name),
              fmt::format("<annotation><filename>{}.bmp</filename></annotation>", name));
  }
  tree.text("ImageSets/Main/cup_train.txt", "one.bmp 1\nmy two.bmp -1\n");
  tree.text("ImageSets/Main/cup_val.txt", "three.bmp -1\n")
      .text("ImageSets/Main/cup_trainval.txt", "three.bmp -1\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "voc");
  for (const Picture& picture : dataset.pictures)
    EXPECT_EQ(picture.split, stem_of(picture.path) == "three" ? Split::Validation : Split::Train)
        << picture.path;
  EXPECT_TRUE(dataset.problems.empty());
}
TEST(Voc, ANameThatEndsInANumberIsNoNameWithAFlag) {
  TreeForTest tree;
  for (const char* name : {"b", "b 1", "x", "x.y"}) {
    tree.picture(fmt::format("JPEGImages/{}.bmp", name), {80, 60});
    tree.text(fmt::format("Annotations/{}.xml", name),
              fmt::format("<annotation><filename>{}.bmp</filename></annotation>", name));
  }
  tree.text("ImageSets/Main/train.txt", "b\nx\n").text("ImageSets/Main/val.txt", "b 1\nx.y -1\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  for (const Picture& picture : dataset.pictures)
    EXPECT_EQ(picture.split, stem_of(picture.path).size() == 1 ? Split::Train : Split::Validation)
        << picture.path;
}
TEST(Formats, OfSeveralLayoutsTheOneWhoseLabelsFitThePicturesIsRead) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60}).picture("b.bmp", {80, 60});
  tree.text("old.csv", "filename,class,xmin,ymin,xmax,ymax\nz.bmp,cup,1,2,3,4\n");
  tree.text("old/z.xml", "<annotation><filename>z.bmp</filename></annotation>");
  tree.text("classes.txt", "cup\n").text("a.txt", "0 0.5 0.5 0.5 0.5\n").text("b.txt", "");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.format, "yolo");
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {20, 15, 40, 30}}}));
  EXPECT_EQ(
      message(dataset)[0],
      "it contains labels in several layouts; yolo was read, because its labels match the pictures best. "
      "--format reads the others: voc, csv");
}

}  // namespace
}  // namespace tinsmith::dataset
