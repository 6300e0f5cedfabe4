// Tests inputs that users reported as read wrongly, and similar ones: encodings, spellings of names,
// rotations, masks, ids, corners.
#include <gtest/gtest.h>

#include <algorithm>

#include "dataset/class_name.h"
#include "dataset/layouts/layouts.h"
#include "dataset/layouts/sentences_for_test.h"
#include "dataset/layouts/xml_file.h"
#include "dataset/reading_text.h"
#include "files/encoding.h"
#include "files/text.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

scene::Box only_box(const Dataset& dataset, std::string_view path) {
  const Picture& picture = picture_of(dataset, path);
  CHECK(picture.boxes.size() == 1, "{} has {} boxes", path, picture.boxes.size());
  return picture.boxes[0].box;
}

std::string text_of_bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

// Converts UTF-8 of the basic multilingual plane to UTF-16 without a mark.
std::string utf16_of(std::string_view text, bool is_little) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned unit = static_cast<unsigned char>(text[i]);
    if (unit >= 0xC0) unit = (unit & 0x1F) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F);
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    out += is_little ? low : high;
    out += is_little ? high : low;
  }
  return out;
}

std::string voc_of(std::string_view name, std::string_view root = "<annotation>",
                   std::string_view declaration = "") {
  return fmt::format(
      "{}{}<filename>s0</filename><size><width>80</width><height>60</height></size><object><name>{}</name>"
      "<bndbox><xmin>10</xmin><ymin>10</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object></annotation>",
      declaration, root, name);
}

constexpr scene::Box kBoxOfVoc{10, 10, 20, 20};

TEST(Encoding, VocInUtf16WithAByteOrderMarkOrWithout) {
  const std::string text =
      voc_of("Schlüssel", "<annotation>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n");
  for (const std::string& bytes : {"\xFF\xFE" + utf16_of(text, true), "\xFE\xFF" + utf16_of(text, false),
                                   utf16_of(text, true), utf16_of(text, false)}) {
    TreeForTest tree;
    tree.picture("s0.bmp", {80, 60}).text("s0.xml", bytes);
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(dataset.format, "voc");
    EXPECT_EQ(dataset.classes, (Names{"Schlüssel"}));
    EXPECT_EQ(only_box(dataset, "s0.bmp"), kBoxOfVoc);
    EXPECT_TRUE(dataset.problems.empty());
  }
}

