// tinsmith_self_test.h: compares what this board computes with what was computed where the model was made.
#ifndef TINSMITH_SELF_TEST_H
#define TINSMITH_SELF_TEST_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  TINSMITH_SAME = 0,
  TINSMITH_OTHER_PREPARATION =
      1,  // a picture becomes another input: the compiler or an edit changed tinsmith_prepare
  TINSMITH_NOT_LOADED = 2,  // tinsmith_begin failed
  TINSMITH_NOT_RUN = 3,     // tinsmith_run failed
  // Some values of the output differ by more than TINSMITH_MAX_DIFFERENCE.
  TINSMITH_OTHER_OUTPUT = 4
} TinsmithSelfTest;

// TensorFlow Lite Micro's own kernels give exactly the expected bytes. Kernels that a vendor has written for its
// processor may round differently in places; some steps of an int8 value are harmless.
#ifndef TINSMITH_MAX_DIFFERENCE
#define TINSMITH_MAX_DIFFERENCE 0
#endif

// Calls tinsmith_begin if necessary. *max_difference (may be null) becomes the largest difference of an output value.
TinsmithSelfTest tinsmith_self_test(int32_t* max_difference);

// The data of the test, in self_test_data.cc. A program that does not call tinsmith_self_test does not contain it.
extern const uint32_t tinsmith_expected_hash;
extern const uint32_t tinsmith_expected_byte_count;
extern const unsigned char tinsmith_test_input[];
extern const unsigned char tinsmith_expected_output[];

#ifdef __cplusplus
}
#endif

#endif
