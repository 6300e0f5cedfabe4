// ranks/ranks.h — the processes that do one piece of work together, on one machine or on several.
//
// `mpirun -n 3 tinsmith train …` starts three; each has a rank, 0 … 2, and all call what is below in the same
// order. Without mpirun, or built without MPI, there is one, and nothing is sent.
//
// Equal values and an equal number of ranks give equal bits: sums are made in an order that depends on those
// alone, and every rank gets the same. A rank that ends without having left takes all others with it
// (mpirun's doing), so nobody waits for one that is gone.
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

// Not for use from several threads.
class Ranks {
 public:
  // One that is alone.
  Ranks();
  // All that were started together with this process; once in its life. It leaves them in the destructor,
  // which waits for the others to do so too.
  //   Unsupported  started by mpirun, but built without MPI
  static Result<Ranks> join();
  Ranks(Ranks&&) noexcept;
  Ranks& operator=(Ranks&&) noexcept;
  ~Ranks();

  int count() const;
  int rank() const;
  // The one that writes files and talks.
  bool is_first() const { return rank() == 0; }
  bool is_alone() const { return count() == 1; }

  // This rank cannot go on: it leaves without waiting for the others, and takes them with it when its process
  // ends.
  void abandon();

  // `all` = every rank's `own`, one behind the other by rank; all of the same size.
  void gather(std::span<const double> own, std::span<double> all);
  // The same for parts of any size. `all` is as long as they are together, and sizes[rank] says how long each
  // is.
  void gather(std::span<const float> own, std::span<float> all, std::span<const std::size_t> sizes);
  std::vector<std::byte> gather(std::span<const std::byte> own);
  // The first rank's value: clocks differ, decisions must not.
  double first_of(double value);
  // The first rank whose value is not that of rank 0, or none.
  std::optional<int> first_to_differ(std::uint64_t value);

  // Begins to replace `values` by their sums over all ranks, while the caller goes on; they are not to be
  // touched until finish_sums() returns.
  void begin_sum(std::span<float> values);
  void finish_sums();

 private:
  void gather_bytes(std::span<const std::byte> own, std::span<std::byte> all);  // sizes_ of each

  std::unique_ptr<Messages> messages_;  // none: alone
  std::vector<std::size_t> sizes_;
};

}  // namespace tinsmith::ranks
