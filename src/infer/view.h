// infer/view.h — reading a tensor in another order: transposes, slices, parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::infer {

// Value (i, j, …) of the view is value offset + i · steps[0] + j · steps[1] + … of what is viewed.
struct View {
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> steps;
  std::int64_t offset = 0;
};

// Row-major steps of a shape, in values.
std::vector<std::int64_t> row_major_steps(const graph::Shape& shape);

// The same view in as few axes as possible; the last one has a step of 1 where that is possible.
View merged(View view);

// output[k] = viewed[k-th position of the view], or the other way round. `size_bytes` is a value's: 1, 2, 4
// or 8.
void gather(const View& view, std::size_t size_bytes, const std::byte* viewed, std::byte* output);
void scatter(const View& view, std::size_t size_bytes, const std::byte* input, std::byte* viewed);

}  // namespace tinsmith::infer
