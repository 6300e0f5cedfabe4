// loader/picture_cache.h — decoded pictures, kept as small as training can use them.
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

// A picture ready for batches. Without augmentation, `pixels` are the network's input; with it, what
// stored_for_augmentation gives.
struct StoredPicture {
  image::Image pixels;
  image::Size original;
};

// Decodes a picture when it is first asked for and keeps it while the budget lasts; beyond that it decodes
// anew each time, with the same result. All calls may come from several threads.
class PictureCache {
 public:
  // `dataset` has to outlive the cache. Only `pictures` (indices into it) may be asked for.
  PictureCache(const dataset::Dataset& dataset, std::span<const std::size_t> pictures,
               const image::Preparation& preparation, bool is_for_augmentation, std::uint64_t budget_bytes);

  // Nothing when the picture cannot be read or decoded; why is then among the problems.
  std::shared_ptr<const StoredPicture> get(std::size_t picture);

  // The pictures that could not be used so far, each once, sorted by path.
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
