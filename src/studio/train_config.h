// studio/train_config.h — every setting of a training run, resolved: what `config.json` holds and `--resume`
// reads.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "image/preparation.h"
#include "loader/augment.h"
#include "train/fit.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {

struct TrainConfig {
  std::string data;            // folder or zip
  std::string format;          // of `data`; empty: recognised
  std::string boxes_drawn_on;  // of pictures that EXIF turns: "upright", "stored"; empty: found out
  std::string model;           // empty: one that fits the data
  std::int32_t size = 0;       // width and height of the network's input, pixels; 0: the network's own
  std::int32_t channels = 3;   // 3: RGB, 1: grey
  std::string board;           // whose preparation is used, and whose rules hold; empty: none's
  std::string fit = "stretch";
  std::string filter = "area";
  std::string validation;  // a part (0.15), or the path of a data set of its own; empty: as the layout gives
                           // it, else 0.15
  std::string test;
  std::string single_class;        // when set, all boxes become this one class
  double minimum_box_side = 0;     // boxes with a shorter side, in pixels of the input, are left out
  std::int32_t maximum_boxes = 0;  // pictures with more are left out; 0: none is
  std::string from;                // weights to start from
  std::int32_t epochs = 0;         // 0: planned_epochs (training_plan.h), or as many as the time limit allows
  double time_limit_s = 0;
  std::int32_t batch = 0;    // 0: the network's own
  double learning_rate = 0;  // 0: the network's own
  std::string optimizer = "adamw";
  double weight_decay = 0.02;
  std::string schedule = "cosine";
  double warm_up = 0.05;
  double average_decay = 0.998;
  // Share of the training, at its end, that gets the weights used to int8; −1: as the network needs it.
  double quantization_aware = -1;
  double label_smoothing = 0.05;
  double object_weight =
      0;  // of a cell with an object against one without (centroids); 0: as rare as they are
  std::string anchors = "fitted";  // of networks that have any: "fitted" to the data, or as "published"
  bool augment = true;
  loader::AugmentSettings augmentation;  // how far; the next ones are on top of it
  // Share of the pictures that are mirrored left to right; −1: as `augmentation` has it, unless a measurement
  // shows that classes look like others when mirrored (train/mirror_check.h).
  double flip_horizontal = -1;
  double flip_vertical = 0;    // share of the pictures that are turned upside down
  double mosaic = 0.5;         // boxes: share of the inputs that show four pictures beside each other
  double mosaic_until = 0.75;  // … in this first part of the training
  double copy_paste = 0.5;     // boxes: share of the empty pictures that get objects of others, as long
  double multi_scale = 0;      // pictures are shown from 1 − this to 1 + this of their size; 0: a little
  double class_gain = 1;       // boxes: weight of the classes beside boxes and objectness
  bool class_weights = false;
  bool balanced_sampling = false;
  std::int32_t patience_epochs = 0;
  std::int32_t stable_epochs = 0;
  std::uint64_t seed = 1;
  std::int32_t threads = 0;  // 0: one per core; never changes the result

  friend bool operator==(const TrainConfig&, const TrainConfig&) = default;
};

nlohmann::json to_json(const TrainConfig& config);
// Keys that are absent keep their defaults; unknown keys and wrong types are InvalidInput and named.
Result<TrainConfig> train_config_from_json(const nlohmann::json& json);

// Usage names the number that is out of its range, as it is typed on the command line.
Result<Done> check(const TrainConfig& config);

// Where nobody chose, the network does: size, batch, learning rate, the share of training that int8 gets.
void resolve(TrainConfig& config, const zoo::Network& network);

// A training learns float weights, then gets them used to int8 for `quantization_aware` of the whole.
enum class TrainingPart : std::uint8_t { Whole, Float, Int8 };

// How many epochs a part gets, one at least. Float and int8 together get those of the whole.
std::int32_t epochs_of_part(const TrainConfig& config, TrainingPart part);

// The parts of it that other rooms want. Usage names a setting that does not exist.
Result<train::FitSettings> fit_settings_of(const TrainConfig& config,
                                           TrainingPart part = TrainingPart::Whole);
Result<image::Preparation> preparation_of(const TrainConfig& config);

}  // namespace tinsmith::studio
