#include "train/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace tinsmith::train {
namespace {

using testing::HasSubstr;

Checkpoint sample() {
  Checkpoint checkpoint;
  checkpoint.graph_hash = 0xfedcba9876543210u;
  checkpoint.current = {{1, 2, 3}, {4, 5}};
  checkpoint.average = {{0.5f, 2, 3}, {4, 5}};
  checkpoint.best = {{0.25f, 2, 3}, {4, 5}};
  checkpoint.average_steps = 17;
  checkpoint.progress.best_epoch = 2;
  checkpoint.optimizer = {{7, 8, 9}, {0.1f, 0.2f, 0.3f}, 17};
  checkpoint.progress.records = {{.epoch = 1, .train_loss = 0.1 + 0.2},
                                 {.epoch = 2, .validation_metric = 1.0 / 3, .is_best = true}};
  checkpoint.progress.schedule_fraction = 0.1;
  checkpoint.progress.elapsed_s = 12.5;
  checkpoint.progress.pictures_seen = 320;
  return checkpoint;
}

TEST(Checkpoint, ComesBackAsItWasToTheLastBit) {
  const auto folder = TemporaryFolder::make();
  const auto path = folder->path() / "last.safetensors";
  ASSERT_TRUE(save(sample(), path));
  const auto loaded = load_checkpoint(path);
  ASSERT_TRUE(loaded) << loaded.error().text();
  const Checkpoint expected = sample();
  EXPECT_EQ(loaded->graph_hash, expected.graph_hash);
  EXPECT_EQ(loaded->current, expected.current);
  EXPECT_EQ(loaded->average, expected.average);
  EXPECT_EQ(loaded->best, expected.best);
  EXPECT_EQ(loaded->optimizer.first, expected.optimizer.first);
  EXPECT_EQ(loaded->optimizer.second, expected.optimizer.second);
  EXPECT_EQ(loaded->optimizer.steps, 17);
  EXPECT_EQ(loaded->progress.schedule_fraction, expected.progress.schedule_fraction);
  ASSERT_EQ(loaded->progress.records.size(), 2u);
  EXPECT_EQ(loaded->progress.records[0].train_loss, expected.progress.records[0].train_loss);
  EXPECT_EQ(loaded->progress.records[1].validation_metric, expected.progress.records[1].validation_metric);
  EXPECT_TRUE(loaded->progress.records[1].is_best);
}

TEST(Checkpoint, AFileThatIsNoneSaysSo) {
  const auto folder = TemporaryFolder::make();
  const auto path = folder->path() / "last.safetensors";
  EXPECT_EQ(load_checkpoint(path).error().fault, Fault::NotFound);
  ASSERT_TRUE(write_file(path, "not a checkpoint at all"));
  EXPECT_EQ(load_checkpoint(path).error().fault, Fault::Corrupt);
  ASSERT_TRUE(save(sample(), path));
  auto bytes = *read_file(path);
  bytes.resize(bytes.size() / 2);
  ASSERT_TRUE(write_file(path, bytes));
  const auto half = load_checkpoint(path);
  ASSERT_FALSE(half);
  EXPECT_THAT(half.error().text(), HasSubstr("last.safetensors"));
}

}  // namespace
}  // namespace tinsmith::train
