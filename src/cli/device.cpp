// The verbs of the command line for boards on a cable.
#include <memory>

#include "boards/boards.h"
#include "cli/data_folder.h"
#include "cli/live_view.h"
#include "cli/password.h"
#include "cli/verbs.h"
#include "devices/mqtt_address.h"
#include "verbs/devices.h"

namespace tinsmith::cli {
namespace {

constexpr const char* kPort =
    "port of the board, such as /dev/ttyACM0, or mqtt://HOST/BOARD for a board on a network; tinsmith device "
    "list "
    "shows them";

constexpr std::int32_t kListen_s = 3;

void add_listening(CLI::App& app, std::int32_t& listen_s) {
  app.add_option("--listen", listen_s, "seconds to listen for boards at a broker")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

void print_report(const verbs::DeviceReport& report, bool as_json) {
  print_line(as_json ? json_text(report.json) : report.text);
}

void add_pace_and_troubles(CLI::App& app, verbs::SimulateRequest& request) {
  app.add_flag("--fast", request.is_hurried,
               "answer as fast as this computer can; otherwise as slowly as the board is estimated to be");
  app.add_option("--drop", request.dropped_fraction, "fraction of the replies of which a part is lost")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--noise", request.noisy_fraction, "fraction of the replies before which there is noise")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--delay", request.delay_ms, "milliseconds before each reply")->check(CLI::Range(0, 60'000));
  app.add_option("--unplug-after", request.unplugged_after_bytes,
                 "number of bytes from the board after which its cable is unplugged");
  app.add_option("--power-fails-after", request.powered_flash_bytes,
                 "number of bytes of its flash that are erased or written before its power fails");
  app.add_flag("--false-answers", request.answers_wrongly, "its model sees the negative of each picture");
  app.add_option("--seed", request.seed, "random seed of what is lost and of the noise")
      ->capture_default_str();
}

// In a terminal the board's picture is drawn; otherwise each result is a line.
Result<Done> watch(verbs::WatchRequest request, std::int32_t listen_s, bool as_json) {
  std::optional<TerminalView> view;
  if (!as_json && can_draw_on_terminal()) view.emplace();
  const bool is_drawn = view.has_value();
  request.view = is_drawn ? &*view : nullptr;
  request.listen_ms = listen_s * 1000;
  request.print = [&](const verbs::DeviceReport& result) { print_report(result, as_json); };
  request.say = [&](const std::string& sentence) {
    if (is_drawn && view->has_begun()) return view->say(sentence);
    if (!as_json) print_line(sentence);
  };
  request.should_stop = [&] { return interrupted() || (is_drawn && view->is_left()); };
  return verbs::watch_device(request);
}

}  // namespace

Verb declare_device_list(CLI::App& parent) {
  struct Options {
    std::vector<std::string> ports;
    std::string mqtt_password;
    std::int32_t listen_s = kListen_s;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("list", "list the boards that are plugged in, and simulated ones");
  const auto options = std::make_shared<Options>();
  app.add_option(
         "--port", options->ports,
         "another port to ask, which is not listed by itself, or mqtt://HOST for the boards at a broker")
      ->type_name("PATH");
  add_mqtt_password_option(app, options->mqtt_password);
  add_listening(app, options->listen_s);
  app.add_flag("--json", options->json, "print one line of JSON per port");
  return {&app, [options]() -> Result<Done> {
            std::vector<std::string> ports;
            for (const std::string& port : options->ports) {
              TRY(auto whole, port_with_password(port, options->mqtt_password));
              ports.push_back(std::move(whole));
            }
            TRY(const auto reports, verbs::list_devices(ports, options->listen_s * 1000));
            for (const auto& report : reports) print_report(report, options->json);
            if (reports.empty() && !options->json)
              print_line(
                  "No board is plugged in. Plug one in with a cable that carries data, or simulate one with: "
                  "tinsmith device simulate --board xiao-esp32s3");
            return Done{};
          }};
}

Verb declare_device_info(CLI::App& parent) {
  struct Options {
    std::string port, mqtt_password;
    bool json = false;
  };
  CLI::App& app =
      *parent.add_subcommand("info", "describe a board: firmware, camera, models, class names, network");
  const auto options = std::make_shared<Options>();
  app.add_option("--port", options->port, kPort)->type_name("PATH")->required();
  add_mqtt_password_option(app, options->mqtt_password);
  app.add_flag("--json", options->json, "print one line of JSON");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto port, port_with_password(options->port, options->mqtt_password));
            TRY(auto report, verbs::describe_device(port));
            if (report.text.ends_with('\n')) report.text.pop_back();
            print_report(report, options->json);
            return Done{};
          }};
}

Verb declare_device_watch(CLI::App& parent) {
  struct Options {
    verbs::WatchRequest request;
    std::string mqtt_password;
    std::int32_t listen_s = kListen_s;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("watch", "run the model of a board and print each result");
  const auto options = std::make_shared<Options>();
  app.add_option("--port", options->request.port, kPort)->type_name("PATH")->required();
  app.add_option("--count", options->request.count, "number of results to print (0: until Ctrl-C)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  add_listening(app, options->listen_s);
  app.add_option("--threshold", options->request.threshold,
                 "confidence threshold, set on the board (default: the one that the board has)")
      ->check(CLI::Range(0.01, 1.0));
  add_mqtt_password_option(app, options->mqtt_password);
  app.add_flag("--json", options->json, "print one line of JSON per result");
  return {&app, [options]() -> Result<Done> {
            verbs::WatchRequest request = options->request;
            TRY(request.port, port_with_password(request.port, options->mqtt_password));
            return watch(std::move(request), options->listen_s, options->json);
          }};
}

Verb declare_device_wifi(CLI::App& parent) {
  struct Options {
    std::string port, name, password;
    bool is_open = false, json = false;
  };
  CLI::App& app = *parent.add_subcommand("wifi", "tell a board the Wi-Fi that it is to join");
  const auto options = std::make_shared<Options>();
  app.add_option("name", options->name, "name of the Wi-Fi")->required();
  app.add_option("--port", options->port, kPort)->type_name("PATH")->required();
  app.add_option("--password-file", options->password,
                 "file with its password, or - for standard input (default: asked for)")
      ->type_name("FILE");
  app.add_flag("--open", options->is_open, "the Wi-Fi has no password");
  app.add_flag("--json", options->json, "print one line of JSON");
  return {&app, [options]() -> Result<Done> {
            std::string password;
            if (!options->is_open) {
              TRY(password, read_password(options->password, "Password of " + options->name));
            }
            if (!options->is_open && password.empty())
              return fail(Fault::Usage, "the password is empty; for a Wi-Fi without one give --open");
            TRY(const auto report, verbs::set_board_wifi(options->port, options->name, password));
            print_report(report, options->json);
            return Done{};
          }};
}

Verb declare_device_mqtt(CLI::App& parent) {
  struct Options {
    std::string port, broker, password;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand("mqtt", "tell a board the MQTT broker to which it is to connect");
  const auto options = std::make_shared<Options>();
  app.add_option("broker", options->broker,
                 "address of the broker as the board reaches it: mqtt://[USER@]HOST[:PORT][/CLIENT_ID], or "
                 "mqtts:// with TLS")
      ->required();
  app.add_option("--port", options->port, kPort)->type_name("PATH")->required();
  app.add_option("--password-file", options->password,
                 "file with the password of the user, or - for standard input (default: asked for)")
      ->type_name("FILE");
  app.add_flag("--json", options->json, "print one line of JSON");
  return {&app, [options]() -> Result<Done> {
            TRY(const auto address, devices::parse_mqtt_address(options->broker));
            if (!address.password.empty())
              return fail(
                  Fault::Usage,
                  "a password in the command line can be read by every user of this computer; give "
                  "mqtt://USER@HOST and the password with --password-file, or when you are asked for it");
            std::string broker = options->broker;
            if (!address.user.empty()) {
              TRY(const auto password, read_password(options->password, "Password of " + address.user));
              TRY(broker, devices::with_mqtt_password(broker, password));
            }
            TRY(const auto report, verbs::set_board_broker(options->port, broker));
            print_report(report, options->json);
            return Done{};
          }};
}

Verb declare_device_simulate(CLI::App& parent) {
  struct Options {
    verbs::SimulateRequest request;
    std::string mqtt_password;
    bool json = false;
  };
  CLI::App& app = *parent.add_subcommand(
      "simulate", "simulate a board at a port of this computer or at a broker, with a real model");
  const auto options = std::make_shared<Options>();
  verbs::SimulateRequest& request = options->request;
  app.add_option("--board", request.board, boards::board_names())->required();
  app.add_option(
      "--firmware", request.firmware,
      "firmware that is written into its flash: 1.x, 2.x or none (default: the one that is there; 2.x on a "
      "new board)");
  app.add_option("--state", request.state, "file that keeps its flash from run to run (default: a new board)")
      ->type_name("FILE");
  app.add_option("--model", request.model,
                 "model that is written into slot 1: a .tflite file, or a run folder (default: the one that "
                 "is there)")
      ->type_name("MODEL");
  request.data_folder = usual_data_folder();
  app.add_option(
         "--data", request.data_folder,
         "data folder of the user, where deploys keep the models from which those for an NPU were compiled")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--pictures", request.pictures,
                 "folder with the pictures that its camera shows (default: drawn nuts, bolts and washers)")
      ->type_name("DIR");
  app.add_option("--broker", request.broker, "MQTT broker that the board is connected to, instead of a port")
      ->type_name("mqtt://HOST");
  add_mqtt_password_option(app, options->mqtt_password);
  app.add_option("--boards", request.boards, "number of boards at the broker")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--period", request.period_ms,
                 "shortest time between two pictures of a board at the broker, in milliseconds")
      ->check(CLI::Range(0, 3'600'000));
  app.add_option("--link", request.link, "path that becomes a link to the port")->type_name("PATH");
  add_pace_and_troubles(app, request);
  app.add_flag("--json", options->json, "print the path of the port as one line of JSON");
  return {&app, [options]() -> Result<Done> {
            verbs::SimulateRequest asked = options->request;
            TRY(asked.broker, port_with_password(asked.broker, options->mqtt_password));
            asked.ready = [&](const std::string& port, const std::string& sentence) {
              print_line(options->json ? json_text(nlohmann::json{{"port", port}}) : sentence);
            };
            asked.should_stop = interrupted;
            return verbs::simulate_board(asked);
          }};
}

}  // namespace tinsmith::cli
