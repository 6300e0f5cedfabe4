#include "verbs/train_config.h"
#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "verbs/starting_weights.h"
#include "verbs/train_settings.h"

namespace tinsmith::verbs {
namespace {

// Converts to any type, so that the number of initializers of an aggregate can be counted.
struct Anything {
  template <class Type>
  operator Type() const;
};
template <class Aggregate, class... Values>
constexpr std::size_t member_count() {
  if constexpr (requires { Aggregate{Values{}..., Anything{}}; })
    return member_count<Aggregate, Values..., Anything>();
  else
    return sizeof...(Values);
}

using nlohmann::json;
using testing::HasSubstr;

TEST(TrainConfig, ComesBackFromItsFileAsItWas) {
  TrainConfig config;
  config.data = "pictures.zip";
  config.model = "fomo-0.35";
  config.epochs = 7;
  config.learning_rate = 0.00123;
  config.augment = false;
  config.seed = 18446744073709551615u;
  const auto again = train_config_from_json(to_json(config));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, config);
}

TEST(TrainConfig, EveryMemberHasARowInTheTableOfSettings) {
  EXPECT_EQ(train_settings().size(), member_count<TrainConfig>());
}

TEST(TrainConfig, RowsOfTheTableHaveWhatTheirUseNeeds) {
  for (const TrainSetting& row : train_settings()) {
    EXPECT_TRUE(row.option.empty() || !row.about.empty()) << row.name;
    EXPECT_TRUE(row.in_studio != InStudio::Listed || !row.title.empty()) << row.name;
  }
}

TEST(TrainConfig, TheStudioSetsOnlyWhatTheTableGivesIt) {
  TrainConfig config;
  take_settings({{"epochs", 7}, {"mosaic", nullptr}, {"data", "/etc"}, {"version_id", 3}}, config);
  EXPECT_EQ(config.epochs, 7);
  EXPECT_EQ(config.mosaic, TrainConfig().mosaic);
  EXPECT_EQ(config.data, "");
}

TEST(TrainConfig, ATextThatIsNoneOfTheChoicesIsNamed) {
  TrainConfig config;
  config.anchors = "guessed";
  EXPECT_THAT(check(config).error().text(),
              HasSubstr("--anchors takes one of fitted|published, not 'guessed'"));
}

TEST(TrainConfig, AbsentSettingsKeepTheirDefaults) {
  const auto config = train_config_from_json(json::object());
  ASSERT_TRUE(config) << config.error().text();
  EXPECT_EQ(*config, TrainConfig{});
}

TEST(TrainConfig, AnUnknownSettingIsNamed) {
  const auto config = train_config_from_json({{"epohcs", 3}});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().text(), HasSubstr("'epohcs'"));
}

TEST(TrainConfig, ASettingOfAnotherTypeIsNamedWithItsValue) {
  const auto config = train_config_from_json({{"epochs", "many"}});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().text(), HasSubstr("'epochs' is \"many\""));
}

TEST(TrainConfig, NumbersOutOfRangeAreNamedAsTheyAreTyped) {
  EXPECT_TRUE(check({}));
  TrainConfig no_batch;
  no_batch.batch = -1;
  TrainConfig backwards;
  backwards.learning_rate = -1;
  TrainConfig not_a_number;
  not_a_number.weight_decay = std::nan("");
  for (const auto& [config, option] : {std::pair{no_batch, "--batch"}, std::pair{backwards, "--lr"},
                                       std::pair{not_a_number, "--weight-decay"}}) {
    const auto checked = check(config);
    ASSERT_FALSE(checked) << option;
    EXPECT_EQ(checked.error().fault, Fault::Usage);
    EXPECT_THAT(checked.error().text(), HasSubstr(option));
  }
}

TEST(TrainConfig, WithoutEpochsTheTimeLimitDecides) {
  TrainConfig config;
  EXPECT_EQ(fit_settings_of(config)->epochs, 100);
  config.time_limit_s = 60;
  EXPECT_EQ(fit_settings_of(config)->epochs, 100'000) << "more than any limit allows";
  config.epochs = 12;
  EXPECT_EQ(fit_settings_of(config)->epochs, 12);
}

TEST(TrainConfig, TheTwoPartsOfATrainingMakeTheWhole) {
  TrainConfig config;
  for (const double fraction : {0.15, 0.25, 0.5})
    for (config.epochs = 4; config.epochs < 50; ++config.epochs) {
      config.quantization_aware = fraction;
      EXPECT_EQ(epochs_of_phase(config, TrainingPhase::Float) + epochs_of_phase(config, TrainingPhase::Int8),
                config.epochs);
    }
  config.epochs = 30;
  config.quantization_aware = 0.15;
  config.time_limit_s = 100;
  EXPECT_EQ(fit_settings_of(config, TrainingPhase::Int8)->epochs, 5);
  EXPECT_DOUBLE_EQ(fit_settings_of(config, TrainingPhase::Int8)->time_limit_s, 15);
  config.epochs = 1;
  EXPECT_EQ(epochs_of_phase(config, TrainingPhase::Float), 1);
  EXPECT_EQ(epochs_of_phase(config, TrainingPhase::Int8), 1);
}

TEST(TrainConfig, LeavesToTheNetworkWhatNobodyChose) {
  TrainConfig of_boxes, of_classes, chosen;
  chosen.size = 64;
  chosen.batch = 8;
  chosen.learning_rate = 0.1;
  chosen.quantization_aware = 0;
  chosen.from = "mine.safetensors";
  const TrainConfig before = chosen;
  resolve(of_boxes, **zoo::find_network("tinsmith-det"));
  resolve(of_classes, **zoo::find_network("mobilenetv2-0.35"));
  resolve(chosen, **zoo::find_network("tinsmith-det"));
  EXPECT_EQ(of_boxes.size, 192);
  EXPECT_EQ(of_boxes.batch, 16);
  EXPECT_EQ(of_boxes.from, default_start(**zoo::find_network("tinsmith-det")));
  EXPECT_GT(of_boxes.quantization_aware, 0);
  EXPECT_EQ(of_classes.size, 96);
  EXPECT_EQ(of_classes.batch, 32);
  EXPECT_EQ(of_classes.quantization_aware, 0);
  EXPECT_GT(of_classes.learning_rate, 0);
  TrainConfig expected = before;
  expected.model = "tinsmith-det";
  EXPECT_EQ(chosen, expected);
}

}  // namespace
}  // namespace tinsmith::verbs
