// report/run_report.h — all content of a report about one training run, as plain data.
//
// The code that ran the training fills this in; the other files of this room only read it.
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

// The split on which a metric was measured.
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
  std::int64_t leaks_prevented = 0;  // pictures that a naive split would have separated from a duplicate
  // Measured pictures with an exact or near duplicate among the training pictures.
  std::int64_t leaks = 0;
  std::vector<std::int64_t> train_by_class;  // pictures (classification) or objects
  bool is_given = false;  // true: the data set provides the measured pictures; false: they were drawn
};

// Memory and computation that the model needs on a board. Absent: unknown.
struct Footprint {
  std::optional<std::int64_t> int8_bytes, float_bytes;  // sizes of the .tflite files
  std::optional<std::int64_t> arena_bytes;              // working memory of the int8 model
  std::optional<std::int64_t> macs;                     // multiply-accumulates of one picture
  std::optional<std::int64_t> parameters;
};

// Quantization error of one activation: the int8 model compared with the float model.
struct LayerError {
  std::string layer;
  std::string operation;          // "conv2d"
  double signal_to_noise_db = 0;  // 10 · log10(Σ float² / Σ (float − int8)²); greater is better
  double step = 0;                // real value of one int8 step
};

// A candidate method to choose the activation ranges of the int8 model, and its loss on held-out pictures.
struct RangeCandidate {
  std::string name;  // "min-max", "percentile 99.99", …
  double loss = 0;
  bool is_chosen = false;
};

// One picture that the int8 model got wrong.
struct Mistake {
  std::string path;
  image::Image picture;  // as the network received it, or a thumbnail with the original aspect ratio
  // Classification.
  scene::ClassIndex truth = 0, answer = 0;
  double confidence = 0;  // confidence of the prediction, 0 … 1
  // Centroids: drawn over the picture, counted by the strict rule.
  eval::PictureCentroids centroids;
  eval::MatchCounts counts;
  // Boxes: in pixels of `picture`, detections above the report's thresholds; counted in `counts`.
  eval::PictureBoxes boxes;
};

struct Problem {
  std::string path;
  std::string message;
};

// Result of the mirroring check: whether mirrored pictures still show the class of their label, measured with
// the model on validation pictures.
struct Mirroring {
  struct Swap {
    scene::ClassIndex truth = 0, answer = 0;
    // `count` of the `of` objects predicted correctly became `answer` when mirrored
    std::int64_t count = 0, of = 0;
  };
  bool is_used = false;                                     // training pictures were mirrored at the end
  bool was_measured = false;                                // decided by a measurement, not by a person
  std::int64_t objects = 0, right = 0, right_mirrored = 0;  // pictures, or boxes found in both versions
  std::vector<Swap> swaps;                                  // most frequent first
  bool changes_classes = false;  // results are clearly worse when mirrored: pictures turn into other classes
};

struct RunReport {
  scene::Task task = scene::Task::Classification;
  std::string model;  // "mobilenetv2-0.35"
  std::string data;   // the data set's name, for the title
  std::string input;  // "96×96 RGB"
  std::vector<std::string> classes;
  // A sentence about how overlapping boxes were selected, if a board's firmware has its own rule.
  std::string box_rule;
  std::uint64_t seed = 0;

  Split split;
  PictureSet measured_on = PictureSet::Test;
  std::optional<Score> float_score, int8_score;  // absent: not measured, or no int8 model
  std::optional<eval::PairedDifference> int8_minus_float;
  // `choosing_metric` of the float model on training pictures without augmentation.
  std::optional<double> train_metric;
  // Centroids: the fraction of the measured objects that a perfect network would find. The others share a
  // cell, or their cells touch.
  std::optional<double> separable_objects;
  std::optional<Mirroring> mirroring;
  Footprint footprint;

  std::vector<Epoch> epochs;
  std::int32_t best_epoch = 0;  // the saved epoch, one of the first `float_epochs`
  // Number of float epochs, which come first in `epochs`. The others are quantization-aware: their metric is
  // measured with rounded weights, and does not show whether longer training would have helped.
  std::int32_t float_epochs = 0;
  std::int64_t steps = 0;        // optimizer steps in these epochs; 0: unknown
  bool was_ended_early = false;  // by the user
  bool reached_time_limit = false;
  std::string stopped_because;  // "100 epochs are done"
  double train_seconds = 0;
  double images_per_second = 0;  // training only

  std::vector<LayerError> layers;      // the worst first
  std::vector<RangeCandidate> ranges;  // in the order they were tried
  std::vector<Mistake> mistakes;       // the worst first
  std::vector<Problem> problems;       // pictures that could not be used
  std::vector<std::pair<std::string, std::string>> settings;
};

// Returns the metric in the report's headline: accuracy, F1 by the strict rule, or mAP50.
const eval::Estimate& headline(const Score& score);
// Returns the metric that chooses the best epoch: accuracy, F1 by the strict rule, or mAP.
const eval::Estimate& choosing_metric(const Score& score);
std::int64_t pictures_of(const Score& score);

// Returns the confidence threshold: predictions above it count. For a classifier, those that reach it count;
// it is 0 when the classifier always predicts a class.
double threshold_of(const Score& score);
// Returns the model's results at each available threshold.
const std::vector<eval::OperatingPoint>& points_of(const Score& score);

// Returns the score of the int8 model, which is deployed; else that of the float model; else nullptr.
const Score* shipped_score(const RunReport& run);
// Returns the same score if it is that of a box detector; else nullptr.
const eval::DetectionScore* shipped_detection_score(const RunReport& run);

// Return the confusion matrix and the per-class scores to show. For centroids they follow the strict rule,
// which counts each object once.
const eval::Confusion& confusion_of(const Score& score);
const std::vector<eval::ClassScore>& class_scores_of(const Score& score);

}  // namespace tinsmith::report