struct Encoded {
  const char* declared;
  std::string bytes, name;
};
const Encoded kEncoded[] = {
    {"gb2312", text_of_bytes({0xC2, 0xDD, 0xCB, 0xBF}), "螺丝"},
    {"GBK", text_of_bytes({0xC2, 0xA1}), "隆"},  // also valid UTF-8, for other characters
    {"GB18030", text_of_bytes({0xC2, 0xDD, 0xCB, 0xBF}), "螺丝"},
    {"ISO-8859-1", text_of_bytes({'S', 'c', 'h', 'l', 0xFC, 's', 's', 'e', 'l'}), "Schlüssel"},
    {"Shift_JIS", text_of_bytes({0x83, 0x6C, 0x83, 0x57}), "ネジ"},
    {"windows-1251", text_of_bytes({0xE1, 0xEE, 0xEB, 0xF2}), "болт"},
};
TEST(Encoding, ADeclarationInXmlDecides) {
  for (const Encoded& row : kEncoded) {
    TreeForTest tree;
    tree.picture("s0.bmp", {80, 60})
        .text("s0.xml", voc_of(row.bytes, "<annotation>",
                               fmt::format("<?xml version='1.0' encoding='{}'?>", row.declared)));
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(dataset.classes, (Names{row.name})) << row.declared;
    EXPECT_TRUE(dataset.problems.empty()) << row.declared;
  }
}
TEST(Encoding, AWideDeclarationOnNarrowBytesIsIgnored) {
  TreeForTest tree;
  tree.picture("s0.bmp", {80, 60})
      .text("s0.xml", voc_of("Schlüssel", "<annotation>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>"));
  EXPECT_EQ(read_tree(tree).classes, (Names{"Schlüssel"}));
}
TEST(Encoding, AGuessIsSaidOnce) {
  TreeForTest tree;
  for (const char* name : {"1", "2", "3"})
    tree.picture(fmt::format("{}.bmp", name), {80, 60})
        .text(fmt::format("{}.xml", name), voc_of(text_of_bytes({0xC2, 0xDD, 0xCB, 0xBF})));
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"螺丝"}));
  EXPECT_EQ(reading_sentences(dataset.problems),
            (Names{"3 label files are not in UTF-8 and state no encoding, such as 1.xml: read as GB18030 "
                   "(Chinese)"}));
}
TEST(Encoding, GuessesAreConservative) {
  const auto text_of = [](std::string bytes) { return decode_text(as_bytes(bytes)).text; };
  EXPECT_EQ(text_of(text_of_bytes({'d', 0xA8, 0xA6, 'c', 0xC2, 0xDD, 0xCB, 0xBF})), "déc螺丝");  // GBK
  EXPECT_EQ(text_of(text_of_bytes({'f', 0xFC, 'r', 's'})), "fürs");
  EXPECT_EQ(text_of(text_of_bytes({'c', 'r', 0xE9, 0xE9, 'e'})), "créée");
  EXPECT_EQ(text_of(text_of_bytes({0x83, 0x6C, 0x83, 0x57})), "ネジ");
  EXPECT_EQ(text_of(text_of_bytes({0xA5, 0xCD, 0xA5, 0xB8})), "ネジ");  // EUC-JP
  EXPECT_EQ(text_of("plain"), "plain");
  EXPECT_EQ(text_of(""), "");
}
TEST(Encoding, JsonAndTextInUtf16AreReadToo) {
  TreeForTest tree;
  tree.picture("a.bmp", {80, 60})
      .text("l.json", "\xFF\xFE" + utf16_of(R"({"images":[{"id":1,"file_name":"a.bmp"}],"categories":)"
                                            R"([{"id":1,"name":"Öse"}],"annotations":[{"image_id":1,)"
                                            R"("category_id":1,"bbox":[10,10,20,20]}]})",
                                            true));
  EXPECT_EQ(read_tree(tree).classes, (Names{"Öse"}));
  TreeForTest yolo;
  yolo.picture("a.bmp", {80, 60})
      .text("a.txt", "\xFF\xFE" + utf16_of("0 0.5 0.5 0.5 0.5\r\n", true))
      .text("classes.txt", "\xFF\xFE" + utf16_of("Öse\r\n", true));
  EXPECT_EQ(read_tree(yolo).classes, (Names{"Öse"}));
  EXPECT_EQ(only_box(read_tree(yolo), "a.bmp"), (scene::Box{20, 15, 40, 30}));
}

TEST(Recognition, RootsOfXmlGoByMeaning) {
  for (const char* root :
       {"<annotation verified=\"no\">", "<annotation verified='yes'>", "<annotation\n  a='1'>",
        "<ANNOTATION>", "<!-- made by hand <annotations> -->\n<annotation>",
        "<!DOCTYPE annotation [<!ELEMENT a (b)>]><annotation>"}) {
    TreeForTest tree;
    std::string text = voc_of("cup", root);
    if (std::string_view(root) == "<ANNOTATION>")
      text.replace(text.rfind("</annotation>"), 13, "</ANNOTATION>");
    tree.picture("s0.bmp", {80, 60}).text("s0.xml", text);
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(dataset.format, "voc") << root;
    EXPECT_EQ(only_box(dataset, "s0.bmp"), kBoxOfVoc) << root;
  }
  EXPECT_EQ(root_name_in("<v:annotation xmlns:v='urn:x'>"), "annotation");
  EXPECT_EQ(root_name_in("<?xml version='1.0'?>"), "");
  EXPECT_EQ(root_name_in("<!-- never closed"), "");
}
TEST(Recognition, ElementsMayHaveANamespace) {
  TreeForTest tree;
  tree.picture("s0.bmp", {80, 60})
      .text(
          "s0.xml",
          "<v:annotation xmlns:v='urn:x'><v:filename>s0</v:filename><v:object><v:name>cup</v:name><v:bndbox>"
          "<v:xmin>30</v:xmin><v:ymin>30</v:ymin><v:xmax>10</v:xmax><v:ymax>10</v:ymax></v:bndbox></v:object>"
          "</v:annotation>");
  EXPECT_EQ(only_box(read_tree(tree), "s0.bmp"), kBoxOfVoc);
}

constexpr const char* kComposed =
    "Pr\xC3\xBC"
    "fling_\xC3\xA9";
constexpr const char* kDecomposed =
    "Pru\xCC\x88"
    "fling_e\xCC\x81";
