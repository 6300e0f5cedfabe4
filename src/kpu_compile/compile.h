// kpu_compile/compile.h — an int8 network as a kmodel of version 3.
//
// The int8 network that runs on other boards is translated layer by layer: bytes and weights keep their
// values (the K210's are unsigned: stored + 128), sums are the same, and only the rounding of a layer's
// output may differ by one step. So calibration, quantization-aware training and the table of errors per
// layer are those of the int8 network.
//
// A stride of 2 becomes the pooling that keeps the left top of every 2×2; the pooling of a depthwise
// convolution, which the KPU does not have, moves to the 1×1 convolution behind it. What follows the last
// convolution is computed by the CPU in float32: mean over the map, fully connected, softmax.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "kmodel/kmodel.h"

namespace tinsmith::kpu_compile {

// Memory and loads of one convolution, for people.
struct LayerPlan {
  std::string name;  // of the operator
  std::int64_t source_row = 0, source_rows = 0;
  std::int64_t destination_row = 0, destination_rows = 0;
  std::int64_t loads = 1;
};

struct Compiled {
  kmodel::v3::Model model;
  std::vector<LayerPlan> plan;
};

// Translates a valid int8 graph whose input is a picture of pixels (scale 1/255, zero point −128) and that is
// one chain of operators.
//   Unsupported  an operator, a padding or a stride that the KPU does not have; the message names the operator
//   Refused      a limit of the chip is exceeded; the message names the operator and the limit
Result<Compiled> compile(const graph::Graph& int8_graph);

}  // namespace tinsmith::kpu_compile
