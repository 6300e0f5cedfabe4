// store/store.h — the data folder of an installation: paths of its files, and connections to its database.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/file_store.h"

namespace tinsmith::store {

// Name of the database file in the data folder.
inline constexpr const char* kDatabaseFile = "tinsmith.db";

// Returns the current time in the stored format: "2026-03-01T09:30:00.250Z".
std::string now();

class Store {
 public:
  // Precondition: the folder was set up by `open`.
  explicit Store(std::filesystem::path root) : root_(std::move(root)), files_(root_ / "files") {}
  // Creates the folder if necessary, readable only by its owner. Faults as those of Database::open.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& root);

  // A connection for one thread; the destructor returns it to the pool. Safe to create from several threads.
  class Lease {
   public:
    Lease(Store* store, Database database) : store_(store), database_(std::move(database)) {}
    Lease(Lease&& other) noexcept
        : store_(std::exchange(other.store_, nullptr)), database_(std::move(other.database_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Database& operator*() { return database_; }
    Database* operator->() { return &database_; }

   private:
    Store* store_;
    Database database_;
  };
  Result<Lease> connect();

  const FileStore& files() const { return files_; }
  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path job_folder(std::int64_t job) const;
  std::filesystem::path version_folder(std::int64_t version) const;
  std::filesystem::path run_folder(std::int64_t run) const;
  std::filesystem::path thumbnails() const { return root_ / "thumbnails"; }
  // Temporary files of uploads and downloads; removed when nothing needs them.
  std::filesystem::path uploads() const { return root_ / "uploads"; }
  std::filesystem::path downloads() const { return root_ / "downloads"; }

 private:
  std::filesystem::path root_;
  FileStore files_;
  std::mutex lock_;
  std::vector<Database> idle_;
};

}  // namespace tinsmith::store
