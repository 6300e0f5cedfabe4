// quant/quantize.h — post-training quantization: converts a trained float graph to the int8 graph that a
// microcontroller runs, using some training pictures, as TensorFlow Lite's 8-bit quantization specification
// defines it (ai.google.dev/edge/litert/models/quantization_spec).
//
//   weights      int8, symmetric, −127…127; convolutions one scale per output channel, fully connected one
//                for all (TensorFlow Lite Micro takes more than one there only since 2023)
//   bias         int32, scale = input scale · weight scale
//   activations  int8, one scale and zero point per tensor; operators that only move values keep the input's
//   fixed        the picture's input 1/255, −128 (values 0…1); softmax and logistic 1/256, −128
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/thread_pool.h"
#include "graph/graph.h"
#include "quant/layer_errors.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// The error of the outputs for one sample: finite, smaller is better. `outputs` holds the real values of the
// graph's outputs, one output after the other. Called from the thread that called `quantize`.
using Loss = std::function<double(std::size_t sample, std::span<const float> outputs)>;

struct QuantizeOptions {
  // If empty, the loss is the distance from the outputs of the float graph (float_distance.h): the mean
  // Kullback–Leibler divergence over the output's rows if the graph ends in a softmax, otherwise the mean
  // squared difference divided by the mean square.
  Loss loss;
};

// One calibration method and its measured loss.
struct Candidate {
  std::string name;  // "min-max", "percentile 99.9", …
  double loss = 0;   // mean over the held-out samples
};

struct QuantizedModel {
  graph::Graph graph;        // int8, valid; infer has compiled it
  graph::Graph float_graph;  // after the passes: float tensors with the same names
  std::vector<Candidate> candidates;
  // Index of the candidate with the smallest loss; the earlier of equals.
  std::size_t chosen = 0;
  double float_loss = 0;                 // loss of the float graph on the same samples
  std::size_t held_out = 0;              // number of samples used to measure; the others set the ranges
  std::vector<LayerError> layer_errors;  // worst first, measured on held-out samples
};

// Runs the passes on `float_graph`, records its activations on most of `samples`, builds an int8 graph for
// each calibration method, and keeps the one with the smallest loss on the held-out samples. Every fifth
// sample is held out; with fewer than five samples, all are used for both. The ranges that FakeQuantize
// operators (simulate.h) set for an activation are kept. The result does not depend on the number of threads.
//   InvalidInput  there are no samples, a sample has the wrong size or values that are not finite, or the
//                 graph is not float
//   Unsupported   the graph has more than one input, or an operator that int8 does not have
//   Cancelled     `progress` was asked to stop
Result<QuantizedModel> quantize(const graph::Graph& float_graph, const Samples& samples,
                                const QuantizeOptions& options, ThreadPool& pool, Progress& progress);

}  // namespace tinsmith::quant
