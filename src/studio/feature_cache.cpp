#include "studio/feature_cache.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/files.h"
#include "image/decode.h"

namespace tinsmith::studio {
namespace {

// The inputs of that many pictures are in memory together.
constexpr std::size_t kPicturesAtATime = 64;
// A project's features are kept up to this number; then those are dropped that the present question is not about.
constexpr std::size_t kMaxKeptPictures = 6000;
// Photographs are decoded at a part of their size, as long as both sides stay above this.
constexpr image::Size kMinDecodedPicture_px{192, 192};
// A mutex may be taken again by the thread that has just released it. During this pause a thread that waits gets it.
constexpr std::chrono::microseconds kTurn{200};

}  // namespace

Result<Done> FeatureCache::compute(store::Store& store, std::span<const std::string> hashes,
                                   OfProject& features) {
  TRY(PictureFeatures * backbone, backbones_.features());
  std::vector<std::vector<std::uint8_t>> inputs(hashes.size());
  backbones_.pool().run(std::ssize(hashes), [&](std::int64_t index, int) {
    const auto i = static_cast<std::size_t>(index);
    const auto bytes = read_file(store.files().path_of(hashes[i]));
    const auto picture =
        bytes ? image::decode(*bytes, kMinDecodedPicture_px) : Result<image::Image>(bytes.error());
    if (picture) inputs[i] = backbone->input_of(*picture);
  });
  std::vector<std::string> names;
  std::vector<std::vector<std::uint8_t>> readable;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    features[hashes[i]] = nullptr;  // for one that is not readable, so that it is not read again each time
    if (inputs[i].empty()) continue;
    names.push_back(hashes[i]);
    readable.push_back(std::move(inputs[i]));
  }
  const auto values = backbone->of(readable);
  const std::size_t channels = backbone->channels();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto own = std::span(values).subspan(i * channels, channels);
    features[names[i]] = std::make_shared<const std::vector<float>>(own.begin(), own.end());
  }
  return Done{};
}

Result<std::map<std::string, FeatureCache::Features>> FeatureCache::of(
    store::Store& store, std::int64_t project_id, const std::vector<std::string>& hashes,
    const std::function<bool(std::size_t)>& goes_on) {
  OfProject wanted;
  for (std::size_t first = 0; first < hashes.size(); first += kPicturesAtATime) {
    const auto some = std::span(hashes).subspan(first, std::min(kPicturesAtATime, hashes.size() - first));
    std::vector<std::string> missing;
    {
      const std::lock_guard guard(backbones_.in_use);
      OfProject& known = projects_[project_id];
      for (const std::string& hash : some)
        if (!known.contains(hash)) missing.push_back(hash);
      TRY_DONE(compute(store, missing, known));
      for (const std::string& hash : some)
        if (const auto found = known.find(hash); found->second != nullptr) wanted.insert(*found);
    }
    if (!goes_on(first + some.size()))
      return fail(Fault::Cancelled, "{} of {} pictures were read", first + some.size(), hashes.size());
    if (!missing.empty()) std::this_thread::sleep_for(kTurn);
  }
  const std::lock_guard guard(backbones_.in_use);
  if (projects_[project_id].size() > kMaxKeptPictures) projects_[project_id] = wanted;
  return wanted;
}

Result<std::vector<float>> FeatureCache::of(ByteView picture) {
  TRY(const auto pixels, image::decode(picture, kMinDecodedPicture_px));
  const std::lock_guard guard(backbones_.in_use);
  TRY(PictureFeatures * backbone, backbones_.features());
  const std::vector<std::vector<std::uint8_t>> inputs{backbone->input_of(pixels)};
  return backbone->of(inputs);
}

std::vector<std::string> even_sample(std::vector<std::string> hashes, std::size_t limit) {
  std::sort(hashes.begin(), hashes.end());
  if (hashes.size() > limit) hashes.resize(limit);
  return hashes;
}

}  // namespace tinsmith::studio
