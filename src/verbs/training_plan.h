// verbs/training_plan.h — the planned length of a training, and sentences about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "train/record.h"
#include "verbs/train_config.h"

namespace tinsmith::verbs {

// Number of epochs when there are enough training pictures that every epoch has many steps.
inline constexpr std::int32_t kUsualEpochs = 100;

// Returns the default number of epochs for this number of training pictures: kUsualEpochs, or more if that
// would give too few optimizer steps.
std::int32_t planned_epochs(std::int64_t pictures, std::int32_t batch);

// Fills in the number of epochs if neither it nor a time limit is given. A classifier that starts from shipped weights then also
// ends when validation has not improved for three tenths of these epochs, because it improves early (docs/training.md).
TrainConfig with_planned_length(TrainConfig config, std::int64_t pictures);

struct TrainingPlan {
  std::string network;
  std::int32_t size = 0;      // input width and height in pixels
  std::int64_t pictures = 0;  // training pictures
  std::int32_t batch = 0;
  std::int32_t epochs = 0;  // total, including the quantization-aware phase; 0: until the time limit
  double time_limit_s = 0;
  std::int32_t patience = 0;  // epochs without improvement after which it ends earlier; 0: never

  // Returns a sentence such as "tinsmith-det at 192 × 192 learns from 70 pictures: 480 epochs, 2400 steps of
  // up to 16 pictures."
  std::string sentence() const;
};

// Returns advice when a classifier's last grid has one cell at the chosen input size. Such a classifier learns little: on
// sign_digits at 32 pixels mobilenetv2-0.35 reaches 11 % and tinsmith-small 99 %. Empty: none.
std::string size_advice(const TrainConfig& config);

// Returns the plan for resolved settings (train_config.h) and this number of training pictures.
TrainingPlan plan_of(const TrainConfig& config, std::int64_t pictures);

// Formats a rough duration: "a minute or less", "about 12 minutes", "about 3 hours".
std::string rough_time(double seconds);

// Returns "12 of 100", or "12" when no total is planned.
std::string epoch_of(std::int32_t epoch, std::int32_t epochs);
// Returns the progress line of an epoch: "epoch  12 of 100  loss 0.1234  validation accuracy 0.9876  812
// pictures/s  best"
std::string epoch_line(const train::EpochRecord& record, std::int32_t epochs, std::string_view metric_name);

}  // namespace tinsmith::verbs
