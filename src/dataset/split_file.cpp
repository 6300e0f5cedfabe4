// Reads and writes split.json, and describes a split in sentences.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/counted.h"
#include "base/json.h"
#include "dataset/layouts/json_file.h"
#include "dataset/split.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kClassesNamed = 12;

struct SideKey {
  const char* key;
  std::vector<std::size_t> DatasetSplit::*side;
};
constexpr SideKey kSides[] = {
    {"train", &DatasetSplit::train}, {"val", &DatasetSplit::validation}, {"test", &DatasetSplit::test}};

struct LeakKey {
  const char* key;
  std::int64_t Leak::*value;
};
constexpr LeakKey kLeakKeys[] = {
    {"test_pictures", &Leak::test_pictures},
    {"leaking", &Leak::leaking},
    {"given_test", &Leak::given_test},
    {"given_leaking", &Leak::given_leaking},
    {"groups", &Leak::groups},
    {"grouped_pictures", &Leak::grouped_pictures},
    {"largest_group", &Leak::largest_group},
};

bool is_true_in(JsonObject& top, std::string_view key) {
  bool value = false;
  return top[key].get(value) == simdjson::SUCCESS && value;
}

using Positions = std::unordered_map<std::string_view, std::size_t>;

// Returns the positions of the pictures in a list. Paths that the data set does not contain are
// added to `gone`.
Result<std::vector<std::size_t>> pictures_in(const std::vector<Json>& list, const Positions& positions,
                                             std::vector<std::string>& gone) {
  std::vector<std::size_t> pictures;
  for (const Json value : list) {
    std::string_view path;
    if (value.get(path) != simdjson::SUCCESS)
      return fail(Fault::Corrupt, "the split contains a picture name that is not text");
    const auto at = positions.find(path);
    if (at == positions.end())
      gone.emplace_back(path);
    else
      pictures.push_back(at->second);
  }
  return pictures;
}

Result<Done> read_groups(JsonObject top, const Positions& positions, DatasetSplit& split) {
  for (std::size_t i = 0; i < split.group_of.size(); ++i) split.group_of[i] = static_cast<std::int32_t>(i);
  for (const Json group : list_in(top, "groups")) {
    std::vector<std::string> gone;  // ignored, because every path here is also in a split
    TRY(const auto members, pictures_in(list_of(group), positions, gone));
    for (const std::size_t i : members) split.group_of[i] = static_cast<std::int32_t>(members.front());
  }
  std::map<std::int32_t, std::int32_t> numbers;  // new numbers, by first appearance
  for (std::int32_t& group : split.group_of)
    group = numbers.emplace(group, static_cast<std::int32_t>(numbers.size())).first->second;
  return Done{};
}

}  // namespace

std::string text_of(const SessionSplit& sessions, const std::vector<std::string>& classes) {
  if (sessions.count == 0) return {};
  std::string text =
      fmt::format("Each of the {} stays in one split", counted(sessions.count, "session", "sessions"));
  std::vector<std::string> cut, learned;
  std::int64_t left_out = 0;
  for (const SessionSplit::Cut& one : sessions.cut) {
    const std::string name =
        one.class_index < 0 ? "no object" : classes[static_cast<std::size_t>(one.class_index)];
    (one.is_cut ? cut : learned).push_back(fmt::format("{} ({})", name, one.units));
    left_out += one.left_out;
  }
  if (!cut.empty())
    text += fmt::format(
        ", except for classes with too few sessions for all splits: {}. For these a session was cut in time, "
        "and {} left out between the splits. Record another session of each for a reliable test",
        some_of(cut, kClassesNamed), counted(left_out, "picture was", "pictures were"));
  text += ".";
  if (!learned.empty())
    text += fmt::format(" Used for training but not tested, because the only session cannot be cut: {}.",
                        some_of(learned, kClassesNamed));
  return text;
}

std::vector<AbsentClasses> absent_classes(const DatasetSplit& split, const Dataset& dataset) {
  const auto shown_by = [&](const std::vector<std::size_t>& pictures) {
    std::vector<bool> is_shown(dataset.classes.size());
    for (const std::size_t i : pictures) {
      const Picture& picture = dataset.pictures[i];
      if (picture.class_index) is_shown[static_cast<std::size_t>(*picture.class_index)] = true;
      for (const scene::LabelledBox& box : picture.boxes)
        is_shown[static_cast<std::size_t>(box.class_index)] = true;
    }
    return is_shown;
  };
  const std::pair<Split, std::vector<bool>> sides[] = {{Split::Train, shown_by(split.train)},
                                                       {Split::Validation, shown_by(split.validation)},
                                                       {Split::Test, shown_by(split.test)}};
  std::vector<AbsentClasses> absent;
  for (const auto& [side, is_shown] : sides) {
    if (std::find(is_shown.begin(), is_shown.end(), true) == is_shown.end()) continue;
    AbsentClasses here{side, {}};
    for (std::size_t c = 0; c < dataset.classes.size(); ++c) {
      const bool is_elsewhere =
          std::any_of(std::begin(sides), std::end(sides), [&](const auto& one) { return one.second[c]; });
      if (is_elsewhere && !is_shown[c]) here.classes.push_back(dataset.classes[c]);
    }
    if (!here.classes.empty()) absent.push_back(std::move(here));
  }
  return absent;
}

