// studio/training_plan.h — how long a training will be, and how that is said before it and while it runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "studio/train_config.h"
#include "train/record.h"

namespace tinsmith::studio {

// Epochs that are planned for so many training pictures that their number does not matter.
inline constexpr std::int32_t kUsualEpochs = 100;

// Epochs for so many training pictures, when nobody chose: kUsualEpochs, or more where those would be too few
// steps.
std::int32_t planned_epochs(std::int64_t pictures, std::int32_t batch);

struct TrainingPlan {
  std::string network;
  std::int32_t size = 0;      // of the input, pixels
  std::int64_t pictures = 0;  // to learn from
  std::int32_t batch = 0;
  std::int32_t epochs = 0;  // in all, those that get the weights used to int8 too; 0: until the time limit
  double time_limit_s = 0;

  // "tinsmith-det at 192 × 192 learns from 70 pictures: 480 epochs, 2400 steps of up to 16 pictures."
  std::string sentence() const;
};

// Of settings that were resolved (train_config.h) and so many training pictures.
TrainingPlan plan_of(const TrainConfig& config, std::int64_t pictures);

// "a minute or less", "about 12 minutes", "about 3 hours"
std::string rough_time(double seconds);

// "12 of 100", or "12" where no number is planned.
std::string epoch_of(std::int32_t epoch, std::int32_t epochs);
// "epoch  12 of 100  loss 0.1234  validation accuracy 0.9876  812 pictures/s  best"
std::string epoch_line(const train::EpochRecord& record, std::int32_t epochs, std::string_view metric_name);

}  // namespace tinsmith::studio
