// train/checkpoint.h — a training run between two epochs, as a value and as a file.
//
// The file is a .safetensors: weights, running statistics, optimizer moments, averages and the best epoch's
// weights as flat float tensors, the rest as JSON in its metadata (docs/formats/checkpoint.md).
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "train/optimizer.h"
#include "train/record.h"

namespace tinsmith::train {

// Weights in the order of Engine::values, running statistics in the order of Engine::statistics.
struct Weights {
  std::vector<float> values;
  std::vector<float> statistics;
  friend bool operator==(const Weights&, const Weights&) = default;
};

struct Checkpoint {
  std::uint64_t graph_hash =
      0;  // of the network's structure; weights of another one would fit by accident only
  Weights current;
  Weights average;
  std::int64_t average_steps = 0;
  Weights best;
  std::int32_t best_epoch = 0;
  Optimizer::State optimizer;
  std::vector<EpochRecord> records;  // one an epoch done
  double progress = 0;               // of the schedule, 0 … 1
  double elapsed_s = 0;
  std::int64_t pictures_a_pass = 0;  // fewer than all when the time limit is shorter than one pass; 0: all
  std::int64_t pictures_seen = 0;
  double training_s = 0;  // without validation
  // FitData::measures_mirroring: 0 not decided yet, 1 pictures are mirrored from then on, −1 they never are.
  std::int32_t mirroring = 0;
};

Result<Done> save(const Checkpoint& checkpoint, const std::filesystem::path& path);
// Corrupt names what is missing or of the wrong size.
Result<Checkpoint> load_checkpoint(const std::filesystem::path& path);

}  // namespace tinsmith::train
