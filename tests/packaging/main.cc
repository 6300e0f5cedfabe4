// A program as a maker would write it around a package: the self-test, then the answer for the test's picture.
#include <cstdint>
#include <cstdio>

#include "model.h"
#include "tinsmith_runtime.h"
#include "tinsmith_self_test.h"

int main() {
  int32_t max_difference = -1;
  const TinsmithSelfTest result = tinsmith_self_test(&max_difference);
  std::printf("self-test %d, difference %d, arena %u\n", result, max_difference, tinsmith_arena_used());
  if (tinsmith_model.task == TINSMITH_CLASSES) {
    float probability = 0;
    const int32_t best = tinsmith_best_class(&tinsmith_model, tinsmith_output(), &probability);
    std::printf("%s %.4f\n", tinsmith_model.class_names[best], static_cast<double>(probability));
    return result;
  }
  static TinsmithObject objects[1000];
  const int32_t count = tinsmith_find_objects(&tinsmith_model, tinsmith_output(), objects, 1000);
  for (int32_t i = 0; i < count; ++i) {
    const TinsmithObject& object = objects[i];
    std::printf("%s %.4f %.1f %.1f\n", tinsmith_model.class_names[object.class_index],
                static_cast<double>(object.score), static_cast<double>(object.left + object.width / 2),
                static_cast<double>(object.top + object.height / 2));
  }
  return result;
}
