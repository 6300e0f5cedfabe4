// Tests label files as they occur in practice: other encodings, units, separators, names and ids, and broken
// parts among valid ones. Checks what is read and what is reported.
#include <gtest/gtest.h>

#include <map>

#include "dataset/layouts/sentences_for_test.h"
#include "dataset/read.h"
#include "files/tree_for_test.h"

namespace tinsmith::dataset {
namespace {

constexpr image::Size kSize{100, 50};

// Summarises labels as "a.bmp cup 10,12,20,16; b.bmp -; c.bmp ?": boxes, no object, not labelled. "!" means
// not used for another reason.
std::string summary_of_labels(const Dataset& dataset) {
  std::string all;
  for (const Picture& picture : dataset.pictures) {
    all += fmt::format("{}{}", all.empty() ? "" : "; ", picture.path);
    if (picture.unused == Unused::AllOutside) all += " !";
    if (!picture.is_annotated) all += " ?";
    if (picture.class_index) all += " " + dataset.classes[static_cast<std::size_t>(*picture.class_index)];
    if (picture.is_annotated && !picture.class_index && picture.boxes.empty()) all += " -";
    for (const auto& [class_index, box, is_crowd, is_difficult] : picture.boxes)
      all += fmt::format(" {} {:.6g},{:.6g},{:.6g},{:.6g}",
                         dataset.classes[static_cast<std::size_t>(class_index)], box.x, box.y, box.width,
                         box.height);
  }
  return all;
}

struct Read {
  std::string labels;
  Names message;
};

Read read(const std::map<std::string, std::string>& texts, const Names& pictures) {
  TreeForTest tree;
  for (const std::string& picture : pictures) tree.picture(picture, kSize);
  for (const auto& [path, text] : texts) tree.text(path, text);
  const auto dataset = read_dataset(tree.path());
  if (!dataset) return {dataset.error().message, {}};
  return {summary_of_labels(*dataset), message(*dataset)};
}

bool has(const Names& sentences, const std::string& part) {
  return std::any_of(sentences.begin(), sentences.end(),
                     [&](const std::string& message) { return message.find(part) != std::string::npos; });
}

constexpr const char* kTwo = "a.bmp cup 10,12,20,16; b.bmp cup 10,12,20,16";
const Names kPictures{"a.bmp", "b.bmp"};

TEST(Variants, ExcelsLineThatNamesTheSeparatorIsNoHeading) {
  const auto found = read({{"l.csv",
                            "sep=;\r\nfilename;class;x;y;w;h\r\na.bmp;cup;10;12;20;16\r\n"
                            "b.bmp;cup;10,0;12;20;16\r\n"}},
                          kPictures);
  EXPECT_EQ(found.labels, kTwo);
}
TEST(Variants, AnAddressWithAQueryIsTheFileThatItNames) {
  for (const char* before : {"https://x.example/p/", "s3://bucket/", "gs://b/c/"}) {
    std::string rows = "image_url,label,xmin,ymin,xmax,ymax\n";
    for (const char* name : {"a", "b"})
      rows += fmt::format("{}{}.bmp?t=q/r&v=2,cup,10,12,30,28\n", before, name);
    const auto found = read({{"l.csv", rows}}, kPictures);
    EXPECT_EQ(found.labels, kTwo) << before;
    EXPECT_EQ(found.message, Names{});
  }
  const auto choices = read({{"l.csv",
                              "image,choice\n/data/upload/1/0a1b2c3d-a.bmp,cup\n"
                              "/data/upload/1/1a1b2c3d-b.bmp,lid\n"}},
                            kPictures);
  EXPECT_EQ(choices.labels, "a.bmp cup; b.bmp lid");
}
TEST(Variants, ANameThatSeveralPicturesHaveIsSaidToBeAmbiguous) {
  const auto found = read({{"l.csv", "filename,class\na.bmp,cup\n"}}, {"x/a.bmp", "y/a.bmp"});
  EXPECT_EQ(found.labels, "x/a.bmp ?; y/a.bmp ?");
  EXPECT_TRUE(has(found.message, "2 pictures have that name"));
}
TEST(Variants, NumbersOfClassesAreCalledByTheListOfNames) {
  const std::string rows = "filename,class_id,xmin,ymin,xmax,ymax\n";
  const auto of = [&](int a, int b) {
    return rows + fmt::format("a.bmp,{},10,12,30,28\nb.bmp,{},10,12,30,28\n", a, b);
  };
  EXPECT_EQ(read({{"l.csv", of(0, 1)}, {"classes.txt", "cup\nlid\n"}}, kPictures).labels,
            "a.bmp cup 10,12,20,16; b.bmp lid 10,12,20,16");
  const auto from_one = read({{"l.csv", of(1, 2)}, {"classes.txt", "cup\nlid\n"}}, kPictures);
  EXPECT_EQ(from_one.labels, "a.bmp cup 10,12,20,16; b.bmp lid 10,12,20,16");
  EXPECT_TRUE(has(from_one.message, "starting at 1"));
  const auto beyond = read({{"l.csv", of(0, 7)}, {"classes.txt", "cup\nlid\n"}}, kPictures);
  EXPECT_TRUE(has(beyond.message, "numbers up to 7, but the list of names has 2"));
}
TEST(Variants, YoloNumbersCountFromOneOnlyWhereNothingElseFits) {
  const auto of = [](int a, int b) {
    return read({{"a.txt", fmt::format("{} 0.5 0.5 0.2 0.2\n", a)},
                 {"b.txt", fmt::format("{} 0.5 0.5 0.2 0.2\n", b)},
                 {"classes.txt", "cup\nlid\n"}},
                kPictures);
  };
  EXPECT_EQ(of(0, 1).labels, "a.bmp cup 40,20,20,10; b.bmp lid 40,20,20,10");
  EXPECT_EQ(of(1, 2).labels, "a.bmp cup 40,20,20,10; b.bmp lid 40,20,20,10");
  EXPECT_TRUE(has(of(1, 2).message, "starting at 1"));
  EXPECT_EQ(of(0, 2).labels, "a.bmp cup 40,20,20,10; b.bmp ?");
  EXPECT_EQ(of(1, 1).labels, "a.bmp lid 40,20,20,10; b.bmp lid 40,20,20,10");
}
TEST(Variants, YoloLinesInAnotherUnitAreNamed) {
  for (const char* line : {"0 20 20 20 16", "0, 0.5, 0.5, 0.2, 0.2"}) {
    const auto found = read({{"a.txt", line}, {"b.txt", line}, {"classes.txt", "cup\n"}}, kPictures);
    EXPECT_EQ(found.labels, "a.bmp ?; b.bmp ?") << line;
    EXPECT_TRUE(has(found.message, fmt::format("fractions from 0 to 1: {}", line)));
  }
}
TEST(Variants, ATableWithOutlinesIsNotReadAsClasses) {
  for (const char* cell : {"\"[[10,12],[30,12],[30,28]]\"", "1 3 10 5 20 7", "\"10,12,30,28\""}) {
    const auto found = read(
        {{"l.csv", fmt::format("filename,class,outline\na.bmp,cup,{0}\nb.bmp,lid,{0}\n", cell)}}, kPictures);
    EXPECT_NE(found.labels.find("`outline` contains several numbers"), std::string::npos) << found.labels;
  }
}
TEST(Variants, AnEncodingIsChosenByTheNamesOfTheFiles) {
  struct Case {
    const char* name;     // UTF-8
    const char* written;  // the same in the other encoding
    const char* title;
  };
  constexpr Case kCases[] = {
      {"图片", "\xCD\xBC\xC6\xAC", "GB18030"},  // also valid UTF-8, for other characters
      {"写真", "\x8E\xCA\x90\x5E", "Shift-JIS"},
      {"圖片", "\xB9\xCF\xA4\xF9", "Big5"},
      {"사진", "\xBB\xE7\xC1\xF8", "EUC-KR"},
      {"фото", "\xF4\xEE\xF2\xEE", "Windows-1251"},
      {"écran",
       "\xE9"
       "cran",
       "Latin-1"},
  };
  for (const Case& each : kCases) {
    const std::string rows = fmt::format("filename,class\n{0}1.bmp,cup\n{0}2.bmp,lid\n", each.written);
    const auto found =
        read({{"l.csv", rows}}, {fmt::format("{}1.bmp", each.name), fmt::format("{}2.bmp", each.name)});
    EXPECT_EQ(found.labels, fmt::format("{0}1.bmp cup; {0}2.bmp lid", each.name));
    EXPECT_TRUE(has(found.message, each.title)) << each.title;
  }
  const auto other = read({{"l.csv", "filename,class\na.bmp,größe\nb.bmp,lid\n"}}, kPictures);
  EXPECT_EQ(other.labels, "a.bmp größe; b.bmp lid");
  EXPECT_EQ(other.message, Names{});
}

std::string coco(std::string_view images, std::string_view annotations) {
  return fmt::format(R"({{"images":[{}],"categories":[{{"id":1,"name":"cup"}}],"annotations":[{}]}})", images,
                     annotations);
}
constexpr const char* kImages = R"({"id":0,"file_name":"a.bmp"},{"id":1,"file_name":"b.bmp"})";

TEST(Variants, WhatPythonWritesForNoNumberCostsOnlyItsPicture) {
  const auto found =
      read({{"c.json", coco(kImages, R"({"image_id":0,"category_id":1,"bbox":[NaN,12,-Infinity,16]},
                            {"image_id":1,"category_id":1,"bbox":[10,12,20,16],"note":"NaN \" NaN"})")}},
           kPictures);
  EXPECT_EQ(found.labels, "a.bmp ?; b.bmp cup 10,12,20,16");
  EXPECT_TRUE(has(found.message, "a.bmp is treated as unlabelled"));
}
TEST(Variants, PicturesOfOneIdAreNotUnderstoodAndNeverEmpty) {
  const auto found = read({{"c.json", coco(R"({"id":7,"file_name":"a.bmp"},{"id":7,"file_name":"b.bmp"})",
                                           R"({"image_id":7,"category_id":1,"bbox":[10,12,20,16]})")}},
                          kPictures);
  EXPECT_EQ(found.labels, "a.bmp ?; b.bmp ?");
  EXPECT_TRUE(has(found.message, "several pictures have the id 7"));
}
TEST(Variants, AnAnnotationOfNoPictureIsNamed) {
  const auto found = read({{"c.json", coco(kImages, R"({"image_id":9,"category_id":1,"bbox":[10,12,20,16]},7,
                            {"image_id":1,"category_id":1,"bbox":[10,12,20,16]})")}},
                          kPictures);
  EXPECT_TRUE(has(found.message, "the image_id 9, which no picture in the file has"));
  EXPECT_TRUE(has(found.message, "an annotation is not an object"));
}
TEST(Variants, PartsOfTheSidesInALayoutOfPixelsAreReadAsSuch) {
  const auto found =
      read({{"c.json", coco(kImages, R"({"image_id":0,"category_id":1,"bbox":[0.1,0.24,0.2,0.32]},
                            {"image_id":1,"category_id":1,"bbox":[0.1,0.24,0.2,0.32]})")}},
           kPictures);
  EXPECT_EQ(found.labels, kTwo);
  EXPECT_TRUE(has(found.message, "read as fractions of the pictures' sides"));
  const auto mixed =
      read({{"c.json", coco(kImages, R"({"image_id":0,"category_id":1,"bbox":[0.5,0.25,0.5,0.5]},
                            {"image_id":1,"category_id":1,"bbox":[10,12,20,16]})")}},
           kPictures);
  EXPECT_EQ(mixed.labels, "a.bmp cup 0.5,0.25,0.5,0.5; b.bmp cup 10,12,20,16");
}
TEST(Variants, APictureWhoseBoxesAllLieOutsideIsNeitherEmptyNorUsed) {
  const auto found = read({{"l.csv",
                            "filename,class,xmin,ymin,xmax,ymax\na.bmp,cup,510,512,530,528\n"
                            "b.bmp,cup,10,12,30,28\n"}},
                          kPictures);
  EXPECT_EQ(found.labels, "a.bmp ! cup 510,512,20,16; b.bmp cup 10,12,20,16");
  EXPECT_TRUE(has(found.message, "no box of a.bmp has an area inside the picture, which has 100×50 pixels"));
}
TEST(Variants, OneBrokenObjectCostsItsPictureInEveryLayout) {
  const std::string good = R"({"label":"cup","x":10,"y":12,"width":20,"height":16})";
  const auto edge_impulse = read(
      {{"bounding_boxes.labels", R"({"version":1,"type":"bounding-box-labels","boundingBoxes":{"a.bmp":[)" +
                                     good + R"(,7],"b.bmp":[)" + good + "]}}"}},
      kPictures);
  EXPECT_EQ(edge_impulse.labels, "a.bmp ?; b.bmp cup 10,12,20,16");
  const std::string placed = R"({"label":"cup","coordinates":{"x":"20","y":20,"width":20,"height":16}})";
  for (const char* broken :
       {R"({"coordinates":{"x":1,"y":2,"width":3,"height":4}})", "7", R"({"label":"cup"})"}) {
    const auto found = read({{"c.json", fmt::format(R"([{{"image":"a.bmp","annotations":[{},{}]}},
                              {{"image":"b.bmp","annotations":[{}]}}])",
                                                    placed, broken, placed)}},
                            kPictures);
    EXPECT_EQ(found.labels, "a.bmp ?; b.bmp cup 10,12,20,16") << broken;
  }
  const auto asset = [](const char* name, const std::string& regions) {
    return fmt::format(R"({{"asset":{{"name":"{}","state":2}},"regions":[{}]}})", name, regions);
  };
  const std::string region =
      R"({"type":"RECTANGLE","tags":["cup"],"boundingBox":{"left":10,"top":12,"width":20,"height":16}})";
  const auto vott =
      read({{"v.json", fmt::format(R"({{"assets":{{"1":{},"2":{}}}}})",
                                   asset("a.bmp", region + R"(,{"type":"RECTANGLE","tags":[]})"),
                                   asset("b.bmp", region))}},
           kPictures);
  EXPECT_EQ(vott.labels, "a.bmp ?; b.bmp cup 10,12,20,16");
}
TEST(Variants, OlderKeysOfCreateMlAreRead) {
  const auto found = read({{"c.json", R"([{"imagefilename":"a.bmp","annotation":[{"label":"cup","score":1,
              "coordinates":{"x":20,"y":20,"width":20,"height":16}}]},{"imagefilename":"b.bmp","annotation":[]}])"}},
                          kPictures);
  EXPECT_EQ(found.labels, "a.bmp cup 10,12,20,16; b.bmp -");
  EXPECT_EQ(found.message, Names{"key `score`: not used (1 value)"});
}
TEST(Variants, APolygonOfVottIsSaidToBeReadAsABox) {
  const auto found =
      read({{"v.json", R"({"asset":{"name":"a.bmp","state":2},"regions":[{"type":"POLYGON","tags":["cup"],
              "boundingBox":{"left":10,"top":12,"width":20,"height":16}},{"type":"POINT","tags":["cup"]}]})"}},
           kPictures);
  EXPECT_EQ(found.labels, "a.bmp cup 10,12,20,16; b.bmp ?");
  EXPECT_EQ(found.message, (Names{"1 polygon: read as the box around it", "1 point: not used"}));
}
TEST(Variants, ANumberThatAListOfNamesDoesNotReachIsNotUnderstood) {
  const auto found =
      read({{"train.txt", "a.bmp 0\nb.bmp 5\n"}, {"data.yaml", "names: [ok, bad]\n"}}, kPictures);
  EXPECT_EQ(found.labels, "a.bmp ok; b.bmp ?");
  EXPECT_TRUE(has(found.message, "the class number 5; 2 classes are named, starting at 0"));
}

}  // namespace
}  // namespace tinsmith::dataset
