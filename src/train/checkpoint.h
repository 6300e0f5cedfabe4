// train/checkpoint.h — the state of a training run between two epochs, as a value and as a file.
//
// The file is a .safetensors file. Weights, running statistics, optimizer moments,
// averages and the weights of the best epoch are flat float tensors; everything else is
// JSON in the metadata (docs/formats/checkpoint.md).
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "formats/weights/safetensors.h"
#include "train/optimizer.h"
#include "train/record.h"

namespace tinsmith::train {

// `values` has the order of Engine::values, `statistics` that of Engine::statistics.
struct Weights {
  std::vector<float> values;
  std::vector<float> statistics;
  friend bool operator==(const Weights&, const Weights&) = default;
};

// The progress of a fit so far, apart from the weights.
struct FitProgress {
  std::vector<EpochRecord> records;  // one per completed epoch
  std::int32_t best_epoch = 0;       // 0: no epoch is complete
  double schedule_fraction = 0;      // done fraction of the learning-rate schedule, 0 … 1
  double elapsed_s = 0;              // up to the end of the last completed epoch
  // Number of pictures that an epoch shows under a time limit: fewer than all if an epoch would take too
  // long, a multiple if there are few. 0: all pictures, each once.
  std::int64_t pictures_per_epoch = 0;
  std::int64_t pictures_seen = 0;
  double training_s = 0;  // without the time for validation
  // State of FitData::measures_mirroring. 0: not decided yet; 1: pictures are mirrored from then on; −1:
  // pictures are never mirrored.
  std::int32_t mirroring = 0;
};

struct Checkpoint {
  // Hash of the network's structure; the weights of another network could fit only by accident.
  std::uint64_t graph_hash = 0;
  Weights current;
  Weights average;
  std::int64_t average_steps = 0;
  Weights best;
  Optimizer::State optimizer;
  FitProgress progress;
};

Result<Done> save(const Checkpoint& checkpoint, const std::filesystem::path& path);
bool is_checkpoint(const formats::TensorFile& file);
// Corrupt: the message names the entry that is missing or has the wrong size.
Result<Checkpoint> load_checkpoint(const std::filesystem::path& path);

}  // namespace tinsmith::train
