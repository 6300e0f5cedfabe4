// Implements ranks/messages.h over MPI.
#include <mpi.h>

#include <limits>
#include <vector>

#include "base/check.h"
#include "ranks/messages.h"

namespace tinsmith::ranks {
namespace {

// MPI uses int for counts.
int checked_int(std::size_t count) {
  CHECK(count <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "{} values in one message",
        count);
  return static_cast<int>(count);
}

// Any communication error ends all ranks; this is MPI's default behaviour.
class MpiMessages final : public Messages {
 public:
  MpiMessages() {
    int given = 0;
    // Only the training thread communicates.
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &count_);
  }
  ~MpiMessages() override {
    if (!is_abandoned_) MPI_Finalize();
  }

  int count() const override { return count_; }
  int rank() const override { return rank_; }
  void abandon() override { is_abandoned_ = true; }

  void gather(std::span<const std::byte> own, std::span<std::byte> all,
              std::span<const std::size_t> sizes) override {
    sizes_.clear();
    offsets_.clear();
    std::size_t begin = 0;
    for (const std::size_t size : sizes) {
      sizes_.push_back(checked_int(size));
      offsets_.push_back(checked_int(begin));
      begin += size;
    }
    CHECK(begin == all.size(), "{} bytes into {}", begin, all.size());
    MPI_Allgatherv(own.data(), checked_int(own.size()), MPI_BYTE, all.data(), sizes_.data(), offsets_.data(),
                   MPI_BYTE, MPI_COMM_WORLD);
  }

  void begin_sum(std::span<float> values) override {
    MPI_Request request;
    MPI_Iallreduce(MPI_IN_PLACE, values.data(), checked_int(values.size()), MPI_FLOAT, MPI_SUM,
                   MPI_COMM_WORLD, &request);
    sums_.push_back(request);
  }
  void finish_sums() override {
    MPI_Waitall(checked_int(sums_.size()), sums_.data(), MPI_STATUSES_IGNORE);
    sums_.clear();
  }

 private:
  int rank_ = 0, count_ = 1;
  bool is_abandoned_ = false;
  std::vector<MPI_Request> sums_;
  std::vector<int> sizes_, offsets_;  // sizes and offsets of a gather, in MPI's types
};

}  // namespace

std::unique_ptr<Messages> join_mpi() {
  return std::make_unique<MpiMessages>();
}

}  // namespace tinsmith::ranks
