// report/run_report.h — everything a report says about one training run, as plain data. Whoever ran it fills
// this in; the other files of this room only read it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "eval/centroids.h"
#include "eval/classification.h"
#include "eval/detection.h"
#include "eval/paired.h"
#include "heads/heads.h"
#include "image/image.h"

namespace tinsmith::report {

using Score = std::variant<eval::ClassificationScore, eval::CentroidScore, eval::DetectionScore>;

// A set of pictures that a figure was measured on.
enum class PictureSet : std::uint8_t { Validation, Test };

struct Epoch {
  std::int32_t number = 0;  // the first is 1
  double learning_rate = 0;
  double train_loss = 0;
  double validation_loss = 0;
  double validation_metric = 0;  // as choosing_metric
  double seconds = 0;
};

struct Split {
  std::int64_t train = 0, validation = 0, test = 0;  // pictures
  std::string how;  // one sentence: "Drawn with seed 1, class by class; near duplicates stay together."
  std::int64_t leaks_prevented = 0;  // pictures that a naive split would have put across from a duplicate
  std::int64_t leaks = 0;  // measured pictures with an exact or near duplicate among the training pictures
  std::vector<std::int64_t> train_by_class;  // pictures (classification) or objects
  bool is_given = false;  // the measured pictures are those that the data set gives; otherwise drawn
};

// What the model asks of a board. Absent: not known.
struct Footprint {
  std::optional<std::int64_t> int8_bytes, float_bytes;  // of the .tflite files
  std::optional<std::int64_t> arena_bytes;              // working memory of the int8 model
  std::optional<std::int64_t> macs;                     // multiply-accumulates of one picture
  std::optional<std::int64_t> parameters;
};

// How well an activation of the int8 model follows the float model's.
struct LayerError {
  std::string layer;
  std::string operation;          // "conv2d"
  double signal_to_noise_db = 0;  // 10 · log10(Σ float² / Σ (float − int8)²); greater is better
  double step = 0;                // the real distance of neighbouring int8 values
};

// One way in which the ranges of the int8 model could have been chosen, and what it lost on held-out
// pictures.
struct RangeCandidate {
  std::string name;  // "min-max", "percentile 99.99", …
  double loss = 0;
  bool is_chosen = false;
};

// One picture the int8 model got wrong.
struct Mistake {
  std::string path;
  image::Image picture;  // as the network saw it, or a thumbnail of its shape
  // Classification.
  scene::ClassIndex truth = 0, answer = 0;
  double confidence = 0;  // of the answer, 0 … 1
  // Centroids: drawn over the picture, counted by the strict rule.
  eval::PictureCentroids centroids;
  eval::MatchCounts counts;
  // Boxes: in pixels of `picture`, detections at the thresholds of the report; counted in `counts`.
  eval::PictureBoxes boxes;
};

struct Problem {
  std::string path;
  std::string says;
};

// Whether mirrored pictures still show what they are labelled as, asked of the model on validation pictures.
struct Mirroring {
  struct Swap {
    scene::ClassIndex truth = 0, answer = 0;
    std::int64_t count = 0, of = 0;  // of the objects answered rightly, so many became `answer` when mirrored
  };
  bool is_used = false;                                     // training pictures were mirrored in the end
  bool was_measured = false;                                // a measurement decided that, not a person
  std::int64_t objects = 0, right = 0, right_mirrored = 0;  // pictures, or boxes found both ways
  std::vector<Swap> swaps;                                  // most first
  bool changes_classes = false;  // clearly worse mirrored: the pictures become other classes
};

struct RunReport {
  heads::Head head = heads::Head::Classification;
  std::string model;  // "mobilenetv2-0.35"
  std::string data;   // the data set's name, for the title
  std::string input;  // "96×96 RGB"
  std::vector<std::string> classes;
  // How boxes that overlap were chosen among, a sentence, where a board's firmware has a rule of its own.
  std::string box_rule;
  std::uint64_t seed = 0;

  Split split;
  PictureSet measured_on = PictureSet::Test;
  std::optional<Score> float_score, int8_score;  // absent: not measured, or no int8 model
  std::optional<eval::PairedDifference> int8_minus_float;
  std::optional<double>
      train_metric;  // `choosing_metric` of the float model on training pictures, not augmented
  // Centroids: the share of the measured pictures' objects that a network without fault would find. The
  // others share a cell, or their cells touch.
  std::optional<double> separable_objects;
  std::optional<Mirroring> mirroring;
  Footprint footprint;

  std::vector<Epoch> epochs;
  std::int32_t best_epoch = 0;  // the one that was kept, of the first `float_epochs`
  // `epochs` begins with these, of float weights. The others got the weights used to int8: their metric is
  // that of rounded weights, and says nothing about whether longer training would have helped.
  std::int32_t float_epochs = 0;
  std::int64_t steps = 0;        // how often the weights were changed in these epochs; 0: not known
  bool was_ended_early = false;  // by whoever watched it
  bool reached_time_limit = false;
  std::string stopped_because;  // "100 epochs are done"
  double train_seconds = 0;
  double images_per_second = 0;  // of training alone

  std::vector<LayerError> layers;      // the worst first
  std::vector<RangeCandidate> ranges;  // in the order they were tried
  std::vector<Mistake> mistakes;       // the worst first
  std::vector<Problem> problems;       // pictures that could not be used
  std::vector<std::pair<std::string, std::string>> settings;
};

// What the report leads with: accuracy, F1 by the strict rule, or mAP50.
const eval::Estimate& headline(const Score& score);
// What the best epoch is chosen by: accuracy, F1 by the strict rule, or mAP.
const eval::Estimate& choosing_metric(const Score& score);
std::string_view headline_name(heads::Head head);  // "accuracy", "f1_strict", "map50": a key of report.json
std::int64_t pictures_of(const Score& score);

// The answers that count are those above it (a classifier's: that reach it; 0, it always answers).
double threshold_of(const Score& score);
// What the model does at each threshold that can be chosen.
const std::vector<eval::OperatingPoint>& points_of(const Score& score);

// The int8 model's score, as that is what ships; else the float model's; else nullptr.
const Score* shipped_score(const RunReport& run);
// The same where it is a detector's; else nullptr.
const eval::DetectionScore* shipped_detection_score(const RunReport& run);

// The confusion and the classes' rows to show: for centroids those of the strict rule, which counts each
// object once.
const eval::Confusion& confusion_of(const Score& score);
const std::vector<eval::ClassScore>& class_scores_of(const Score& score);

}  // namespace tinsmith::report
