// Tests the table of uses: the document has the same rows, and the messages of each reader about a sample of
// every element are in the row of its layout.
#include "dataset/layouts/uses.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "dataset/formats.h"
#include "dataset/layouts/sentences_for_test.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

std::string_view or_nothing(std::string_view cell) {
  return cell.empty() ? "nothing" : cell;
}

TEST(LayoutUses, HaveARowForEveryLayoutInTheOrderOfTheFormats) {
  Names rows, layouts;
  for (const LayoutUse& use : kLayoutUses) rows.emplace_back(use.layout);
  for (const Format& format : formats()) layouts.emplace_back(format.name);
  EXPECT_EQ(rows, layouts);
}
TEST(LayoutUses, AreTheTableOfTheDocument) {
  const auto document = read_file("docs/formats/datasets.md");
  ASSERT_TRUE(document);
  std::string table;
  for (const LayoutUse& use : kLayoutUses)
    table += fmt::format("| `{}` | {} | {} | {} |\n", use.layout, or_nothing(use.as_it_is),
                         or_nothing(use.as_box), or_nothing(use.not_used));
  EXPECT_NE(as_text(*document).find(table), std::string_view::npos) << "expected these rows:\n" << table;
}

struct Sample {
  const char* layout;
  const char* file;
  const char* text;
  std::size_t sentences;  // number of messages about converted or unused elements
};
constexpr Sample kSamples[] = {
    {"edge-impulse", "bounding_boxes.labels",
     R"({"boundingBoxes":{"a.bmp":[{"label":"c","x":1,"y":2,"width":3,"height":4,"score":1}]}})", 1},
    {"coco", "l.json",
     R"({"images":[{"id":1,"file_name":"a.bmp"}],"categories":[{"id":1,"name":"c"}],"annotations":[
      {"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":1,"attributes":{"rotation":30,"colour":"red"}},
      {"image_id":1,"category_id":1,"segmentation":[[1,2,3,4,5,1]]},
      {"image_id":1,"category_id":1,"segmentation":{"size":[20,40],"counts":[25,3,772]}}]})",
     5},
    {"voc", "a.xml", R"(<annotation><filename>a.bmp</filename><object><name>c</name><pose>Left</pose><part/>
      <polygon><x1>1</x1><y1>2</y1><x2>5</x2><y2>6</y2><x3>1</x3><y3>6</y3></polygon></object><object><name>c</name>
      <robndbox><cx>9</cx><cy>9</cy><w>4</w><h>2</h><angle>0.5</angle></robndbox></object></annotation>)",
     4},
    {"yolo", "a.txt", "0 0.1 0.1 0.5 0.1 0.5 0.5\n0 0.5 0.5 0.2 0.2 0.9\n", 2},
    {"cvat", "annotations.xml", R"(<annotations><image name="a.bmp"><tag label="c"/>
      <box label="c" xtl="1" ytl="2" xbr="5" ybr="6" rotation="9"/><skeleton label="c"/><points label="c" points="1,2"/>
      <polygon label="c" points="1,2;5,6;1,6"/><polyline label="c" points="1,2;5,6"><attribute name="x">1</attribute>
      </polyline><ellipse label="c" cx="9" cy="9" rx="3" ry="2"/><mask label="c" left="1" top="2" width="2" height="2"
      rle="0, 4"/></image><track label="c"/></annotations>)",
     10},
    {"vott-json", "v.json",
     R"({"asset":{"name":"a.bmp","state":2},"regions":[{"type":"POLYGON","tags":["c"],"note":1,
      "boundingBox":{"left":1,"top":2,"width":3,"height":4}},{"type":"POINT","tags":["c"]}]})",
     3},
    {"labelme", "a.json", R"({"imagePath":"a.bmp","flags":{"dark":true},"shapes":[
      {"label":"c","shape_type":"polygon","points":[[1,2],[5,6],[1,6]],"flags":{"old":true}},
      {"label":"c","shape_type":"circle","points":[[9,9],[9,5]]},{"label":"c","shape_type":"point","points":[[1,1]]},
      {"label":"c","shape_type":"linestrip","points":[[1,1],[5,5]]}]})",
     6},
    {"label-studio", "p.json", R"([{"data":{"image":"a.bmp"},"predictions":[{}],"annotations":[{"result":[
      {"type":"rectanglelabels","value":{"x":10,"y":10,"width":20,"height":20,"rotation":9,"rectanglelabels":["c"]}},
      {"type":"polygonlabels","value":{"points":[[1,1],[9,9],[1,9]],"polygonlabels":["c"]}},
      {"type":"ellipselabels","value":{"x":50,"y":50,"radiusX":5,"radiusY":5,"ellipselabels":["c"]}},
      {"type":"keypointlabels","value":{"x":50,"y":50,"width":1,"keypointlabels":["c"]}},
      {"type":"choices","from_name":"weather","value":{"choices":["rain"]}}]}]}])",
     6},
    {"via", "p.json", R"({"a":{"filename":"a.bmp","size":1,"file_attributes":{"dark":"yes"},"regions":[
      {"shape_attributes":{"name":"polygon","all_points_x":[1,5,1],"all_points_y":[2,6,6]},"region_attributes":{"class":"c"}},
      {"shape_attributes":{"name":"circle","cx":9,"cy":9,"r":3},"region_attributes":{"class":"c","hue":"red"}},
      {"shape_attributes":{"name":"point","cx":9,"cy":9},"region_attributes":{"class":"c"}}]}})",
     5},
    {"createml", "c.json", R"([{"image":"a.bmp","annotations":[{"label":"c","score":1,
      "coordinates":{"x":9,"y":9,"width":4,"height":4}}]}])",
     1},
    {"csv", "l.csv", "filename,class,xmin,ymin,xmax,ymax,score\na.bmp,c,1,2,5,6,0.9\n", 1},
};

