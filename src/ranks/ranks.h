// ranks/ranks.h — the processes that share one task, on one machine or on several.
//
// `mpirun -n 3 tinsmith train …` starts three processes. Each has a rank, 0 … 2, and all must call the
// functions below in the same order. Without mpirun, or in a build without MPI, there is only one and
// nothing is sent.
//
// Equal values and an equal number of ranks give equal bits: the order of sums depends on these only, and
// every rank gets the same result. If a process ends without leaving the ranks, mpirun ends all others, so
// that none waits forever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace tinsmith::ranks {

class Messages;

// Not thread-safe.
class Ranks {
 public:
  // A single rank on its own.
  Ranks();
  // Joins all processes that mpirun started together; call this once per process. The destructor leaves the
  // ranks and waits until the others do so too.
  //   Unsupported  started by mpirun, but built without MPI
  static Result<Ranks> join();
  Ranks(Ranks&&) noexcept;
  Ranks& operator=(Ranks&&) noexcept;
  ~Ranks();

  int count() const;
  int rank() const;
  // Whether this is the rank that writes files and output.
  bool is_first() const { return rank() == 0; }
  bool is_alone() const { return count() == 1; }

  // Call this if this rank cannot continue: it leaves without waiting for the others, and mpirun ends them
  // when its process ends.
  void abandon();

  // Sets `all` to every rank's `own`, concatenated by rank; all have the same size.
  void gather(std::span<const double> own, std::span<double> all);
  // The same for parts of different sizes: sizes[rank] is the size of each part, and `all` has the sum
  // of the sizes.
  void gather(std::span<const float> own, std::span<float> all, std::span<const std::size_t> sizes);
  std::vector<std::byte> gather(std::span<const std::byte> own);
  // Returns the first rank's value on all ranks: clocks differ, but decisions must be the same.
  double first_of(double value);
  // Returns the first rank whose value differs from that of rank 0, or nothing.
  std::optional<int> first_to_differ(std::uint64_t value);

  // Starts to replace `values` by their sums over all ranks, in the background. The caller must not read or
  // write them until finish_sums() returns.
  void begin_sum(std::span<float> values);
  void finish_sums();

 private:
  void gather_bytes(std::span<const std::byte> own, std::span<std::byte> all);  // uses sizes_

  std::unique_ptr<Messages> messages_;  // null if there is only one rank
  std::vector<std::size_t> sizes_;
};

}  // namespace tinsmith::ranks
