// verbs/devices.h — boards on a cable: list, describe, watch, simulate.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "image/marks.h"

namespace tinsmith::verbs {

struct DeviceReport {
  std::string text;
  nlohmann::ordered_json json;  // one line
};

// One report per port at which a board can be, and for each of `ports`: the board that replies there, or why none does
// ("problem"). The address of a broker stands for all boards that are heard there within `listen_ms`. An empty list means that no board was found.
//   Unavailable  the operating system does not list the ports, or a broker cannot be reached
Result<std::vector<DeviceReport>> list_devices(const std::vector<std::string>& ports, std::int32_t listen_ms);

// The firmware, cameras, models, class names, actions and network of one board.
Result<DeviceReport> describe_device(const std::string& port);

// One result of a board's model, to be drawn.
struct LiveResult {
  image::Image picture;  // of the camera, in RGB; without pixels: the board sent none, or a damaged one
  std::vector<image::Mark> marks;  // what was found, in pixels of the picture
  std::string text;                // the same as one line: "nut 85 %, washer 75 %"
  double model_ms = 0;             // for preparation, inference and decoding, as the board states it
};

// Shows the results of one board as they arrive. All functions are called by the thread that watches.
class LiveView {
 public:
  virtual ~LiveView() = default;
  // The model runs. `threshold` as the board states it, as a fraction.
  virtual void begin(const std::string& title, std::optional<double> threshold) = 0;
  virtual void show(LiveResult result) = 0;
  // A sentence for the person, beside the results.
  virtual void say(const std::string& sentence) = 0;
  // Is called some times a second. Returns a threshold once after the person has asked for it.
  virtual std::optional<double> wished_threshold() = 0;
  // The board has taken a threshold.
  virtual void threshold_is(double fraction) = 0;
};

struct WatchRequest {
  std::string port;
  std::int32_t listen_ms = 3000;    // for boards at a broker
  std::int64_t count = 0;           // of results, after which it ends; 0: until `should_stop`
  std::optional<double> threshold;  // confidence threshold that is set on the board
  std::function<void(const DeviceReport& result)> print;
  std::function<void(const std::string& sentence)> say;
  std::function<bool()> should_stop;
  // Shows the results of a single board instead of `print`, with the pictures of its camera; none: no pictures are asked for.
  LiveView* view = nullptr;
};

// Runs the model of a board, or of all boards that are heard at a broker, and reports each result; the boards are stopped at
// the end. With several boards each result has their port, and a board that goes away ends its own results only.
//   Unavailable, NotFound, Conflict  the port cannot be opened, the board does not reply, refuses, or is unplugged
Result<Done> watch_device(const WatchRequest& request);

// The board joins a Wi-Fi; a network without a password when that is empty. Reports the network as the board then states it,
// never with the password.
//   InvalidInput  a text that the firmware cannot take
//   Unavailable   the board refuses the settings, or keeps others
Result<DeviceReport> set_board_wifi(const std::string& port, const std::string& name,
                                    const std::string& password);

// The board connects to the broker of this address (devices/mqtt_address.h), as the client that it names. Errors as above.
Result<DeviceReport> set_board_broker(const std::string& port, const std::string& broker);

struct SimulateRequest {
  std::string board;
  std::string firmware;     // "1.x", "2.x", "none"; empty: what is in the flash, and 2.x in a new one
  std::string state;        // file that keeps the flash; empty: a new one
  std::string data_folder;  // of the user, where deploys keep the models from which others were compiled
  std::string model;     // a .tflite file or a run folder, written into slot 1; empty: what is in the flash
  std::string pictures;  // folder; empty: drawn nuts, bolts and washers
  std::string link;      // path that becomes a link to the port; empty: none
  std::string
      broker;  // address of the MQTT broker that the board is connected to; empty: it is at a pseudo terminal
  std::int32_t boards = 1;     // number of boards at the broker
  std::int32_t period_ms = 0;  // the shortest time between two pictures of a board at the broker
  bool is_hurried = false;
  double dropped_fraction = 0, noisy_fraction = 0;
  std::int32_t delay_ms = 0;
  std::optional<std::uint64_t> unplugged_after_bytes;
  std::optional<std::uint64_t> powered_flash_bytes;  // that are erased or written before the power fails
  bool answers_wrongly = false;
  std::uint64_t seed = 1;
  std::function<void(const std::string& port, const std::string& sentence)> ready;
  std::function<bool()> should_stop;
};

// Runs a simulated board at a pseudo terminal, or several at a broker, until they are stopped, or unplugged as requested.
//   NotFound     there is no such board, model or folder
//   Unsupported  the board cannot be simulated
//   Refused      the compiler for the board's NPU is missing
//   Corrupt      the file is no flash of this board
Result<Done> simulate_board(const SimulateRequest& request);

}  // namespace tinsmith::verbs
