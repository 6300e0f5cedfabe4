// studio/feature_cache.h — the features of projects' pictures, computed once and kept in memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "store/store.h"
#include "studio/backbones.h"

namespace tinsmith::studio {

// Thread-safe. Computes some pictures at a time; between them other threads get their turn, so that a question about
// one picture does not wait until a whole project has been computed.
class FeatureCache {
 public:
  // The backbones must outlive the object.
  explicit FeatureCache(Backbones& backbones) : backbones_(backbones) {}

  using Features = std::shared_ptr<const std::vector<float>>;

  // Returns the features of a project's files, by the files' hashes. A file that is missing or does not decode has
  // none. `goes_on` is called with the number of files that are done.
  //   Cancelled  `goes_on` has returned false
  //   NotFound   as PictureFeatures::make
  Result<std::map<std::string, Features>> of(
      store::Store& store, std::int64_t project_id, const std::vector<std::string>& hashes,
      const std::function<bool(std::size_t done)>& goes_on = [](std::size_t) { return true; });

  // Returns the features of a picture that is in no project. Faults as image::decode, and as above.
  Result<std::vector<float>> of(ByteView picture);

 private:
  using OfProject = std::map<std::string, Features>;
  // Call it with the backbones locked.
  Result<Done> compute(store::Store& store, std::span<const std::string> hashes, OfProject& features);

  Backbones& backbones_;
  std::map<std::int64_t, OfProject> projects_;
};

// Returns those of the hashes that come first in their order, at most `limit`. Hashes say nothing about a picture, so
// these are an even sample; a growing project keeps most of it.
std::vector<std::string> even_sample(std::vector<std::string> hashes, std::size_t limit);

}  // namespace tinsmith::studio
