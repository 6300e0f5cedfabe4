// packaging/c_sources.h — a model as C and C++ sources for TensorFlow Lite Micro.
#pragma once

#include "image/preparation.h"
#include "packaging/package.h"

namespace tinsmith::packaging {

// Returns the files of src/packaging/c, and what is generated for this model: model.h and model.cc (the .tflite as an
// array, a TinsmithModel, the operators to register), self_test_data.cc (the first picture's input and output).
// Unsupported: an operator has no known registration; InvalidInput: the model has several outputs, or
// gives logits.
Result<std::vector<File>> c_sources(const Contents& contents);

// A picture that a program can compute, and the FNV-1a hash (32 bits) of the network's input after it was prepared.
// The self-test on a board compares this hash.
image::Image pattern();
std::uint32_t prepared_hash(const image::Preparation& preparation);

// Returns text as a C string literal that every compiler reads the same way.
std::string c_string(std::string_view text);

}  // namespace tinsmith::packaging
