// infer/view.h — reading a tensor in another order: transposes, slices, parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::infer {

// Element (i, j, …) of the view is element offset + i · steps[0] + j · steps[1] + … of the underlying tensor.
struct View {
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> steps;
  std::int64_t offset = 0;
};

// Row-major steps of a shape, in elements.
std::vector<std::int64_t> row_major_steps(const graph::Shape& shape);

// Returns the same view with as few axes as possible; the last axis has step 1 if possible.
View merged(View view);

// gather: output[k] = viewed[k-th position of the view]; scatter is the inverse. `size_bytes` is the size of
// one element: 1, 2, 4 or 8.
void gather(const View& view, std::size_t size_bytes, const std::byte* viewed, std::byte* output);
void scatter(const View& view, std::size_t size_bytes, const std::byte* input, std::byte* viewed);

}  // namespace tinsmith::infer
