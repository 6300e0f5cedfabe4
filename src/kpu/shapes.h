// kpu/shapes.h — shapes of version 4: (number, channels, height, width).
#pragma once

#include <array>
#include <cstdint>

#include "kmodel/kmodel_v4.h"

namespace tinsmith::kpu {

using Index = std::array<std::int64_t, 4>;

// InvalidInput: a size is below 1, or there are more elements than main memory has bytes.
Result<Index> sizes_of(const kmodel::v4::Shape& shape, std::string_view what);

inline std::int64_t count_of(const Index& sizes) {
  return sizes[0] * sizes[1] * sizes[2] * sizes[3];
}

inline std::int64_t place_of(const Index& index, const Index& sizes) {
  return ((index[0] * sizes[1] + index[1]) * sizes[2] + index[2]) * sizes[3] + index[3];
}

// Calls body(index) for each element in the order of memory.
template <class Body>
void for_each_index(const Index& sizes, const Body& body) {
  Index index;
  for (index[0] = 0; index[0] < sizes[0]; ++index[0])
    for (index[1] = 0; index[1] < sizes[1]; ++index[1])
      for (index[2] = 0; index[2] < sizes[2]; ++index[2])
        for (index[3] = 0; index[3] < sizes[3]; ++index[3]) body(index);
}

// The place in a tensor that is repeated along its axes of size 1.
inline std::int64_t repeated_place(const Index& index, const Index& sizes) {
  Index own;
  for (std::size_t axis = 0; axis < own.size(); ++axis) own[axis] = sizes[axis] == 1 ? 0 : index[axis];
  return place_of(own, sizes);
}

}  // namespace tinsmith::kpu
