// cli/password.h — passwords, which never stand in the command line: there every user of the computer could read them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/result.h"

namespace tinsmith::cli {

// Reads the first line of a file; "-" is standard input. Without a file it asks for `what` in the terminal, and shows nothing of the
// answer.
//   NotFound, Unavailable  the file cannot be read
//   Usage                  there is neither a file nor a terminal
Result<std::string> read_password(const std::string& file, const std::string& what);

// Adds --mqtt-password-file, which $TINSMITH_MQTT_PASSWORD_FILE stands for.
void add_mqtt_password_option(CLI::App& app, std::string& file);

// The port with the password in that file, if there is a file and the port is a broker with a user and no password.
Result<std::string> port_with_password(const std::string& port, const std::string& file);

}  // namespace tinsmith::cli
