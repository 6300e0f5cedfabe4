// loader/picture_cache.h — caches decoded pictures at the smallest size that training can use.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "dataset/dataset.h"
#include "image/preparation.h"

namespace tinsmith::loader {

// A picture that is ready for batches. Without augmentation, `pixels` is the network's input; with
// augmentation, it is the result of stored_for_augmentation.
struct StoredPicture {
  image::Image pixels;
  image::Size original;
};

// Decodes a picture on first use and keeps it while the memory budget lasts. Beyond the budget, the picture
// is decoded again each time, with the same result. All member functions may be called from several threads.
class PictureCache {
 public:
  // `dataset` must outlive the cache. Precondition of `get`: the picture is one of `pictures`
  // (positions in `dataset`).
  PictureCache(const dataset::Dataset& dataset, std::span<const std::size_t> pictures,
               const image::Preparation& preparation, bool is_for_augmentation, std::uint64_t budget_bytes);

  // Returns nullptr when the picture cannot be read or decoded. `problems` then has the reason.
  std::shared_ptr<const StoredPicture> get(std::size_t picture);

  // Returns the pictures that could not be used so far, each once, sorted by path.
  std::vector<dataset::Problem> problems() const;
  std::uint64_t used_bytes() const;

 private:
  struct Slot {
    std::shared_ptr<const StoredPicture> stored;
    std::optional<std::string> problem;
  };
  Result<StoredPicture> load(const dataset::Picture& picture) const;

  const dataset::Dataset& dataset_;
  const image::Preparation preparation_;
  const bool is_for_augmentation_;
  const std::uint64_t budget_bytes_;
  mutable std::mutex mutex_;
  std::uint64_t used_bytes_ = 0;
  std::unordered_map<std::size_t, Slot> slots_;
};

}  // namespace tinsmith::loader
