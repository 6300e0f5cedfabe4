#include "dataset/layouts/yolo_names.h"

#include <yaml-cpp/yaml.h>

#include "dataset/import.h"
#include "dataset/layouts/name_list.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Max size of a YAML file. The longest known name lists have a few thousand entries.
constexpr std::uint64_t kYaml_bytes = 1 << 20;

struct SplitKey {
  const char* key;
  Split split;
};
constexpr SplitKey kSplitKeys[] = {
    {"train", Split::Train}, {"val", Split::Validation}, {"valid", Split::Validation}, {"test", Split::Test}};

std::string without_dots(std::string_view path) {
  std::string out;
  for (const std::string_view part : parts_of(path)) {
    if (part != "." && part != "..") out = joined(out, part);
  }
  return out;
}

void take_names(const YAML::Node& names, std::map<std::int64_t, std::string>& into) {
  if (names.IsSequence()) {
    for (std::size_t i = 0; i < names.size() && i <= kMaxClasses; ++i)
      into[static_cast<std::int64_t>(i)] = names[i].as<std::string>();
  } else if (names.IsMap()) {
    for (const auto& pair : names) {
      if (into.size() > kMaxClasses) return;
      into[pair.first.as<std::int64_t>()] = pair.second.as<std::string>();
    }
  }
}

void take_rules(const YAML::Node& places, Split split, std::vector<SplitRule>& rules) {
  if (places.IsScalar()) rules.push_back({split, without_dots(places.as<std::string>())});
  if (!places.IsSequence()) return;
  for (std::size_t i = 0; i < places.size() && i < 1000; ++i) {
    if (places[i].IsScalar()) rules.push_back({split, without_dots(places[i].as<std::string>())});
  }
}

Result<Done> read_yaml(const Survey& survey, const std::string& path, YoloSetup& setup) {
  TRY(const std::string text, survey.text_of(path, kYaml_bytes));
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return fail(Fault::Corrupt, "{} is not a list of settings", path);
    if (setup.names.empty() && root["names"]) take_names(root["names"], setup.names);
    if (root["kpt_shape"]) setup.has_key_points = true;
    for (const SplitKey& row : kSplitKeys) {
      if (root[row.key]) take_rules(root[row.key], row.split, setup.rules);
    }
  } catch (const std::exception& trouble) {  // yaml-cpp reports errors by exceptions
    return fail(Fault::Corrupt, "{} is not YAML that can be read: {}", path, shown(trouble.what()));
  }
  return Done{};
}

// Reads Darknet's obj.data: "train = data/train.txt", "valid = data/test.txt".
void read_obj_data(const Survey& survey, const std::string& path, YoloSetup& setup) {
  const auto text = survey.text_of(path, kSmallLabelFile_bytes);
  if (!text) return;
  for (const std::string_view line : lines_of(text.value())) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = trimmed(line.substr(0, equals));
    for (const SplitKey& row : kSplitKeys) {
      if (key == row.key) setup.rules.push_back({row.split, without_dots(trimmed(line.substr(equals + 1)))});
    }
  }
}

}  // namespace

bool is_yolo_yaml(const Survey& survey, std::string_view path) {
  const std::string start = survey.start_of(path, 64 << 10);
  return start.starts_with("names:") || start.find("\nnames:") != std::string::npos;
}

YoloSetup read_yolo_setup(const Survey& survey) {
  YoloSetup setup;
  for (const std::string& path : survey.with_extension({"yaml", "yml"})) {
    if (!is_yolo_yaml(survey, path)) continue;
    if (const auto done = read_yaml(survey, path, setup); !done)
      setup.problems.push_back({Problem::Kind::BrokenLabel, path, done.error().message});
  }
  for (const std::string& path : survey.with_extension({"data"})) read_obj_data(survey, path, setup);
  if (setup.names.empty()) {
    for (const std::string& name : listed_names(survey))
      setup.names[static_cast<std::int64_t>(setup.names.size())] = name;
  }
  return setup;
}

}  // namespace tinsmith::dataset
