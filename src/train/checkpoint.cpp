#include "train/checkpoint.h"

#include "base/files.h"
#include "base/json.h"

namespace tinsmith::train {
namespace {

using nlohmann::json;

constexpr const char* kKind = "tinsmith training checkpoint 1";

// The only list of the tensors of a checkpoint and their names in the file.
template <class State, class Visit>
void visit_tensors(State& checkpoint, Visit&& visit) {
  visit("current.values", checkpoint.current.values);
  visit("current.statistics", checkpoint.current.statistics);
  visit("average.values", checkpoint.average.values);
  visit("average.statistics", checkpoint.average.statistics);
  visit("best.values", checkpoint.best.values);
  visit("best.statistics", checkpoint.best.statistics);
  visit("optimizer.first", checkpoint.optimizer.first);
  visit("optimizer.second", checkpoint.optimizer.second);
}

// The only list of the numbers of a checkpoint and their names in the file.
template <class State, class Visit>
void visit_numbers(State& checkpoint, Visit&& visit) {
  auto& progress = checkpoint.progress;
  visit("graph_hash", checkpoint.graph_hash);
  visit("average_steps", checkpoint.average_steps);
  visit("best_epoch", progress.best_epoch);
  visit("optimizer_steps", checkpoint.optimizer.steps);
  visit("progress", progress.schedule_fraction);
  visit("elapsed_s", progress.elapsed_s);
  visit("pictures_a_pass", progress.pictures_per_epoch);
  visit("pictures_seen", progress.pictures_seen);
  visit("training_s", progress.training_s);
}

Result<Checkpoint> parse(const formats::TensorFile& file) {
  Checkpoint checkpoint;
  const auto state = file.metadata.find("state");
  if (!is_checkpoint(file) || state == file.metadata.end())
    return fail(Fault::Corrupt, "it is not a training checkpoint");
  const json numbers = parse_json(state->second);
  if (!numbers.is_object() || !numbers.contains("records") || !numbers["records"].is_array())
    return fail(Fault::Corrupt, "its state is not readable");
  std::string missing;
  visit_numbers(checkpoint, [&](const char* name, auto& value) {
    const auto found = numbers.find(name);
    if (found != numbers.end() && found->is_number())
      value = found->template get<std::remove_reference_t<decltype(value)>>();
    else
      missing = name;
  });
  visit_tensors(checkpoint, [&](const char* name, std::vector<float>& values) {
    const formats::StoredTensor* tensor = file.find(name);
    if (tensor != nullptr && tensor->type == formats::StoredType::F32)
      values = values_of<float>(tensor->data);
    else
      missing = name;
  });
  if (!missing.empty()) return fail(Fault::Corrupt, "it has no usable '{}'", missing);
  if (const auto found = numbers.find("mirroring"); found != numbers.end() && found->is_number_integer())
    checkpoint.progress.mirroring = found->get<std::int32_t>();  // older files do not have it
  for (const json& record : numbers["records"]) {
    TRY(auto parsed, record_from_json(record));
    checkpoint.progress.records.push_back(parsed);
  }
  return checkpoint;
}

}  // namespace

Result<Done> save(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  formats::TensorFile file;
  visit_tensors(checkpoint, [&](const char* name, const std::vector<float>& values) {
    file.tensors.push_back(
        {name, formats::StoredType::F32, {static_cast<std::int64_t>(values.size())}, bytes_of(values)});
  });
  json numbers;
  visit_numbers(checkpoint, [&](const char* name, const auto& value) { numbers[name] = value; });
  numbers["mirroring"] = checkpoint.progress.mirroring;
  numbers["records"] = json::array();
  for (const EpochRecord& record : checkpoint.progress.records) numbers["records"].push_back(to_json(record));
  file.metadata = {{"kind", kKind}, {"state", numbers.dump()}};
  return write_file(path, formats::write_safetensors(file));
}

bool is_checkpoint(const formats::TensorFile& file) {
  const auto kind = file.metadata.find("kind");
  return kind != file.metadata.end() && kind->second == kKind;
}

Result<Checkpoint> load_checkpoint(const std::filesystem::path& path) {
  const auto during = "reading " + path.string();
  TRY(const auto bytes, read_file(path).during(during));
  TRY(const auto file, formats::read_safetensors(bytes).during(during));
  return parse(file).during(during);
}

}  // namespace tinsmith::train
