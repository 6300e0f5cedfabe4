// cli/verbs.h — one function per verb: it declares the verb's options and hands back what to do when it was
// typed.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/result.h"

namespace tinsmith::cli {

using Action = std::function<Result<Done>()>;

// Help of the option of that name, which everything that reads a data set has.
inline constexpr const char* kBoxesDrawnOn =
    "of pictures that EXIF turns: upright or stored, where stated sizes and boxes do not decide it";

struct Verb {
  CLI::App* app = nullptr;  // owned by the parent it was declared on
  Action action;
};

Verb declare_train(CLI::App& parent);
Verb declare_eval(CLI::App& parent);
Verb declare_predict(CLI::App& parent);
Verb declare_invoke(CLI::App& parent);
Verb declare_show(CLI::App& parent);
Verb declare_export(CLI::App& parent);
Verb declare_package(CLI::App& parent);
Verb declare_score(CLI::App& parent);
Verb declare_compare(CLI::App& parent);
Verb declare_serve(CLI::App& parent);
Verb declare_verify(CLI::App& parent);
Verb declare_job(CLI::App& parent);
Verb declare_data_check(CLI::App& parent);
Verb declare_data_convert(CLI::App& parent);
Verb declare_data_demo(CLI::App& parent);

// "5m", "90s", "1h30m", "45" (seconds) → seconds; Usage otherwise.
Result<double> parse_duration_s(const std::string& text);

// True once Ctrl-C was pressed (or the process was asked to end); a second Ctrl-C ends it at once.
bool interrupted();
void listen_for_interrupts();

}  // namespace tinsmith::cli
