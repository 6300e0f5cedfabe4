// studio/measure.h — what a model answers on labelled pictures, through exactly the path that a board takes:
// prepared picture, quantized input, interpreter, head.
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
#include "infer/interpreter.h"

namespace tinsmith::studio {

// Puts a prepared picture into a model's input: the real numbers that its pixels are there, quantized where
// the input is.
void fill_input(infer::Interpreter& interpreter, const image::Image& prepared,
                const bundle::InputValues& values);

// The grid of a centroid model.
heads::Grid grid_of(const bundle::Model& model);

// The probabilities that a classifier or a centroid model answered, after a softmax where it ends in logits.
std::vector<float> probabilities_answered(const infer::Interpreter& interpreter, const bundle::Model& model);

// What a box model's interpreter answered, as decoded rows (heads/boxes.h).
std::vector<float> rows_answered(const infer::Interpreter& interpreter, const bundle::Model& model);

// Has the model answer as it would on the board of that name (empty: as it is): the picture is prepared as
// the board's firmware does it, and boxes are chosen by the firmware's rule. NotFound when there is no such
// board; InvalidInput when it does not take the model's input.
Result<Done> put_on_board(bundle::Model& model, const std::string& board_name);

// How a box model's rows become detections: by the rule of the firmware of the board that it was trained for
// (board_of), else by ours with the suppression that the model's file states.
heads::BoxDecoding box_decoding_of(const bundle::Model& model);

// The same in words, for a report; empty when the model has no boxes or no board.
std::string box_rule_of(const bundle::Model& model);

// The detections above the threshold in a box model's decoded rows, by box_decoding_of, in pixels of its
// input.
std::vector<scene::Detection> boxes_found(const bundle::Model& model, std::span<const float> rows,
                                          double threshold);

// A box of the input, back in pixels of the picture it was prepared from.
scene::Box in_original(const scene::Box& box, const image::Preparation& preparation, image::Size original);

struct Measured {
  std::vector<std::size_t>
      pictures;  // of the data set, in the order asked, without those that could not be read
  std::vector<dataset::Problem> problems;
  eval::ClassAnswers answers;                     // classification
  std::vector<eval::PictureCentroids> centroids;  // centroids; finds by the usual rule (above 0.5)
  std::vector<std::vector<float>> grids;          // centroids: the probabilities that each answered
  std::vector<eval::PictureBoxes> boxes;          // boxes; in pixels of the pictures, scores to the last
  double milliseconds_a_picture = 0;              // of the interpreter alone, one thread
};

// What a device finds in a centroid model's answer at that threshold (probability at least).
std::vector<eval::Centroid> finds_at(const bundle::Model& model, std::span<const float> probabilities,
                                     double threshold);
// The pictures with what a device finds in them at that threshold (probability at least).
std::vector<eval::PictureCentroids> centroids_at(const bundle::Model& model, const Measured& measured,
                                                 double threshold);

// Runs `model` on the pictures, spread over the pool; the answers do not depend on the number of threads.
//   InvalidInput  the model's graph cannot be run; the data set's classes are not the model's
Result<Measured> measure(const bundle::Model& model, const dataset::Dataset& dataset,
                         const std::vector<std::size_t>& pictures, ThreadPool& pool);

}  // namespace tinsmith::studio
