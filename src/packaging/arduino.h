// packaging/arduino.h — a model as a library for the Arduino IDE, with a sketch that runs it on the camera of the board.
#pragma once

#include "packaging/package.h"

namespace tinsmith::packaging {

std::vector<Step> arduino_steps(const Contents& contents);

// Returns arduino-library.zip, which the IDE's "Add .ZIP Library" takes. Errors as c_sources.
Result<std::vector<File>> arduino_files(const Contents& contents);

// The name of the library for a model of this name: "Tinsmith_hands_run1".
std::string library_name(std::string_view model_name);

}  // namespace tinsmith::packaging
