#include "dataset/reading_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/counted.h"
#include "files/text.h"

namespace tinsmith::dataset {
namespace {

constexpr std::size_t kMaxClassesNamed = 12;
// Max number of attribute names that are listed. Label files may have any number of them; the rest
// are only counted.
constexpr std::size_t kMaxNames = 20;

void add_sentences(const std::map<std::string, std::size_t, std::less<>>& counts, bool is_value,
                   std::vector<std::string>& sentences) {
  std::size_t named = 0;
  for (const auto& [name, count] : counts) {
    if (++named > kMaxNames) {
      sentences.push_back(fmt::format("{} more {} of {}: not used", counts.size() - kMaxNames,
                                      counts.size() - kMaxNames == 1 ? "name" : "names",
                                      is_value ? "values" : "elements"));
      return;
    }
    sentences.push_back(is_value ? fmt::format("{}: not used ({})", name, counted(count, "value"))
                                 : fmt::format("{}: not used", counted(count, name)));
  }
}

}  // namespace

std::string plural_of(std::string_view noun) {
  for (const std::string_view joint : {" of ", " with ", " that "}) {
    if (const std::size_t at = noun.find(joint); at != std::string_view::npos)
      return plural_of(noun.substr(0, at)) + std::string(noun.substr(at));
  }
  constexpr std::array<std::string_view, 5> kHissing{"s", "x", "z", "ch", "sh"};
  for (const std::string_view end : kHissing) {
    if (noun.ends_with(end)) return fmt::format("{}es", noun);
  }
  constexpr std::string_view kVowels = "aeiou";
  if (noun.size() > 1 && noun.back() == 'y' && kVowels.find(noun[noun.size() - 2]) == std::string_view::npos)
    return fmt::format("{}ies", noun.substr(0, noun.size() - 1));
  return fmt::format("{}s", noun);
}

std::string counted(std::size_t count, std::string_view noun) {
  return tinsmith::counted(static_cast<std::int64_t>(count), noun, plural_of(noun));
}

void ReadingTally::read_as_box(std::string_view shape) {
  read_as(shape, "the box around it", "the boxes around them");
}

void ReadingTally::read_as(std::string_view thing, std::string_view as_one, std::string_view as_many) {
  auto at = read_as_.find(thing);
  if (at == read_as_.end()) at = read_as_.emplace(thing, As{std::string(as_one), std::string(as_many)}).first;
  ++at->second.count;
}

void ReadingTally::not_used(std::string_view thing, std::size_t count) {
  not_used_[shown(thing)] += count;
}

void ReadingTally::value_not_used(std::string_view kind, std::string_view name, std::size_t count) {
  values_[fmt::format("{} `{}`", kind, shown(name))] += count;
}

void ReadingTally::add(const ReadingTally& other) {
  for (const auto& [thing, as] : other.read_as_) {
    As& mine = read_as_.try_emplace(thing, As{as.one, as.many, 0}).first->second;
    mine.count += as.count;
  }
  for (const auto& [thing, count] : other.not_used_) not_used_[thing] += count;
  for (const auto& [name, count] : other.values_) values_[name] += count;
}

std::vector<std::string> ReadingTally::sentences() const {
  std::vector<std::string> sentences;
  for (const auto& [thing, as] : read_as_)
    sentences.push_back(
        fmt::format("{}: read as {}", counted(as.count, thing), as.count == 1 ? as.one : as.many));
  add_sentences(not_used_, false, sentences);
  add_sentences(values_, true, sentences);
  return sentences;
}

std::string sentence_of(const Problem& problem) {
  return problem.path.empty() ? problem.message : fmt::format("{}: {}", problem.path, problem.message);
}

std::string class_list_of(const std::vector<std::string>& classes) {
  const std::size_t shown = std::min(classes.size(), kMaxClassesNamed);
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
