// packaging/vela.h — compiles a model for the Ethos-U55 with Arm's compiler Vela, a program of its own.
//
// Vela (ethos-u-vela, Apache-2.0) is not part of Tinsmith. It is called when a program `vela` is on the PATH.
#pragma once

#include <string>
#include <vector>

#include "packaging/package.h"

namespace tinsmith::packaging {

// A model as Vela has compiled it.
struct VelaModel {
  Bytes file;                     // a .tflite whose operators the NPU runs
  std::string summary;            // lines of Vela's own summary: memory, operators on CPU and NPU
  std::vector<std::string> left;  // operators that stayed on the CPU, by their TensorFlow Lite names
};

// Refused, with what to install, when there is no program `vela`.
Result<Done> check_vela();

// Compiles the .tflite file for the Ethos-U55 of the Grove Vision AI V2. Takes seconds, at most ten minutes.
//   Refused      as check_vela; Vela cannot compile the model (the message has the end of what it printed); or the
//                result would not run: an operator stayed on the CPU that the firmware does not have, nothing went to
//                the NPU, or it needs more memory than the firmware has
//   Unavailable  the program cannot be started
Result<VelaModel> compile_with_vela(ByteView tflite, const boards::Board& board);

std::vector<Step> vela_steps(const Contents& contents);

// Returns model_vela.tflite and vela-summary.txt. Errors as compile_with_vela.
Result<std::vector<File>> vela_files(const Contents& contents);

}  // namespace tinsmith::packaging
