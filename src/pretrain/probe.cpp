#include "pretrain/probe.h"

#include <algorithm>

#include "base/files.h"
#include "base/random.h"
#include "formats/weights/assign.h"
#include "pretrain/pretrainer.h"
#include "pretrain/variation.h"
#include "train/engine.h"
#include "train/linear_head.h"

namespace tinsmith::pretrain {
namespace {

constexpr std::int32_t kProbeBatch = 64;
}  // namespace

Result<Division> drawn_division(const CropSet& set, std::int32_t per_class, std::uint64_t seed) {
  Division division;
  for (std::size_t k = 0; k < set.classes.size(); ++k) {
    std::vector<std::size_t> pictures;
    for (std::size_t i = 0; i < set.labels.size(); ++i)
      if (static_cast<std::size_t>(set.labels[i]) == k) pictures.push_back(i);
    if (std::ssize(pictures) <= per_class)
      return fail(Fault::InvalidInput, "class {} of {} has {} pictures; more than {} are needed",
                  set.classes[k], set.name, pictures.size(), per_class);
    Rng{seed, k}.shuffle(std::span(pictures));
    const auto middle = pictures.begin() + per_class;
    division.learned.insert(division.learned.end(), pictures.begin(), middle);
    division.judged.insert(division.judged.end(), middle, pictures.end());
  }
  std::sort(division.learned.begin(), division.learned.end());
  std::sort(division.judged.begin(), division.judged.end());
  return division;
}

Result<graph::Graph> backbone(const std::string& network, std::int32_t size_px,
                              const std::optional<std::filesystem::path>& weights) {
  TRY(const auto* found, zoo::find_network(network));
  TRY(const auto build, classifier_of(*found));
  graph::Graph graph = train::without_last_layer(build(*found, {size_px, size_px, 3, 2, 1}));
  if (!weights) return graph;
  const auto during = "reading " + weights->string();
  TRY(const auto bytes, read_file(*weights));
  TRY(const auto file, formats::read_safetensors(bytes).during(during));
  TRY(const auto layers, formats::layers_of(file).during(during));
  TRY(const auto report, formats::assign_layers(layers, graph).during(during));
  if (!report.left.empty())
    return fail(Fault::InvalidInput, "{} has no weights for {}", weights->string(), report.left.front());
  return graph;
}

Result<std::vector<float>> features_of(const graph::Graph& backbone, std::int32_t size_px,
                                       std::span<const image::Image> pictures, ThreadPool& pool) {
  TRY(auto engine, train::Engine::make(backbone, kProbeBatch, pool));
  const image::Preparation preparation = preparation_for(size_px);
  std::vector<std::vector<std::uint8_t>> inputs;
  for (const image::Image& picture : pictures) inputs.push_back(image::prepared(picture, preparation).pixels);
  return train::features_of(engine, inputs);
}

double linear_accuracy(const CropSet& set, std::span<const float> features, const Division& division,
                       ThreadPool& pool) {
  const std::size_t channels = features.size() / set.pictures.size();
  const auto features_at = [&](std::size_t picture) {
    return features.subspan(picture * channels, channels);
  };
  std::vector<float> learned;
  std::vector<scene::ClassIndex> labels;
  std::vector<std::int64_t> groups;  // every crop is another picture
  for (const std::size_t picture : division.learned) {
    const auto values = features_at(picture);
    learned.insert(learned.end(), values.begin(), values.end());
    groups.push_back(std::ssize(labels));
    labels.push_back(set.labels[picture]);
  }
  const auto head =
      train::fit_linear_head(learned, labels, groups, static_cast<std::int32_t>(set.classes.size()), pool);
  std::size_t correct = 0;
  for (const std::size_t picture : division.judged)
    correct += head.predicted(features_at(picture)) == set.labels[picture] ? 1 : 0;
  return static_cast<double>(correct) / static_cast<double>(division.judged.size());
}

}  // namespace tinsmith::pretrain
