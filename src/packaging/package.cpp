#include "packaging/package.h"

#include <algorithm>

#include "packaging/arduino.h"
#include "packaging/c_sources.h"
#include "packaging/openmv.h"
#include "packaging/settings.h"
#include "packaging/steps.h"
#include "packaging/template.h"
#include "packaging/vela.h"

namespace tinsmith::packaging {
namespace {

Result<std::vector<File>> no_more_files(const Contents&) {
  return std::vector<File>{};
}

Result<std::vector<File>> c_files_in_folder(const Contents& contents) {
  TRY(auto sources, c_sources(contents));
  for (File& source : sources) source.path = "c/" + source.path;
  return sources;
}

Result<std::vector<File>> pico_files(const Contents& contents) {
  TRY(auto files, c_files_in_folder(contents));
  files.push_back({"pico/CMakeLists.txt", std::string(template_text("pico_CMakeLists.txt"))});
  files.push_back({"pico/main.cc", std::string(template_text("pico_main.cc"))});
  return files;
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

constexpr std::string_view kVelaFiles =
    "\n`model_vela.tflite` is the same model for the NPU, made by Arm's compiler Vela; `vela-summary.txt` "
    "says what "
    "it needs. The expected bytes below are those of `model.tflite`.\n";
constexpr std::string_view kOpenMvFiles =
    "\n`main.py` shows what the model sees, `self_test.py` compares the camera with the expected bytes.\n";
constexpr std::string_view kArduinoFiles =
    "\n`arduino-library.zip` is the library for the Arduino IDE: the model, the code around it in C, a "
    "self-test, and "
    "the sketch Camera.\n";

// A board for which packages are made. All packages have model, classes, settings and test pictures.
struct PackageRow {
  std::string_view board;
  std::vector<Step> (*steps)(const Contents& contents);
  Result<std::vector<File>> (*more)(
      const Contents& contents);      // the files that only this kind of package has
  std::string_view about_more = {};   // these files, in Markdown
  Result<Done> (*check)() = nullptr;  // whether the package can be made here; nullptr: it always can
};
constexpr PackageRow kPackages[] = {
    {"xiao-esp32s3", sscma_steps, no_more_files},
    {"grove-vision-ai-v2", vela_steps, vela_files, kVelaFiles, check_vela},
    {"esp32-cam", arduino_steps, arduino_files, kArduinoFiles},
    {"arduino-nicla-vision", arduino_steps, arduino_files, kArduinoFiles},
    {"openmv-h7", openmv_steps, openmv_files, kOpenMvFiles},
    {"openmv-h7-plus", openmv_steps, openmv_files, kOpenMvFiles},
    {"pico-2", pico_steps, pico_files, kCFiles},
    {"stm32h7", microcontroller_steps, c_files_in_folder, kCFiles},
    {"stm32n6", microcontroller_steps, c_files_in_folder, kCFiles},
    {"generic", microcontroller_steps, c_files_in_folder, kCFiles},
};

const PackageRow* row_of(const boards::Board& board) {
  const auto* row = std::find_if(std::begin(kPackages), std::end(kPackages),
                                 [&](const PackageRow& one) { return one.board == board.name; });
  return row == std::end(kPackages) ? nullptr : row;
}

std::string text_of(ByteView bytes) {
  return std::string(as_text(bytes));
}

void add_pictures(const Contents& contents, std::vector<File>& files) {
  nlohmann::ordered_json expected = nlohmann::ordered_json::array();
  for (const TestPicture& picture : contents.pictures) {
    const std::string path = "test/" + picture.name;
    files.push_back({path + ".png", text_of(picture.png)});
    files.push_back({path + ".input.bin", text_of(picture.input)});
    nlohmann::ordered_json row{{"picture", path + ".png"},
                               {"input", path + ".input.bin"},
                               {"outputs", nlohmann::ordered_json::array()},
                               {"answer", picture.answer}};
    for (std::size_t i = 0; i < picture.outputs.size(); ++i) {
      const std::string number = picture.outputs.size() == 1 ? "" : std::to_string(i);
      files.push_back({path + ".output" + number + ".bin", text_of(picture.outputs[i])});
      row["outputs"].push_back(files.back().path);
    }
    expected.push_back(row);
  }
  files.push_back({"test/expected.json", expected.dump(2) + "\n"});
}

}  // namespace

Result<Done> check_board(const boards::Board& board) {
  const PackageRow* row = row_of(board);
  if (row != nullptr) return row->check == nullptr ? Result<Done>(Done{}) : row->check();
  return fail(Fault::Refused,
              "{} loads a .{}, which this version cannot make: convert model.int8.tflite of the run with {}, "
              "which is "
              "not part of Tinsmith",
              board.title, board.loads, board.converter);
}

std::vector<Step> steps_of(const Contents& contents) {
  const PackageRow* row = row_of(contents.board);
  CHECK(row != nullptr, "no package is made for {}", contents.board.name);
  return row->steps(contents);
}

Result<std::vector<File>> files_of(const Contents& contents) {
  TRY_DONE(check_board(contents.board));
  const PackageRow& row = *row_of(contents.board);
  std::vector<File> files{{"README.md", readme_of(contents, row.steps(contents), row.about_more)},
                          {"model.tflite", text_of(contents.file)},
                          {"labels.txt", bundle::labels_text(contents.model.classes)},
                          {"settings.json", settings_of(contents).dump(2) + "\n"}};
  add_pictures(contents, files);
  TRY(auto more, row.more(contents));
  for (File& file : more) files.push_back(std::move(file));
  return files;
}

}  // namespace tinsmith::packaging
