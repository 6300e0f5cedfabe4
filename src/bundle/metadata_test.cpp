#include "bundle/metadata.h"
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tinsmith::bundle {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Model small_model() {
  Model model;
  model.classes = {"cat", "dog"};
  model.name = "mobilenetv1-0.25";
  model.provenance = {{"seed", "1"}};
  return model;
}

struct Damage {
  void (*make)(json&);
  const char* message;
};

TEST(Metadata, EveryDamageIsNamedAndChangesNothing) {
  const Damage damages[] = {
      {[](json& j) { j = json::array(); }, "not a JSON object"},
      {[](json& j) { j.erase("version"); }, "no whole number \"version\""},
      {[](json& j) { j["version"] = "1"; }, "no whole number \"version\""},
      {[](json& j) { j["version"] = 2; }, "of version 2, but this Tinsmith supports version 1"},
      {[](json& j) { j.erase("name"); }, "no text \"name\""},
      {[](json& j) { j["name"] = std::string(2000, 'x'); }, "\"name\" has 2000 bytes; at most 1024"},
      {[](json& j) { j["head"] = "masks"; }, "its head is \"masks\""},
      {[](json& j) { j["head"] = 3; }, "no text \"head\""},
      {[](json& j) { j["classes"] = "cat"; }, "no list \"classes\""},
      {[](json& j) { j["classes"][1] = 5; }, "class 1 is not a text"},
      {[](json& j) { j["classes"][1] = ""; }, "class 1 has no name"},
      {[](json& j) { j["classes"][0] = "a\x1b[31m"; }, "class 0 contains control characters"},
      {[](json& j) { j["preparation"].erase("fit"); }, "\"fit\""},
      {[](json& j) { j["preparation"]["width"] = -1; }, "\"width\" is -1"},
      {[](json& j) { j["preparation"] = nullptr; }, "no object \"preparation\""},
      {[](json& j) { j["provenance"] = json::array(); }, "no object \"provenance\""},
      {[](json& j) { j["provenance"]["seed"] = 1; }, "its provenance's \"seed\" is not a text"},
      {[](json& j) {
         for (int i = 0; i < 300; ++i) j["provenance"][std::to_string(i)] = "";
       },
       "its provenance has 301 entries"},
  };
  for (const Damage& damage : damages) {
    json object = json::parse(metadata_text(small_model()));
    damage.make(object);
    Model model;
    model.name = "before";
    const auto read = read_metadata(object.dump(), model);
    ASSERT_FALSE(read) << damage.message;
    EXPECT_THAT(read.error().text(), HasSubstr(damage.message));
    EXPECT_EQ(model.name, "before");
    EXPECT_TRUE(model.classes.empty());
  }
}

Model levels_model() {
  Model model = small_model();
  model.task = scene::Task::Boxes;
  model.levels = {model.preparation.size.width,
                  model.preparation.size.height,
                  2,
                  scene::BoxCoding::Bounded,
                  {{8, {{10, 13.5}, {16, 30}}}, {32, {{60, 60}}}}};
  return model;
}

TEST(Metadata, LevelsAreReadAsTheyWereWritten) {
  Model model;
  ASSERT_TRUE(read_metadata(metadata_text(levels_model()), model));
  EXPECT_EQ(model.levels, levels_model().levels);
}

TEST(Metadata, SuppressionAndThresholdAreReadAsTheyWereWritten) {
  Model written = levels_model(), model;
  written.suppression = heads::Suppression::AcrossClasses;
  written.threshold = 0.21;
  ASSERT_TRUE(read_metadata(metadata_text(written), model));
  EXPECT_EQ(model.suppression, heads::Suppression::AcrossClasses);
  EXPECT_EQ(model.threshold, 0.21);
}

TEST(Metadata, AFileFromBeforeThereWasASuppressionWasMeasuredPerClass) {
  json object = json::parse(metadata_text(levels_model()));
  object.erase("suppression");
  Model model;
  ASSERT_TRUE(read_metadata(object.dump(), model));
  EXPECT_EQ(model.suppression, heads::Suppression::PerClass);
  EXPECT_FALSE(model.threshold);
}

TEST(Metadata, DamagedLevelsAreNamed) {
  const Damage damages[] = {
      {[](json& j) { j["head"] = "centroids"; }, "it has \"levels\", but its head is centroids"},
      {[](json& j) { j["suppression"] = true; }, "its \"suppression\" is neither"},
      {[](json& j) { j["suppression"] = "perclass"; }, "its \"suppression\" is neither"},
      {[](json& j) { j["threshold"] = 1.5; }, "its \"threshold\" is not a number from 0 to 1"},
      {[](json& j) { j["threshold"] = "0.2"; }, "its \"threshold\" is not a number from 0 to 1"},
      {[](json& j) { j["levels"] = 3; }, "levels are not an object"},
      {[](json& j) { j["levels"]["coding"] = "square"; }, "no \"coding\" that is bounded or exponential"},
      {[](json& j) { j["levels"]["levels"] = json::array(); }, "no list of 1 to 8 levels"},
      {[](json& j) { j["levels"]["levels"][0] = 8; }, "no whole number \"stride\""},
      {[](json& j) { j["levels"]["levels"][0]["stride"] = 0; }, "a stride of 0"},
      {[](json& j) { j["levels"]["levels"][0]["stride"] = 97; }, "a stride of 97"},
      {[](json& j) { j["levels"]["levels"][1].erase("anchors"); }, "no list \"anchors\""},
      {[](json& j) {
         j["levels"]["levels"][1]["anchors"][0] = {1, 2, 3};
       },
       "not two numbers"},
      {[](json& j) {
         j["levels"]["levels"][1]["anchors"][0] = {0, 2};
       },
       "an anchor is 0 pixels"},
  };
  for (const Damage& damage : damages) {
    json object = json::parse(metadata_text(levels_model()));
    damage.make(object);
    Model model;
    const auto read = read_metadata(object.dump(), model);
    ASSERT_FALSE(read) << damage.message;
    EXPECT_THAT(read.error().text(), HasSubstr(damage.message));
  }
}

TEST(Metadata, TextThatIsNotJsonOrMuchTooDeepOrLongIsRefused) {
  Model model;
  for (const std::string& text :
       {std::string(), std::string("{"), std::string(500000, '['), std::string(2 << 20, ' '),
        std::string("\xff"), std::string("{\"version\":1e999}")}) {
    const auto read = read_metadata(text, model);
    EXPECT_FALSE(read) << text.substr(0, 20);
  }
}

TEST(Metadata, KeysOfOthersAreIgnored) {
  json object = json::parse(metadata_text(small_model()));
  object["extra"] = {{"anything", {1, 2, 3}}};
  Model model;
  EXPECT_TRUE(read_metadata(object.dump(), model));
  EXPECT_EQ(model.classes, small_model().classes);
}

}  // namespace
}  // namespace tinsmith::bundle
