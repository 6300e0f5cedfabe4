// verbs/measure.h — runs a model on labelled pictures through the same path as a board.
//
// The path is: prepared picture, quantized input, interpreter, head.
#pragma once

#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "bundle/model.h"
#include "dataset/dataset.h"
#include "eval/boxes.h"
#include "eval/centroids.h"
#include "eval/classification.h"
#include "heads/boxes.h"
#include "heads/centroids.h"
#include "opening/open_model.h"
#include "opening/runner.h"

namespace tinsmith::verbs {

// Returns the grid of a centroid model.
heads::Grid grid_of(const bundle::Model& model);

// Returns the probabilities that a classifier or a centroid model has predicted, after a
// softmax if the model ends in logits.
std::vector<float> probabilities_answered(const opening::Runner& runner, const bundle::Model& model);

// Returns the output of a box model as decoded rows (heads/boxes.h).
std::vector<float> rows_answered(const opening::Runner& runner, const bundle::Model& model);

// Configures the model to run as on the board of that name (empty: no change): pictures are prepared as by
// the board's firmware, and boxes are selected by the firmware's rule.
//   NotFound      there is no such board
//   InvalidInput  the board does not support the model's input
Result<Done> put_on_board(bundle::Model& model, const std::string& board_name);

// Returns how a box model's rows become detections: by the firmware rule of the board that it was trained for
// (board_of), otherwise by our rule with the non-maximum suppression that the model's file specifies.
heads::BoxDecoding box_decoding_of(const bundle::Model& model);

// Returns the same rule as a sentence for a report; empty when the model has no boxes or no board.
std::string box_rule_of(const bundle::Model& model);

// Returns the detections above the threshold from a box model's decoded rows, by box_decoding_of,
// in pixels of the model's input.
std::vector<scene::Detection> boxes_found(const bundle::Model& model, std::span<const float> rows,
                                          double threshold);

// Converts a box from pixels of the input to pixels of the original picture.
scene::Box in_original(const scene::Box& box, const image::Preparation& preparation, image::Size original);

struct Measured {
  // Indices in the data set, in the requested order, without those that could not be read.
  std::vector<std::size_t> pictures;
  std::vector<dataset::Problem> problems;
  eval::ClassAnswers answers;                     // classification
  std::vector<eval::PictureCentroids> centroids;  // centroids; predictions by the usual rule (above 0.5)
  std::vector<std::vector<float>> grids;          // centroids: predicted probabilities per picture
  // boxes; in pixels of the pictures, with all scores down to the lowest
  std::vector<eval::PictureBoxes> boxes;
  double milliseconds_per_picture = 0;  // run time of the interpreter only, one thread
};

// Returns the centroids that a device finds in a centroid model's output at that
// threshold (probability ≥ threshold).
std::vector<eval::Centroid> finds_at(const bundle::Model& model, std::span<const float> probabilities,
                                     double threshold);
// Returns the measured pictures with the centroids that a device finds at that
// threshold (probability ≥ threshold).
std::vector<eval::PictureCentroids> centroids_at(const bundle::Model& model, const Measured& measured,
                                                 double threshold);

// Runs `model` on the pictures, in parallel on the pool; the results do not depend on the number of threads.
//   InvalidInput  the model's graph cannot be run; the data set's classes differ from the model's
Result<Measured> measure(const bundle::Model& model, const dataset::Dataset& dataset,
                         const std::vector<std::size_t>& pictures, ThreadPool& pool);
// The same for any file that open_model opens.
Result<Measured> measure(const opening::OpenedModel& opened, const dataset::Dataset& dataset,
                         const std::vector<std::size_t>& pictures, ThreadPool& pool);

}  // namespace tinsmith::verbs
