// cli/verbs.h — declares the options of each verb and returns the action that runs it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/result.h"

namespace tinsmith::cli {

using Action = std::function<Result<Done>()>;

// Help text of the option --boxes-drawn-on, which every verb that reads a data set has.
inline constexpr const char* kBoxesDrawnOn =
    "for pictures with an EXIF rotation: the picture on which the boxes were drawn, upright or stored "
    "(default: decided by the stated sizes and the boxes)";

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
Verb declare_device_list(CLI::App& parent);
Verb declare_device_info(CLI::App& parent);
Verb declare_device_watch(CLI::App& parent);
Verb declare_device_simulate(CLI::App& parent);
Verb declare_device_wifi(CLI::App& parent);
Verb declare_device_mqtt(CLI::App& parent);
Verb declare_device_deploy(CLI::App& parent);
Verb declare_device_verify(CLI::App& parent);
Verb declare_device_log(CLI::App& parent);
Verb declare_device_record(CLI::App& parent);
Verb declare_device_firmware_add(CLI::App& parent);
Verb declare_device_firmware_list(CLI::App& parent);

// Prints a line at once, also through a pipe: a person or a program waits for it.
void print_line(const std::string& line);

// Converts "5m", "90s", "1h30m" or "45" (seconds) to seconds. Usage when the text is none of these.
Result<double> parse_duration_s(const std::string& text);

// Returns true once Ctrl-C was pressed or the process received a termination signal; a second Ctrl-C
// terminates the process at once.
bool interrupted();
void listen_for_interrupts();

}  // namespace tinsmith::cli
