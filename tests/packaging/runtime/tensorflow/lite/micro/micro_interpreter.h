// A stand-in with the interface of TensorFlow Lite Micro's interpreter. It writes the model and the input to files of the
// current folder and lets `tinsmith invoke` compute, whose bytes other tests compare with the real runtime's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "model.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

enum TfLiteType { kTfLiteInt8 = 9 };
struct TfLiteTensor {
  TfLiteType type = kTfLiteInt8;
  struct {
    std::int8_t* int8 = nullptr;
  } data;
};

namespace tflite {

class MicroInterpreter {
 public:
  MicroInterpreter(const Model* model, const MicroOpResolver& resolver, std::uint8_t* arena,
                   std::size_t arena_bytes)
      : model_(model), operators_(resolver.count), arena_bytes_(arena_bytes) {
    (void)arena;
  }

  TfLiteStatus AllocateTensors() {
    if (operators_ == 0 || arena_bytes_ == 0) return kTfLiteError;
    const TinsmithPreparation& preparation = tinsmith_model.preparation;
    input_bytes_.resize(
        static_cast<std::size_t>(preparation.width * preparation.height * preparation.channels));
    output_bytes_.resize(1 << 20);
    input_.data.int8 = input_bytes_.data();
    output_.data.int8 = output_bytes_.data();
    return write("model.tflite", model_, tinsmith_model.byte_count) ? kTfLiteOk : kTfLiteError;
  }

  TfLiteStatus Invoke() {
    const char* tinsmith = std::getenv("TINSMITH");
    if (tinsmith == nullptr || !write("input.bin", input_bytes_.data(), input_bytes_.size()))
      return kTfLiteError;
    const std::string command = std::string(tinsmith) + " invoke model.tflite input.bin output > invoke.log";
    if (std::system(command.c_str()) != 0) return kTfLiteError;
    std::FILE* file = std::fopen("output.0.0.bin", "rb");
    if (file == nullptr) return kTfLiteError;
    const std::size_t count = std::fread(output_bytes_.data(), 1, output_bytes_.size(), file);
    std::fclose(file);
    return count > 0 ? kTfLiteOk : kTfLiteError;
  }

  TfLiteTensor* input(std::size_t) { return &input_; }
  TfLiteTensor* output(std::size_t) { return &output_; }
  std::size_t arena_used_bytes() const { return arena_bytes_; }

 private:
  static bool write(const char* name, const void* bytes, std::size_t count) {
    std::FILE* file = std::fopen(name, "wb");
    if (file == nullptr) return false;
    const bool is_written = std::fwrite(bytes, 1, count, file) == count;
    return std::fclose(file) == 0 && is_written;
  }

  const Model* model_;
  unsigned operators_;
  std::size_t arena_bytes_;
  std::vector<std::int8_t> input_bytes_, output_bytes_;
  TfLiteTensor input_, output_;
};

}  // namespace tflite
