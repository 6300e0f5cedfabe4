// tinsmith_runtime.h: runs the model of model.h with TensorFlow Lite Micro.
//
//   if (!tinsmith_begin()) ...                                     // once
//   tinsmith_prepare(&tinsmith_model.preparation, &picture, tinsmith_input());
//   if (!tinsmith_run()) ...
//   use(tinsmith_output());                                        // valid until the next picture is prepared
#ifndef TINSMITH_RUNTIME_H
#define TINSMITH_RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Returns 0 if the model cannot be loaded: TINSMITH_ARENA_BYTES is too small, the version of TensorFlow Lite Micro
// lacks an operator, or an input or output is not int8.
int tinsmith_begin(void);

// The network's input. It must be filled before every run, because running overwrites it.
int8_t* tinsmith_input(void);

// Returns 0 if an operator fails.
int tinsmith_run(void);

const int8_t* tinsmith_output(void);

// The bytes of TINSMITH_ARENA_BYTES that the interpreter uses, after tinsmith_begin.
uint32_t tinsmith_arena_used(void);

#ifdef __cplusplus
}
#endif

#endif
