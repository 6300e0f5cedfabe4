#include "dataset/reading_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataset/reading_tally.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kMostClassesNamed = 12;

}  // namespace

std::string sentence_of(const Problem& problem) {
  return problem.path.empty() ? problem.says : fmt::format("{}: {}", problem.path, problem.says);
}

std::string class_list_of(const std::vector<std::string>& classes) {
  const std::size_t shown = std::min(classes.size(), kMostClassesNamed);
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) list += (i == 0 ? "" : ", ") + classes[i];
  return shown == classes.size() ? list : fmt::format("{}, … and {} more", list, classes.size() - shown);
}

std::string summary_of(const Dataset& dataset) {
  return fmt::format("{}, {}{}, read as {}.", counted(dataset.pictures.size(), "picture"),
                     counted(dataset.classes.size(), "class"),
                     dataset.classes.empty() ? "" : fmt::format(" ({})", class_list_of(dataset.classes)),
                     dataset.format);
}

std::vector<std::string> reading_sentences(const std::vector<Problem>& problems) {
  std::vector<std::string> sentences;
  for (const bool is_of_all : {true, false}) {
    for (const Problem& problem : problems) {
      if (problem.path.empty() != is_of_all) continue;
      sentences.push_back((problem.kind == Problem::Kind::Notice ? "" : "Left out: ") + sentence_of(problem));
    }
  }
  return sentences;
}

}  // namespace tinsmith::dataset
