// infer/memory_plan.h — the memory plan of a graph's activations, and the memory that a device needs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::infer {

// A buffer and the steps during which it is in use: from the step that writes it to the last step that reads
// it, both included.
struct Lifetime {
  std::int64_t bytes = 0;
  std::int32_t first_step = 0;
  std::int32_t last_step = 0;
};

struct Layout {
  std::vector<std::int64_t> offsets;  // one per buffer, each a multiple of kArenaAlignment_bytes
  std::int64_t bytes = 0;             // end of the last buffer
};

inline constexpr std::int64_t kArenaAlignment_bytes = 16;  // as in TensorFlow Lite Micro
inline std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment_bytes - 1) / kArenaAlignment_bytes * kArenaAlignment_bytes;
}

// Places the buffers so that buffers in use at the same step do not overlap. The largest buffer is placed
// first (of equal ones, the earlier), each at the lowest offset where it fits. This is the algorithm of
// TensorFlow Lite Micro's GreedyMemoryPlanner, so the sizes agree.
Layout lay_out(std::span<const Lifetime> buffers);

// Returns the lifetime of each tensor by id. Constants, and tensors without a producer, have 0 bytes. Step i
// is operator i. Graph inputs are alive from step 0, graph outputs until the last step. The output of an
// operator never shares memory with its input.
std::vector<Lifetime> lifetimes_of(const graph::Graph& graph);

// Kernels that a firmware uses for int8 convolutions. Espressif's ESP-NN needs a scratch buffer for each
// convolution; arena_estimate.cpp computes their sizes.
enum class KernelLibrary : std::uint8_t { Reference, EspNn };

// The memory that TensorFlow Lite Micro's interpreter needs on a 32-bit microcontroller to run this int8 or
// float graph with the given kernels. The graph must be the one in the file, because padding of a layer may
// be a separate PAD operator there (bundle::model_from_tflite). The weights are not counted: they stay in
// flash with the model file.
struct ArenaEstimate {
  std::int64_t activation_bytes = 0;  // planned buffers, exactly as TFLM's planner places them
  // Estimate of tensors, operators and their parameters, on the high side.
  std::int64_t bookkeeping_bytes = 0;
  std::int64_t arena_bytes() const { return activation_bytes + bookkeeping_bytes; }
};

// `pointer_bytes` is 4 for a microcontroller; 8 gives the need of a 64-bit computer, for comparison
// with measured values.
ArenaEstimate estimate_arena(const graph::Graph& graph, KernelLibrary kernels = KernelLibrary::Reference,
                             int pointer_bytes = 4);

}  // namespace tinsmith::infer
