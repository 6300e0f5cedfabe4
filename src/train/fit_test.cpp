#include "train/fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/random.h"
#include "files/memory_source.h"
#include "image/encode.h"
#include "train/engine/nets_for_test.h"

namespace tinsmith::train {
namespace {

constexpr image::Size kSize{24, 24};

// Stripes with noise along a direction: (1, 1) and (1, -1) are mirror images of each other; (1, 0) and (0, 1)
// are their own mirror images.
struct Direction {
  int x = 0, y = 0;
};
image::Image stripes(Direction along, Rng random) {
  image::Image picture(kSize, 3);
  for (std::uint8_t& value : picture.pixels) value = static_cast<std::uint8_t>(random.below(60));
  for (std::int32_t y = 0; y < kSize.height; ++y)
    for (std::int32_t x = 0; x < kSize.width; ++x) {
      const int across = (x * along.y - y * along.x + 96) % 6;
      for (int channel = 0; channel < 3 && across < 2; ++channel) picture.row(y)[3 * x + channel] = 230;
    }
  return picture;
}

// Two classes; every fourth picture is for validation.
struct Stripes {
  dataset::Dataset dataset;
  std::vector<std::size_t> train, validation;

  Stripes(Direction first, Direction second) {
    dataset.classes = {"first", "second"};
    std::map<std::string, Bytes> files;
    for (std::size_t i = 0; i < 96; ++i) {
      dataset::Picture picture;
      picture.path = fmt::format("{:03}.png", i);
      picture.size = kSize;
      picture.is_annotated = true;
      picture.class_index = static_cast<scene::ClassIndex>(i % 2);
      files[picture.path] =
          image::encode_png(stripes(i % 2 == 0 ? first : second, Rng{std::uint64_t{7}, i})).value();
      dataset.pictures.push_back(picture);
      (i % 8 < 6 ? train : validation).push_back(i);
    }
    dataset.source = std::make_shared<files::MemorySource>("stripes", std::move(files));
  }
};

graph::Graph small_net() {
  TestNet net("stripes", {1, kSize.height, kSize.width, 3}, 3);
  graph::TensorId x = net.input();
  for (const std::int32_t filters : {8, 16})
    x = net(graph::Relu6{},
            {net.norm(net.conv(x, {.filters = filters, .size = 3, .stride = 2, .has_bias = false}))});
  return net.finish({net.dense(net(graph::Mean{{1, 2}, false}, {x}), 2)});
}

struct Trained {
  FitResult result;
  std::vector<MirrorCheck> decisions;
  std::vector<double> expected_s;
  std::map<std::int32_t, std::int32_t> steps;  // number of steps per epoch
};

Trained trained_on(const Stripes& stripes, FitSettings settings, bool measures_mirroring) {
  image::Preparation preparation;
  preparation.size = kSize;
  FitData data{stripes.dataset, stripes.train, stripes.validation, preparation, {}, {}};
  data.augmentation.translate = data.augmentation.rotate_degrees = 0;
  data.measures_mirroring = measures_mirroring;
  settings.batch = 12;
  const auto objective = make_classification_objective(2, CrossEntropy{});
  Trained trained;
  FitWatcher watcher;
  watcher.mirroring = [&](const MirrorCheck& check) { trained.decisions.push_back(check); };
  watcher.step = [&](const FitWatcher::Step& step) { ++trained.steps[step.epoch]; };
  watcher.expected = [&](double seconds) { trained.expected_s.push_back(seconds); };
  ThreadPool pool(2);
  ranks::Ranks alone;
  const graph::Graph net = small_net();
  trained.result = fit({.graph = net,
                        .data = data,
                        .settings = settings,
                        .objective = *objective,
                        .watcher = watcher,
                        .checkpoint_file = {},
                        .pool = pool,
                        .ranks = alone})
                       .value();
  return trained;
}

FitSettings epochs(std::int32_t count) {
  FitSettings settings;
  settings.epochs = count;
  return settings;
}

TEST(Fit, MirrorsNoPicturesWhenThatWouldMakeThemAnotherClass) {
  const Stripes slanted({1, 1}, {1, -1});
  const Trained trained = trained_on(slanted, epochs(40), true);
  ASSERT_EQ(trained.decisions.size(), 1u);
  EXPECT_EQ(trained.decisions[0].epoch, 10);
  EXPECT_TRUE(trained.decisions[0].changes_classes);
  EXPECT_FALSE(trained.result.mirrors);
  EXPECT_EQ(trained.result.records.back().validation_metric, 1);
  EXPECT_EQ(trained.result.mirror_check.swaps, (std::vector<MirrorSwap>{{0, 1, 12, 12}, {1, 0, 12, 12}}));
}

TEST(Fit, MirrorsPicturesFromAQuarterOnWhenTheyStayWhatTheyAre) {
  const Stripes upright({1, 0}, {0, 1});
  const Trained trained = trained_on(upright, epochs(40), true);
  ASSERT_EQ(trained.decisions.size(), 1u);
  EXPECT_FALSE(trained.decisions[0].changes_classes);
  EXPECT_TRUE(trained.result.mirrors);
  EXPECT_FALSE(trained.result.mirror_check.changes_classes);
}

// After a quarter of such a slow training, the predictions are still random.
TEST(Fit, LooksAtMirroredPicturesUntilTheNetworkCanTell) {
  FitSettings slow = epochs(40);
  slow.learning_rate = 2e-4;
  const Trained slanted = trained_on(Stripes({1, 1}, {1, -1}), slow, true);
  ASSERT_EQ(slanted.decisions.size(), 1u);
  EXPECT_GT(slanted.decisions[0].epoch, 10);
  EXPECT_TRUE(slanted.decisions[0].changes_classes);
  EXPECT_FALSE(slanted.result.mirrors);
  slow.learning_rate = 1e-6;
  const Trained ignorant = trained_on(Stripes({1, 1}, {1, -1}), slow, true);
  EXPECT_TRUE(ignorant.decisions.empty());
  EXPECT_FALSE(ignorant.result.mirrors);
}

TEST(Fit, AChoiceIsNotMeasured) {
  const Trained trained = trained_on(Stripes({1, 1}, {1, -1}), epochs(2), false);
  EXPECT_TRUE(trained.decisions.empty());
  EXPECT_TRUE(trained.result.mirrors);
}

TEST(Fit, SaysAtTheFirstStepsHowLongItWillTake) {
  const Trained trained = trained_on(Stripes({1, 0}, {0, 1}), epochs(12), false);
  ASSERT_EQ(trained.expected_s.size(),
            1u);  // six steps per epoch are too few to measure: the estimate comes after the second epoch
  EXPECT_NEAR(trained.expected_s[0], trained.result.records[1].seconds * 10, 1e-9);
}

// Otherwise the validation and the checkpoint after each epoch with few pictures would take most of the time.
TEST(Fit, ATimeLimitIsUsedUpByEpochsThatShowFewPicturesSeveralTimes) {
  FitSettings settings = epochs(100'000);
  settings.time_limit_s = 4;
  const Trained trained = trained_on(Stripes({1, 0}, {0, 1}), settings, false);
  EXPECT_TRUE(trained.result.reached_time_limit);
  // An epoch is lengthened when more than 300 of the slower of the first two fit into the rest of the limit.
  const double slower_epoch_s =
      std::max(trained.result.records.at(0).seconds, trained.result.records.at(1).seconds);
  if ((settings.time_limit_s - 2 * slower_epoch_s) / slower_epoch_s < 400)
    GTEST_SKIP() << "an epoch takes too long here to be lengthened";
  EXPECT_GT(trained.result.seconds, 3);
  EXPECT_EQ(trained.steps.at(2), 6);
  EXPECT_GE(trained.steps.at(3), 12);
}

}  // namespace
}  // namespace tinsmith::train
