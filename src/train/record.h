// train/record.h — measurements of one epoch: a line of log.jsonl and a point of the report's curves.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "base/result.h"

namespace tinsmith::train {

struct EpochRecord {
  std::int32_t epoch = 0;    // the first is 1
  double learning_rate = 0;  // learning rate at the end of the epoch
  double train_loss = 0;     // mean over the batches of the epoch, with augmentation
  double validation_loss = 0;
  double validation_metric = 0;  // see Objective::metric_name; measured on the averaged weights
  double background_shift = 0;   // Objective::Score
  bool is_best = false;          // best epoch so far
  double seconds = 0;            // training and validation together
  double images_per_second = 0;  // training only
  double stall_seconds = 0;      // time the trainer waited for pictures
};

nlohmann::json to_json(const EpochRecord& record);
Result<EpochRecord> record_from_json(const nlohmann::json& json);

}  // namespace tinsmith::train
