#include "tinsmith_runtime.h"

#include <new>

#include "model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

#ifdef ESP_PLATFORM
#include <esp_heap_caps.h>
#endif

namespace {

#ifdef ESP_PLATFORM
// The static memory of an ESP32 is small. Internal memory is faster, PSRAM is larger.
uint8_t* arena_memory() {
  void* memory = heap_caps_aligned_alloc(16, TINSMITH_ARENA_BYTES, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
  if (memory == nullptr) memory = heap_caps_aligned_alloc(16, TINSMITH_ARENA_BYTES, MALLOC_CAP_SPIRAM);
  return static_cast<uint8_t*>(memory);
}
#else
alignas(16) uint8_t memory[TINSMITH_ARENA_BYTES];
uint8_t* arena_memory() {
  return memory;
}
#endif

uint8_t* arena = nullptr;
bool has_operators = false;
tflite::MicroMutableOpResolver<TINSMITH_OPERATOR_COUNT> resolver;
// Constructed by tinsmith_begin, so that nothing depends on the order in which globals are constructed.
alignas(tflite::MicroInterpreter) uint8_t interpreter_memory[sizeof(tflite::MicroInterpreter)];
tflite::MicroInterpreter* interpreter = nullptr;

}  // namespace

int tinsmith_begin(void) {
  if (interpreter != nullptr) return 1;
  if (arena == nullptr) arena = arena_memory();
  if (arena == nullptr) return 0;
  // A second attempt must not register them again.
  if (!has_operators) has_operators = TINSMITH_ADD_OPERATORS(resolver);
  if (!has_operators) return 0;
  interpreter = new (interpreter_memory)
      tflite::MicroInterpreter(tflite::GetModel(tinsmith_model.bytes), resolver, arena, TINSMITH_ARENA_BYTES);
  if (interpreter->AllocateTensors() == kTfLiteOk && interpreter->input(0)->type == kTfLiteInt8 &&
      interpreter->output(0)->type == kTfLiteInt8)
    return 1;
  interpreter->~MicroInterpreter();
  interpreter = nullptr;
  return 0;
}

int8_t* tinsmith_input(void) {
  return interpreter->input(0)->data.int8;
}

int tinsmith_run(void) {
  return interpreter->Invoke() == kTfLiteOk ? 1 : 0;
}

const int8_t* tinsmith_output(void) {
  return interpreter->output(0)->data.int8;
}

uint32_t tinsmith_arena_used(void) {
  return static_cast<uint32_t>(interpreter->arena_used_bytes());
}