std::string coco_of(std::string_view file_name) {
  return fmt::format(R"({{"images":[{{"id":1,"file_name":"{}"}}],"categories":[{{"id":1,"name":"Teil"}}],)"
                     R"("annotations":[{{"image_id":1,"category_id":1,"bbox":[1,2,3,4]}}]}})",
                     file_name);
}
TEST(Names, UnicodeFormAndCaseDoNotMatter) {
  EXPECT_EQ(folded_name(kDecomposed), folded_name(kComposed));
  EXPECT_EQ(folded_name("ÖSE.PNG"), folded_name("öse.png"));
  for (const auto& [file, written] : {std::pair{kDecomposed, kComposed}, std::pair{kComposed, kDecomposed}}) {
    TreeForTest tree;
    tree.picture(fmt::format("images/{}.bmp", file))
        .text("labels.json", coco_of(fmt::format("{}.bmp", written)));
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(only_box(dataset, fmt::format("images/{}.bmp", file)), (scene::Box{1, 2, 3, 4}));
    EXPECT_EQ(reading_sentences(dataset.problems),
              (Names{"1 picture name: read as the file whose name differs in its Unicode form or "
                     "percent-encoding only"}));
  }
}
TEST(Names, PercentEncodingDoesNotMatterOnEitherSide) {
  TreeForTest tree;
  tree.picture(
          "images/Capture_d\xC3\xA9"
          "cran 1.bmp",
          {80, 60})
      .picture("images/plain.bmp", {80, 60})
      .text("labels/Capture_d%C3%A9cran%201.txt", "0 0.5 0.5 0.25 0.25\n")
      .text("labels/plain.txt", "0 0.5 0.5 0.25 0.25\n")
      .text("classes.txt", "button\n");
  for (const Picture& picture : read_tree(tree).pictures) EXPECT_EQ(picture.boxes.size(), 1u) << picture.path;
  TreeForTest other;
  other.picture("images/a%20b.bmp").text("labels.json", coco_of("a b.bmp"));
  EXPECT_EQ(picture_of(read_tree(other), "images/a%20b.bmp").boxes.size(), 1u);
}
TEST(Names, TheLiteralNameComesFirst) {
  TreeForTest tree;
  tree.picture("x/a%20b.bmp").picture("x/a b.bmp").text("labels.json", coco_of("a%20b.bmp"));
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(picture_of(dataset, "x/a%20b.bmp").boxes.size(), 1u);
  EXPECT_TRUE(picture_of(dataset, "x/a b.bmp").boxes.empty());
  EXPECT_EQ(percent_decoded("100%"), "100%");
  EXPECT_EQ(percent_decoded("%FF%FE"), "%FF%FE") << "not UTF-8";
}
TEST(Names, AMissingPictureIsNamedOnce) {
  TreeForTest tree;
  tree.picture("JPEGImages/s0.bmp", {80, 60})
      .text("Annotations/s0.xml", voc_of("cup"))
      .text("Annotations/gone.xml", "<annotation><filename>gone.jpg</filename></annotation>")
      .text("ImageSets/Main/train.txt", "s0\ngone\n")
      .text("ImageSets/Main/trainval.txt", "s0\ngone\n");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(
      std::count_if(dataset.problems.begin(), dataset.problems.end(),
                    [](const Problem& problem) { return problem.kind == Problem::Kind::MissingPicture; }),
      1);
}

