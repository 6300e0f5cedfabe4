// tally/tally.h — what a test run came to, from the records it left.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tinsmith::tally {

struct Tally {
  std::size_t passed = 0;
  std::vector<std::string> failed;   // "suite: Case.Name: reason"
  std::vector<std::string> skipped;  // likewise
};

// Reads suites.xml, ctest's own record, and NAME.xml from each suite's GoogleTest program. A suite that ctest
// saw fail without a failed case (it crashed, or ran out of time) counts as one failure; so does a run in
// which nothing ran.
Tally count(const std::filesystem::path& folder);

}  // namespace tinsmith::tally
