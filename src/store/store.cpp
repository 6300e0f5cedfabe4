#include "store/store.h"

#include <fmt/chrono.h>
#include <sodium.h>

#include <ctime>

#include "base/files.h"

namespace tinsmith::store {
namespace {

constexpr std::size_t kMaxIdleConnections = 32;

}  // namespace

std::string now() {
  // The wall clock is only for display; no result depends on it.
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(time.tv_sec), time.tv_nsec / 1'000'000);
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& root) {
  CHECK(sodium_init() >= 0, "libsodium did not start");
  auto store = std::make_unique<Store>(root);
  for (const auto& folder : {root, root / "files", root / "jobs", root / "versions", root / "runs",
                             store->thumbnails(), store->uploads(), store->downloads()})
    TRY_DONE(make_folder(folder));
  std::error_code error;
  std::filesystem::permissions(root, std::filesystem::perms::owner_all, error);
  if (error)
    return fail(Fault::Unavailable, "cannot make {} readable for its owner only: {}", root.string(),
                error.message());
  TRY_DONE(store->connect());
  return store;
}

Result<Store::Lease> Store::connect() {
  {
    const std::lock_guard guard(lock_);
    if (!idle_.empty()) {
      Database database = std::move(idle_.back());
      idle_.pop_back();
      return Lease(this, std::move(database));
    }
  }
  TRY(auto database, Database::open(root_ / kDatabaseFile));
  return Lease(this, std::move(database));
}

Store::Lease::~Lease() {
  if (store_ == nullptr) return;
  const std::lock_guard guard(store_->lock_);
  if (store_->idle_.size() < kMaxIdleConnections) store_->idle_.push_back(std::move(database_));
}

std::filesystem::path Store::job_folder(std::int64_t job) const {
  return root_ / "jobs" / std::to_string(job);
}
std::filesystem::path Store::version_folder(std::int64_t version) const {
  return root_ / "versions" / std::to_string(version);
}
std::filesystem::path Store::run_folder(std::int64_t run) const {
  return root_ / "runs" / std::to_string(run);
}

}  // namespace tinsmith::store
