#include "packaging/steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tinsmith::packaging {
namespace {

using scene::Task;

// The call that a program makes for each picture after the network has run.
std::string_view answer_code(Task task) {
  if (task == Task::Classification)
    return R"(float probability;
int32_t best = tinsmith_best_class(&tinsmith_model, tinsmith_output(), &probability);
printf("%s %.2f\n", tinsmith_model.class_names[best], (double)probability);)";
  return R"(static TinsmithObject objects[50];
int32_t count = tinsmith_find_objects(&tinsmith_model, tinsmith_output(), objects, 50);
for (int32_t i = 0; i < count; ++i) {
  tinsmith_to_picture(&tinsmith_model.preparation, width, height, &objects[i]);
  printf("%s %.2f at %.0f, %.0f\n", tinsmith_model.class_names[objects[i].class_index],
         (double)objects[i].score, (double)(objects[i].left + objects[i].width / 2),
         (double)(objects[i].top + objects[i].height / 2));
})";
}

// Returns the lines that a person includes and calls in any program.
std::string camera_code(const Contents& contents) {
  return fmt::format(
      "#include <stdio.h>\n"
      "#include \"model.h\"\n"
      "#include \"tinsmith_runtime.h\"\n\n"
      "// uint8_t *pixels, int32_t width, height: a picture of the camera; tinsmith.h lists the formats\n"
      "if (!tinsmith_begin()) return;\n"
      "TinsmithPicture picture = {{pixels, width, height, TINSMITH_RGB565_BIG_ENDIAN}};\n"
      "tinsmith_prepare(&tinsmith_model.preparation, &picture, tinsmith_input());\n"
      "if (!tinsmith_run()) return;\n{}",
      answer_code(contents.model.task));
}

Step memory_step(const Contents& contents) {
  return {fmt::format("Check the memory: the interpreter needs {} bytes of RAM, estimated on the high side "
                      "(TINSMITH_ARENA_BYTES in c/model.h), and the model {} bytes of flash.",
                      contents.arena_bytes, contents.file.size()),
          ""};
}

}  // namespace

std::vector<Step> sscma_beginning(std::string_view connect) {
  return {{std::string(connect), ""},
          {"Install SSCMA firmware once, if the board has none yet: open Seeed's SenseCraft AI page for this "
           "board "
           "in Chrome or Edge, choose any ready-made model and deploy it.",
           ""}};
}

std::vector<Step> sscma_end(const Contents& contents) {
  std::vector<Step> steps{
      {"Enter the class names on the SenseCraft AI page in exactly this order, because the board reports "
       "numbers only.",
       fmt::format("{}", fmt::join(contents.model.classes, "\n"))}};
  if (contents.model.task != Task::Classification)
    steps.push_back({"Set the confidence threshold on the page, or send this command over the serial port.",
                     fmt::format("AT+TSCORE={:.0f}", 100 * contents.threshold)});
  steps.push_back(
      {"Open one of the test pictures large on a screen and show it to the camera: the class must be the "
       "same. The "
       "score differs a little, because the camera sees a picture of a picture.",
       ""});
  return steps;
}

std::vector<Step> sscma_steps(const Contents& contents) {
  std::vector<Step> steps =
      sscma_beginning("Connect the board to a computer with a USB cable that carries data.");
  if (contents.model.task == Task::Centroids)
    steps.push_back(
        {"Use firmware of the 1.x line: the 2.x line decodes centroids wrongly. This command over the serial "
         "port "
         "shows the version; Seeed publishes both lines as releases of sscma-example-esp32.",
         "AT+VER?"});
  steps.push_back(
      {"Write the model to the address 0x400000 of the flash: unpack this package, and run Espressif's "
       "esptool in "
       "its folder. PORT is the board's serial port, such as /dev/ttyACM0 or COM3; close the page first, "
       "because "
       "only one program can use it. If esptool does not find the board, hold its button BOOT while you plug "
       "it in. "
       "The SenseCraft AI page can do this step, too: upload model.tflite as your own model.",
       "pip install esptool\n"
       "esptool.py --chip esp32s3 --port PORT --baud 921600 write_flash 0x400000 model.tflite"});
  steps.push_back({"Press the reset button of the board.", ""});
  for (Step& step : sscma_end(contents)) steps.push_back(std::move(step));
  return steps;
}

std::vector<Step> microcontroller_steps(const Contents& contents) {
  return {
      {"Add TensorFlow Lite Micro to the firmware: esp-tflite-micro from Espressif's component registry for "
       "the ESP32 family, pico-tflmicro for the Pico, the CMSIS pack for Arm, or the sources of "
       "tflite-micro.",
       ""},
      {"Copy the folder c of the package into the project and compile all its files as C99 and C++17.", ""},
      memory_step(contents),
      {"Run the self-test once on the board. It must return TINSMITH_SAME. Kernels that a vendor wrote for "
       "its "
       "processor may round differently: then it returns TINSMITH_OTHER_OUTPUT with a small difference, and "
       "TINSMITH_MAX_DIFFERENCE sets what is accepted. If it returns TINSMITH_NOT_LOADED, raise "
       "TINSMITH_ARENA_BYTES.",
       "#include \"tinsmith_self_test.h\"\n"
       "int32_t max_difference;\n"
       "TinsmithSelfTest result = tinsmith_self_test(&max_difference);"},
      {"Give it pictures of the camera.", camera_code(contents)},
  };
}

std::vector<Step> pico_steps(const Contents& contents) {
  return {
      {"Install what the Pico's C/C++ SDK needs (Raspberry Pi's guide \"Getting started with Raspberry Pi "
       "Pico\"), "
       "and fetch the SDK and pico-tflmicro side by side.",
       "git clone --recurse-submodules https://github.com/raspberrypi/pico-sdk\n"
       "git clone https://github.com/raspberrypi/pico-tflmicro\n"
       "export PICO_SDK_PATH=$PWD/pico-sdk"},
      {"Unpack this package in the same folder, and make its folder pico an example of pico-tflmicro. "
       "PACKAGE is the "
       "folder of the unpacked package.",
       "cp -r PACKAGE/pico pico-tflmicro/examples/tinsmith\n"
       "cp -r PACKAGE/c pico-tflmicro/examples/tinsmith/c\n"
       "echo 'add_subdirectory(\"examples/tinsmith\")' >> pico-tflmicro/CMakeLists.txt"},
      memory_step(contents),
      {"Compile it for the Pico 2.",
       "cmake -S pico-tflmicro -B build -DPICO_BOARD=pico2\n"
       "cmake --build build --target tinsmith"},
      {"Hold the button BOOTSEL while you plug in the Pico 2, and copy build/examples/tinsmith/tinsmith.uf2 "
       "to the "
       "drive that appears.",
       ""},
      {"Watch its serial port: the self-test must say 0. A difference of one or two steps is harmless, "
       "because the "
       "kernels for Arm may round differently.",
       ""},
      {"Add your camera: give its pictures to the model in main.cc.", camera_code(contents)},
  };
}

}  // namespace tinsmith::packaging
