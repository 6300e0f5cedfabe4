// ranks/messages.h — communication between ranks; Ranks uses it if there are several.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tinsmith::ranks {

// The collective operations of MPI that are needed here. All ranks must call the same ones in the same order.
class Messages {
 public:
  virtual ~Messages() = default;
  virtual int count() const = 0;
  virtual int rank() const = 0;
  // After this, the destructor does not wait for the other ranks.
  virtual void abandon() = 0;
  // Sets `all` to every rank's `own`, sizes[rank] bytes each, concatenated.
  virtual void gather(std::span<const std::byte> own, std::span<std::byte> all,
                      std::span<const std::size_t> sizes) = 0;
  virtual void begin_sum(std::span<float> values) = 0;
  virtual void finish_sums() = 0;
};

// Uses MPI, which is initialized here and finalized with the object: only once per process.
std::unique_ptr<Messages> join_mpi();

}  // namespace tinsmith::ranks
