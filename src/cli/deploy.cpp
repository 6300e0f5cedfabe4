// The verbs of the command line that write to boards, and that keep what was seen there.
#include <cstdlib>
#include <memory>

#include "base/json.h"
#include "cli/data_folder.h"
#include "cli/password.h"
#include "cli/progress_line.h"
#include "cli/verbs.h"
#include "deploying/deploy.h"
#include "deploying/firmware_store.h"
#include "deploying/history.h"
#include "deploying/record_pictures.h"
#include "deploying/verify_board.h"
#include "devices/ports.h"
#include "verbs/run_folder.h"

namespace tinsmith::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPortOfBoard =
    "port of the board, such as /dev/ttyACM0; tinsmith device list shows them";

struct BoardOptions {
  std::string port, data = usual_data_folder();
  bool json = false;
};

void add_board_options(CLI::App& app, BoardOptions& options, bool has_port) {
  if (has_port) app.add_option("--port", options.port, kPortOfBoard)->type_name("PATH")->required();
  app.add_option("--data", options.data, "data folder of the user, which contains the log of the boards")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_flag("--json", options.json, "print one line of JSON per result");
}

// A line at the bottom of the terminal; Ctrl-C is taken until the flash is written.
class BoardProgress final : public Progress {
 public:
  void report(std::string_view stage, double done, double total) override {
    line_.show(total > 0 ? done / total : 0, std::string(stage), 0);
  }
  bool should_stop() const override { return interrupted(); }
  void say(const std::string& sentence) { line_.print(sentence); }

 private:
  ProgressLine line_;
};

Json proof_json(const deploying::Proof& proof) {
  return {{"agrees", proof.agrees},
          {"pictures", proof.pictures},
          {"objects", proof.objects},
          {"sentence", proof.sentence}};
}

void print_deployed(const deploying::Deployed& deployed, const BoardOptions& options) {
  if (options.json)
    return print_line(json_text(Json{{"port", options.port},
                                     {"address", deployed.address},
                                     {"board", deployed.name},
                                     {"firmware", deployed.firmware},
                                     {"md5", deployed.md5},
                                     {"bytes", deployed.file_bytes},
                                     {"written_bytes", deployed.written_bytes},
                                     {"classes", deployed.classes},
                                     {"remarks", deployed.remarks},
                                     {"proof", proof_json(deployed.proof)}}));
  for (const std::string& remark : deployed.remarks) print_line("Remark: " + remark);
  print_line(fmt::format(
      "The model runs on the {} at {} (firmware {}). Proof: {}. Watch it with: tinsmith device watch "
      "--port {}",
      deployed.name, options.port, deployed.firmware, deployed.proof.sentence, options.port));
}

std::string record_text(const deploying::BoardRecord& record) {
  return fmt::format("{}  {}  {:<13}  {}{}{}", record.time, record.address, name_of(record.state),
                     record.model.empty() ? "no model" : record.model, record.note.empty() ? "" : "  ",
                     record.note);
}

void print_firmware(const deploying::Firmware& firmware, bool as_json) {
  if (as_json)
    return print_line(json_text(Json{{"firmware", name_of(firmware.line)},
                                     {"name", firmware.name},
                                     {"version", firmware.version},
                                     {"program_bytes", firmware.parts.back().bytes.size()}}));
  print_line(fmt::format("SSCMA firmware {} for the XIAO ESP32-S3: {} {}", name_of(firmware.line),
                         firmware.name, firmware.version));
}

}  // namespace

Verb declare_device_deploy(CLI::App& parent) {
  struct Options {
    BoardOptions board;
    std::string model, silent_board;
  };
  CLI::App& app = *parent.add_subcommand(
      "deploy", "write a model to a board, and prove that it answers there as computed here");
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "run folder, or a .tflite file")->required()->type_name("RUN");
  app.add_option("--board", options->silent_board,
                 "the board that it is if its firmware does not answer: xiao-esp32s3 or grove-vision-ai-v2 "
                 "(default: by its USB identity)");
  add_board_options(app, options->board, true);
  return {&app, [options]() -> Result<Done> {
            deploying::DeployRequest request;
            TRY(request.model, verbs::model_file_of(options->model));
            std::string board = options->silent_board;
            if (board.empty()) board = devices::board_by_usb(options->board.port);
            if (!board.empty()) request.silent_board = board;
            request.data_folder = options->board.data;
            TRY(const auto link, devices::open_port(options->board.port));
            Result<deploying::Deployed> deployed = fail(Fault::Cancelled, "not begun");
            {
              BoardProgress progress;
              request.say = [&](deploying::Phase, const std::string& sentence) { progress.say(sentence); };
              deployed = deploying::deploy(*link, request, progress);
            }
            if (!deployed) return std::move(deployed).error();
            print_deployed(*deployed, options->board);
            return Done{};
          }};
}

