// cli/cli.h — the command line: arguments in, verbs of the studio called, answers printed, an exit code out.
#pragma once

#include "base/result.h"

namespace tinsmith::cli {

// Runs one command and returns the exit code of docs/words.md: 0 done, 1 our fault, 2 usage, 3 bad input, 4
// refused, 130 interrupted with the state saved.
int run(int argc, const char* const* argv);

// The exit code that tells of each kind of trouble.
int exit_code_of(Fault fault);

}  // namespace tinsmith::cli
