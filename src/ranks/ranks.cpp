#include "ranks/ranks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "ranks/messages.h"

namespace tinsmith::ranks {
namespace {

// Checks the environment variables that mpirun sets for its processes: Open MPI's own, and that of
// the PMIx standard.
bool is_started_by_mpirun() {
  return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr || std::getenv("PMIX_RANK") != nullptr;
}

}  // namespace

Ranks::Ranks() = default;
Ranks::Ranks(Ranks&&) noexcept = default;
Ranks& Ranks::operator=(Ranks&&) noexcept = default;
Ranks::~Ranks() = default;

Result<Ranks> Ranks::join() {
  Ranks ranks;
  if (!is_started_by_mpirun()) return ranks;
#ifdef TINSMITH_HAS_MPI
  ranks.messages_ = join_mpi();
  ranks.sizes_.resize(static_cast<std::size_t>(ranks.count()));
  return ranks;
#else
  return fail(Fault::Unsupported,
              "mpirun started this, but it was built without MPI; install libopenmpi-dev and build again");
#endif
}

int Ranks::count() const {
  return messages_ ? messages_->count() : 1;
}

int Ranks::rank() const {
  return messages_ ? messages_->rank() : 0;
}

void Ranks::abandon() {
  if (messages_) messages_->abandon();
  messages_.reset();
  sizes_.clear();
}

void Ranks::gather_bytes(std::span<const std::byte> own, std::span<std::byte> all) {
  if (messages_)
    messages_->gather(own, all, sizes_);
  else if (!own.empty())
    std::memcpy(all.data(), own.data(), own.size());
}

void Ranks::gather(std::span<const double> own, std::span<double> all) {
  CHECK(all.size() == own.size() * static_cast<std::size_t>(count()), "{} values of {} ranks into {}",
        own.size(), count(), all.size());
  std::fill(sizes_.begin(), sizes_.end(), own.size_bytes());
  gather_bytes(std::as_bytes(own), std::as_writable_bytes(all));
}

void Ranks::gather(std::span<const float> own, std::span<float> all, std::span<const std::size_t> sizes) {
  for (std::size_t rank = 0; rank < sizes_.size(); ++rank) sizes_[rank] = sizes[rank] * sizeof(float);
  gather_bytes(std::as_bytes(own), std::as_writable_bytes(all));
}

std::vector<std::byte> Ranks::gather(std::span<const std::byte> own) {
  std::vector<double> sizes(static_cast<std::size_t>(count()));
  const double size = static_cast<double>(own.size());
  gather({&size, 1}, sizes);
  std::size_t total = 0;
  for (std::size_t rank = 0; rank < sizes.size(); ++rank) {
    const auto bytes = static_cast<std::size_t>(sizes[rank]);
    if (messages_) sizes_[rank] = bytes;
    total += bytes;
  }
  std::vector<std::byte> all(total);
  gather_bytes(own, all);
  return all;
}

double Ranks::first_of(double value) {
  std::vector<double> all(static_cast<std::size_t>(count()));
  gather(std::span<const double>(&value, 1), all);
  return all[0];
}

std::optional<int> Ranks::first_to_differ(std::uint64_t value) {
  // The two halves of the value: a double represents each exactly.
  const std::array<double, 2> own{static_cast<double>(value >> 32), static_cast<double>(value & 0xffffffffu)};
  std::vector<double> all(own.size() * static_cast<std::size_t>(count()));
  gather(std::span<const double>(own), all);
  for (std::size_t i = 0; i < all.size(); i += own.size())
    if (all[i] != all[0] || all[i + 1] != all[1]) return static_cast<int>(i / own.size());
  return std::nullopt;
}

void Ranks::begin_sum(std::span<float> values) {
  if (messages_ && !values.empty()) messages_->begin_sum(values);
}

void Ranks::finish_sums() {
  if (messages_) messages_->finish_sums();
}

}  // namespace tinsmith::ranks
