// A random scene that tests/oracle/write_layouts.py writes in each layout is read back unchanged. The script
// was written from the public descriptions of the layouts and shares no code with the readers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>

#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "dataset/formats.h"
#include "dataset/read.h"

namespace tinsmith::dataset {
namespace {

// YOLO stores fractions of a side with ten decimals: an error of 1e-10 of at most 120 pixels, for a centre
// and half a size. Percentages and rotations are written in full.
constexpr double kRounding_pixels = 1e-6;

constexpr const char* kLayouts[] = {
    "coco",          "coco-splits",      "voc",
    "voc-splits",    "rolabelimg",       "yolo",
    "darknet",       "createml",         "csv",
    "csv-sides",     "csv-relative",     "csv-headerless",
    "csv-automl",    "makesense",        "makesense-headerless",
    "cvat",          "image-list-boxes", "cvat-turned",
    "cvat-tags",     "labelme",          "labelme-flags",
    "label-studio",  "label-studio-min", "label-studio-choices",
    "via",           "via-csv",          "via-classes",
    "vott-json",     "edge-impulse",     "edge-impulse-boxes",
    "class-folders", "image-list",       "edge-impulse-classes",
    "csv-classes",   "csv-splits",       "createml-splits",
    "via-3",         "tfrecord",         "tfrecord-classes",
    "coco-zip",      "voc-tar",          "labelme-zip",
    "tfrecord-zip",
};

// Fixed seeds; the environment may give others ("9,10,11") for a wider search.
std::string seeds() {
  const char* others = std::getenv("TINSMITH_LAYOUT_SEEDS");
  return others ? others : "1,2,3,4,5";
}

// The scenes of all layouts, written once; and the list that the script prints without a layout.
struct Written {
  std::optional<TemporaryFolder> folder;
  std::string missing;  // the reason why there are none
  std::string listed;
};

const Written& written() {
  static const Written all = [] {
    Written made;
    if (std::system("/usr/bin/python3 -c 'import PIL' 2>/dev/null") != 0) {
      made.missing = "SKIP: Pillow (python3-pil) is not there";
      return made;
    }
    auto folder_made = TemporaryFolder::make();
    CHECK(folder_made, "{}", folder_made.error().text());
    made.folder.emplace(std::move(*folder_made));
    const std::string folder = made.folder->path().string();
    std::string command = "/usr/bin/python3 tests/oracle/write_layouts.py";
    std::string names;
    for (const char* layout : kLayouts) names += std::string(" ") + layout;
    for (const std::string& one : {fmt::format("{} > '{}/listed'", command, folder),
                                   fmt::format("{} '{}' {} {}", command, folder, seeds(), names)})
      CHECK(std::system(one.c_str()) == 0, "the script that writes the layouts failed: {}", one);
    const auto listed = read_file(made.folder->path() / "listed");
    CHECK(listed, "{}", listed.error().text());
    made.listed = as_text(*listed);
    return made;
  }();
  return all;
}

std::string row(const std::string& name, double x, double y, double width, double height) {
  return fmt::format("{} at {:.7f}, {:.7f}, {:.7f} x {:.7f}", name, x, y, width, height);
}

struct Box {
  std::string name;
  double x = 0, y = 0, width = 0, height = 0;
};

bool is_same(const Box& a, const Box& b) {
  const auto is_near = [](double one, double other) { return std::abs(one - other) < kRounding_pixels; };
  return a.name == b.name && is_near(a.x, b.x) && is_near(a.y, b.y) && is_near(a.width, b.width) &&
         is_near(a.height, b.height);
}

// Compares the boxes of a picture in any order: each expected box is found exactly once.
void expect_boxes(const Dataset& dataset, const Picture& picture, const nlohmann::json& expected) {
  std::vector<Box> found;
  for (const scene::LabelledBox& box : picture.boxes)
    found.push_back({dataset.classes[static_cast<std::size_t>(box.class_index)], box.box.x, box.box.y,
                     box.box.width, box.box.height});
  for (const auto& each : expected) {
    const Box box{each.at("class"), each.at("x"), each.at("y"), each.at("width"), each.at("height")};
    const auto at =
        std::find_if(found.begin(), found.end(), [&box](const Box& other) { return is_same(box, other); });
    if (at == found.end()) {
      ADD_FAILURE() << "not found: " << row(box.name, box.x, box.y, box.width, box.height);
    } else {
      found.erase(at);
    }
  }
  for (const Box& box : found)
    ADD_FAILURE() << "not drawn: " << row(box.name, box.x, box.y, box.width, box.height);
}

void expect_scene(const Dataset& dataset, const nlohmann::json& scene) {
  EXPECT_EQ(dataset.format, scene.at("format").get<std::string>());
  EXPECT_EQ(dataset.label_kind, scene.at("task") == "detection" ? LabelKind::Boxes : LabelKind::Classes);
  EXPECT_TRUE(holds(**format_named(dataset.format), dataset.label_kind)) << dataset.format;
  std::map<std::string, const Picture*> found;
  for (const Picture& picture : dataset.pictures) found[picture.path] = &picture;
  EXPECT_EQ(found.size(), scene.at("pictures").size());
  for (const auto& expected : scene.at("pictures")) {
    const std::string path = expected.at("path");
    SCOPED_TRACE(path);
    const auto at = found.find(path);
    ASSERT_NE(at, found.end());
    const Picture& picture = *at->second;
    EXPECT_EQ(picture.size, (image::Size{expected.at("width"), expected.at("height")}));
    EXPECT_EQ(name_of(picture.split), expected.at("split").get<std::string>());
    EXPECT_EQ(picture.is_annotated, expected.at("is_annotated").get<bool>());
    EXPECT_EQ(picture.unused, Unused::No);
    EXPECT_EQ(picture.class_index.has_value(), !expected.at("class").is_null());
    if (picture.class_index && !expected.at("class").is_null()) {
      EXPECT_EQ(dataset.classes[static_cast<std::size_t>(*picture.class_index)],
                expected.at("class").get<std::string>());
    }
    expect_boxes(dataset, picture, expected.at("boxes"));
  }
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

class EveryLayout : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryLayout, ARandomSceneReadsBackAsItself) {
  if (!written().folder) GTEST_SKIP() << written().missing;
  for (const std::string& seed : parts_of(seeds(), ',')) {
    const std::string name = fmt::format("{}-{}", GetParam(), seed);
    SCOPED_TRACE(name);
    const auto dataset = read_dataset(written().folder->path() / name);
    if (!dataset) {
      ADD_FAILURE() << dataset.error().text();
      continue;
    }
    const auto scene = read_file(written().folder->path() / (name + ".json"));
    ASSERT_TRUE(scene);
    expect_scene(*dataset, nlohmann::json::parse(as_text(*scene)));
    if (HasFailure()) {  // the problems that the reader reports
      for (const Problem& problem : dataset->problems) ADD_FAILURE() << sentence_of(problem);
      return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryLayout, ::testing::ValuesIn(kLayouts), [](const auto& layout) {
  std::string name = layout.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Layouts, EveryFormatIsWrittenByTheScript) {
  for (const Format& format : formats()) {
    const auto is_of = [&](const std::string_view layout) {
      return layout == format.name || layout.starts_with(std::string(format.name) + "-");
    };
    EXPECT_TRUE(std::any_of(std::begin(kLayouts), std::end(kLayouts), is_of))
        << format.name << " has no writer in tests/oracle/write_layouts.py";
  }
}

TEST(Layouts, EveryOneThatTheScriptWritesIsRead) {
  if (!written().folder) GTEST_SKIP() << written().missing;
  EXPECT_THAT(parts_of(written().listed, '\n'), ::testing::UnorderedElementsAreArray(kLayouts));
}

}  // namespace
}  // namespace tinsmith::dataset
