#include "tally/tally.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace tinsmith::tally {
namespace {

// GoogleTest writes "file:line\nreason"; only the reason is shown.
std::string reason(const pugi::xml_node& note) {
  const std::string message = note.attribute("message").as_string();
  const std::size_t end_of_place = message.find('\n');
  std::string text = end_of_place == std::string::npos ? message : message.substr(end_of_place + 1);
  return text.substr(0, text.find('\n'));
}

void add_cases(const std::string& suite, const pugi::xml_document& results, Tally& tally) {
  for (const pugi::xml_node& group : results.child("testsuites").children("testsuite")) {
    for (const pugi::xml_node& test : group.children("testcase")) {
      if (std::string(test.attribute("status").as_string()) == "notrun") continue;
      const std::string name = fmt::format("{}: {}.{}", suite, test.attribute("classname").as_string(),
                                           test.attribute("name").as_string());
      if (const pugi::xml_node failure = test.child("failure")) {
        tally.failed.push_back(fmt::format("{}: {}", name, reason(failure)));
      } else if (const pugi::xml_node skip = test.child("skipped")) {
        tally.skipped.push_back(fmt::format("{}: {}", name, reason(skip)));
      } else {
        ++tally.passed;
      }
    }
  }
}

}  // namespace

Tally count(const std::filesystem::path& folder) {
  Tally tally;
  pugi::xml_document suites;
  if (!suites.load_file((folder / "suites.xml").c_str())) {
    tally.failed.push_back("the test run left no record: " + (folder / "suites.xml").string());
    return tally;
  }
  for (const pugi::xml_node& suite : suites.child("testsuite").children("testcase")) {
    const std::string name = suite.attribute("name").as_string();
    const std::string status = suite.attribute("status").as_string();
    pugi::xml_document results;
    const bool has_results = bool(results.load_file((folder / (name + ".xml")).c_str()));
    const std::size_t failed_before = tally.failed.size();
    if (has_results) add_cases(name, results, tally);
    const bool suite_failed = status != "run" || !has_results;
    if (suite_failed && tally.failed.size() == failed_before) {
      tally.failed.push_back(fmt::format("{}: did not run to its end (ctest says: {})", name, status));
    }
  }
  if (tally.passed + tally.skipped.size() == 0 && tally.failed.empty()) tally.failed.push_back("no test ran");
  return tally;
}

}  // namespace tinsmith::tally
