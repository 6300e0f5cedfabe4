#include "studio/picture_features.h"

#include "train/linear_head.h"
#include "verbs/starting_weights.h"
#include "verbs/train_config.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {
namespace {

constexpr std::int32_t kFeatureBatch = 8;  // the engine's memory grows with it

}  // namespace

Result<PictureFeatures> PictureFeatures::make(ThreadPool& pool) {
  const zoo::Network& network = zoo::default_network(scene::Task::Classification);
  verbs::TrainConfig config;
  verbs::resolve(config, network);
  TRY(auto graph, zoo::build(network, {.width = config.size, .height = config.size}));
  TRY_DONE(verbs::start_from(graph, network, std::string(verbs::kShippedWeights)));
  TRY(auto engine, train::Engine::make(train::without_last_layer(std::move(graph)), kFeatureBatch, pool));
  TRY(auto preparation, preparation_of(config));
  return PictureFeatures(std::move(engine), std::move(preparation));
}

std::vector<std::uint8_t> PictureFeatures::input_of(const image::Image& picture) const {
  return image::prepared(picture, preparation_).pixels;
}

std::vector<float> PictureFeatures::of(std::span<const std::vector<std::uint8_t>> inputs) {
  return train::features_of(engine_, inputs);
}

}  // namespace tinsmith::studio
