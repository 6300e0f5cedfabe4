// devices/simulated_cable.h — the cable of a simulated board, with the troubles of real ones, reproducibly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace tinsmith::devices {

struct CableFaults {
  double dropped_fraction = 0;                         // of the board's lines, of which a part is lost
  double noisy_fraction = 0;                           // of the board's lines, before which there is noise
  std::int32_t delay_ms = 0;                           // before each line
  std::optional<std::uint64_t> unplugged_after_bytes;  // from the board
  std::uint64_t seed = 1;
};

class SimulatedCable {
 public:
  explicit SimulatedCable(const CableFaults& faults) : faults_(faults), random_(faults.seed) {}

  // Returns what arrives of the lines that the board has sent.
  std::string passed(std::string_view lines);
  bool is_unplugged() const {
    return faults_.unplugged_after_bytes && passed_bytes_ >= *faults_.unplugged_after_bytes;
  }

 private:
  CableFaults faults_;
  Rng random_;
  std::uint64_t passed_bytes_ = 0;
};

}  // namespace tinsmith::devices