// TFRecord is left out because a record is binary; tables_test.cpp builds its records.
TEST(LayoutUses, HaveASampleWhereAReaderReportsAnything) {
  for (const LayoutUse& use : kLayoutUses) {
    const bool reports = !use.as_box.empty() || !use.not_used.empty();
    const bool has_sample = std::any_of(std::begin(kSamples), std::end(kSamples),
                                        [&](const Sample& sample) { return sample.layout == use.layout; });
    EXPECT_EQ(has_sample, reports && use.layout != "tfrecord") << use.layout;
  }
}

class UsesOf : public ::testing::TestWithParam<Sample> {};

TEST_P(UsesOf, StandInTheTableAsTheReaderSaysThem) {
  const Sample& sample = GetParam();
  TreeForTest tree;
  tree.picture("a.bmp", {40, 20}).text(sample.file, sample.text);
  const auto dataset = read_dataset(tree.path());
  ASSERT_TRUE(dataset) << dataset.error().text();
  ASSERT_EQ(dataset->format, sample.layout);
  const auto use = std::find_if(std::begin(kLayoutUses), std::end(kLayoutUses),
                                [&](const LayoutUse& row) { return row.layout == sample.layout; });
  std::size_t found = 0;
  for (const std::string& sentence : message(*dataset)) {
    const bool is_box = sentence.find(": read as the box around it") != std::string::npos;
    const bool is_unused = sentence.find(": not used") != std::string::npos;
    if (!is_box && !is_unused) continue;
    ++found;
    // "1 polygon: …" and "key `score`: …"
    std::string noun = sentence.substr(0, sentence.find(": "));
    noun = noun.starts_with("1 ") ? noun.substr(2) : noun.substr(0, noun.find(" `"));
    EXPECT_NE((is_box ? use->as_box : use->not_used).find(noun), std::string_view::npos) << sentence;
  }
  EXPECT_EQ(found, sample.sentences) << ::testing::PrintToString(message(*dataset));
}

INSTANTIATE_TEST_SUITE_P(EveryReader, UsesOf, ::testing::ValuesIn(kSamples), [](const auto& sample) {
  std::string name = sample.param.layout;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace tinsmith::dataset
