// quant/quantize.h — post-training quantization: from a trained float graph and some of its training pictures
// to the int8 graph that a microcontroller runs, as TensorFlow Lite's 8-bit quantization specification has it
// (ai.google.dev/edge/litert/models/quantization_spec).
//
//   weights      int8, symmetric, −127…127; convolutions one scale for each output channel, fully connected
//   one in all
//                (TensorFlow Lite Micro takes more than one there only since 2023)
//   bias         int32, scale = input scale · weight scale
//   activations  int8, one scale and zero point a tensor; operators that only move values keep their input's
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

// How wrong the outputs for one sample are; smaller is better, finite. `outputs`: the real values of the
// graph's outputs, one after the other. Called from the thread that called `quantize`.
using Loss = std::function<double(std::size_t sample, std::span<const float> outputs)>;

struct QuantizeOptions {
  // Empty: the distance from the float graph's own answers. For probabilities (the graph ends in a softmax)
  // the mean Kullback–Leibler divergence over the output's rows, else the mean squared difference over the
  // mean square.
  Loss loss;
};

// One way of choosing the ranges of activations, built and measured.
struct Candidate {
  std::string name;  // "min-max", "percentile 99.9", …
  double loss = 0;   // mean over the held-out samples
};

struct QuantizedModel {
  graph::Graph graph;        // int8, valid, compiled once by infer
  graph::Graph float_graph;  // after the passes: the same tensors by name, in float
  std::vector<Candidate> candidates;
  std::size_t chosen = 0;                // of the candidates: the smallest loss, the earlier of equals
  double float_loss = 0;                 // the same loss of the float graph, on the same samples
  std::size_t held_out = 0;              // samples that measured; the others set the ranges
  std::vector<LayerError> layer_errors;  // worst first, on held-out samples
};

// Runs the passes on `float_graph`, watches its activations on most of `samples`, builds an int8 graph for
// each way of choosing ranges and keeps the one with the smallest loss on the samples held out (every fifth;
// with fewer than five, all of them serve for both). What FakeQuantize operators (simulate.h) say of an
// activation stands. The result does not depend on the number of threads.
//   InvalidInput  no samples; one of another size than the graph's input, or with values that are not finite;
//                 a graph that is not float
//   Unsupported   more than one input; an operator that int8 does not have
//   Cancelled     `progress` was asked to stop
Result<QuantizedModel> quantize(const graph::Graph& float_graph, const Samples& samples,
                                const QuantizeOptions& options, ThreadPool& pool, Progress& progress);

}  // namespace tinsmith::quant
