// Tests CSV tables from programs and people: the meaning of columns and of the four numbers of a box.
#include <gtest/gtest.h>

#include "dataset/layouts/sentences_for_test.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

// Three pictures of 80×60, m0 … m2.
TreeForTest& pictures(TreeForTest& tree) {
  for (const char* name : {"m0.bmp", "m1.bmp", "m2.bmp"}) tree.picture(name, {80, 60});
  return tree;
}

// Checks the boxes that all tables below contain: [10 + i, 12, 20, 16], cup, cup, lid.
void check(const Dataset& dataset) {
  EXPECT_EQ(dataset.label_kind, LabelKind::Boxes);
  EXPECT_EQ(dataset.classes, (Names{"cup", "lid"}));
  ASSERT_EQ(dataset.pictures.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(dataset.pictures[i].boxes.size(), 1u) << i;
    const auto& [class_index, box, crowd, difficult] = dataset.pictures[i].boxes[0];
    EXPECT_EQ(class_index, i == 2 ? 1 : 0);
    EXPECT_NEAR(box.x, 10 + static_cast<double>(i), 1e-9);
    EXPECT_NEAR(box.y, 12, 1e-9);
    EXPECT_NEAR(box.width, 20, 1e-9);
    EXPECT_NEAR(box.height, 16, 1e-9);
  }
}

