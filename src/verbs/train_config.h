// verbs/train_config.h — all settings of a training run, as stored in `config.json` and read by `--resume`.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "image/preparation.h"
#include "loader/augment.h"
#include "train/fit.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {

struct TrainConfig {
  std::string data;            // folder or zip
  std::string format;          // layout of `data`; empty: detected automatically
  std::string boxes_drawn_on;  // for pictures that EXIF rotates: "upright", "stored"; empty: detected
  std::string model;           // empty: chosen by the task of the data
  std::int32_t size = 0;       // input width and height in pixels; 0: the default of the task
  std::int32_t channels = 3;   // 3: RGB, 1: grey
  std::string board;           // the target board, whose preparation and rules apply; empty: none
  std::string fit = "stretch";
  std::string filter = "area";
  // Fraction of the pictures for validation and for testing ("0.15"); empty: as the layout splits, else 0.15.
  std::string validation;
  std::string test;
  std::string single_class;        // when set, all boxes get this one class
  double minimum_box_side = 0;     // boxes with a shorter side, in input pixels, are left out
  std::int32_t maximum_boxes = 0;  // pictures with more boxes are left out; 0: no limit
  // File or run folder with pretrained weights, or one of the words of starting_weights.h; empty: the network's
  // default_start.
  std::string from;
  // Number of epochs; 0: planned_epochs (training_plan.h), or as many as the time limit allows.
  std::int32_t epochs = 0;
  double time_limit_s = 0;
  std::int32_t batch = 0;    // 0: the default of the task
  double learning_rate = 0;  // 0: the network's own
  std::string optimizer = "adamw";
  double weight_decay = 0.02;
  std::string schedule = "cosine";
  double warm_up = 0.05;
  double average_decay = 0.998;
  // Fraction of the training, at the end, that is quantization-aware (QAT); −1: the default of the task.
  double quantization_aware = -1;
  double label_smoothing = 0.05;
  // Loss weight of a cell with an object relative to one without (centroids);
  // 0: derived from their frequency.
  double object_weight = 0;
  std::string anchors = "fitted";  // anchors of the network, if any: "fitted" to the data, or "published"
  bool augment = true;
  loader::AugmentSettings augmentation;  // strengths; the flips below override them
  // Fraction of the pictures that are mirrored left to right. −1: the value in `augmentation`, unless a
  // measurement shows that mirrored classes look like others (train/mirror_check.h).
  double flip_horizontal = -1;
  double flip_vertical = 0;    // fraction of the pictures that are mirrored top to bottom
  double mosaic = 0.5;         // boxes: fraction of the inputs that are mosaics of four pictures
  double mosaic_until = 0.75;  // mosaic and copy-paste are used for this first fraction of the training
  double copy_paste = 0.5;     // boxes: fraction of the empty pictures that get objects of other pictures
  double multi_scale = 0;  // pictures are scaled by 1 − this … 1 + this; 0: the default of `augmentation`
  double class_gain = 1;   // boxes: weight of the class loss beside box and objectness loss
  bool class_weights = false;
  bool balanced_sampling = false;
  std::int32_t patience_epochs = 0;
  std::int32_t stable_epochs = 0;
  std::uint64_t seed = 1;
  std::int32_t threads = 0;  // 0: one per core; does not affect the result

  friend bool operator==(const TrainConfig&, const TrainConfig&) = default;
};

nlohmann::json to_json(const TrainConfig& config);
// Parses settings. Absent keys keep their defaults. InvalidInput names an unknown key or a wrong type.
Result<TrainConfig> train_config_from_json(const nlohmann::json& json);

// Checks the ranges of all numbers. Usage names the option on the command line whose number is out of range.
Result<Done> check(const TrainConfig& config);

// Fills in settings that were left open: model name, starting weights, input size, batch size, learning
// rate, and the fraction
// of quantization-aware training.
void resolve(TrainConfig& config, const zoo::Network& network);

// The phases of a training: float training, then quantization-aware training for the fraction
// `quantization_aware` of the whole.
enum class TrainingPhase : std::uint8_t { Whole, Float, Int8 };

// Returns the number of epochs in a part, at least 1. Float and Int8 together have as many epochs as Whole.
std::int32_t epochs_of_phase(const TrainConfig& config, TrainingPhase phase);

// Convert the settings to the types of other rooms. Usage names a setting with an unknown value.
Result<train::FitSettings> fit_settings_of(const TrainConfig& config,
                                           TrainingPhase phase = TrainingPhase::Whole);
Result<image::Preparation> preparation_of(const TrainConfig& config);

}  // namespace tinsmith::verbs
