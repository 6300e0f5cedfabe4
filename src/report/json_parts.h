// report/json_parts.h — what report.json and thresholds.json have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/run_report.h"

namespace tinsmith::report {

using Json = nlohmann::ordered_json;

// null where it is not finite.
Json number(double value);

template <class T>
Json known(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// A figure and beside it `key`_ci, its interval; null where it is absent.
void put(Json& json, const std::string& key, const std::optional<eval::Estimate>& figure);

// One object a class.
Json rows_of(const RunReport& run, const std::vector<eval::ClassScore>& rows);

}  // namespace tinsmith::report
