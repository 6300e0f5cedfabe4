// verbs/devices.h — boards on a cable: list, describe, watch, simulate.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct DeviceReport {
  std::string text;
  nlohmann::ordered_json json;  // one line
};

// One report per port at which a board can be, and for each of `ports`: the board that replies there, or why none does
// ("problem"). An empty list means that no board is plugged in.
//   Unavailable  the operating system does not list the ports
Result<std::vector<DeviceReport>> list_devices(const std::vector<std::string>& ports);

// The firmware, cameras, models, class names, actions and network of one board.
Result<DeviceReport> describe_device(const std::string& port);

struct WatchRequest {
  std::string port;
  std::int64_t count = 0;           // of results, after which it ends; 0: until `should_stop`
  std::optional<double> threshold;  // confidence threshold that is set on the board
  std::function<void(const DeviceReport& result)> print;
  std::function<void(const std::string& sentence)> say;
  std::function<bool()> should_stop;
};

// Runs the model of a board and reports each result; the board is stopped at the end.
//   Unavailable, NotFound, Conflict  the port cannot be opened, the board does not reply, refuses, or is unplugged
Result<Done> watch_device(const WatchRequest& request);

struct SimulateRequest {
  std::string board;
  std::string firmware = "2.x";
  std::string model;     // a .tflite file or a run folder; empty: there is no model on the board
  std::string pictures;  // folder; empty: drawn nuts, bolts and washers
  std::string link;      // path that becomes a link to the port; empty: none
  bool is_hurried = false;
  double dropped_fraction = 0, noisy_fraction = 0;
  std::int32_t delay_ms = 0;
  std::optional<std::uint64_t> unplugged_after_bytes;
  std::uint64_t seed = 1;
  std::function<void(const std::string& port, const std::string& sentence)> ready;
  std::function<bool()> should_stop;
};

// Runs a simulated board at a pseudo terminal until it is stopped, or unplugged as requested.
//   NotFound     there is no such board, model or folder
//   Unsupported  the board cannot be simulated, or its firmware has no such line
Result<Done> simulate_board(const SimulateRequest& request);

}  // namespace tinsmith::verbs
