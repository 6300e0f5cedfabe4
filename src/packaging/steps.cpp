#include "packaging/steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "heads/heads.h"

namespace tinsmith::packaging {
namespace {

using scene::Task;

// A class name can have any characters; in a table of Markdown these three would be read as markup.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char character : text) {
    if (character == '|' || character == '\\' || character == '`') safe += '\\';
    safe += character;
  }
  return safe;
}

std::string class_table(const Contents& contents) {
  std::string table = "| number | class |\n| --- | --- |\n";
  for (std::size_t i = 0; i < contents.model.classes.size(); ++i)
    table += fmt::format("| {} | {} |\n", i, cell(contents.model.classes[i]));
  return table;
}

// "apple 0.93", or "apple 0.93 at (20, 31), …".
std::string answer_text(const nlohmann::json& answer) {
  if (answer.contains("class"))
    return fmt::format("{} {:.2f}", answer["class"].get<std::string>(), answer["probability"].get<double>());
  constexpr std::size_t kMaxListed = 5;
  std::vector<std::string> objects;
  for (const auto& object : answer["objects"]) {
    if (objects.size() == kMaxListed) {
      objects.push_back(fmt::format("… ({} objects)", answer["objects"].size()));
      break;
    }
    objects.push_back(fmt::format("{} {:.2f} at ({:.0f}, {:.0f})", object["class"].get<std::string>(),
                                  object["score"].get<double>(), object["centre"][0].get<double>(),
                                  object["centre"][1].get<double>()));
  }
  return objects.empty() ? "no object" : fmt::format("{}", fmt::join(objects, ", "));
}

std::string picture_table(const Contents& contents) {
  std::string table = "| picture | result |\n| --- | --- |\n";
  for (const TestPicture& picture : contents.pictures)
    table += fmt::format("| test/{}.png | {} |\n", picture.name, cell(answer_text(picture.answer)));
  return table;
}

std::string_view task_sentence(Task task) {
  switch (task) {
    case Task::Classification:
      return "It finds the class of the whole picture.";
    case Task::Centroids:
      return "It finds the places of objects (without their sizes).";
    case Task::Boxes:
      return "It finds objects and draws a box around each.";
  }
  CHECK(false, "task {}", static_cast<int>(task));
}

std::string_view fit_sentence(image::Fit fit) {
  switch (fit) {
    case image::Fit::Stretch:
      return "stretched to this size";
    case image::Fit::Letterbox:
      return "scaled to fit, with bars at two sides";
    case image::Fit::Crop:
      return "scaled to fill it, so that two sides are cut off";
  }
  CHECK(false, "fit {}", static_cast<int>(fit));
}

std::string remarks_of(const Contents& contents) {
  std::string text;
  for (const std::string& remark : contents.remarks) text += fmt::format("Note: {}.\n\n", remark);
  return text;
}

std::string beginning(const Contents& contents) {
  const bundle::Model& model = contents.model;
  return fmt::format(
             "# {} for {}\n\n{} Network: {}, int8, {} bytes. Input: {} x {} pixels, {}; a picture is {}.\n\n",
             contents.name, contents.board.title, task_sentence(model.task), model.name, contents.file.size(),
             model.preparation.size.width, model.preparation.size.height,
             model.preparation.channels == 1 ? "grey" : "colour", fit_sentence(model.preparation.fit)) +
         remarks_of(contents);
}

std::string threshold_sentence(const Contents& contents) {
  if (contents.model.task == Task::Classification) return {};
  return fmt::format(
      "An object counts from a score of {:.2f} on. This threshold gave the best balance of missed and wrong "
      "objects on "
      "the validation pictures.\n\n",
      contents.threshold);
}

constexpr std::string_view kTestFiles =
    "`test/N.png` is a picture as the network sees it, `test/N.input.bin` the same as int8 values (pixel - "
    "128), "
    "`test/N.output.bin` the bytes that TensorFlow Lite Micro computes from it, and `test/expected.json` "
    "their meaning.\n";

}  // namespace

