// tidy/lists.h — checks of lists that have to be complete although nothing else fails without an entry.
#pragma once

#include "tidy/tree.h"

namespace tinsmith::tidy {

// Checks that every handler that src/serve/handlers.h declares has a route in src/serve/route_table.cpp. Without one the
// server answers 404.
Complaints check_routes(const Tree& tree);

// Checks that every reader of a layout, src/dataset/layouts/NAME_read.cpp, has a fuzzer beside it, NAME_read_fuzz.cpp.
Complaints check_fuzzers(const Tree& tree);

// Checks that src/verbs reads every member of TrainConfig that a row of src/verbs/train_settings.cpp names, outside of the
// table of settings. A setting that nothing reads is accepted and has no effect.
Complaints check_settings(const Tree& tree);

}  // namespace tinsmith::tidy