TEST(Csv, TablesWithHeadingsOfEveryKindGiveTheSameBoxes) {
  constexpr std::string_view kTables[] = {
      // MakeSense
      "label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name,image_width,image_height\n"
      "cup,10,12,20,16,m0.bmp,80,60\ncup,11,12,20,16,m1.bmp,80,60\nlid,12,12,20,16,m2.bmp,80,60\n",
      // as users write it
      "filename,class,x,y,w,h\nm0.bmp,cup,10,12,20,16\nm1.bmp,cup,11,12,20,16\nm2.bmp,lid,12,12,20,16\n",
      "Image;Label;X1;Y1;X2;Y2\nm0.bmp;cup;10;12;30;28\nm1.bmp;cup;11;12;31;28\nm2.bmp;lid;12;12;32;28\n",
      "image\tx0\ty0\tx1\ty1\tlabel\nm0.bmp\t10\t12\t30\t28\tcup\nm1.bmp\t11\t12\t31\t28\tcup\nm2."
      "bmp\t12\t12\t32\t28\tlid\n",
      "\"file "
      "name\",\"left\",\"top\",\"right\",\"bottom\",\"category\"\nm0.bmp,10,12,30,28,cup\nm1.bmp,11,12,31,28,"
      "cup\nm2.bmp,12,12,32,28,lid\n",
      "class|ymin|xmin|ymax|xmax|path\ncup|12|10|28|30|a/m0.bmp\ncup|12|11|28|31|a/m1.bmp\nlid|12|12|28|32|a/"
      "m2.bmp\n",
      "filename,width,height,class,x_center,y_center,box_width,box_height\n"
      "m0.bmp,80,60,cup,20,20,20,16\nm1.bmp,80,60,cup,21,20,20,16\nm2.bmp,80,60,lid,22,20,20,16\n",
      "image_id,bbox,label\nm0,\"[10, 12, 20, 16]\",cup\nm1,\"[11, 12, 20, 16]\",cup\nm2,\"[12, 12, 20, "
      "16]\",lid\n",
  };
  for (const std::string_view table : kTables) {
    TreeForTest tree;
    pictures(tree).text("labels.csv", table);
    SCOPED_TRACE(table);
    check(read_dataset(tree.path()).value());
  }
}
TEST(Csv, TablesWithoutHeadingsAreUnderstoodByTheirValues) {
  constexpr std::string_view kTables[] = {
      // MakeSense until June 2022
      "cup,10,12,20,16,m0.bmp,80,60\ncup,11,12,20,16,m1.bmp,80,60\nlid,12,12,20,16,m2.bmp,80,60\n",
      "m0.bmp,cup,10,12,20,16\nm1.bmp,cup,11,12,20,16\nm2.bmp,lid,12,12,20,16\n",
      // keras-retinanet
      "m0.bmp,10,12,30,28,cup\nm1.bmp,11,12,31,28,cup\nm2.bmp,12,12,32,28,lid\n",
      // TensorFlow's table without its headings
      "m0.bmp,80,60,cup,10,12,30,28\nm1.bmp,80,60,cup,11,12,31,28\nm2.bmp,80,60,lid,12,12,32,28\n",
      // Google's AutoML: fractions of the sides, with empty columns
      "TRAIN,gs://b/m0.bmp,cup,0.125,0.2,,,0.375,0.4666666666666667,,\n"
      "TRAIN,gs://b/m1.bmp,cup,0.1375,0.2,,,0.3875,0.4666666666666667,,\n"
      "TRAIN,gs://b/m2.bmp,lid,0.15,0.2,,,0.4,0.4666666666666667,,\n",
  };
  for (const std::string_view table : kTables) {
    TreeForTest tree;
    pictures(tree).text("labels_my-project-name_2022-05-30-10-10-10.csv", table);
    SCOPED_TRACE(table);
    const Dataset dataset = read_dataset(tree.path()).value();
    check(dataset);
    ASSERT_FALSE(dataset.problems.empty());
    EXPECT_NE(dataset.problems[0].message.find("it has no header row"), std::string::npos);
  }
}
TEST(Csv, XAndYAreTheCentreWhereBoxesWouldOtherwiseLeaveThePicture) {
  TreeForTest tree;
  pictures(tree).text("l.csv",
                      "filename,class,x,y,w,h\nm0.bmp,cup,0.8,0.5,0.3,0.4\nm1.bmp,cup,0.2,0.7,0.4,0.5\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  ASSERT_EQ(dataset.pictures[0].boxes.size(), 1u);
  EXPECT_NEAR(dataset.pictures[0].boxes[0].box.x, 52, 1e-9);
  EXPECT_NEAR(dataset.pictures[0].boxes[0].box.height, 24, 1e-9);
  EXPECT_EQ(message(dataset),
            (Names{"l.csv: its header row does not decide it; the four numbers of a box are "
                   "read as centre x, centre y, "
                   "width, height, as fractions of the picture's sides"}));
}
TEST(Csv, ColumnsThatLookLikeBoxesAreNeverReadAsClasses) {
  for (const char* table :
       {"filename,class,x,y\nm0.bmp,cup,10,12\n", "filename,class,xmin,xmax\nm0.bmp,cup,10,30\n",
        "cup,10,12,m0.bmp,80,60\nlid,11,12,m1.bmp,80,60\n"}) {
    TreeForTest tree;
    pictures(tree).text("l.csv", table);
    const auto read = read_dataset(tree.path());
    ASSERT_FALSE(read.has_value()) << table;
    EXPECT_EQ(read.error().fault, Fault::Unsupported);
    EXPECT_NE(read.error().message.find("l.csv: it"), std::string::npos) << read.error().message;
    const Dataset pictures_alone = read_unlabelled(open_source(tree.path()).value()).value();
    ASSERT_EQ(pictures_alone.problems.size(), 1u);
    EXPECT_EQ(pictures_alone.problems[0].path, "l.csv");
  }
}
TEST(Csv, ColumnsThatAreNotUsedAreNamed) {
  TreeForTest tree;
  pictures(tree).text("l.csv",
                      "filename,xmin,ymin,xmax,ymax,class,score,note\nm0.bmp,10,12,30,28,cup,0.5,\nm1.bmp,11,"
                      "12,31,28,cup,0.5,\nm2.bmp,12,12,32,28,lid,0.9,\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  check(dataset);
  EXPECT_EQ(message(dataset), (Names{"column `score`: not used (3 values)"}));
}
TEST(Csv, TablesBySplitGiveTheSplitOfATableThatRepeatsThem) {
  TreeForTest tree;
  const std::string heading = "filename,class,xmin,ymin,xmax,ymax\n", a = "m0.bmp,cup,10,12,30,28\n",
                    b = "m1.bmp,cup,11,12,31,28\n", c = "m2.bmp,lid,12,12,32,28\n";
  pictures(tree)
      .text("labels.csv", heading + a + b + c)
      .text("train_labels.csv", heading + a + b)
      .text("test_labels.csv", heading + c);
  const Dataset dataset = read_dataset(tree.path()).value();
  check(dataset);
  EXPECT_EQ(dataset.pictures[0].split, Split::Train);
  EXPECT_EQ(dataset.pictures[2].split, Split::Test);
  EXPECT_EQ(message(dataset), (Names{"labels.csv: 3 rows repeat those of another file; read once"}));
}
TEST(Csv, AColumnMayGiveTheSplitAndAColumnForEachClassTheClass) {
  TreeForTest tree;
  pictures(tree).text("l.csv", "filename,split,cup,lid\nm0.bmp,train,1,0\nm1.bmp,val,0,1\nm2.bmp,test,1,1\n");
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"cup", "lid"}));
  EXPECT_EQ(dataset.pictures[1].class_index, 1);
  EXPECT_EQ(dataset.pictures[1].split, Split::Validation);
  EXPECT_FALSE(dataset.pictures[2].is_annotated);
}

}  // namespace
}  // namespace tinsmith::dataset
