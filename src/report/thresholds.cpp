#include "report/thresholds.h"

#include "base/json.h"
#include "report/json_parts.h"

namespace tinsmith::report {
namespace {

// Returns the nonzero cells of the matrix, which are few: [truth, answer, count].
Json cells_of(const eval::Confusion& confusion) {
  Json cells = Json::array();
  for (scene::ClassIndex truth = 0; truth < confusion.size(); ++truth)
    for (scene::ClassIndex answer = 0; answer < confusion.size(); ++answer)
      if (const std::int64_t count = confusion.at(truth, answer); count > 0)
        cells.push_back({truth, answer, count});
  return cells;
}

Json table_of(const RunReport& run, const eval::OperatingPoint& point) {
  Json table{{"threshold", point.threshold},
             {"truths", point.truths},
             {"answers", point.answers},
             {"hits", point.hits}};
  put(table, "precision", point.precision);
  put(table, "recall", point.recall);
  table["f1"] = point.f1;
  table["by_class"] = rows_of(run, point.by_class);
  table["confusion"] = cells_of(point.confusion);
  if (run.task != scene::Task::Boxes) return table;
  table["found_by_size"] = point.found_by_size;
  for (std::size_t i = 0; i < eval::kBoxErrorKinds; ++i)
    table["errors"][std::string(eval::name_of(static_cast<eval::BoxErrorKind>(i)))] = point.errors[i];
  return table;
}

Json tables_of(const RunReport& run, const std::optional<Score>& score) {
  if (!score) return nullptr;
  Json tables = Json::array();
  for (const eval::OperatingPoint& point : points_of(*score)) tables.push_back(table_of(run, point));
  return {{"threshold", threshold_of(*score)}, {"tables", std::move(tables)}};
}

}  // namespace

std::string to_thresholds_text(const RunReport& run) {
  const Json json{{"float", tables_of(run, run.float_score)}, {"int8", tables_of(run, run.int8_score)}};
  return json_text(json) + '\n';
}

}  // namespace tinsmith::report
