// devices/simulated_memory.h — the flash of a simulated board: sectors are erased to ones, bits are written to zero, and the
// power can fail at any byte.
#pragma once

#include <filesystem>
#include <limits>
#include <set>

#include "base/bytes.h"

namespace tinsmith::devices {

class SimulatedMemory {
 public:
  // Erased, and forgotten at the end of the program.
  explicit SimulatedMemory(std::size_t size_bytes);
  // Has the content of the file, if there is one, and keeps it there by `save`.
  //   Corrupt      the file has another size
  //   Unavailable  it cannot be read
  static Result<SimulatedMemory> kept_in(const std::filesystem::path& file, std::size_t size_bytes);

  ByteView bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool is_blank() const;

  // Erases the sectors that these bytes touch. Positions beyond the end are ignored, as in all functions here.
  void erase(std::size_t offset, std::size_t count);
  // Clears bits: what was not erased becomes the common ones of old and new.
  void program(std::size_t offset, ByteView bytes);
  // Erases and programs whole sectors, and keeps the rest of them.
  void replace(std::size_t offset, ByteView bytes);

  // Writes the changed sectors to the file.
  Result<Done> save();

  // The power fails after this many more bytes are erased or programmed; what is asked for later has no effect.
  void cut_power_after(std::uint64_t byte_count) { powered_bytes_ = byte_count; }
  void give_power() { powered_bytes_ = kUnlimited; }
  bool has_power() const { return powered_bytes_ > 0; }

 private:
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  // Returns how many of the bytes can be changed, and takes them from what is left of the power.
  std::size_t powered(std::size_t offset, std::size_t count);

  Bytes bytes_;
  std::set<std::size_t> changed_sectors_;
  std::filesystem::path file_;
  std::uint64_t powered_bytes_ = kUnlimited;
};

}  // namespace tinsmith::devices
