// devices/model_for_test.h — small int8 models whose output is known, for simulated boards.
#pragma once

#include <vector>

#include "devices/simulated_memory.h"
#include "devices/simulated_model.h"

namespace tinsmith::devices {

// A model of which tests choose the output, whatever the picture is.
struct ModelForTest {
  std::int32_t side = 32, channels = 3;
  graph::Shape output;  // {1, classes}, {1, rows, 5 + classes} or {1, height, width, 1 + classes}
  float scale = 1.0f / 256;
  std::int32_t zero_point = -128;
  std::vector<std::int8_t> values;  // as stored; shorter than the output: the rest is -128
  bool averages_in_an_unknown_way =
      false;  // by AVERAGE_POOL_2D, which the firmware of the XIAO does not have
};
graph::Graph graph_for_test(const ModelForTest& model);
SimulatedModel simulated_for_test(const ModelForTest& model);

// Three classes, whose probabilities are the mean of red, green and blue.
graph::Graph colours_for_test();
SimulatedModel simulated_for_test(const graph::Graph& graph);

// The model as a file, and a flash with this line of SSCMA's firmware and the model in slot 1.
Bytes file_for_test(const graph::Graph& graph);
SimulatedMemory flash_for_test(Dialect firmware, const graph::Graph& graph);

// The models of the recorded transcripts, by their shapes.
inline ModelForTest boxes_for_test() {
  return {.side = 96, .output = {1, 567, 8}};
}
inline ModelForTest classes_for_test() {
  return {.side = 96, .output = {1, 5}};
}
inline ModelForTest centroids_for_test() {
  return {.side = 96, .output = {1, 12, 12, 4}};
}

}  // namespace tinsmith::devices
