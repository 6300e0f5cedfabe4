// cli/cli.h — the command line: parses arguments, calls the verbs, prints results, returns an exit code.
#pragma once

#include "base/result.h"

namespace tinsmith::cli {

// Runs one command and returns the exit code: 0 done, 1 a bug or an unavailable resource (disk, port,
// permission), 2 usage, 3 bad input, 4 refused, 130 interrupted with the state saved.
int run(int argc, const char* const* argv);

// Returns the exit code for a kind of failure.
int exit_code_of(Fault fault);

}  // namespace tinsmith::cli
