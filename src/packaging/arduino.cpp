#include "packaging/arduino.h"

#include <fmt/format.h>

#include "files/zip_writer.h"
#include "packaging/c_sources.h"
#include "packaging/template.h"

namespace tinsmith::packaging {
namespace {

// The name of a board in the Arduino IDE, and the part of the sketch that is made for it.
struct ArduinoBoard {
  std::string_view board, core, menu, architectures, camera;
};
constexpr ArduinoBoard kArduinoBoards[] = {
    {"esp32-cam", "esp32 by Espressif Systems", "AI Thinker ESP32-CAM (for the ESP-EYE: ESP32 Wrover Module)",
     "esp32", "camera_esp32.cpp.in"},
    {"arduino-nicla-vision", "Arduino Mbed OS Nicla Boards", "Arduino Nicla Vision", "mbed_nicla",
     "camera_nicla.cpp.in"},
};

const ArduinoBoard& arduino_board(const Contents& contents) {
  for (const ArduinoBoard& row : kArduinoBoards)
    if (row.board == contents.board.name) return row;
  CHECK(false, "{} has no Arduino sketch", contents.board.name);
}

// The Arduino IDE compiles .cpp. The builder finds the library that runs the model by a header in its folder, not by
// those below tensorflow/.
File as_arduino_source(File source) {
  if (!source.path.ends_with(".cc")) return source;
  if (source.path == "tinsmith_runtime.cc") source.bytes.insert(0, "#include <Chirale_TensorFlowLite.h>\n\n");
  source.path.replace(source.path.size() - 2, 2, "cpp");
  return source;
}

std::vector<File> sketch_of(const Contents& contents, const Values& values) {
  const std::string folder = "examples/Camera/";
  return {{folder + "Camera.ino", filled(template_text("Camera.ino.in"), values)},
          {folder + "board_camera.h", std::string(template_text("board_camera.h.in"))},
          {folder + "board_camera.cpp", std::string(template_text(arduino_board(contents).camera))}};
}

}  // namespace

std::string library_name(std::string_view model_name) {
  constexpr std::size_t kMaxLength = 50;
  std::string name = "Tinsmith_";
  for (const char character : model_name.substr(0, kMaxLength)) {
    const bool is_kept = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
                         (character >= 'A' && character <= 'Z');
    name += is_kept ? character : '_';
  }
  return name;
}

std::vector<Step> arduino_steps(const Contents& contents) {
  const ArduinoBoard& row = arduino_board(contents);
  std::vector<Step> steps{
      {fmt::format("Install the Arduino IDE 2, and in its Boards Manager \"{}\".", row.core), ""},
      {"Install the library that runs the model: in the Library Manager, search for this name and press "
       "Install.",
       "Chirale_TensorFLowLite"},
      {"Unpack this package. In the IDE choose Sketch > Include Library > Add .ZIP Library… and then the "
       "file "
       "arduino-library.zip of the package.",
       ""},
      {fmt::format("Choose the board {} and its port under Tools.", row.menu), ""},
      {fmt::format("Open the sketch File > Examples > {} > Camera and upload it.",
                   library_name(contents.name)),
       ""},
      {"Open the Serial Monitor at 115200 baud. The self-test compares the board with what it should "
       "compute; then "
       "the sketch prints what the model sees, and how long it takes.",
       ""},
      {"Open one of the test pictures large on a screen and show it to the camera: the answer must be the "
       "same. The "
       "score differs a little, because the camera sees a picture of a picture.",
       ""}};
  if (contents.board.name == "esp32-cam")
    steps.insert(
        steps.begin() + 4,
        {"Enable PSRAM under Tools if the menu has it. For an ESP-EYE, choose it in board_camera.cpp.", ""});
  return steps;
}

Result<std::vector<File>> arduino_files(const Contents& contents) {
  const std::string library = library_name(contents.name);
  const bool is_classification = contents.model.task == scene::Task::Classification;
  const Values values{
      {"LIBRARY", library},
      {"NETWORK", contents.model.name},
      {"ARCHITECTURES", std::string(arduino_board(contents).architectures)},
      {"ANSWER", std::string(template_text(is_classification ? "classes.ino" : "objects.ino"))}};
  std::vector<File> files{{"library.properties", filled(template_text("library.properties.in"), values)},
                          {"src/" + library + ".h", std::string(template_text("library.h.in"))}};
  TRY(auto sources, c_sources(contents));
  for (File& source : sources) {
    source = as_arduino_source(std::move(source));
    files.push_back({"src/" + source.path, std::move(source.bytes)});
  }
  for (File& file : sketch_of(contents, values)) files.push_back(std::move(file));
  auto zip = files::ZipWriter::in_memory();
  for (File& file : files) TRY_DONE(zip.add(library + "/" + file.path, std::move(file.bytes)));
  return std::vector<File>{{"arduino-library.zip", std::string(as_text(zip.bytes()))}};
}

}  // namespace tinsmith::packaging
