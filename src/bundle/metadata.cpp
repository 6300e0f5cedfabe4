#include "bundle/metadata.h"

#include <algorithm>

#include "base/json.h"
#include "bundle/levels.h"

namespace tinsmith::bundle {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxMetadata_bytes = std::size_t{1} << 20;
constexpr std::size_t kMaxName_bytes = 1024;
constexpr std::size_t kMaxValue_bytes = 4096;
constexpr std::size_t kMaxProvenance_entries = 256;

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char character) {
    const auto code = static_cast<unsigned char>(character);
    return code < 0x20 || code == 0x7f;
  });
}

Result<json> value_at(const json& object, const char* key, json::value_t kind, std::string_view kind_name) {
  const auto found = object.find(key);
  if (found == object.end() || found->type() != kind)
    return fail(Fault::InvalidInput, "it has no {} \"{}\"", kind_name, key);
  return *found;
}

// Returns a name that fits on one line.
Result<std::string> line_of(const json& value, std::string_view what, std::size_t max_bytes) {
  if (!value.is_string()) return fail(Fault::InvalidInput, "{} is not a text", what);
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_bytes)
    return fail(Fault::InvalidInput, "{} has {} bytes; at most {} are expected", what, text.size(),
                max_bytes);
  if (has_control_characters(text)) return fail(Fault::InvalidInput, "{} contains control characters", what);
  return text;
}

Result<std::vector<std::string>> classes_of(const json& object) {
  TRY(const json array, value_at(object, "classes", json::value_t::array, "list"));
  std::vector<std::string> classes;
  for (const json& value : array) {
    TRY(auto name, line_of(value, fmt::format("class {}", classes.size()), kMaxName_bytes));
    if (!is_class_name(name)) return fail(Fault::InvalidInput, "class {} has no name", classes.size());
    classes.push_back(std::move(name));
  }
  return classes;
}

Result<scene::Task> task_of(const json& object) {
  TRY(const json value, value_at(object, "head", json::value_t::string, "text"));
  TRY(const auto name, line_of(value, "\"head\"", kMaxName_bytes));
  const auto task = scene::find_task(name);
  if (!task)
    return fail(Fault::Unsupported, "its head is \"{}\", which this version of Tinsmith does not support",
                name);
  return *task;
}

Result<std::map<std::string, std::string>> provenance_of(const json& object) {
  TRY(const json entries, value_at(object, "provenance", json::value_t::object, "object"));
  if (entries.size() > kMaxProvenance_entries)
    return fail(Fault::InvalidInput, "its provenance has {} entries; at most {} are expected", entries.size(),
                kMaxProvenance_entries);
  std::map<std::string, std::string> provenance;
  for (const auto& [key, value] : entries.items()) {
    TRY_DONE(line_of(key, "a key of its provenance", kMaxName_bytes));
    TRY(auto text, line_of(value, fmt::format("its provenance's \"{}\"", key), kMaxValue_bytes));
    provenance.emplace(key, std::move(text));
  }
  return provenance;
}

// If the key is absent, the output holds probabilities.
Result<bool> answers_logits_of(const json& object, scene::Task task) {
  const auto found = object.find("answer");
  if (found == object.end()) return false;
  if (!found->is_string() || found->get_ref<const std::string&>() != "logits" || task == scene::Task::Boxes)
    return fail(Fault::InvalidInput, "its \"answer\" is not \"logits\" of classes or centroids");
  return true;
}

Result<Done> check_version(const json& object) {
  const auto found = object.find("version");
  if (found == object.end() || !found->is_number_unsigned())
    return fail(Fault::InvalidInput, "it has no whole number \"version\"");
  if (const auto version = found->get<std::uint64_t>(); version > kVersion)
    return fail(Fault::Unsupported,
                "it is of version {}, but this Tinsmith supports version {}; use a newer Tinsmith", version,
                kVersion);
  return Done{};
}

