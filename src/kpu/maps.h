// kpu/maps.h — maps between planar order (channel, row, column) and their places in KPU memory.
#pragma once

#include <cstdint>
#include <span>

namespace tinsmith::kpu {

// The place of a map, or of several of the same size one after the other, in KPU memory.
struct KpuMap {
  std::int64_t row = 0;
  std::int64_t channels = 1, height = 1, width = 1;
  std::int64_t number = 1;

  std::int64_t count() const { return channels * height * width; }  // bytes of one map in planar order
  std::int64_t rows() const;                                        // KPU rows of all maps
};

// Both need that the map lies within `memory` (CHECK). `planar` has number · count() bytes.
void load_map(std::span<const std::uint8_t> memory, const KpuMap& map, std::span<std::uint8_t> planar);
// Bytes between the lines of a map, which the layout leaves unused, keep their values.
void store_map(std::span<std::uint8_t> memory, const KpuMap& map, std::span<const std::uint8_t> planar);

}  // namespace tinsmith::kpu
