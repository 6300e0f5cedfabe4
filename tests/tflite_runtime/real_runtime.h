// tflite_runtime/real_runtime.h — the real TensorFlow Lite runtime (npm's WebAssembly build, in Chromium), as
// an oracle.
//
// That build runs XNNPACK, whose rounding may differ by one from the reference kernels of TensorFlow Lite
// Micro.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"

namespace tinsmith {

inline constexpr int kRoundingOfXnnpack_steps = 1;  // for each operator

// Whether tests/tflite_runtime/install has installed it; tests are skipped without it.
bool real_runtime_is_installed();

// Runs a command without its output and returns the exit status.
int shell(const std::string& command);

// Writes <prefix>.<sample>.<output>.bin for the samples in `input`; 0 when the runtime ran the model.
int run_real_runtime(const std::filesystem::path& model, const std::filesystem::path& input,
                     const std::filesystem::path& prefix);

// Largest difference between int8 values at the same position of two tensors of equal size.
int max_difference(ByteView a, ByteView b);

}  // namespace tinsmith
