// ranks/messages.h — how ranks talk to each other: what Ranks is made of when there are several.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tinsmith::ranks {

// The collective calls of MPI that are needed here; all ranks make the same ones in the same order.
class Messages {
 public:
  virtual ~Messages() = default;
  virtual int count() const = 0;
  virtual int rank() const = 0;
  // The object's end then waits for nobody.
  virtual void abandon() = 0;
  // `all` = every rank's `own`, sizes[rank] bytes each, one behind the other.
  virtual void gather(std::span<const std::byte> own, std::span<std::byte> all,
                      std::span<const std::size_t> sizes) = 0;
  virtual void begin_sum(std::span<float> values) = 0;
  virtual void finish_sums() = 0;
};

// Over MPI, which is begun here and ended with the object: once in a process.
std::unique_ptr<Messages> join_mpi();

}  // namespace tinsmith::ranks
