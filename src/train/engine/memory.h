// train/engine/memory.h — memory that is planned before the first step and not asked for again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinsmith::train {

// A piece of memory that is needed from moment `begin` to moment `end`, both included.
struct MemoryNeed {
  std::size_t bytes = 0;
  std::int32_t begin = 0, end = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  // one a need, multiples of the kernels' alignment
  std::size_t bytes = 0;             // in all
};

// Needs that never meet may share memory. First fit, largest first.
MemoryPlan plan_memory(const std::vector<MemoryNeed>& needs);

// Zeroed, aligned memory in huge pages where the system has them: it is walked through in whole, every step.
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
