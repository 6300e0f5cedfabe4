#include "dataset/layouts/csv_table.h"

#include <algorithm>

#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

char separator_of(std::string_view first_line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    const std::ptrdiff_t count = std::count(first_line.begin(), first_line.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {
    table_.separator = separator_of(text.substr(0, text.find('\n')));
  }

  CsvTable parse() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && trimmed(cell_).empty()) {
        cell_.clear();
        read_quoted();
      } else if (c == table_.separator) {
        end_cell();
      } else if (c == '\n') {
        end_row();
      } else {
        cell_ += c;
      }
    }
    end_row();
    return std::move(table_);
  }

 private:
  void read_quoted() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '"') {
        cell_ += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        cell_ += text_[at_++];
      } else {
        return;
      }
    }
  }

  void end_cell() {
    row_.emplace_back(trimmed(cell_));
    cell_.clear();
  }

  void end_row() {
    if (row_.empty() && trimmed(cell_).empty()) {
      cell_.clear();
      return;
    }
    end_cell();
    table_.rows.push_back(std::move(row_));
    row_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string cell_;
  std::vector<std::string> row_;
  CsvTable table_;
};

}  // namespace

CsvTable parse_csv(std::string_view text) {
  return CsvParser(text).parse();
}

std::optional<double> csv_number_of(std::string_view cell) {
  std::string plain(cell);
  if (std::count(plain.begin(), plain.end(), ',') == 1) std::replace(plain.begin(), plain.end(), ',', '.');
  return number_of(plain);
}

}  // namespace tinsmith::dataset
