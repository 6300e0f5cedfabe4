// report/json_parts.h — helpers shared by report.json and thresholds.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "report/run_report.h"

namespace tinsmith::report {

using Json = nlohmann::ordered_json;

// Returns the number, or null if it is not finite.
Json number(double value);

template <class T>
Json known(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// Adds the estimate as `key` and its interval as `key`_ci; null when absent.
void put(Json& json, const std::string& key, const std::optional<eval::Estimate>& figure);

// Returns an array with one object per class.
Json rows_of(const RunReport& run, const std::vector<eval::ClassScore>& rows);

}  // namespace tinsmith::report
