// dataset/layouts/csv_table.h — tables of comma-separated values (RFC 4180; also ';' or tabs between cells).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinsmith::dataset {

struct CsvTable {
  char separator = ',';
  std::vector<std::vector<std::string>> rows;  // cells trimmed; empty lines left out
};

// The separator is the commonest of ',', ';' and tab on the first line. A quote that is never closed ends
// with the text.
CsvTable parse_csv(std::string_view text);

// '.' or ',' before decimals; nothing when it is no number.
std::optional<double> csv_number_of(std::string_view cell);

}  // namespace tinsmith::dataset
