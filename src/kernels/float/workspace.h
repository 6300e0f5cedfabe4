// kernels/float/workspace.h — scratch memory, allocated before the first step; each layer divides it again.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/thread_pool.h"
#include "kernels/float/transform.h"

namespace tinsmith::kernels {

struct WorkspaceSize {
  std::size_t shared_bytes = 0;  // one block for all threads
  std::size_t worker_bytes = 0;  // one block per thread
};

// Scratch memory aligned to kAlignment_bytes; owned by the code that planned it.
struct Workspace {
  std::byte* shared = nullptr;
  std::byte* workers = nullptr;  // worker_bytes for each thread
  std::size_t worker_bytes = 0;
  std::byte* worker(int index) const { return workers + static_cast<std::size_t>(index) * worker_bytes; }
};
inline constexpr std::size_t kAlignment_bytes = 64;

// Arena allocator: returns consecutive pieces of memory. Without memory it only counts bytes, so the same
// function computes the size of a layer's workspace and divides it.
class BumpAllocator {
 public:
  explicit BumpAllocator(std::byte* memory = nullptr) : memory_(memory) {}
  template <class T>
  T* take(std::int64_t count) {
    std::byte* piece = memory_ == nullptr ? nullptr : memory_ + used_bytes_;
    used_bytes_ += (static_cast<std::size_t>(count) * sizeof(T) + kAlignment_bytes - 1) / kAlignment_bytes *
                   kAlignment_bytes;
    return reinterpret_cast<T*>(piece);
  }
  std::size_t used_bytes() const { return used_bytes_; }

 private:
  std::byte* memory_;
  std::size_t used_bytes_ = 0;
};

// Divides [0, count) into equal parts: returns where slice `index` of `slices` begins, a multiple of `unit`.
std::int64_t slice_begin(std::int64_t count, std::int64_t slices, std::int64_t index, std::int64_t unit);

// Calls task(slice, worker) for each slice, in reverse order if `from_the_end`.
template <class Task>
void run_slices(ThreadPool& pool, std::int64_t slices, bool from_the_end, Task&& task) {
  pool.run(slices,
           [&](std::int64_t index, int worker) { task(from_the_end ? slices - 1 - index : index, worker); });
}

// Statistics of each slice, combined in slice order.
class SliceStatistics {
 public:
  SliceStatistics(BumpAllocator& shared, std::int64_t slices, std::int64_t channels);

  // Forward pass. begin_moments returns empty moments.
  Moments begin_moments(std::int64_t slice) const;
  void end_moments(std::int64_t slice, const Moments& moments) const;
  void combine_moments(float* mean, float* variance) const;

  // Backward pass.
  GradientSums begin_sums(std::int64_t slice, const float* mean) const;
  void combine_sums(float* sum, float* centered) const;

 private:
  std::int64_t slices_, channels_;
  double* first_;
  double* second_;
  std::int64_t* counts_;
};

}  // namespace tinsmith::kernels