TEST(Coco, IdsMayBeText) {
  TreeForTest tree;
  tree.picture("f0.bmp", {80, 60}).picture("f1.bmp", {80, 60}).text("result.json", R"({"images":[
    {"id":"cam1_0","file_name":"f0.bmp"},{"id":"cam1_1","file_name":"f1.bmp"}],
    "categories":[{"id":"1","name":"bolt"},{"id":"b","name":"nut"}],
    "annotations":[{"id":"a0","image_id":"cam1_0","category_id":1,"bbox":[5,10,20,20]},
                   {"id":"a1","image_id":"cam1_1","category_id":"b","bbox":[15,10,20,20]}]})");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"bolt", "nut"}));
  EXPECT_EQ(picture_of(dataset, "f0.bmp").boxes, (std::vector{scene::LabelledBox{0, {5, 10, 20, 20}}}));
  EXPECT_EQ(picture_of(dataset, "f1.bmp").boxes, (std::vector{scene::LabelledBox{1, {15, 10, 20, 20}}}));
}
TEST(Coco, RotationBecomesTheBoxAroundAndWhatIsNotUsedIsNamed) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 60}).text("l.json", R"({"images":[{"id":1,"file_name":"a.bmp"}],
    "categories":[{"id":1,"name":"plank"}],"annotations":[
    {"image_id":1,"category_id":1,"bbox":[30,25,40,10],"attributes":{"rotation":90.0,"occluded":false},"score":0.5},
    {"image_id":1,"category_id":1,"bbox":[50,30,40,10,90]}]})");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(picture_of(dataset, "a.bmp").boxes[0].box, (scene::Box{45, 10, 10, 40}));
  EXPECT_EQ(picture_of(dataset, "a.bmp").boxes[1].box, (scene::Box{45, 10, 10, 40}));
  EXPECT_EQ(reading_sentences(dataset.problems),
            (Names{"2 rotated boxes: read as the boxes around them", "key `score`: not used (1 value)"}));
}
TEST(Coco, AClassNameMayHoldASlash) {
  TreeForTest tree;
  tree.picture("a.bmp").text("a.json", R"({"images":[{"id":1,"file_name":"a.bmp"}],
    "categories":[{"id":1,"name":"stop/slow sign"},{"id":2,"name":"M3, 10mm\n"},{"id":3,"name":"a\tb"}],
    "annotations":[{"image_id":1,"category_id":1,"bbox":[1,2,9,9]}]})");
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.classes, (Names{"stop/slow sign", "M3, 10mm", "a b"}));
  for (const std::string& name : dataset.classes) EXPECT_TRUE(check_class_name(name).has_value()) << name;
  EXPECT_EQ(
      reading_sentences(dataset.problems),
      (Names{"the class name \"a?b\" is empty, too long or contains control characters: read as \"a b\""}));
}
TEST(ClassName, OneRuleForEveryDoor) {
  for (const char* name : {"stop/slow", "back\\slash", ".dot", "螺丝", "<3"})
    EXPECT_TRUE(check_class_name(name).has_value()) << name;
  for (const std::string& name :
       {std::string(), std::string(" a"), std::string("a\n"), std::string(101, 'x'), std::string("\xFF")})
    EXPECT_FALSE(check_class_name(name).has_value());
  EXPECT_EQ(cleaned_class_name(std::string(101, 'x')).size(), 100u);
  EXPECT_EQ(cleaned_class_name("\n"), "unnamed");
  std::string umlauts;
  for (int i = 0; i < 51; ++i) umlauts += "ü";
  EXPECT_TRUE(check_class_name(cleaned_class_name("x" + umlauts)).has_value());
}

std::string cvat_of(std::string_view shapes) {
  return fmt::format(
      "<?xml version=\"1.0\" "
      "encoding=\"utf-8\"?>\n<annotations><version>1.1</version><meta><job><labels><label>"
      "<name>tile</name></label></labels></job></meta><image id=\"0\" name=\"a.png\" width=\"100\" "
      "height=\"60\">"
      "{}</image></annotations>",
      shapes);
}
struct CvatShape {
  const char* shape;
  scene::Box box;
  const char* message;
};
const CvatShape kCvatShapes[] = {
    {R"(<mask label="tile" rle="0, 96" left="20" top="10" width="12" height="8"/>)",
     {20, 10, 12, 8},
     "1 mask: read as the box around it"},
    // Two of three rows, two of four columns: "0110 / 0100 / 0000".
    {R"(<mask label="tile" rle="1, 2, 2, 1, 6" left="20" top="10" width="4" height="3"/>)",
     {21, 10, 2, 2},
     "1 mask: read as the box around it"},
    {R"(<ellipse label="tile" cx="35.00" cy="25.00" rx="5.00" ry="5.00"/>)",
     {30, 20, 10, 10},
     "1 ellipse: read as the box around it"},
    {R"(<ellipse label="tile" cx="35" cy="25" rx="8" ry="5" rotation="90"/>)",
     {30, 17, 10, 16},
     "1 rotated ellipse: read as the box around it"},
    {R"(<box label="tile" xtl="30" ytl="25" xbr="70" ybr="35" rotation="90.00"/>)",
     {45, 10, 10, 40},
     "1 rotated box: read as the box around it"},
    {R"(<box label="tile" xtl="70" ytl="35" xbr="30" ybr="25"/>)",
     {30, 25, 40, 10},
     "1 box with swapped corners: read as the box between them"},
    {R"(<polyline label="tile" points="10,20;30,25"/>)",
     {10, 20, 20, 5},
     "1 polyline: read as the box around it"},
    {R"(<cuboid label="tile" xtl1="1" ytl1="2" xbl1="1" ybl1="9" xtr1="8" ytr1="2" xbr1="8" ybr1="9" xtl2="3" ytl2="1" xbl2="3" ybl2="8" xtr2="11" ytr2="1" xbr2="11" ybr2="8"/>)",
     {1, 1, 10, 8},
     "1 cuboid: read as the box around it"},
};
TEST(Cvat, EveryShapeWithAnExtentBecomesItsBox) {
  for (const CvatShape& row : kCvatShapes) {
    TreeForTest tree;
    tree.picture("images/a.png", {100, 60}).text("annotations.xml", cvat_of(row.shape));
    const Dataset dataset = read_tree(tree);
    EXPECT_EQ(only_box(dataset, "images/a.png"), row.box) << row.shape;
    EXPECT_EQ(reading_sentences(dataset.problems), (Names{row.message})) << row.shape;
  }
}
TEST(Cvat, PointsAloneLeaveThePictureUnlabelled) {
  TreeForTest tree;
  tree.picture("images/a.png", {100, 60})
      .text("annotations.xml", cvat_of(R"(<points label="tile" points="10,20"/>)"));
  const Dataset dataset = read_tree(tree);
  EXPECT_FALSE(picture_of(dataset, "images/a.png").is_annotated);
  EXPECT_EQ(reading_sentences(dataset.problems)[0], "1 set of points: not used");
}
TEST(Cvat, TagsAloneAreClasses) {
  TreeForTest tree;
  tree.picture("images/a.png", {100, 60})
      .text("annotations.xml", cvat_of(R"(<tag label="tile" source="manual"></tag>)"));
  const Dataset dataset = read_tree(tree);
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(picture_of(dataset, "images/a.png").class_index, 0);
  tree.text("annotations.xml",
            cvat_of(R"(<tag label="tile"/><box label="tile" xtl="1" ytl="2" xbr="3" ybr="4"/>)"));
  const Dataset boxes = read_tree(tree);
  EXPECT_EQ(boxes.label_kind, LabelKind::Boxes);
  EXPECT_EQ(reading_sentences(boxes.problems), (Names{"1 tag of a whole picture: not used"}));
}

