// The self-test on a Pico 2, and the time of a picture, over USB. Give tinsmith_prepare the pictures of your camera.
#include <stdio.h>

#include "model.h"
#include "pico/stdlib.h"
#include "tinsmith_runtime.h"
#include "tinsmith_self_test.h"

int main() {
  stdio_init_all();
  while (true) {
    sleep_ms(3000);
    int32_t difference = 0;
    const absolute_time_t begin = get_absolute_time();
    const TinsmithSelfTest result = tinsmith_self_test(&difference);
    printf("%s: self-test %d (0 is right), largest difference %ld\n", TINSMITH_MODEL_NAME, static_cast<int>(result),
           static_cast<long>(difference));
    if (result == TINSMITH_NOT_LOADED) continue;
    printf("%lld ms with two preparations, %lu bytes of the arena used\n",
           static_cast<long long>(absolute_time_diff_us(begin, get_absolute_time()) / 1000),
           static_cast<unsigned long>(tinsmith_arena_used()));
  }
}
