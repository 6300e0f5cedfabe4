#include "kpu/maps.h"

#include <algorithm>

#include "base/check.h"
#include "kmodel/kpu_layer.h"

namespace tinsmith::kpu {
namespace {

using kmodel::kKpuRow_bytes;

// Calls line(offset in KPU memory, offset in planar order) for each line of each map.
template <class Line>
void for_each_line(const KpuMap& map, const Line& line) {
  const kmodel::KpuLayout layout = kmodel::layout_of(map.width);
  const std::int64_t group_bytes = layout.row_length * map.height * kKpuRow_bytes;
  const std::int64_t map_bytes = map.rows() / map.number * kKpuRow_bytes;
  std::int64_t planar = 0;
  for (std::int64_t n = 0; n < map.number; ++n)
    for (std::int64_t c = 0; c < map.channels; ++c)
      for (std::int64_t y = 0; y < map.height; ++y, planar += map.width)
        line(map.row * kKpuRow_bytes + n * map_bytes + c / layout.groups * group_bytes +
                 c % layout.groups * layout.pitch + y * layout.row_length * kKpuRow_bytes,
             planar);
}

void check_map(std::size_t memory_bytes, const KpuMap& map, std::size_t planar_bytes) {
  CHECK((map.row + map.rows()) * kKpuRow_bytes <= static_cast<std::int64_t>(memory_bytes) && map.row >= 0 &&
            static_cast<std::int64_t>(planar_bytes) == map.number * map.count(),
        "a map of {} rows at row {}, {} bytes", map.rows(), map.row, planar_bytes);
}

}  // namespace

std::int64_t KpuMap::rows() const {
  return number * kmodel::rows_of_map(channels, height, width);
}

void load_map(std::span<const std::uint8_t> memory, const KpuMap& map, std::span<std::uint8_t> planar) {
  check_map(memory.size(), map, planar.size());
  for_each_line(map, [&](std::int64_t there, std::int64_t here) {
    std::copy_n(memory.data() + there, map.width, planar.data() + here);
  });
}

void store_map(std::span<std::uint8_t> memory, const KpuMap& map, std::span<const std::uint8_t> planar) {
  check_map(memory.size(), map, planar.size());
  for_each_line(map, [&](std::int64_t there, std::int64_t here) {
    std::copy_n(planar.data() + here, map.width, memory.data() + there);
  });
}

}  // namespace tinsmith::kpu
