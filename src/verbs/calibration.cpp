#include "verbs/calibration.h"

#include <algorithm>

#include "files/source.h"
#include "image/decode.h"
#include "loader/augment.h"
#include "train/boxes/anchors.h"
#include "train/sampling.h"

namespace tinsmith::verbs {
namespace {

constexpr std::size_t kCalibrationPictures = 256;

}  // namespace

Result<quant::Samples> calibration_samples(const TrainingData& training_data,
                                           const image::Preparation& preparation, std::uint64_t seed,
                                           ThreadPool& pool) {
  auto chosen = train::epoch_order(training_data.dataset, training_data.split.train, false, seed, 0);
  if (chosen.size() > kCalibrationPictures) chosen.resize(kCalibrationPictures);
  std::vector<std::vector<float>> read(chosen.size());
  pool.run(static_cast<std::int64_t>(chosen.size()), [&](std::int64_t task, int) {
    const auto i = static_cast<std::size_t>(task);
    const auto bytes = training_data.dataset.source->read(training_data.dataset.pictures[chosen[i]].path);
    if (!bytes) return;
    const auto picture = image::decode(*bytes);
    if (!picture) return;
    const image::Image prepared = image::prepared(*picture, preparation);
    read[i].resize(prepared.pixels.size());
    std::transform(prepared.pixels.begin(), prepared.pixels.end(), read[i].begin(),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel / 255.0); });
  });
  std::erase_if(read, [](const auto& sample) { return sample.empty(); });
  if (read.empty()) return fail(Fault::InvalidInput, "none of the training pictures can be read");
  return read;
}

void fit_anchors(scene::BoxGrid& grid, const TrainingData& training_data,
                 const image::Preparation& preparation) {
  // One reference size per cell is not an anchor: the network predicts all sizes relative to it.
  const bool has_anchors = std::any_of(grid.levels.begin(), grid.levels.end(),
                                       [](const auto& level) { return level.anchors.size() > 1; });
  if (!has_anchors) return;
  std::vector<scene::Anchor> sizes;
  for (const std::size_t index : training_data.split.train) {
    const dataset::Picture& picture = training_data.dataset.pictures[index];
    for (const auto& box : loader::boxes_in_input(picture.boxes, picture.size, preparation, {}))
      sizes.push_back({box.box.width, box.box.height});
  }
  std::size_t count = 0;
  for (const scene::BoxLevel& level : grid.levels) count += level.anchors.size();
  const auto anchors = train::fitted_anchors(sizes, count);
  if (anchors.empty()) return;
  std::size_t next = 0;
  for (scene::BoxLevel& level : grid.levels)
    for (scene::Anchor& anchor : level.anchors) anchor = anchors[next++];
}

}  // namespace tinsmith::verbs