std::string sscma_readme(const Contents& contents) {
  const Task task = contents.model.task;
  std::string text = beginning(contents) + R"(## Steps

1. Connect the board to this computer with a USB cable that carries data.
2. The board needs SSCMA firmware. A new board usually has none: open Seeed's SenseCraft AI page for this board, choose any
   ready-made model and press *Deploy*; this installs the firmware. Do this once.
)";
  if (task == Task::Centroids)
    text += "   Firmware of the 2.x line reads this kind of model wrongly; use firmware 1.x.\n";
  text += fmt::format(
      R"(3. Write the model to address 0x400000 of the flash, with Espressif's `esptool` (PORT is the board's serial port, such as
   /dev/ttyACM0 or COM3):

       esptool.py --chip esp32s3 --port PORT --baud 921600 write_flash 0x400000 model.tflite

   Or upload `model.tflite` on the SenseCraft AI page as an own model.
4. Press the reset button of the board.
5. Enter the class names in exactly this order on the SenseCraft AI page, because the board reports numbers only:

{}
)",
      class_table(contents));
  if (task != Task::Classification)
    text += fmt::format(
        "6. Set the confidence threshold to {:.0f} on the page, or send `AT+TSCORE={:.0f}` over the serial "
        "port.\n\n",
        100 * contents.threshold, 100 * contents.threshold);
  text += threshold_sentence(contents) + "## Check it\n\n" + picture_table(contents) +
          "\nShow one of the pictures to the camera: the class must be the same. The score differs a little, "
          "because the "
          "camera sees a picture of a picture.\n\n" +
          std::string(kTestFiles);
  return text;
}

std::string microcontroller_readme(const Contents& contents) {
  std::string text = beginning(contents);
  text += fmt::format(R"(## Steps

1. Add TensorFlow Lite Micro to the firmware: `esp-tflite-micro` from Espressif's component registry for the ESP32 family,
   `pico-tflmicro` for the Pico, X-CUBE-AI's or CMSIS's pack for Arm, or the sources of `tflite-micro`. C++17 is enough.
2. Copy the folder `c` into the project and compile all its files.
3. The interpreter needs {} bytes of RAM (estimated on the high side; `TINSMITH_ARENA_BYTES` in `c/model.h`), and the model {}
   bytes of flash.
4. Run the self-test once on the board. It must return `TINSMITH_SAME`:

       #include "tinsmith_self_test.h"
       int32_t max_difference;
       TinsmithSelfTest result = tinsmith_self_test(&max_difference);

   Kernels that a vendor wrote for its processor may round differently: then it returns `TINSMITH_OTHER_OUTPUT` with a small
   difference, and `TINSMITH_MAX_DIFFERENCE` sets what is accepted.
5. Give it pictures:

       #include "model.h"
       #include "tinsmith_runtime.h"

       tinsmith_begin();
       TinsmithPicture picture = {{pixels, width, height, TINSMITH_RGB565_BIG_ENDIAN}};
       tinsmith_prepare(&tinsmith_model.preparation, &picture, tinsmith_input());
       tinsmith_run();
)",
                      contents.arena_bytes, contents.file.size());
  if (contents.model.task == Task::Classification)
    text += R"(       float probability;
       int32_t best = tinsmith_best_class(&tinsmith_model, tinsmith_output(), &probability);
       printf("%s %.2f\n", tinsmith_model.class_names[best], (double)probability);
)";
  else
    text += R"(       static TinsmithObject objects[50];
       int32_t count = tinsmith_find_objects(&tinsmith_model, tinsmith_output(), objects, 50);
       for (int32_t i = 0; i < count; ++i) {
         tinsmith_to_picture(&tinsmith_model.preparation, width, height, &objects[i]);
         printf("%s %.2f at %.0f, %.0f\n", tinsmith_model.class_names[objects[i].class_index], (double)objects[i].score,
                (double)(objects[i].left + objects[i].width / 2), (double)(objects[i].top + objects[i].height / 2));
       }
)";
  text += "\n" + threshold_sentence(contents) + class_table(contents) + R"(
## What is in `c`

| file | content |
| --- | --- |
| model.h, model.cc | the model as an array, its settings, the operators that it needs, the size of its arena |
| tinsmith.h, tinsmith_prepare.c, tinsmith_answer.c | a picture becomes the input; the output becomes classes or objects. Plain C |
| tinsmith_runtime.h, tinsmith_runtime.cc | runs the model with TensorFlow Lite Micro |
| tinsmith_self_test.h, tinsmith_self_test.cc, self_test_data.cc | compares the board with the expected bytes |

Another runtime needs only `tinsmith.h` and the two C files.

## Check it

)" + picture_table(contents) +
          "\n" + std::string(kTestFiles);
  return text;
}

}  // namespace tinsmith::packaging
