#include "infer/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace tinsmith::infer {
namespace {

bool overlap_in_time(const Lifetime& a, const Lifetime& b) {
  return a.first_step <= b.last_step && b.first_step <= a.last_step;
}

}  // namespace

Layout lay_out(std::span<const Lifetime> buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return aligned(buffers[a].bytes) > aligned(buffers[b].bytes);
  });

  Layout layout;
  layout.offsets.assign(buffers.size(), 0);
  std::vector<std::size_t> placed;  // sorted by offset
  for (const std::size_t buffer : order) {
    const std::int64_t bytes = aligned(buffers[buffer].bytes);
    if (bytes == 0) continue;
    std::int64_t offset = 0;
    for (const std::size_t other : placed) {
      if (!overlap_in_time(buffers[buffer], buffers[other])) continue;
      if (layout.offsets[other] >= offset + bytes) break;
      offset = std::max(offset, layout.offsets[other] + aligned(buffers[other].bytes));
    }
    layout.offsets[buffer] = offset;
    layout.bytes = std::max(layout.bytes, offset + bytes);
    const auto after = std::upper_bound(
        placed.begin(), placed.end(), offset,
        [&](std::int64_t value, std::size_t other) { return value < layout.offsets[other]; });
    placed.insert(after, buffer);
  }
  return layout;
}

std::vector<Lifetime> lifetimes_of(const graph::Graph& graph) {
  std::vector<Lifetime> lifetimes(graph.tensors.size());
  const auto begin = [&](graph::TensorId id, std::int32_t step) {
    const graph::Tensor& tensor = graph.tensor(id);
    const auto bytes =
        graph::element_count(tensor.shape) * static_cast<std::int64_t>(graph::size_bytes(tensor.type));
    lifetimes[static_cast<std::size_t>(id)] = {bytes, step, step};
  };
  const auto use = [&](graph::TensorId id, std::int32_t step) {
    if (id != graph::kNoTensor) lifetimes[static_cast<std::size_t>(id)].last_step = step;
  };
  for (const graph::TensorId id : graph.inputs) begin(id, 0);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto step = static_cast<std::int32_t>(i);
    for (const graph::TensorId id : graph.operators[i].inputs) use(id, step);
    for (const graph::TensorId id : graph.operators[i].outputs) begin(id, step);
  }
  const auto last = static_cast<std::int32_t>(graph.operators.size());
  for (const graph::TensorId id : graph.outputs) use(id, last);
  return lifetimes;
}

}  // namespace tinsmith::infer
