// verbs/train_settings.h — the table of the training settings: names, options, ranges and texts.
//
// config.json, the options of `tinsmith train`, the check of ranges, the API's TrainSettings and the fields of
// the Train page follow from this table. A setting is a member of TrainConfig and one row here.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "verbs/train_config.h"

namespace tinsmith::verbs {

// The presence of a setting in the studio.
enum class InStudio : std::uint8_t {
  No,        // not settable there
  OwnField,  // member of the API's TrainSettings; the Train page has a control of its own for it
  Listed,    // as OwnField, but the page makes a field under "More settings" from the row
};

// The tasks that a setting has an effect on.
enum class Scope : std::uint8_t { AllTasks, Classes, Objects, Boxes };  // Objects: boxes and centroids
std::string_view name_of(Scope scope);  // "all", "classes", "objects", "boxes"

struct TrainSetting {
  using Member =
      std::variant<bool TrainConfig::*, std::int32_t TrainConfig::*, std::uint64_t TrainConfig::*,
                   double TrainConfig::*, std::string TrainConfig::*, loader::AugmentSettings TrainConfig::*>;

  std::string_view name;  // in config.json and in the API
  Member member;
  // Name of the option, such as "--lr", or of the positional argument. Empty: the command line has another form
  // of the setting (cli/train.cpp), or none.
  std::string_view option;
  // The effect of the setting; the text of the option and the hint of the form's field.
  std::string_view about;
  // The default in words, where the member's default value stands for "chosen by the program".
  std::string_view automatic;
  double min = 0, max = 0;  // of a number; equal: not checked
  // A value outside of min … max that means "chosen by the program".
  std::optional<double> automatic_value;
  std::string_view choices;  // of a text: "fitted|published"; empty: any, or checked elsewhere
  Scope scope = Scope::AllTasks;
  InStudio in_studio = InStudio::No;
  std::string_view title;  // label of the field; for settings that are Listed
  std::string_view unit;   // "px", "epochs"; "fraction": the page shows a percentage
};

// In the order of the command line's help.
std::span<const TrainSetting> train_settings();

// The type of the setting's value in JSON: "boolean", "integer", "number", "string" or "object".
std::string_view json_type_of(const TrainSetting& row);

// The settings that the studio lists (InStudio::Listed), for the form: objects with name, title, about, type, scope,
// and where they apply min, max, default, automatic, unit.
nlohmann::json settings_for_form();

// Applies settings that were given in the studio: members of a JSON object whose rows are not InStudio::No. Other
// members are ignored. The JSON was checked against the API's type.
void take_settings(const nlohmann::json& given, TrainConfig& config);

}  // namespace tinsmith::verbs
