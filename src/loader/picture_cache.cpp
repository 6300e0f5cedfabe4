#include "loader/picture_cache.h"

#include <algorithm>

#include "files/source.h"
#include "image/decode.h"
#include "loader/augment.h"

namespace tinsmith::loader {

PictureCache::PictureCache(const dataset::Dataset& dataset, std::span<const std::size_t> pictures,
                           const image::Preparation& preparation, bool is_for_augmentation,
                           std::uint64_t budget_bytes)
    : dataset_(dataset),
      preparation_(preparation),
      is_for_augmentation_(is_for_augmentation),
      budget_bytes_(budget_bytes) {
  for (const std::size_t picture : pictures) {
    CHECK(picture < dataset.pictures.size(), "picture {} of {}", picture, dataset.pictures.size());
    slots_.try_emplace(picture);
  }
}

Result<StoredPicture> PictureCache::load(const dataset::Picture& picture) const {
  TRY(const Bytes bytes, dataset_.source->read(picture.path));
  TRY(const image::Image image, image::decode(bytes));
  return StoredPicture{is_for_augmentation_ ? stored_for_augmentation(image, preparation_)
                                            : image::prepared(image, preparation_),
                       image.size};
}

std::shared_ptr<const StoredPicture> PictureCache::get(std::size_t picture) {
  const auto found = slots_.find(picture);
  CHECK(found != slots_.end(), "picture {} was not announced", picture);
  Slot& slot = found->second;
  {
    const std::lock_guard lock(mutex_);
    if (slot.stored != nullptr || slot.problem) return slot.stored;
  }
  auto loaded = load(dataset_.pictures[picture]);
  const std::lock_guard lock(mutex_);
  if (!loaded) {
    slot.problem = loaded.error().text();
    return nullptr;
  }
  const std::uint64_t bytes = loaded->pixels.pixels.size();
  const auto stored = std::make_shared<const StoredPicture>(std::move(*loaded));
  if (slot.stored == nullptr && used_bytes_ + bytes <= budget_bytes_) {
    slot.stored = stored;
    used_bytes_ += bytes;
  }
  return stored;
}

std::vector<dataset::Problem> PictureCache::problems() const {
  std::vector<dataset::Problem> problems;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [picture, slot] : slots_) {
      if (slot.problem)
        problems.push_back(
            {dataset::Problem::Kind::BrokenPicture, dataset_.pictures[picture].path, *slot.problem});
    }
  }
  std::sort(problems.begin(), problems.end(),
            [](const dataset::Problem& a, const dataset::Problem& b) { return a.path < b.path; });
  return problems;
}

std::uint64_t PictureCache::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_bytes_;
}

}  // namespace tinsmith::loader