TEST(Voc, RoLabelImgsRotatedBoxesAndPolygons) {
  TreeForTest tree;
  tree.picture("a.bmp", {100, 60}).picture("b.bmp", {100, 60});
  tree.text("a.xml",
            "<annotation verified='yes'><filename>a</filename><object><type>robndbox</type><name>plank</name>"
            "<pose>Left</pose><truncated>0</truncated><robndbox><cx>50</cx><cy>30</cy><w>40</w><h>10</h>"
            "<angle>1.570796</angle></robndbox></object></annotation>");
  tree.text(
      "b.xml",
      "<annotation><filename>b</filename><object><name>plank</name><polygon><x1>1</x1><y1>2</y1><x2>9</x2>"
      "<y2>4</y2><x3>5</x3><y3>8</y3></polygon></object></annotation>");
  const Dataset dataset = read_tree(tree);
  constexpr double kAngleDigits = 1e-4;  // the angle has six decimals
  const scene::Box box = only_box(dataset, "a.bmp");
  EXPECT_NEAR(box.x, 45, kAngleDigits);
  EXPECT_NEAR(box.y, 10, kAngleDigits);
  EXPECT_NEAR(box.height, 40, kAngleDigits);
  EXPECT_EQ(only_box(dataset, "b.bmp"), (scene::Box{1, 2, 8, 6}));
  EXPECT_EQ(reading_sentences(dataset.problems),
            (Names{"1 polygon: read as the box around it", "1 rotated box: read as the box around it",
                   "element `pose`: not used (1 value)"}));
}

TEST(Yolo, PicturesOfClassesWithoutANameAreLeftOut) {
  TreeForTest tree;
  tree.text("data.yaml", "train: train/images\nval: train/images\nnc: 1\nnames: [button]\n");
  const int classes[] = {0, 3, 4, 5, 6};
  for (int i = 0; i < 5; ++i)
    tree.picture(fmt::format("train/images/s{}.bmp", i), {80, 60})
        .text(fmt::format("train/labels/s{}.txt", i), fmt::format("{} 0.5 0.5 0.25 0.25\n", classes[i]));
  const Dataset dataset = read_tree(tree);
  for (int i = 0; i < 5; ++i) {
    const Picture& picture = picture_of(dataset, fmt::format("train/images/s{}.bmp", i));
    EXPECT_EQ(picture.is_annotated, i == 0);
    EXPECT_EQ(picture.unused, i != 0 ? Unused::NotUnderstood : Unused::No);
    EXPECT_EQ(picture.boxes.size(), i == 0 ? 1u : 0u);
  }
  EXPECT_EQ(reading_sentences(dataset.problems).size(), 4u);
}

}  // namespace
}  // namespace tinsmith::dataset
