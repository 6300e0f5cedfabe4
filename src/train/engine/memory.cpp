#include "train/engine/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "base/check.h"
#include "kernels/float/workspace.h"

namespace tinsmith::train {
namespace {

constexpr std::size_t kHugePage_bytes = std::size_t{2} << 20;

std::size_t rounded_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

MemoryPlan plan_memory(const std::vector<MemoryNeed>& needs) {
  std::vector<std::size_t> order(needs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return needs[left].bytes > needs[right].bytes;
  });
  MemoryPlan plan{std::vector<std::size_t>(needs.size()), 0};
  std::vector<std::size_t> placed;  // ordered by offset
  for (const std::size_t index : order) {
    const MemoryNeed& need = needs[index];
    const std::size_t bytes = rounded_up(need.bytes, kernels::kAlignment_bytes);
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (needs[other].end < need.begin || needs[other].begin > need.end) continue;
      if (plan.offsets[other] >= offset + bytes) break;
      offset =
          std::max(offset, plan.offsets[other] + rounded_up(needs[other].bytes, kernels::kAlignment_bytes));
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + bytes);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), index,
                                   [&](std::size_t left, std::size_t right) {
                                     return plan.offsets[left] < plan.offsets[right];
                                   }),
                  index);
  }
  return plan;
}

Memory::Memory(std::size_t bytes) : bytes_(rounded_up(std::max<std::size_t>(bytes, 1), kHugePage_bytes)) {
  data_.reset(static_cast<std::byte*>(std::aligned_alloc(kHugePage_bytes, bytes_)));
  CHECK(data_ != nullptr, "no memory for {} bytes", bytes_);
  madvise(data_.get(), bytes_, MADV_HUGEPAGE);  // only a hint; without huge pages it is slower
  std::memset(data_.get(), 0, bytes_);
}

void Memory::Free::operator()(std::byte* data) const {
  std::free(data);
}

}  // namespace tinsmith::train