Verb declare_device_verify(CLI::App& parent) {
  struct Options {
    BoardOptions board;
    std::string model;
  };
  CLI::App& app = *parent.add_subcommand(
      "verify", "compare the model in the flash of a board with a file, or with what was last written to it");
  const auto options = std::make_shared<Options>();
  app.add_option("model", options->model, "run folder, or a .tflite file (default: what the log has)")
      ->type_name("RUN");
  add_board_options(app, options->board, true);
  return {
      &app, [options]() -> Result<Done> {
        deploying::VerifyRequest request{options->board.data, {}};
        if (!options->model.empty()) {
          TRY(request.model, verbs::model_file_of(options->model));
        }
        TRY(const auto link, devices::open_port(options->board.port));
        TRY(const auto verified, deploying::verify_board(*link, request));
        if (options->board.json)
          print_line(json_text(Json{{"port", options->board.port},
                                    {"address", verified.address},
                                    {"model", verified.model},
                                    {"expected_md5", verified.expected_md5},
                                    {"found_md5", verified.found_md5},
                                    {"same", verified.is_same()}}));
        if (!verified.is_same())
          return fail(
              Fault::Conflict,
              "the board {} has another model than expected (MD5 {} instead of {}); write it with: tinsmith "
              "device deploy",
              verified.address, verified.found_md5, verified.expected_md5);
        if (!options->board.json)
          print_line(fmt::format("The board {} has this model{}{} (MD5 {}).", verified.address,
                                 verified.model.empty() ? "" : ", ", verified.model, verified.found_md5));
        return Done{};
      }};
}

Verb declare_device_log(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("log", "list what was written to which board");
  const auto options = std::make_shared<BoardOptions>();
  add_board_options(app, *options, false);
  return {&app, [options]() -> Result<Done> {
            TRY(const auto records, deploying::BoardHistory(options->data).all());
            for (const auto& record : records)
              print_line(options->json ? json_text(to_json(record)) : record_text(record));
            if (records.empty() && !options->json) print_line("Nothing was written to a board yet.");
            return Done{};
          }};
}

Verb declare_device_record(CLI::App& parent) {
  struct Options {
    std::string port, out, mqtt_password;
    deploying::RecordRequest request;
    bool json = false;
  };
  CLI::App& app =
      *parent.add_subcommand("record", "save pictures of a board's camera as pictures of a class");
  const auto options = std::make_shared<Options>();
  app.add_option("--port", options->port, kPortOfBoard)->type_name("PATH")->required();
  app.add_option("--out", options->out, "data set: a folder with one folder per class")
      ->type_name("DIR")
      ->required();
  app.add_option("--class", options->request.class_name, "class that the pictures show")->required();
  app.add_option("--count", options->request.count, "number of pictures")
      ->required()
      ->check(CLI::PositiveNumber);
  app.add_option("--seconds", options->request.seconds,
                 "time over which they are spread (0: as fast as the board sends them)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  add_mqtt_password_option(app, options->mqtt_password);
  app.add_flag("--json", options->json, "print one line of JSON per picture");
  return {&app, [options]() -> Result<Done> {
            deploying::RecordRequest request = options->request;
            request.out = options->out;
            request.should_stop = interrupted;
            request.saved = [&](const auto& file) {
              print_line(options->json
                             ? json_text(Json{{"file", file.string()}, {"class", request.class_name}})
                             : file.string());
            };
            TRY(const auto port, port_with_password(options->port, options->mqtt_password));
            TRY(const auto link, devices::open_port(port));
            TRY_DONE(deploying::record_pictures(*link, request));
            return Done{};
          }};
}

Verb declare_device_firmware_add(CLI::App& parent) {
  struct Options {
    BoardOptions board;
    std::vector<std::string> files;
  };
  CLI::App& app = *parent.add_subcommand(
      "add", "check the files of a vendor's release, and remember them for boards without firmware");
  const auto options = std::make_shared<Options>();
  app.add_option("files", options->files,
                 "bootloader, partition table and program, in any order, or the zip with them")
      ->type_name("FILE")
      ->required();
  add_board_options(app, options->board, false);
  return {&app, [options]() -> Result<Done> {
            const std::vector<std::filesystem::path> files(options->files.begin(), options->files.end());
            TRY(const auto firmware, deploying::add_firmware(files, options->board.data));
            print_firmware(firmware, options->board.json);
            return Done{};
          }};
}

Verb declare_device_firmware_list(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("list", "list the firmware that was added");
  const auto options = std::make_shared<BoardOptions>();
  add_board_options(app, *options, false);
  return {&app, [options]() -> Result<Done> {
            TRY(const auto all, deploying::added_firmware(options->data));
            for (const auto& firmware : all) print_firmware(firmware, options->json);
            if (all.empty() && !options->json) print_line("No firmware was added yet.");
            return Done{};
          }};
}

}  // namespace tinsmith::cli
