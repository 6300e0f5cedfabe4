#include "infer/view.h"

#include <cstring>

namespace tinsmith::infer {
namespace {

// Calls row(offset in the viewed tensor, offset in the dense tensor, count, step) for each run along
// the last axis.
template <class Row>
void for_each_run(const View& view, std::size_t axis, std::int64_t offset, std::int64_t& dense,
                  const Row& row) {
  if (axis + 1 == view.sizes.size()) {
    row(offset, dense, view.sizes[axis], view.steps[axis]);
    dense += view.sizes[axis];
    return;
  }
  for (std::int64_t i = 0; i < view.sizes[axis]; ++i)
    for_each_run(view, axis + 1, offset + i * view.steps[axis], dense, row);
}

// Calls copy(viewed value, dense value, count of values, step) with typed pointers.
template <class Value, class Viewed, class Dense, class Copy>
void for_each_typed_run(const View& view, Viewed* viewed, Dense* dense, const Copy& copy) {
  std::int64_t position = 0;
  for_each_run(view, 0, view.offset, position,
               [&](std::int64_t from, std::int64_t to, auto count, auto step) {
                 copy(viewed + from * static_cast<std::int64_t>(sizeof(Value)),
                      dense + to * static_cast<std::int64_t>(sizeof(Value)), count, step, Value{});
               });
}

template <class Viewed, class Dense, class Copy>
void for_each_run_of_size(const View& view, std::size_t size_bytes, Viewed* viewed, Dense* dense,
                          const Copy& copy) {
  switch (size_bytes) {
    case 1:
      return for_each_typed_run<std::uint8_t>(view, viewed, dense, copy);
    case 2:
      return for_each_typed_run<std::uint16_t>(view, viewed, dense, copy);
    case 4:
      return for_each_typed_run<std::uint32_t>(view, viewed, dense, copy);
    case 8:
      return for_each_typed_run<std::uint64_t>(view, viewed, dense, copy);
    default:
      CHECK(false, "a value of {} bytes", size_bytes);
  }
}

}  // namespace

std::vector<std::int64_t> row_major_steps(const graph::Shape& shape) {
  std::vector<std::int64_t> steps(shape.size());
  std::int64_t step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    steps[axis] = step;
    step *= shape[axis];
  }
  return steps;
}

View merged(View view) {
  View result;
  result.offset = view.offset;
  for (std::size_t axis = 0; axis < view.sizes.size(); ++axis) {
    if (view.sizes[axis] == 1) continue;
    const bool continues =
        !result.sizes.empty() && result.steps.back() == view.steps[axis] * view.sizes[axis];
    if (continues) {
      result.sizes.back() *= view.sizes[axis];
      result.steps.back() = view.steps[axis];
    } else {
      result.sizes.push_back(view.sizes[axis]);
      result.steps.push_back(view.steps[axis]);
    }
  }
  if (result.sizes.empty()) {
    result.sizes.push_back(1);
    result.steps.push_back(1);
  }
  return result;
}

void gather(const View& view, std::size_t size_bytes, const std::byte* viewed, std::byte* output) {
  for_each_run_of_size(
      view, size_bytes, viewed, output,
      [](const std::byte* from, std::byte* to, std::int64_t count, std::int64_t step, auto value) {
        const std::size_t size = sizeof(value);
        if (step == 1) {
          std::memcpy(to, from, static_cast<std::size_t>(count) * size);
          return;
        }
        for (std::int64_t i = 0; i < count; ++i, from += step * static_cast<std::int64_t>(size), to += size)
          std::memcpy(to, from, size);
      });
}

void scatter(const View& view, std::size_t size_bytes, const std::byte* input, std::byte* viewed) {
  for_each_run_of_size(
      view, size_bytes, viewed, input,
      [](std::byte* to, const std::byte* from, std::int64_t count, std::int64_t step, auto value) {
        const std::size_t size = sizeof(value);
        if (step == 1) {
          std::memcpy(to, from, static_cast<std::size_t>(count) * size);
          return;
        }
        for (std::int64_t i = 0; i < count; ++i, from += size, to += step * static_cast<std::int64_t>(size))
          std::memcpy(to, from, size);
      });
}

}  // namespace tinsmith::infer
