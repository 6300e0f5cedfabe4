// split.json, and what is said of a split.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "dataset/layouts/json_file.h"
#include "dataset/split.h"
#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

struct SideKey {
  const char* key;
  std::vector<std::size_t> Division::*side;
};
constexpr SideKey kSides[] = {
    {"train", &Division::train}, {"val", &Division::validation}, {"test", &Division::test}};

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

using Positions = std::unordered_map<std::string_view, std::size_t>;

// Positions of the pictures a list names.
Result<std::vector<std::size_t>> pictures_in(const std::vector<Json>& list, const Positions& positions) {
  std::vector<std::size_t> pictures;
  for (const Json value : list) {
    std::string_view path;
    if (value.get(path) != simdjson::SUCCESS)
      return fail(Fault::Corrupt, "the split names a picture by something else than text");
    const auto at = positions.find(path);
    if (at == positions.end())
      return fail(Fault::InvalidInput, "the split names {}, which is not in the data set", shown(path));
    pictures.push_back(at->second);
  }
  return pictures;
}

Result<Done> read_groups(JsonObject top, const Positions& positions, Division& division) {
  for (std::size_t i = 0; i < division.group_of.size(); ++i)
    division.group_of[i] = static_cast<std::int32_t>(i);
  for (const Json group : list_in(top, "groups")) {
    TRY(const auto members, pictures_in(list_of(group), positions));
    for (const std::size_t i : members) division.group_of[i] = static_cast<std::int32_t>(members.front());
  }
  std::map<std::int32_t, std::int32_t> numbers;  // by first appearance
  for (std::int32_t& group : division.group_of)
    group = numbers.emplace(group, static_cast<std::int32_t>(numbers.size())).first->second;
  return Done{};
}

}  // namespace

std::string text_of(const Leak& leak) {
  std::string text =
      leak.groups == 0
          ? "No two pictures are near duplicates."
          : fmt::format(
                "{} pictures are near duplicates of others, in {} groups of up to {}; each group "
                "stays on one side.",
                leak.grouped_pictures, leak.groups, leak.largest_group);
  if (leak.leaking > 0)
    text += fmt::format(
        " A division by chance would have put near duplicates of {} of its {} test pictures among those "
        "learnt from, and made the result look better than it is.",
        leak.leaking, leak.test_pictures);
  if (leak.given_leaking > 0)
    text += fmt::format(
        " The split that came with the data leaks: {} of its {} test pictures have a near duplicate among "
        "its training pictures.",
        leak.given_leaking, leak.given_test);
  return text;
}

nlohmann::ordered_json to_json(const Division& division, const Dataset& dataset) {
  nlohmann::ordered_json json{{"seed", division.seed}};
  for (const SideKey& row : kSides) {
    auto paths = nlohmann::ordered_json::array();
    for (const std::size_t i : division.*row.side) paths.push_back(dataset.pictures[i].path);
    json[row.key] = std::move(paths);
  }
  std::map<std::int32_t, std::vector<std::string>> groups;
  for (std::size_t i = 0; i < division.group_of.size(); ++i)
    groups[division.group_of[i]].push_back(dataset.pictures[i].path);
  json["groups"] = nlohmann::ordered_json::array();
  for (auto& [number, members] : groups) {
    if (members.size() > 1) json["groups"].push_back(std::move(members));
  }
  for (const LeakKey& row : kLeakKeys) json["leak"][row.key] = division.leak.*row.value;
  return json;
}

Result<Division> division_from_json(const std::string& text, const Dataset& dataset) {
  JsonFile file;
  TRY(const Json root, file.parse(text, "split.json"));
  JsonObject top;
  std::uint64_t seed = 0;
  if (root.get(top) != simdjson::SUCCESS || top["seed"].get(seed) != simdjson::SUCCESS)
    return fail(Fault::Corrupt, "split.json has no \"seed\"");
  Positions positions;
  for (std::size_t i = 0; i < dataset.pictures.size(); ++i) positions.emplace(dataset.pictures[i].path, i);
  Division division{seed, {}, {}, {}, std::vector<std::int32_t>(dataset.pictures.size()), {}};
  std::vector<bool> is_taken(dataset.pictures.size());
  for (const SideKey& row : kSides) {
    if (!has_list(top, row.key)) return fail(Fault::Corrupt, "split.json has no list \"{}\"", row.key);
    TRY(division.*row.side, pictures_in(list_in(top, row.key), positions));
    for (const std::size_t i : division.*row.side) {
      if (is_taken[i]) return fail(Fault::InvalidInput, "the split names {} twice", dataset.pictures[i].path);
      is_taken[i] = true;
    }
    std::sort((division.*row.side).begin(), (division.*row.side).end());
  }
  TRY_DONE(read_groups(top, positions, division));
  if (const auto leak = object_in(top, "leak")) {
    for (const LeakKey& row : kLeakKeys)
      division.leak.*row.value = whole_number_in(*leak, row.key).value_or(0);
  }
  return division;
}

}  // namespace tinsmith::dataset
