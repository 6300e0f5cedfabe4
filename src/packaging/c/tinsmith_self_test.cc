#include "tinsmith_self_test.h"

#include "model.h"
#include "tinsmith_runtime.h"

namespace {

// A picture that needs no memory in flash.
const int32_t kWidth = 37, kHeight = 23;

uint32_t hash_of_prepared_pattern(int8_t* input) {
  static uint8_t pixels[3 * kWidth * kHeight];
  for (int32_t y = 0; y < kHeight; ++y)
    for (int32_t x = 0; x < kWidth; ++x)
      for (int32_t channel = 0; channel < 3; ++channel)
        pixels[3 * (y * kWidth + x) + channel] = static_cast<uint8_t>(x * 7 + y * 13 + channel * 29);
  const TinsmithPicture picture = {pixels, kWidth, kHeight, TINSMITH_RGB888};
  const TinsmithPreparation& preparation = tinsmith_model.preparation;
  tinsmith_prepare(&preparation, &picture, input);
  uint32_t hash = 2166136261u;  // FNV-1a
  for (int32_t i = 0; i < preparation.width * preparation.height * preparation.channels; ++i)
    hash = (hash ^ static_cast<uint8_t>(input[i])) * 16777619u;
  return hash;
}

int is_near(float a, float b) {
  const float kTolerance =
      0.02f;  // of a pixel or of a probability: the expected numbers were computed in doubles
  return a - b < kTolerance && b - a < kTolerance;
}

int is_same(const TinsmithObject& a, const TinsmithObject& b) {
  return a.class_index == b.class_index && is_near(a.score, b.score) && is_near(a.left, b.left) &&
         is_near(a.top, b.top) && is_near(a.width, b.width) && is_near(a.height, b.height);
}

// Decodes the expected output, whatever the kernels of this board compute.
int is_answer_same() {
  const int8_t* output = reinterpret_cast<const int8_t*>(tinsmith_expected_output);
  if (tinsmith_expected_object_count < 0) return 1;
  int32_t count = 1;
  if (tinsmith_model.task == TINSMITH_CLASSES) {
    TinsmithObject& found = tinsmith_found_objects[0];
    found.class_index = tinsmith_best_class(&tinsmith_model, output, &found.score);
  } else {
    count = tinsmith_find_objects(&tinsmith_model, output, tinsmith_found_objects, tinsmith_object_capacity);
  }
  if (count != tinsmith_expected_object_count) return 0;
  for (int32_t i = 0; i < count; ++i)
    if (!is_same(tinsmith_found_objects[i], tinsmith_expected_objects[i])) return 0;
  return 1;
}

}  // namespace

TinsmithSelfTest tinsmith_self_test(int32_t* max_difference) {
  if (!is_answer_same()) return TINSMITH_OTHER_ANSWER;
  if (!tinsmith_begin()) return TINSMITH_NOT_LOADED;
  int8_t* input = tinsmith_input();
  if (hash_of_prepared_pattern(input) != tinsmith_expected_hash) return TINSMITH_OTHER_PREPARATION;
  const TinsmithPreparation& preparation = tinsmith_model.preparation;
  for (int32_t i = 0; i < preparation.width * preparation.height * preparation.channels; ++i)
    input[i] = static_cast<int8_t>(tinsmith_test_input[i]);
  if (!tinsmith_run()) return TINSMITH_NOT_RUN;
  int32_t largest = 0;
  for (uint32_t i = 0; i < tinsmith_expected_byte_count; ++i) {
    const int32_t difference = tinsmith_output()[i] - static_cast<int8_t>(tinsmith_expected_output[i]);
    if (difference > largest) largest = difference;
    if (-difference > largest) largest = -difference;
  }
  if (max_difference != nullptr) *max_difference = largest;
  return largest > TINSMITH_MAX_DIFFERENCE ? TINSMITH_OTHER_OUTPUT : TINSMITH_SAME;
}
