#include "report/json_parts.h"

#include <cmath>

namespace tinsmith::report {

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

void put(Json& json, const std::string& key, const std::optional<eval::Estimate>& figure) {
  json[key] = figure ? number(figure->value) : Json(nullptr);
  json[key + "_ci"] =
      figure ? Json::array({number(figure->interval.low), number(figure->interval.high)}) : Json(nullptr);
}

Json rows_of(const RunReport& run, const std::vector<eval::ClassScore>& rows) {
  Json json = Json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Json row{{"class", run.classes.at(i)},
             {"truths", rows[i].support},
             {"answers", rows[i].answers},
             {"hits", rows[i].hits}};
    put(row, "precision", rows[i].precision);
    put(row, "recall", rows[i].recall);
    row["f1"] = known(rows[i].f1);
    json.push_back(std::move(row));
  }
  return json;
}

}  // namespace tinsmith::report
