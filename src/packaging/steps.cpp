#include "packaging/steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "heads/heads.h"

namespace tinsmith::packaging {
namespace {

using scene::Task;

// A name can have any characters; Markdown would read some of them as markup.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char character : text) {
    if (std::string_view("|\\`<>*_[]").find(character) != std::string_view::npos) safe += '\\';
    safe += character == '\n' ? ' ' : character;
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
             cell(contents.name), contents.board.title, task_sentence(model.task), model.name,
             contents.file.size(), model.preparation.size.width, model.preparation.size.height,
             model.preparation.channels == 1 ? "grey" : "colour", fit_sentence(model.preparation.fit)) +
         remarks_of(contents);
}

std::string threshold_sentence(const Contents& contents) {
  if (contents.model.task == Task::Classification) return {};
  std::string sentence = fmt::format("An object counts from a score of {:.2f} on.", contents.threshold);
  if (contents.model.threshold) sentence += " The training chose this threshold on its validation pictures.";
  return sentence + "\n\n";
}

constexpr std::string_view kTestFiles =
    "`test/N.png` is a picture as the network sees it, `test/N.input.bin` the same as int8 values (pixel - "
    "128), "
    "`test/N.output.bin` the bytes that TensorFlow Lite Micro computes from it, and `test/expected.json` "
    "their meaning.\n";

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

// Every line of the code, indented as Markdown's code blocks inside of a list item.
std::string indented(std::string_view code) {
  std::string text = "\n";
  std::size_t begin = 0;
  while (begin <= code.size()) {
    const std::size_t end = std::min(code.find('\n', begin), code.size());
    text += fmt::format("       {}\n", code.substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

constexpr std::string_view kCFiles = R"(
## What is in `c`

| file | content |
| --- | --- |
| model.h, model.cc | the model as an array, its settings, the operators that it needs, the size of its arena |
| tinsmith.h, tinsmith_prepare.c, tinsmith_answer.c | a picture becomes the input; the output becomes classes or objects. Plain C |
| tinsmith_runtime.h, tinsmith_runtime.cc | runs the model with TensorFlow Lite Micro |
| tinsmith_self_test.h, tinsmith_self_test.cc, self_test_data.cc | compares the board with the expected bytes |

Another runtime needs only `tinsmith.h` and the two C files.
)";

}  // namespace

std::vector<Step> sscma_steps(const Contents& contents) {
  std::vector<Step> steps{{"Connect the board to a computer with a USB cable that carries data.", ""},
                          {"Install SSCMA firmware once, if the board has none yet: open Seeed's SenseCraft "
                           "AI page for this board, choose "
                           "any ready-made model and deploy it.",
                           ""}};
  if (contents.model.task == Task::Centroids)
    steps.push_back(
        {"Use firmware of the 1.x line: the 2.x line decodes centroids wrongly. This command over the serial "
         "port "
         "shows the version; Seeed publishes both lines as releases of sscma-example-esp32.",
         "AT+VER?"});
  steps.push_back(
      {"Write the model to the address 0x400000 of the flash with Espressif's esptool. PORT is the board's "
       "serial "
       "port, such as /dev/ttyACM0 or COM3. The SenseCraft AI page can do it, too: upload model.tflite as "
       "your own "
       "model.",
       "esptool.py --chip esp32s3 --port PORT --baud 921600 write_flash 0x400000 model.tflite"});
  steps.push_back({"Press the reset button of the board.", ""});
  steps.push_back(
      {"Enter the class names on the SenseCraft AI page in exactly this order, because the board reports "
       "numbers only.",
       fmt::format("{}", fmt::join(contents.model.classes, "\n"))});
  if (contents.model.task != Task::Classification)
    steps.push_back({"Set the confidence threshold on the page, or send this command over the serial port.",
                     fmt::format("AT+TSCORE={:.0f}", 100 * contents.threshold)});
  steps.push_back(
      {"Show one of the test pictures to the camera: the class must be the same. The score differs a "
       "little, because the camera sees a picture of a picture.",
       ""});
  return steps;
}

std::vector<Step> microcontroller_steps(const Contents& contents) {
  return {
      {"Add TensorFlow Lite Micro to the firmware: esp-tflite-micro from Espressif's component registry for "
       "the ESP32 "
       "family, pico-tflmicro for the Pico, the CMSIS pack for Arm, or the sources of tflite-micro.",
       ""},
      {"Copy the folder c of the package into the project and compile all its files as C99 and C++17.", ""},
      {fmt::format("Check the memory: the interpreter needs {} bytes of RAM, estimated on the high side "
                   "(TINSMITH_ARENA_BYTES in c/model.h), and the model {} bytes of flash.",
                   contents.arena_bytes, contents.file.size()),
       ""},
      {"Run the self-test once on the board. It must return TINSMITH_SAME. Kernels that a vendor wrote for "
       "its "
       "processor may round differently: then it returns TINSMITH_OTHER_OUTPUT with a small difference, and "
       "TINSMITH_MAX_DIFFERENCE sets what is accepted. If it returns TINSMITH_NOT_LOADED, raise "
       "TINSMITH_ARENA_BYTES.",
       "#include \"tinsmith_self_test.h\"\n"
       "int32_t max_difference;\n"
       "TinsmithSelfTest result = tinsmith_self_test(&max_difference);"},
      {"Give it pictures of the camera.",
       fmt::format("#include <stdio.h>\n"
                   "#include \"model.h\"\n"
                   "#include \"tinsmith_runtime.h\"\n\n"
                   "// uint8_t *pixels, int32_t width, height: a picture of the camera; tinsmith.h lists the "
                   "formats\n"
                   "if (!tinsmith_begin()) return;\n"
                   "TinsmithPicture picture = {{pixels, width, height, TINSMITH_RGB565_BIG_ENDIAN}};\n"
                   "tinsmith_prepare(&tinsmith_model.preparation, &picture, tinsmith_input());\n"
                   "if (!tinsmith_run()) return;\n{}",
                   answer_code(contents.model.task))},
  };
}

std::string readme_of(const Contents& contents, const std::vector<Step>& steps, bool has_c_sources) {
  std::string text = beginning(contents) + "## Steps\n\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    text += fmt::format("{}. {}\n", i + 1, steps[i].text);
    if (!steps[i].code.empty()) text += indented(steps[i].code) + "\n";
  }
  text += "\n" + threshold_sentence(contents) + class_table(contents);
  text +=
      "\n`model.tflite` is the model, `labels.txt` has a class name per line, and `settings.json` everything "
      "that a program "
      "must know.\n";
  if (has_c_sources) text += kCFiles;
  return text + "\n## Check it\n\n" + picture_table(contents) + "\n" + std::string(kTestFiles);
}

}  // namespace tinsmith::packaging
