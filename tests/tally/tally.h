// tally/tally.h — the results of a test run, from the records that it left.
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

// Reads suites.xml, ctest's own record, and NAME.xml of each suite's GoogleTest program. A suite that failed
// in ctest without a failed case (a crash or a timeout) counts as one failure; so does a run in which no test
// ran.
Tally count(const std::filesystem::path& folder);

}  // namespace tinsmith::tally