std::string text_of(const AbsentClasses& absent) {
  const std::string names = some_of(absent.classes, kClassesNamed);
  switch (absent.side) {
    case Split::Train:
      return fmt::format("No training picture shows {}, so the model cannot learn it.", names);
    case Split::Validation:
      return fmt::format(
          "No validation picture shows {}, so the choice of the best epoch does not depend on it.", names);
    default:
      return fmt::format("No test picture shows {}, so the test result does not include it.", names);
  }
}

std::string advice_of(const AbsentClasses& absent) {
  return absent.side == Split::Train ? "Move some of its pictures to the training split, or split the "
                                       "pictures again: train with --val 0.2 --test 0.2."
                                     : "Take more pictures of it and put some into that split; or split the "
                                       "pictures again: train with --val 0.2 --test 0.2.";
}

std::string text_of(const Leak& leak) {
  std::string text = "No two pictures are near duplicates.";
  if (leak.groups > 0)
    text = fmt::format("{} of others, in {} of up to {} pictures{}",
                       counted(leak.copies(), "picture is a near duplicate", "pictures are near duplicates"),
                       counted(leak.groups, "group", "groups"), leak.largest_group,
                       leak.given_leaking > 0 ? "." : "; each group is in one split.");
  if (leak.leaking > 0)
    text += fmt::format(
        " A random split would have put near duplicates of {} of its {} test pictures into the training set, "
        "which makes the result too optimistic.",
        leak.leaking, leak.test_pictures);
  if (leak.given_leaking > 0)
    text += fmt::format(
        " The split of the data set has leaks: {} of its {} test pictures {} a near duplicate among its "
        "training pictures. `tinsmith data check` lists them; --val 0.2 --test 0.2 splits the pictures "
        "again, without leaks.",
        leak.given_leaking, leak.given_test, leak.given_leaking == 1 ? "has" : "have");
  return text;
}

std::string origin_of(const DatasetSplit& split) {
  if (split.has_given_validation && split.has_given_test) return "All splits are given by the data set.";
  if (split.has_given_test)
    return fmt::format(
        "The test split is given by the data set; validation pictures were drawn with seed {} from the rest.",
        split.seed);
  if (split.has_given_validation)
    return fmt::format(
        "The validation split is given by the data set; test pictures were drawn with seed {} from the rest.",
        split.seed);
  return fmt::format("Drawn with seed {}, per class (stratified).", split.seed);
}

nlohmann::ordered_json to_json(const DatasetSplit& split, const Dataset& dataset) {
  nlohmann::ordered_json json{
      {"seed", split.seed}, {"given_val", split.has_given_validation}, {"given_test", split.has_given_test}};
  for (const SideKey& row : kSides) {
    auto paths = nlohmann::ordered_json::array();
    for (const std::size_t i : split.*row.side) paths.push_back(dataset.pictures[i].path);
    json[row.key] = std::move(paths);
  }
  std::map<std::int32_t, std::vector<std::string>> groups;
  for (std::size_t i = 0; i < split.group_of.size(); ++i)
    groups[split.group_of[i]].push_back(dataset.pictures[i].path);
  json["groups"] = nlohmann::ordered_json::array();
  for (auto& [number, members] : groups) {
    if (members.size() > 1) json["groups"].push_back(std::move(members));
  }
  for (const LeakKey& row : kLeakKeys) json["leak"][row.key] = split.leak.*row.value;
  return json;
}

Result<DatasetSplit> split_from_json(const std::string& text, const Dataset& dataset) {
  JsonFile file;
  TRY(const Json root, file.parse(text, "split.json"));
  JsonObject top;
  std::uint64_t seed = 0;
  if (root.get(top) != simdjson::SUCCESS || top["seed"].get(seed) != simdjson::SUCCESS)
    return fail(Fault::Corrupt, "split.json has no \"seed\"");
  Positions positions;
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) positions.emplace(dataset.pictures[i].path, i);
  DatasetSplit split;
  split.seed = seed;
  split.group_of.resize(dataset.pictures.size());
  split.has_given_validation = is_true_in(top, "given_val");  // absent in older files
  split.has_given_test = is_true_in(top, "given_test");
  std::vector<bool> is_taken(dataset.pictures.size());
  for (const SideKey& row : kSides) {
    if (!has_list(top, row.key)) return fail(Fault::Corrupt, "split.json has no list \"{}\"", row.key);
    TRY(split.*row.side, pictures_in(list_in(top, row.key), positions, split.gone));
    for (const std::size_t i : split.*row.side) {
      if (is_taken[i])
        return fail(Fault::InvalidInput, "the split contains {} twice", dataset.pictures[i].path);
      is_taken[i] = true;
    }
    std::sort((split.*row.side).begin(), (split.*row.side).end());
  }
  TRY_DONE(read_groups(top, positions, split));
  if (const auto leak = object_in(top, "leak")) {
    for (const LeakKey& row : kLeakKeys) split.leak.*row.value = whole_number_in(*leak, row.key).value_or(0);
  }
  return split;
}

}  // namespace tinsmith::dataset
