// verbs/quantize_network.h — quantizes a trained network to the int8 model of its run.
#pragma once

#include "bundle/model.h"
#include "quant/quantize.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

struct QuantizedNetwork {
  bundle::Model model;              // int8
  quant::QuantizedModel quantized;  // the float graph that was quantized, and measurements of the layers
};

// `graph` ends in logits and has the weights of `epoch`. It gets decoded outputs and the operators of the
// target board. Errors: those of quant::quantize; the watcher can stop it.
Result<QuantizedNetwork> quantize_network(const TrainingRun& run, const PreparedTraining& prepared,
                                          const quant::Samples& calibration_samples, graph::Graph graph,
                                          std::int32_t epoch);

}  // namespace tinsmith::verbs
