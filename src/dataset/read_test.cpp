// Tests the readers with real data sets.
#include "dataset/read.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "dataset/formats.h"
#include "files/text.h"
#include "files/tree_for_test.h"

#define SHARED_OR_SKIP(name, relative)     \
  const auto name = shared_data(relative); \
  if (!name) GTEST_SKIP() << "SKIP: the shared data has no folder " << (relative)

namespace tinsmith::dataset {
namespace {

struct Tally {
  std::size_t pictures = 0, annotated = 0, boxes = 0;
  std::map<std::string, int> by_class;
  std::map<std::string_view, int> by_split;
};

Tally tally_of(const Dataset& dataset) {
  Tally tally;
  tally.pictures = dataset.pictures.size();
  for (const Picture& picture : dataset.pictures) {
    tally.annotated += picture.is_annotated ? 1 : 0;
    tally.boxes += picture.boxes.size();
    ++tally.by_split[name_of(picture.split)];
    if (picture.class_index)
      ++tally.by_class[dataset.classes[static_cast<std::size_t>(*picture.class_index)]];
    for (const scene::LabelledBox& box : picture.boxes)
      ++tally.by_class[dataset.classes[static_cast<std::size_t>(box.class_index)]];
  }
  return tally;
}

using Counts = std::map<std::string, int>;
using Splits = std::map<std::string_view, int>;
using Names = std::vector<std::string>;

TEST(ReadDataset, SignDigitsIsTenClassFolders) {
  SHARED_OR_SKIP(path, "data/sign_digits");
  ThreadPool threads(2);
  const Dataset dataset = read_dataset(*path, {.threads = &threads}).value();
  EXPECT_EQ(dataset.format, "class-folders");
  EXPECT_EQ(dataset.label_kind, LabelKind::Classes);
  EXPECT_EQ(dataset.classes, (Names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  EXPECT_EQ(tally_of(dataset).pictures, 2062u);
  EXPECT_EQ(tally_of(dataset).annotated, 2062u);
  EXPECT_TRUE(dataset.problems.empty());
}

TEST(ReadDataset, AZipWithAWrapperFolderIsReadAsItsFolder) {
  SHARED_OR_SKIP(path, "data/electronic_components");
  const Names classes{"background", "capacitor", "diode", "led", "resistor"};
  const Counts fifty_each{
      {"background", 50}, {"capacitor", 50}, {"diode", 50}, {"led", 50}, {"resistor", 50}};
  const Dataset folder = read_dataset(*path).value();
  EXPECT_EQ(folder.classes, classes);
  EXPECT_EQ(tally_of(folder).by_class, fifty_each);
  const Dataset zip = read_dataset(*path / "electronic-components-bmp.zip").value();
  EXPECT_EQ(zip.classes, classes);
  EXPECT_EQ(tally_of(zip).by_class, fifty_each);
  EXPECT_EQ(zip.pictures[0].size, (image::Size{96, 96}));
}

TEST(ReadDataset, BccdIsVocWithItsSplitAndItsFlaws) {
  SHARED_OR_SKIP(path, "data/bccd_voc");
  const Dataset dataset = read_dataset(*path).value();
  EXPECT_EQ(dataset.format, "voc");
  EXPECT_EQ(dataset.classes, (Names{"Platelets", "RBC", "WBC"}));
  const Tally tally = tally_of(dataset);
  EXPECT_EQ(tally.pictures, 364u);
  EXPECT_EQ(tally.boxes, 4888u);
  EXPECT_EQ(tally.by_class, (Counts{{"Platelets", 361}, {"RBC", 4155}, {"WBC", 372}}));
  EXPECT_EQ(tally.by_split, (Splits{{"train", 205}, {"val", 87}, {"test", 72}}));
  std::vector<std::string> empty;
  for (const Picture& picture : dataset.pictures) {
    for (const scene::LabelledBox& box : picture.boxes) {
      if (box.box.area() == 0) empty.push_back(picture.path);
    }
  }
  EXPECT_EQ(empty, (std::vector<std::string>{"BCCD/JPEGImages/BloodImage_00338.jpg",
                                             "BCCD/JPEGImages/BloodImage_00343.jpg"}));
}

TEST(ReadDataset, FruitIsCocoWithLongIdsAndFloatSizes) {
  SHARED_OR_SKIP(path, "data/fruit_coco");
  const Dataset dataset = read_dataset(*path).value();
  EXPECT_EQ(dataset.format, "coco");
  EXPECT_EQ(dataset.classes, (Names{"apple", "banana", "orange"}));
  EXPECT_EQ(tally_of(dataset).pictures, 300u);
  EXPECT_EQ(tally_of(dataset).by_class, (Counts{{"apple", 191}, {"banana", 209}, {"orange", 182}}));
  EXPECT_TRUE(dataset.problems.empty());
}

TEST(ReadDataset, DiceIsYoloWithLists) {
  SHARED_OR_SKIP(path, "data/dice_yolo");
  const Dataset dataset = read_dataset(*path).value();
  EXPECT_EQ(dataset.format, "yolo");
  EXPECT_EQ(dataset.classes, (Names{"1", "2", "3", "4", "5", "6"}));
  EXPECT_EQ(tally_of(dataset).by_class,
            (Counts{{"1", 301}, {"2", 308}, {"3", 306}, {"4", 292}, {"5", 310}, {"6", 278}}));
  EXPECT_EQ(tally_of(dataset).by_split, (Splits{{"train", 200}, {"test", 50}}));
  // The tables and records of this data set contain the same boxes.
  ASSERT_EQ(dataset.problems.size(), 1u);
  EXPECT_EQ(
      dataset.problems[0].message,
      "it contains labels in several layouts; yolo was read, because its labels match the pictures best. "
      "--format reads the others: csv, tfrecord");
}

TEST(ReadDataset, AZipReadsAsTheFolderItWasMadeFrom) {
  SHARED_OR_SKIP(path, "data/format_samples/roboflow_dataset/yolo");
  TreeForTest tree;
  zip_for_test(*path, tree.at("packed.zip"));
  const Dataset folder = read_dataset(*path).value(), zip = read_dataset(tree.at("packed.zip")).value();
  ASSERT_EQ(zip.pictures.size(), folder.pictures.size());
  for (std::size_t i = 0; i < zip.pictures.size(); ++i) {
    EXPECT_EQ(zip.pictures[i].path, folder.pictures[i].path);
    EXPECT_EQ(zip.pictures[i].boxes, folder.pictures[i].boxes);
    EXPECT_EQ(zip.pictures[i].split, folder.pictures[i].split);
  }
}

// Eight layouts of the same data set.

struct NamedBox {
  std::string picture, name;
  scene::Box box;
};

std::vector<NamedBox> boxes_of(const Dataset& dataset) {
  std::vector<NamedBox> boxes;
  for (const Picture& picture : dataset.pictures) {
    for (const scene::LabelledBox& box : picture.boxes)
      boxes.push_back({std::filesystem::path(picture.path).stem(),
                       dataset.classes[static_cast<std::size_t>(box.class_index)], box.box});
  }
  const auto key = [](const NamedBox& box) {
    return std::make_tuple(box.picture, box.name, std::lround(box.box.x), std::lround(box.box.y),
                           std::lround(box.box.right()), std::lround(box.box.bottom()));
  };
  std::sort(boxes.begin(), boxes.end(),
            [&](const NamedBox& a, const NamedBox& b) { return key(a) < key(b); });
  return boxes;
}

// Pictures have at most 500 pixels per side. YOLO's files have six decimals of a fraction of it, Open Images'
// ten, and TFRecord's 32-bit floats have 24 bits. Rounding errors of two corners may add up.
constexpr double kYoloRounding_pixels = 500 * 1e-6;
constexpr double kOpenImagesRounding_pixels = 2 * 500 * 1e-10;
constexpr double kFloatRounding_pixels = 2 * 500 * 0x1p-24;

struct OneFormat {
  const char* folder;
  const char* format;
  double rounding_pixels;
};
class EightFormats : public testing::TestWithParam<OneFormat> {};

TEST_P(EightFormats, GiveTheBoxesOfThePascalVocFiles) {
  SHARED_OR_SKIP(database, "data/map_anchors/data/database");
  const auto read = [&](const char* folder) {
    TreeForTest tree;
    tree.copy(*database / "images", "images").copy(*database / "gts" / folder, folder);
    return read_dataset(tree.path()).value();
  };
  const Dataset wanted = read("pascalvoc_format"), dataset = read(GetParam().folder);
  EXPECT_EQ(dataset.format, GetParam().format);
  EXPECT_EQ(dataset.classes.size(), 20u);
  const auto expected = boxes_of(wanted), boxes = boxes_of(dataset);
  ASSERT_EQ(expected.size(), 273u);
  ASSERT_EQ(boxes.size(), expected.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_EQ(boxes[i].picture, expected[i].picture);
    EXPECT_EQ(boxes[i].name, expected[i].name);
    EXPECT_LE(std::abs(boxes[i].box.x - expected[i].box.x), GetParam().rounding_pixels) << boxes[i].picture;
    EXPECT_LE(std::abs(boxes[i].box.y - expected[i].box.y), GetParam().rounding_pixels) << boxes[i].picture;
    EXPECT_LE(std::abs(boxes[i].box.width - expected[i].box.width), GetParam().rounding_pixels)
        << boxes[i].picture;
    EXPECT_LE(std::abs(boxes[i].box.height - expected[i].box.height), GetParam().rounding_pixels)
        << boxes[i].picture;
  }
}

INSTANTIATE_TEST_SUITE_P(ReadDataset, EightFormats,
                         testing::Values(OneFormat{"imagenet_format", "voc", 0},
                                         OneFormat{"coco_format_v1", "coco", 0},
                                         OneFormat{"coco_format_v2", "coco", 0},
                                         OneFormat{"cvat_format", "cvat", 0},
                                         OneFormat{"yolo_format", "yolo", kYoloRounding_pixels},
                                         OneFormat{"openimages_format", "csv", kOpenImagesRounding_pixels},
                                         OneFormat{"tfrecord_format", "tfrecord", kFloatRounding_pixels}),
                         [](const auto& row) { return std::string(row.param.folder); });

// The shared copy of this data set contains only the labels of three pictures.
TEST(ReadDataset, LabelmeGivesTheBoxesOfThePascalVocFilesItHas) {
  SHARED_OR_SKIP(database, "data/map_anchors/data/database");
  TreeForTest voc, labelme;
  for (const char* name : {"2007_000027", "2007_000032", "2007_000033"}) {
    for (TreeForTest* tree : {&voc, &labelme})
      tree->bytes(fmt::format("{}.jpg", name),
                  read_file(*database / "images" / fmt::format("{}.jpg", name)).value());
    voc.bytes(fmt::format("{}.xml", name),
              read_file(*database / "gts/pascalvoc_format" / fmt::format("{}.xml", name)).value());
    labelme.bytes(fmt::format("{}.json", name),
                  read_file(*database / "gts/labelme_format" / fmt::format("{}.json", name)).value());
  }
  const Dataset dataset = read_dataset(labelme.path()).value();
  EXPECT_EQ(dataset.format, "labelme");
  const auto boxes = boxes_of(dataset), expected = boxes_of(read_dataset(voc.path()).value());
  ASSERT_EQ(boxes.size(), 8u);
  ASSERT_EQ(expected.size(), 8u);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_EQ(boxes[i].name, expected[i].name);
    EXPECT_EQ(boxes[i].box, expected[i].box);
  }
}

TEST(ReadDataset, VottRecordsShowTheirPicturesAsFilesOfAFolderOrAZip) {
  SHARED_OR_SKIP(path, "data/vott_card");
  for (const char* inside : {"test-TFRecords-export", "test-TFRecords-export.zip"}) {
    const Dataset dataset = read_dataset(*path / inside).value();
    EXPECT_EQ(dataset.format, "tfrecord");
    EXPECT_EQ(dataset.classes, (Names{"card0", "card1"}));
    EXPECT_EQ(tally_of(dataset).by_class, (Counts{{"card0", 7}, {"card1", 8}}));
    ASSERT_EQ(dataset.pictures.size(), 15u);
    EXPECT_EQ(dataset.pictures[0].size, (image::Size{224, 224}));
    const Bytes picture = dataset.source->read(dataset.pictures[0].path).value();
    EXPECT_EQ(as_text(picture).substr(0, 3), "\xFF\xD8\xFF");
    EXPECT_EQ(dataset.source->read_part(dataset.pictures[0].path, 0, 3).value(),
              Bytes(picture.begin(), picture.begin() + 3));
  }
}

// The author of dice_yolo wrote the same boxes to a CSV (two decimals) and to TFRecords.
TEST(ReadDataset, DiceRecordsHoldTheBoxesOfTheirCsv) {
  SHARED_OR_SKIP(path, "data/dice_yolo");
  constexpr double kCsvRounding_pixels = 0.0051;
  const Dataset records = read_dataset(*path, {.format = "tfrecord"}).value();
  const Dataset csv = read_dataset(*path, {.format = "csv"}).value();
  EXPECT_EQ(records.pictures.size(), 50u);
  std::map<std::string, std::vector<scene::LabelledBox>> by_name;
  for (const Picture& picture : csv.pictures)
    by_name[std::filesystem::path(picture.path).filename()] = picture.boxes;
  std::size_t compared = 0;
  for (const Picture& picture : records.pictures) {
    const auto& expected = by_name.at(std::filesystem::path(picture.path).filename());
    ASSERT_EQ(picture.boxes.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i, ++compared) {
      EXPECT_EQ(records.classes[static_cast<std::size_t>(picture.boxes[i].class_index)],
                csv.classes[static_cast<std::size_t>(expected[i].class_index)]);
      EXPECT_NEAR(picture.boxes[i].box.x, expected[i].box.x, kCsvRounding_pixels);
      EXPECT_NEAR(picture.boxes[i].box.bottom(), expected[i].box.bottom(), kCsvRounding_pixels);
    }
  }
  EXPECT_EQ(compared, 308u);
}

struct Sample {
  const char* folder;
  const char* format;
  std::size_t pictures, boxes;
  Splits by_split;
};
class Samples : public testing::TestWithParam<Sample> {};

TEST_P(Samples, AreRecognisedAndRead) {
  SHARED_OR_SKIP(path, std::string("data/format_samples/") + GetParam().folder);
  const Dataset dataset = read_dataset(*path).value();
  EXPECT_EQ(dataset.format, GetParam().format);
  EXPECT_EQ(dataset.pictures.size(), GetParam().pictures);
  EXPECT_EQ(tally_of(dataset).boxes, GetParam().boxes);
  EXPECT_EQ(tally_of(dataset).by_split, GetParam().by_split);
}

INSTANTIATE_TEST_SUITE_P(
    ReadDataset, Samples,
    testing::Values(
        Sample{"roboflow_dataset/coco", "coco", 3, 4, {{"train", 2}, {"val", 1}}},
        Sample{"roboflow_dataset/voc", "voc", 3, 4, {{"train", 2}, {"val", 1}}},
        Sample{"roboflow_dataset/yolo", "yolo", 3, 4, {{"train", 2}, {"val", 1}}},
        Sample{"roboflow_dataset/createml", "createml", 3, 4, {{"train", 2}, {"val", 1}}},
        Sample{"roboflow_dataset/multiclass", "csv", 3, 0, {{"train", 2}, {"val", 1}}},
        Sample{"yolo_dataset/strict", "yolo", 1, 2, {{"train", 1}}},
        Sample{"yolo_dataset/labels", "yolo", 2, 4, {{"train", 1}, {"val", 1}}},
        Sample{"yolo_dataset/annotations", "yolo", 1, 2, {{"none", 1}}},
        Sample{"tf_detection_api_dataset", "tfrecord", 3, 4, {{"train", 1}, {"val", 1}, {"test", 1}}},
        Sample{"vott_csv_dataset/dataset", "csv", 4, 5, {{"train", 2}, {"test", 2}}},
        // A third picture has a region without a tag, so none of its boxes is used.
        Sample{"vott_json_dataset/dataset", "vott-json", 3, 3, {{"train", 3}}}));

TEST(Formats, StandInTheDocumentationInTheirOrder) {
  std::vector<std::string> documented, listed;
  const std::string text = read_text_file("docs/formats/datasets.md").value();
  const std::string_view page = text;
  for (const std::string_view line : lines_of(page.substr(0, page.find("\n## "))))
    if (line.starts_with("| `")) {
      const std::string_view name = line.substr(3, line.find('`', 3) - 3);
      const std::string_view labels = line.substr(line.rfind("| ", line.size() - 2));
      documented.push_back(fmt::format("{}:{}{}{}", name,
                                       labels.find("classes") != labels.npos ? " classes" : "",
                                       labels.find("boxes") != labels.npos ? " boxes" : "",
                                       labels.ends_with("; written |") ? " written" : ""));
    }
  for (const Format& format : formats())
    listed.push_back(fmt::format(
        "{}:{}{}{}", format.name, holds(format, LabelKind::Classes) ? " classes" : "",
        holds(format, LabelKind::Boxes) ? " boxes" : "", format.write != nullptr ? " written" : ""));
  EXPECT_EQ(documented, listed);
}

}  // namespace
}  // namespace tinsmith::dataset
