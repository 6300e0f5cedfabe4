#include "train/record.h"

#include <type_traits>

#include "base/json.h"

namespace tinsmith::train {
namespace {

// The only list of a record's fields and their names in JSON.
template <class Record, class Visit>
void visit_fields(Record& record, Visit&& visit) {
  visit("epoch", record.epoch);
  visit("learning_rate", record.learning_rate);
  visit("train_loss", record.train_loss);
  visit("validation_loss", record.validation_loss);
  visit("validation_metric", record.validation_metric);
  visit("background_shift", record.background_shift);
  visit("is_best", record.is_best);
  visit("seconds", record.seconds);
  visit("images_per_second", record.images_per_second);
  visit("stall_seconds", record.stall_seconds);
}

}  // namespace

nlohmann::json to_json(const EpochRecord& record) {
  nlohmann::json json;
  visit_fields(record, [&](const char* name, const auto& value) { json[name] = value; });
  return json;
}

Result<EpochRecord> record_from_json(const nlohmann::json& json) {
  EpochRecord record;
  std::string missing;
  visit_fields(record, [&](const char* name, auto& value) {
    using Value = std::remove_reference_t<decltype(value)>;
    const auto found = json.is_object() ? json.find(name) : json.end();
    const bool fits =
        found != json.end() && (std::is_same_v<Value, bool> ? found->is_boolean() : found->is_number());
    if (fits)
      value = found->template get<Value>();
    else
      missing = name;
  });
  if (!missing.empty()) return fail(Fault::Corrupt, "an epoch's record has no usable '{}'", missing);
  return record;
}

}  // namespace tinsmith::train
