#include "verbs/data_record.h"

#include <fmt/format.h>
#include <algorithm>

#include <set>

#include "base/counted.h"
#include "base/hash.h"
#include "base/json.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::json;

constexpr std::size_t kNamesShown = 3;

std::string hash_of_labels(const dataset::Picture& picture, const std::vector<std::string>& classes) {
  const auto name = [&](scene::ClassIndex index) { return classes[static_cast<std::size_t>(index)]; };
  json labels = json::array();
  if (picture.class_index) labels.push_back(name(*picture.class_index));
  for (const scene::LabelledBox& one : picture.boxes)
    labels.push_back({name(one.class_index), one.box.x, one.box.y, one.box.width, one.box.height});
  const std::string text = json_text(labels);
  return hash_of(as_bytes(text)).text();
}

std::vector<std::int64_t> pictures_of_classes(const dataset::Dataset& dataset) {
  std::vector<std::int64_t> counts(dataset.classes.size());
  for (const dataset::Picture& picture : dataset.pictures) {
    std::set<scene::ClassIndex> shown;
    if (picture.class_index) shown.insert(*picture.class_index);
    for (const scene::LabelledBox& one : picture.boxes) shown.insert(one.class_index);
    for (const scene::ClassIndex index : shown) ++counts[static_cast<std::size_t>(index)];
  }
  return counts;
}

struct Changes {
  std::vector<std::string> added, gone, unlabelled, relabelled;  // paths
};

Changes changes_of(const DataRecord& record, const dataset::Dataset& dataset) {
  Changes changes;
  std::set<std::string> there;
  for (const dataset::Picture& picture : dataset.pictures) {
    there.insert(picture.path);
    const auto known = record.labels.find(picture.path);
    const bool was_labelled = known != record.labels.end() && known->second.has_value();
    if (!was_labelled && picture.is_annotated) changes.added.push_back(picture.path);
    if (was_labelled && !picture.is_annotated) changes.unlabelled.push_back(picture.path);
    if (was_labelled && picture.is_annotated && *known->second != hash_of_labels(picture, dataset.classes))
      changes.relabelled.push_back(picture.path);
  }
  for (const auto& [path, labels] : record.labels)
    if (labels && !there.contains(path)) changes.gone.push_back(path);
  return changes;
}

}  // namespace

DataRecord record_of(const dataset::Dataset& dataset) {
  DataRecord record{dataset.classes, {}};
  for (const dataset::Picture& picture : dataset.pictures)
    record.labels[picture.path] =
        picture.is_annotated ? std::optional(hash_of_labels(picture, dataset.classes)) : std::nullopt;
  return record;
}

std::string to_text(const DataRecord& record) {
  json pictures = json::object();
  for (const auto& [path, labels] : record.labels) pictures[path] = labels ? json(*labels) : json();
  return json_text(json{{"classes", record.classes}, {"pictures", std::move(pictures)}}, 1) + "\n";
}

Result<DataRecord> data_record_from_text(const std::string& text) {
  const json given = parse_json(text);
  const bool has_both = given.is_object() && given.contains("classes") && given["classes"].is_array() &&
                        given.contains("pictures") && given["pictures"].is_object();
  if (!has_both) return fail(Fault::Corrupt, "it has no list \"classes\" or no object \"pictures\"");
  DataRecord record;
  for (const json& name : given["classes"]) {
    if (!name.is_string()) return fail(Fault::Corrupt, "the class {} is not text", name.dump());
    record.classes.push_back(name);
  }
  for (const auto& [path, labels] : given["pictures"].items()) {
    if (!labels.is_string() && !labels.is_null())
      return fail(Fault::Corrupt, "the labels of {} are neither a hash nor null", path);
    record.labels[path] = labels.is_null() ? std::nullopt : std::optional(labels.get<std::string>());
  }
  return record;
}

Result<Done> use_classes_of(const DataRecord& record, const std::string& run, dataset::Dataset& dataset) {
  const auto counts = pictures_of_classes(dataset);
  std::vector<scene::ClassIndex> renumbered(dataset.classes.size(), -1);
  std::vector<std::string> added;
  for (std::size_t c = 0; c < dataset.classes.size(); ++c) {
    const auto known = std::find(record.classes.begin(), record.classes.end(), dataset.classes[c]);
    if (known != record.classes.end())
      renumbered[c] = static_cast<scene::ClassIndex>(known - record.classes.begin());
    else if (counts[c] > 0)
      added.push_back(
          fmt::format("'{}' ({})", dataset.classes[c], counted(counts[c], "picture", "pictures")));
  }
  if (!added.empty())
    return fail(
        Fault::Conflict,
        "the data set has {} that this run does not have: {}. A run keeps the classes with which it started "
        "({}). To train the new classes, start another run from its weights: give the data set, --from {} "
        "and a new --out. To resume this run, remove the new classes from the data set",
        added.size() == 1 ? "a class" : counted(std::ssize(added), "class", "classes"),
        fmt::join(added, ", "), fmt::join(record.classes, ", "), run);
  for (dataset::Picture& picture : dataset.pictures) {
    if (picture.class_index) picture.class_index = renumbered[static_cast<std::size_t>(*picture.class_index)];
    for (scene::LabelledBox& one : picture.boxes)
      one.class_index = renumbered[static_cast<std::size_t>(one.class_index)];
  }
  dataset.classes = record.classes;
  return Done{};
}

std::vector<std::string> changes_since(const DataRecord& record, const std::string& run,
                                       const dataset::Dataset& dataset) {
  const Changes changes = changes_of(record, dataset);
  const auto pictures = [](const std::vector<std::string>& paths, const char* one, const char* many) {
    return fmt::format("{} ({})", counted(std::ssize(paths), one, many), some_of(paths, kNamesShown));
  };
  std::vector<std::string> sentences;
  if (!changes.added.empty())
    sentences.push_back(fmt::format(
        "Since this run started, the data set has {}. They are not used: this run continues with the "
        "pictures with which it started. A new run uses them; --from {} starts it from these weights.",
        pictures(changes.added, "new labelled picture", "new labelled pictures"), run));
  if (!changes.gone.empty())
    sentences.push_back(fmt::format("Since this run started, {}. It continues with the others.",
                                    pictures(changes.gone, "picture was removed from the data set",
                                             "pictures were removed from the data set")));
  if (!changes.unlabelled.empty())
    sentences.push_back(
        fmt::format("Since this run started, {}. It continues with the others.",
                    pictures(changes.unlabelled, "picture lost its label", "pictures lost their labels")));
  if (!changes.relabelled.empty())
    sentences.push_back(fmt::format("Since this run started, {}. It continues with the new labels.",
                                    pictures(changes.relabelled, "picture was labelled differently",
                                             "pictures were labelled differently")));
  return sentences;
}

}  // namespace tinsmith::verbs
