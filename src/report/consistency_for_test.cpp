#include "report/consistency_for_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <regex>

#include "report/html.h"
#include "report/json.h"
#include "report/numbers.h"
#include "report/thresholds.h"
#include "report/verdict.h"

namespace tinsmith::report {
namespace {

using nlohmann::json;
using scene::Task;
using testing::HasSubstr;

// Means may be summed in a different order.
constexpr double kMeanTolerance = 1e-9;

Task task_of(const ShownRun& run) {
  if (run.report.at("task") == "classification") return Task::Classification;
  return run.report.at("task") == "detection" ? Task::Boxes : Task::Centroids;
}

std::int64_t sum_of(const json& rows, const char* key) {
  std::int64_t sum = 0;
  for (const json& row : rows) sum += row.at(key).get<std::int64_t>();
  return sum;
}

// Returns a table of thresholds.json as a matrix of the classes plus background.
std::vector<std::vector<std::int64_t>> matrix_of(const json& table) {
  const std::size_t size = table.at("by_class").size() + 1;
  std::vector<std::vector<std::int64_t>> matrix(size, std::vector<std::int64_t>(size, 0));
  for (const json& cell : table.at("confusion"))
    matrix.at(cell[0].get<std::size_t>()).at(cell[1].get<std::size_t>()) = cell[2].get<std::int64_t>();
  return matrix;
}

void expect_fraction(const json& shown, std::int64_t part, std::int64_t whole) {
  if (whole == 0)
    EXPECT_TRUE(shown.is_null());
  else
    EXPECT_EQ(shown.get<double>(), static_cast<double>(part) / static_cast<double>(whole));
}

// Sums over the matrix for the classes and for the background.
struct Sums {
  std::int64_t hits = 0, confused = 0, without_answer = 0, without_truth = 0;
};
Sums sums_of(const std::vector<std::vector<std::int64_t>>& matrix) {
  Sums sums;
  const std::size_t none = matrix.size() - 1;
  for (std::size_t truth = 0; truth < matrix.size(); ++truth)
    for (std::size_t answer = 0; answer < matrix.size(); ++answer)
      (truth == none     ? sums.without_truth
       : answer == none  ? sums.without_answer
       : truth == answer ? sums.hits
                         : sums.confused) += matrix[truth][answer];
  return sums;
}

void expect_class_rows(const json& table, const std::vector<std::vector<std::int64_t>>& matrix) {
  for (std::size_t i = 0; i + 1 < matrix.size(); ++i) {
    const json& row = table.at("by_class")[i];
    std::int64_t truths = 0, answers = 0;
    for (std::size_t other = 0; other < matrix.size(); ++other) {
      truths += matrix[i][other];
      answers += matrix[other][i];
    }
    EXPECT_EQ(row.at("truths"), truths);
    EXPECT_EQ(row.at("answers"), answers);
    EXPECT_EQ(row.at("hits"), matrix[i][i]);
    expect_fraction(row.at("precision"), matrix[i][i], answers);
    expect_fraction(row.at("recall"), matrix[i][i], truths);
  }
}

void expect_error_kinds(const json& errors, const Sums& sums) {
  EXPECT_EQ(errors.at("class"), sums.confused) << "wrong class is what the matrix says it is";
  EXPECT_EQ(errors.at("missed"), sums.without_answer);
  EXPECT_EQ(errors.at("duplicate").get<std::int64_t>() + errors.at("localisation").get<std::int64_t>() +
                errors.at("background").get<std::int64_t>(),
            sums.without_truth);
}

void expect_table_adds_up(const json& table, const json& sizes) {
  const auto matrix = matrix_of(table);
  const Sums sums = sums_of(matrix);
  const auto hits = table.at("hits").get<std::int64_t>(), truths = table.at("truths").get<std::int64_t>(),
             answers = table.at("answers").get<std::int64_t>();
  EXPECT_EQ(hits, sums.hits);
  EXPECT_EQ(truths, sums.hits + sums.confused + sums.without_answer);
  EXPECT_EQ(answers, sums.hits + sums.confused + sums.without_truth);
  EXPECT_EQ(sum_of(table.at("by_class"), "truths"), truths);
  EXPECT_EQ(sum_of(table.at("by_class"), "answers"), answers);
  EXPECT_EQ(sum_of(table.at("by_class"), "hits"), hits);
  expect_fraction(table.at("precision"), hits, answers);
  expect_fraction(table.at("recall"), hits, truths);
  expect_class_rows(table, matrix);
  if (!table.contains("errors")) return;
  expect_error_kinds(table.at("errors"), sums);
  std::int64_t found = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto of_size = table.at("found_by_size")[i].get<std::int64_t>();
    EXPECT_LE(of_size, sizes[i].at("objects"));
    found += of_size;
  }
  EXPECT_EQ(found, hits);
}

// ---- report.html

// Returns the text outside of the tags. A tag can contain a whole picture, which is too long for std::regex.
std::string text_of(const std::string& html) {
  std::string text;
  bool is_tag = false;
  for (const char letter : html) {
    is_tag = letter == '<' || (is_tag && letter != '>');
    const bool is_space = is_tag || letter == '>' || std::isspace(static_cast<unsigned char>(letter));
    if (!is_space) text += letter;
    if (is_space && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

// Returns the part of the page below a heading.
std::string section(const std::string& page, const std::string& title) {
  const std::size_t at = page.find("<h2>" + title + "</h2>");
  if (at == std::string::npos) return {};
  return page.substr(at, page.find("<h2>", at + 4) - at);
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

std::int64_t number_in(std::string text) {
  text = std::regex_replace(text, std::regex("\u202f"), "");
  std::smatch found;
  return std::regex_search(text, found, std::regex("[0-9]+")) ? std::stoll(found[0]) : -1;
}

// Returns the numbers in the cells of a column, by row.
std::vector<std::int64_t> column(const std::string& part, const std::string& title) {
  std::vector<std::int64_t> numbers;
  for (const std::string& cell : matches(part, "<td[^>]*data-title=\"" + title + "\"[^>]*>(.*?)</td>"))
    numbers.push_back(number_in(text_of(cell)));
  return numbers;
}

std::int64_t total(const std::vector<std::int64_t>& numbers) {
  std::int64_t sum = 0;
  for (const std::int64_t number : numbers) sum += number;
  return sum;
}

}  // namespace

ShownRun shown(const RunReport& run) {
  return {json::parse(to_json_text(run)), json::parse(to_thresholds_text(run)), to_html(run)};
}

void expect_every_table_adds_up(const ShownRun& run) {
  for (const char* model : {"float", "int8"}) {
    const json& tables = run.thresholds.at(model).at("tables");
    ASSERT_GE(tables.size(), 99u);
    for (const json& table : tables) expect_table_adds_up(table, run.report.at(model).value("sizes", json()));
  }
}

void expect_report_is_its_table(const ShownRun& run) {
  for (const char* model : {"float", "int8"}) {
    const json &score = run.report.at(model), &known = run.thresholds.at(model);
    ASSERT_EQ(score.at("threshold"), known.at("threshold"));
    const json* table = nullptr;
    for (const json& one : known.at("tables"))
      if (one.at("threshold") == score.at("threshold")) table = &one;
    ASSERT_NE(table, nullptr) << "the run's threshold can be chosen";
    for (std::size_t i = 0; i < score.at("by_class").size(); ++i)
      for (const char* key : {"truths", "answers", "hits", "precision", "recall", "f1"})
        EXPECT_EQ(score.at("by_class")[i].at(key), table->at("by_class")[i].at(key)) << key;
    auto matrix = matrix_of(*table);
    const bool has_background = score.at("confusion").size() == matrix.size();
    EXPECT_TRUE(has_background || sums_of(matrix).without_answer == 0) << "a classifier always answers";
    if (!has_background) {
      matrix.pop_back();
      for (auto& row : matrix) row.pop_back();
    }
    EXPECT_EQ(score.at("confusion"), json(matrix));
    if (task_of(run) != Task::Boxes) continue;
    for (std::size_t i = 0; i < score.at("sizes").size(); ++i)
      EXPECT_EQ(score.at("sizes")[i].at("found"), table->at("found_by_size")[i]);
    EXPECT_EQ(sum_of(score.at("sizes"), "objects"), score.at("objects"));
    for (const auto& [kind, error] : score.at("errors").items())
      EXPECT_EQ(error.at("count"), table->at("errors").at(kind)) << kind;
  }
}

void expect_headline_of_its_classes(const ShownRun& run) {
  for (const char* model : {"float", "int8"}) {
    const json& score = run.report.at(model);
    const char* headline = task_of(run) == Task::Classification ? "accuracy"
                           : task_of(run) == Task::Boxes        ? "map50"
                                                                : "f1_strict";
    const json& interval = score.at(std::string(headline) + "_ci");
    EXPECT_LE(interval[0], score.at(headline)) << headline;
    EXPECT_GE(interval[1], score.at(headline)) << headline;
    if (task_of(run) != Task::Boxes) continue;
    for (const auto& [figure, of_class] : {std::pair{"map50", "ap50"}, std::pair{"map", "ap"}}) {
      double sum = 0;
      int known = 0;
      for (const json& row : score.at("by_class")) {
        if (row.at(of_class).is_null()) continue;
        sum += row.at(of_class).get<double>();
        ++known;
      }
      ASSERT_GT(known, 0);
      EXPECT_NEAR(score.at(figure).get<double>(), sum / known, kMeanTolerance) << figure;
    }
  }
}

void expect_page_adds_up(const ShownRun& run) {
  const json& score = run.report.at("int8");
  const char* unit = task_of(run) == Task::Classification ? "Pictures" : "Objects";
  const std::int64_t truths = sum_of(score.at("by_class"), "truths");
  EXPECT_EQ(total(column(section(run.page, "Per class"), unit)), truths);

  const std::string map = section(run.page, "Confusion matrix");
  std::int64_t right = 0, wrong = 0;
  for (const std::string& cell : matches(map, "<td class=\"hit[^>]*>([0-9]+)</td>"))
    right += std::stoll(cell);
  for (const std::string& cell : matches(map, "<td class=\"miss[^>]*>([0-9]+)</td>"))
    wrong += std::stoll(cell);
  EXPECT_EQ(right, sum_of(score.at("by_class"), "hits"));
  if (task_of(run) == Task::Classification) {
    EXPECT_EQ(right + wrong, score.at("pictures"));
  }
  if (task_of(run) != Task::Boxes) return;

  const std::string errors = section(run.page, "Errors by kind");
  EXPECT_EQ(total(column(errors, "Count")), wrong) << "each cell beside the diagonal is of one kind of error";
  const std::string sizes = section(run.page, "By object size");
  EXPECT_EQ(total(column(sizes, "Objects")), score.at("objects"));
  EXPECT_EQ(score.at("objects"), truths);
}

// Returns whether the text is that of the standing with the name.
bool is_text_of(const json& standing, const std::string& text) {
  for (int i = 0; i <= static_cast<int>(Standing::NotMeasured); ++i)
    if (name_of(static_cast<Standing>(i)) == standing.get<std::string>())
      return text_of(static_cast<Standing>(i)) == text;
  return false;
}

void expect_verdict_matches_tables(const ShownRun& run) {
  const json& score = run.report.at("int8");
  const std::int64_t hits = sum_of(score.at("by_class"), "hits"),
                     answers = sum_of(score.at("by_class"), "answers"),
                     truths = sum_of(score.at("by_class"), "truths");
  const auto sentence = run.report.at("verdict").at("sentence").get<std::string>();
  const json& standing = run.report.at("verdict").at("standing");
  EXPECT_EQ(score.at("standing"), standing);
  const std::string standing_text = sentence.substr(0, sentence.find(". "));
  EXPECT_TRUE(is_text_of(standing, standing_text)) << standing << ": " << standing_text;
  EXPECT_THAT(text_of(run.page), HasSubstr(standing_text));
  if (task_of(run) == Task::Classification) {
    EXPECT_EQ(score.at("accuracy"), static_cast<double>(hits) / static_cast<double>(truths));
    EXPECT_THAT(sentence, HasSubstr(percent(score.at("accuracy"))));
  } else if (task_of(run) == Task::Boxes) {
    EXPECT_THAT(sentence, HasSubstr(percent(score.at("map50"))));
    EXPECT_THAT(sentence,
                HasSubstr(fmt::format("At the threshold {:.2f} it finds {} of these objects, and {} of "
                                      "its {} {} {} wrong.",
                                      score.at("threshold").get<double>(), grouped(hits),
                                      grouped(answers - hits), grouped(answers),
                                      answers == 1 ? "box" : "boxes", answers - hits == 1 ? "is" : "are")));
  } else {
    expect_fraction(score.at("recall_strict"), hits, truths);
    expect_fraction(score.at("precision_strict"), hits, answers);
    EXPECT_THAT(sentence, HasSubstr(percent(score.at("recall_strict")) + " of the objects"));
  }
}

void expect_consistent(const ShownRun& run) {
  expect_every_table_adds_up(run);
  expect_report_is_its_table(run);
  expect_headline_of_its_classes(run);
  expect_page_adds_up(run);
  expect_verdict_matches_tables(run);
}

}  // namespace tinsmith::report
