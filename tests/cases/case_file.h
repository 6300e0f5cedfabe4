// cases/case_file.h — a text file of commands and their expected results.
//
//     needs data/sign_digits      skip this file where the shared data lacks it
//     $ tinsmith data check none  a command for bash; commands run in order, in one empty folder
//     ? 3                         its exit status; 0 without this line
//     > none: no such             its output (both streams) contains this …
//     ! bug                       … and not this
//     # remarks, and blank lines, are ignored
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tinsmith::cases {

struct Step {
  int line;
  std::string command;
  int exit_status = 0;
  std::vector<std::string> present;
  std::vector<std::string> absent;
};

struct CaseFile {
  std::vector<std::string> needs;
  std::vector<Step> steps;
};

// InvalidInput names a line that is none of the above; a file without a command is also InvalidInput.
Result<CaseFile> read_case_file(std::string_view text);

// Reads the lines that begin with "./run " in the fenced blocks of a Markdown file as steps with exit status
// 0.
CaseFile read_markdown(std::string_view text);

// The environment of a command besides bash's own.
struct Surroundings {
  std::filesystem::path folder;    // the working folder
  std::filesystem::path tinsmith;  // the executable, of that name; its folder is searched first
  std::filesystem::path shared;    // $SHARED; empty where there is none
};

// Returns the first difference between the expected and the actual result of a command; empty when there is
// none.
std::string run_step(const Step& step, const Surroundings& surroundings);

}  // namespace tinsmith::cases
