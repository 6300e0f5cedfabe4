// train/engine/memory.h — memory that is planned and allocated before the first step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinsmith::train {

// A buffer that is needed from time `begin` to time `end`, both included.
struct MemoryNeed {
  std::size_t bytes = 0;
  std::int32_t begin = 0, end = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  // one per need, multiples of the kernels' alignment
  std::size_t bytes = 0;             // total
};

// Needs that do not overlap in time may share memory. First fit, largest first.
MemoryPlan plan_memory(const std::vector<MemoryNeed>& needs);

// Zeroed, aligned memory. It uses huge pages if the system has them, because every step reads and writes
// all of it.
class Memory {
 public:
  Memory() = default;
  explicit Memory(std::size_t bytes);
  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* data) const;
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t bytes_ = 0;
};

}  // namespace tinsmith::train
