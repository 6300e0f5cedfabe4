#include "devices/simulated_cable.h"

#include <algorithm>

namespace tinsmith::devices {

std::string SimulatedCable::passed(std::string_view lines) {
  constexpr std::size_t kMaxNoise_bytes = 40;
  std::string arrived;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::string line(lines.substr(0, end == lines.npos ? end : end + 1));
    lines.remove_prefix(line.size());
    if (random_.chance(faults_.noisy_fraction)) {
      const std::size_t count = 1 + random_.below(kMaxNoise_bytes);
      for (std::size_t i = 0; i < count; ++i) arrived += static_cast<char>(random_.below(256));
    }
    if (random_.chance(faults_.dropped_fraction)) {
      const std::size_t from = random_.below(line.size());
      line.erase(from, 1 + random_.below(line.size() - from));
    }
    arrived += line;
  }
  if (faults_.unplugged_after_bytes)
    arrived.resize(std::min<std::uint64_t>(
        arrived.size(),
        *faults_.unplugged_after_bytes - std::min(passed_bytes_, *faults_.unplugged_after_bytes)));
  passed_bytes_ += arrived.size();
  return arrived;
}

}  // namespace tinsmith::devices