// Returns nothing if the network decodes the boxes to rows itself.
Result<std::optional<scene::BoxGrid>> levels_of(const json& object, scene::Task task,
                                                const image::Preparation& preparation, std::size_t classes) {
  const auto found = object.find("levels");
  if (found == object.end()) return std::optional<scene::BoxGrid>{};
  if (task != scene::Task::Boxes)
    return fail(Fault::InvalidInput, "it has \"levels\", but its head is {}", scene::name_of(task));
  scene::BoxGrid grid{preparation.size.width,
                      preparation.size.height,
                      static_cast<std::int32_t>(classes),
                      scene::BoxCoding::Bounded,
                      {}};
  TRY_DONE(read_levels(*found, grid));
  return std::optional(std::move(grid));
}

Result<heads::Suppression> suppression_of(const json& object) {
  const auto found = object.find("suppression");
  if (found == object.end()) return heads::Suppression::PerClass;  // older files do not have this key
  const auto known =
      found->is_string() ? heads::find_suppression(found->get_ref<const std::string&>()) : std::nullopt;
  if (!known)
    return fail(Fault::InvalidInput, "its \"suppression\" is neither \"per-class\" nor \"across-classes\"");
  return *known;
}

Result<std::optional<double>> threshold_of(const json& object) {
  const auto found = object.find("threshold");
  if (found == object.end()) return std::optional<double>{};
  const double value = found->is_number() ? found->get<double>() : -1;
  if (!(value >= 0 && value <= 1))
    return fail(Fault::InvalidInput, "its \"threshold\" is not a number from 0 to 1");
  return std::optional(value);
}

}  // namespace

bool is_class_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName_bytes && !has_control_characters(name);
}

std::string metadata_text(const Model& model) {
  json object = {{"version", kVersion},
                 {"name", model.name},
                 {"head", scene::name_of(model.task)},
                 {"classes", model.classes},
                 {"preparation", image::to_json(model.preparation)},
                 {"provenance", model.provenance}};
  if (model.levels) object["levels"] = levels_to_json(*model.levels);
  if (model.task == scene::Task::Boxes)
    object["suppression"] = std::string(heads::name_of(model.suppression));
  if (model.threshold) object["threshold"] = *model.threshold;
  if (model.answers_logits) object["answer"] = "logits";
  if (model.input_values != InputValues{}) object["input_values"] = to_json(model.input_values);
  return json_text(object);
}

Result<Done> read_metadata(std::string_view text, Model& model) {
  if (text.size() > kMaxMetadata_bytes)
    return fail(Fault::Corrupt, "it has {} bytes; at most {} are expected", text.size(), kMaxMetadata_bytes);
  const json object = parse_json(text);
  if (!object.is_object()) return fail(Fault::Corrupt, "it is not a JSON object");
  TRY_DONE(check_version(object));
  TRY(const json name, value_at(object, "name", json::value_t::string, "text"));
  TRY(auto model_name, line_of(name, "\"name\"", kMaxName_bytes));
  TRY(const scene::Task task, task_of(object));
  TRY(auto classes, classes_of(object));
  TRY(const json recipe, value_at(object, "preparation", json::value_t::object, "object"));
  TRY(const auto preparation, image::preparation_from_json(recipe));
  TRY(auto levels, levels_of(object, task, preparation, classes.size()));
  TRY(auto provenance, provenance_of(object));
  TRY(const heads::Suppression suppression, suppression_of(object));
  TRY(const auto threshold, threshold_of(object));
  TRY(const bool answers_logits, answers_logits_of(object, task));
  InputValues input_values;
  if (const auto found = object.find("input_values"); found != object.end()) {
    TRY(input_values, input_values_from_json(*found));
  }
  model.name = std::move(model_name);
  model.task = task;
  model.answers_logits = answers_logits;
  model.levels = std::move(levels);
  model.suppression = suppression;
  model.threshold = threshold;
  model.classes = std::move(classes);
  model.preparation = preparation;
  model.input_values = input_values;
  model.provenance = std::move(provenance);
  return Done{};
}

}  // namespace tinsmith::bundle
