// Runs the parts of a package that need no interpreter on an emulated Cortex-M7: the preparation and the decoding. The
// interpreter only repeats the expected output, so that the self-test runs to its end; the computer's test runs a real one.
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "model.h"
#include "tinsmith_runtime.h"
#include "tinsmith_self_test.h"

namespace {
std::int8_t input[512 * 1024];
}

int tinsmith_begin(void) {
  const TinsmithPreparation& preparation = tinsmith_model.preparation;
  return static_cast<unsigned>(preparation.width * preparation.height * preparation.channels) <= sizeof input;
}
std::int8_t* tinsmith_input(void) {
  return input;
}
int tinsmith_run(void) {
  const TinsmithPreparation& preparation = tinsmith_model.preparation;
  const auto count = static_cast<std::size_t>(preparation.width * preparation.height * preparation.channels);
  return std::memcmp(input, tinsmith_test_input, count) == 0 ? 1 : 0;
}
const std::int8_t* tinsmith_output(void) {
  return reinterpret_cast<const std::int8_t*>(tinsmith_expected_output);
}
std::uint32_t tinsmith_arena_used(void) {
  return 0;
}

int main() {
  std::int32_t difference = -1;
  const TinsmithSelfTest result = tinsmith_self_test(&difference);
  std::printf("self-test %d, difference %ld\n", static_cast<int>(result), static_cast<long>(difference));
  // A picture that is already prepared is prepared to the same bytes, by every filter.
  static std::uint8_t picture[sizeof input];
  const TinsmithPreparation& preparation = tinsmith_model.preparation;
  const std::int32_t count = preparation.width * preparation.height * preparation.channels;
  for (std::int32_t i = 0; i < count; ++i)
    picture[i] = static_cast<std::uint8_t>(tinsmith_test_input[i] + 128);
  const TinsmithPicture again = {picture, preparation.width, preparation.height,
                                 preparation.channels == 1 ? TINSMITH_GREY : TINSMITH_RGB888};
  tinsmith_prepare(&preparation, &again, input);
  std::printf("prepared again: %s\n",
              std::memcmp(input, tinsmith_test_input, static_cast<std::size_t>(count)) == 0 ? "the same bytes"
                                                                                            : "other bytes");
  for (std::int32_t i = 0; i < tinsmith_expected_object_count; ++i)
    std::printf("%s %.4f %.1f %.1f\n", tinsmith_model.class_names[tinsmith_found_objects[i].class_index],
                static_cast<double>(tinsmith_found_objects[i].score),
                static_cast<double>(tinsmith_found_objects[i].left + tinsmith_found_objects[i].width / 2),
                static_cast<double>(tinsmith_found_objects[i].top + tinsmith_found_objects[i].height / 2));
  return 0;
}
