// packaging/other_program.h — runs a program that is not part of Tinsmith.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::packaging {

// Returns the path of an executable of this name in the folders of PATH; empty: there is none.
std::string program_on_path(std::string_view name);

struct ProgramRun {
  int exit_status = 0;  // 128 + the number of the signal that ended it
  std::string printed;  // standard output and standard error, at most a mebibyte
};

// Runs a program to its end, without a shell. What it prints goes to the file `printed`.
//   Unavailable  it cannot be started; or it was ended after ten minutes
Result<ProgramRun> run_program(const std::vector<std::string>& command, const std::filesystem::path& printed);

}  // namespace tinsmith::packaging
