#include "pretrain/pretrainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/random.h"
#include "formats/weights/assign.h"
#include "formats/weights/layers.h"
#include "pretrain/probe.h"

namespace tinsmith::pretrain {
namespace {

using testing::HasSubstr;

// Two sets of flat coloured pictures with a little noise, which differ in hue.
Corpus tiny_corpus() {
  std::vector<CropSet> sets;
  for (const char* name : {"first", "second"}) {
    CropSet set{name, {"a", "b"}, {}, {}};
    for (std::size_t i = 0; i < 12; ++i) {
      set.labels.push_back(static_cast<std::int32_t>(i % 2));
      image::Image picture({40, 40}, 3);
      Rng random{sets.size(), i};
      for (std::size_t k = 0; k < picture.pixels.size(); ++k)
        picture.pixels[k] = static_cast<std::uint8_t>((k % 3 == i % 2 ? 180 : 60) + random.below(20));
      set.pictures.push_back(std::move(picture));
    }
    sets.push_back(std::move(set));
  }
  return joined(std::move(sets));
}

PlanSettings tiny_plan() {
  PlanSettings settings;
  settings.network = "mobilenetv2-0.05";
  settings.passes = 4;
  settings.batch = 6;
  return settings;
}

Bytes weights_in(const std::filesystem::path& folder) {
  const auto bytes = read_file(folder / kWeightsFile);
  EXPECT_TRUE(bytes) << bytes.error().text();
  return bytes ? *bytes : Bytes();
}

TEST(Pretraining, IsTheSameBytesForAnyNumberOfThreadsAndWhereverItWasStopped) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const Corpus corpus = tiny_corpus();
  ThreadPool one(1), three(3);
  std::vector<double> losses;
  ASSERT_TRUE(pretrain(corpus, tiny_plan(), folder->path() / "whole", one,
                       [&](const PassReport& report) { losses.push_back(report.record.train_loss); }));
  EXPECT_EQ(losses.size(), 4u);
  // A program that is killed leaves the state of its last complete pass: here the folder after pass 2.
  const auto kept = folder->path() / "kept", continued = folder->path() / "continued";
  ASSERT_TRUE(pretrain(corpus, tiny_plan(), continued, three, [&](const PassReport& report) {
    if (report.record.epoch == 2) std::filesystem::copy(continued, kept);
  }));
  EXPECT_EQ(weights_in(continued), weights_in(folder->path() / "whole"));
  EXPECT_NE(weights_in(kept), weights_in(continued));
  std::int32_t passes_here = 0;
  ASSERT_TRUE(pretrain(corpus, tiny_plan(), kept, three, [&](const PassReport&) { ++passes_here; }));
  EXPECT_EQ(passes_here, 2);
  EXPECT_EQ(weights_in(kept), weights_in(folder->path() / "whole"));
}

TEST(Pretraining, RefusesToContinueWithOtherSettingsOrCrops) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  ThreadPool pool(1);
  PlanSettings settings = tiny_plan();
  settings.passes = 1;
  Corpus corpus = tiny_corpus();
  ASSERT_TRUE(pretrain(corpus, settings, folder->path(), pool, [](const PassReport&) {}));
  settings.smoothing = 0;
  const auto other_settings = pretrain(corpus, settings, folder->path(), pool, [](const PassReport&) {});
  ASSERT_FALSE(other_settings);
  EXPECT_EQ(other_settings.error().fault, Fault::Conflict);
  settings = tiny_plan();
  settings.passes = 1;
  corpus.pictures[3].pixels[5] ^= 1;
  const auto other_crops = pretrain(corpus, settings, folder->path(), pool, [](const PassReport&) {});
  ASSERT_FALSE(other_crops);
  EXPECT_EQ(other_crops.error().fault, Fault::Conflict);
}

TEST(Pretraining, WritesWeightsInHalfPrecisionThatABackboneTakesWhole) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  ThreadPool pool(1);
  PlanSettings settings = tiny_plan();
  settings.passes = 1;
  ASSERT_TRUE(pretrain(tiny_corpus(), settings, folder->path(), pool, [](const PassReport&) {}));
  const auto file = formats::read_safetensors(weights_in(folder->path()));
  ASSERT_TRUE(file);
  for (const formats::StoredTensor& tensor : file->tensors) {
    EXPECT_EQ(tensor.type, formats::StoredType::F16) << tensor.name;
    EXPECT_THAT(tensor.name, testing::Not(HasSubstr("predictions")));
  }
  const auto loaded = backbone(settings.network, 64, folder->path() / kWeightsFile);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_FALSE(backbone("mobilenetv1-0.25", 64, folder->path() / kWeightsFile))
      << "weights of another network are refused";
}

TEST(Pretraining, TeachesTheBackboneOfADetectorThatTakesItByName) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  ThreadPool pool(2);
  PlanSettings settings = tiny_plan();
  settings.network = "tinsmith-det";
  settings.passes = 1;
  const auto done = pretrain(tiny_corpus(), settings, folder->path(), pool, [](const PassReport&) {});
  ASSERT_TRUE(done) << done.error().text();
  const auto file = formats::read_safetensors(weights_in(folder->path()));
  ASSERT_TRUE(file);
  const auto layers = formats::layers_of(*file);
  ASSERT_TRUE(layers);
  auto detector = zoo::build(**zoo::find_network(settings.network), {128, 96, 3, 2, 5});
  ASSERT_TRUE(detector);
  const auto report = formats::assign_layers(*layers, *detector);
  ASSERT_TRUE(report) << report.error().text();
  for (const std::string& layer : report->loaded)
    EXPECT_TRUE(layer.starts_with("stem") || layer.starts_with("stage")) << layer;
  for (const std::string& layer : report->left)
    EXPECT_TRUE(layer.starts_with("neck") || layer.starts_with("head")) << layer;
  EXPECT_TRUE(backbone(settings.network, 64, folder->path() / kWeightsFile));
}

TEST(Pretraining, NamesWhatItCannotLearnFrom) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  ThreadPool pool(1);
  PlanSettings settings = tiny_plan();
  settings.batch = 100;
  const auto few = pretrain(tiny_corpus(), settings, folder->path(), pool, [](const PassReport&) {});
  ASSERT_FALSE(few);
  EXPECT_THAT(few.error().text(), HasSubstr("24 crops are fewer than the 100 of a batch"));
  settings.network = "fomo-0.1";
  EXPECT_FALSE(pretrain(tiny_corpus(), settings, folder->path(), pool, [](const PassReport&) {}));
}

}  // namespace
}  // namespace tinsmith::pretrain
