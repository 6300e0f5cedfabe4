// Runs the sketch for one picture.
#include <Arduino.h>

#include "Camera.ino"

int main() {
  setup();
  loop();
  return 0;
}
