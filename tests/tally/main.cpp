// tally FOLDER: prints every skipped and failed case with its reason, then "N passed, N failed, N skipped".
#include <fmt/format.h>

#include "tally/tally.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: tally FOLDER\n");
    return 2;
  }
  const tinsmith::tally::Tally tally = tinsmith::tally::count(argv[1]);
  fmt::print("\n");
  for (const std::string& skip : tally.skipped) fmt::print("SKIPPED {}\n", skip);
  for (const std::string& failure : tally.failed) fmt::print("FAILED  {}\n", failure);
  fmt::print("{} passed, {} failed, {} skipped\n", tally.passed, tally.failed.size(), tally.skipped.size());
  return tally.failed.empty() ? 0 : 1;
}
