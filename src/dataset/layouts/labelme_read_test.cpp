// Tests labelme's files with the picture beside them and inside them.
#include <gtest/gtest.h>

#include "base/base64.h"
#include "dataset/layouts/sentences_for_test.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"
#include "image/decode.h"

namespace tinsmith::dataset {
namespace {

constexpr std::string_view kCup =
    R"({"label":"cup","points":[[10,12],[30,28]],"shape_type":"rectangle","flags":{}})";

std::string file(std::string_view picture, std::string_view shapes, std::string_view data = "") {
  return fmt::format(
      R"({{"version":"4.5.6","flags":{{}},"shapes":[{}],"imagePath":"{}","imageData":{},"imageHeight":60,"imageWidth":80}})",
      shapes, picture, data.empty() ? "null" : fmt::format("\"{}\"", data));
}

TEST(Labelme, APictureThatIsOnlyInsideItsFileIsRead) {
  const Bytes picture = picture_for_test({80, 60}, 77);
  TreeForTest tree;
  tree.text("p1.json", file("p1.jpg", kCup, base64_of(picture)));
  std::string broken_lines = base64_of(picture);
  broken_lines.insert(40, "\\n");  // a line break inside the text
  tree.text("p2.json", file("..\\\\p2.jpg", kCup, broken_lines));
  const auto check = [&](const Dataset& dataset) {
    EXPECT_EQ(dataset.format, "labelme");
    ASSERT_EQ(dataset.pictures.size(), 2u);
    for (const Picture& read : dataset.pictures) {
      EXPECT_EQ(read.size, (image::Size{80, 60}));
      EXPECT_EQ(read.boxes, (Boxes{{0, {10, 12, 20, 16}}}));
      EXPECT_EQ(dataset.source->read(read.path).value(), picture) << read.path;
    }
    // Any part can be read, wherever it starts within a group of four characters.
    for (const std::uint64_t from : {0u, 1u, 2u, 3u, 100u, 14453u})
      EXPECT_EQ(dataset.source->read_part("p1.jpg", from, 5).value(),
                Bytes(picture.begin() + static_cast<std::ptrdiff_t>(from),
                      picture.begin() +
                          static_cast<std::ptrdiff_t>(std::min<std::size_t>(from + 5, picture.size()))));
    EXPECT_EQ(message(dataset), (Names{"2 pictures read from inside the label files"}));
  };
  check(read_dataset(tree.path()).value());
  zip_for_test(tree.path(), tree.path().parent_path() / "labelme_inside_test.zip");
  check(read_dataset(tree.path().parent_path() / "labelme_inside_test.zip").value());
  std::filesystem::remove(tree.path().parent_path() / "labelme_inside_test.zip");
}
TEST(Labelme, APictureBesideItsFileIsReadFromThere) {
  TreeForTest tree;
  tree.picture("p1.bmp", {80, 60}).text("p1.json", file("elsewhere.jpg", kCup, "Zm9v"));
  const Dataset dataset = read_dataset(tree.path()).value();
  ASSERT_EQ(dataset.pictures.size(), 1u);
  EXPECT_EQ(dataset.pictures[0].path, "p1.bmp");
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}}}));
}
TEST(Labelme, ShapesBecomeTheirBoxesWhateverTheOrderOfTheirPoints) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60}).text("a.json", file("a.bmp", R"(
      {"label":"cup","points":[[30,28],[10,12]],"shape_type":"rectangle"},
      {"label":"cup","points":[[30,12],[10,28]],"shape_type":"rectangle"},
      {"label":"nut","points":[[20,20],[23,24]],"shape_type":"circle"},
      {"label":"nut","points":[[1,2],[9,3],[5,8]],"shape_type":"polygon"},
      {"label":"nut","points":[[4,5],[6,9]],"shape_type":"mask","mask":"iVBORw0KGgo="},
      {"label":"nut","points":[[4,5]],"shape_type":"point"})"));
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.classes, (Names{"cup", "nut"}));
  EXPECT_EQ(dataset.pictures[0].boxes, (Boxes{{0, {10, 12, 20, 16}},
                                              {0, {10, 12, 20, 16}},
                                              {1, {15, 15, 10, 10}},
                                              {1, {1, 2, 8, 6}},
                                              {1, {4, 5, 3, 5}}}));
  const Names found = message(dataset);
  for (const char* wanted :
       {"1 circle: read as the box around it", "1 mask: read as the box around it", "1 point: not used"})
    EXPECT_NE(std::find(found.begin(), found.end(), wanted), found.end()) << wanted;
}
TEST(Labelme, FlagsOfFilesWithoutShapesAreClasses) {
  TreeForTest tree;
  for (const char* name : {"a", "b"}) {
    tree.picture(fmt::format("{}.bmp", name));
    tree.text(
        fmt::format("{}.json", name),
        fmt::format(R"({{"flags":{{"good":{},"bad":{}}},"shapes":[],"imagePath":"{}.bmp","imageData":null}})",
                    name[0] == 'a', name[0] == 'b', name));
  }
  const Dataset dataset = read_dataset(tree.path()).value();
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"bad", "good"}));
  EXPECT_EQ(dataset.pictures[0].class_index, 1);
  EXPECT_EQ(dataset.pictures[1].class_index, 0);
}

}  // namespace
}  // namespace tinsmith::dataset
