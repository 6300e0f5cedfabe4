// opening/runner.h — what runs a model on pictures: the interpreter of a graph, or the simulator of a K210's kmodel.
#pragma once

#include <variant>
#include <vector>

#include "bundle/input_values.h"
#include "image/image.h"
#include "infer/interpreter.h"
#include "kpu/simulator.h"

namespace tinsmith::opening {

// Refers to an interpreter or a simulator, which must outlive it. Used by one thread at a time.
class Runner {
 public:
  Runner(infer::Interpreter& interpreter) : runs_(&interpreter) {}
  Runner(kpu::Simulator& simulator) : runs_(&simulator) {}

  // Copies a prepared picture into the input: as real values, quantized if the input is. A kmodel's byte input
  // takes the pixels as they are, in planar order, as from the camera.
  void fill(const image::Image& prepared, const bundle::InputValues& values) const;
  void run() const;
  // The real values of an output, channels last. Allocates.
  std::vector<float> real_values(std::size_t output) const;

 private:
  std::variant<infer::Interpreter*, kpu::Simulator*> runs_;
};

}  // namespace tinsmith::opening
