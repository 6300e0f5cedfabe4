// infer/memory_plan.h — where every activation of a graph lives, and how much memory a device needs for it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace tinsmith::infer {

// A buffer and when it is in use: from the step that writes it to the last step that reads it, both included.
struct Lifetime {
  std::int64_t bytes = 0;
  std::int32_t first_step = 0;
  std::int32_t last_step = 0;
};

struct Layout {
  std::vector<std::int64_t> offsets;  // one a buffer, each a multiple of kArenaAlignment_bytes
  std::int64_t bytes = 0;             // where the last buffer ends
};

inline constexpr std::int64_t kArenaAlignment_bytes = 16;  // TensorFlow Lite Micro's
inline std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment_bytes - 1) / kArenaAlignment_bytes * kArenaAlignment_bytes;
}

// Places buffers so that none that are in use at one step overlap: the largest first (ties: the earlier
// buffer), each at the lowest offset where it fits. This is TensorFlow Lite Micro's GreedyMemoryPlanner, so
// sizes agree with it.
Layout lay_out(std::span<const Lifetime> buffers);

// The lifetime of each tensor by id; constants, and tensors nobody makes, have 0 bytes. Step i is operator i;
// inputs of the graph live from step 0, outputs until the last step. An operator's output never shares the
// place of its input.
std::vector<Lifetime> lifetimes_of(const graph::Graph& graph);

// Kernels that a firmware runs int8 convolutions with. Espressif's ESP-NN asks for a scratch buffer for each,
// of the sizes in arena_estimate.cpp.
enum class KernelLibrary : std::uint8_t { Reference, EspNn };

// What TensorFlow Lite Micro's interpreter needs on a 32-bit microcontroller to run this int8 or float graph
// with those kernels. The graph must be the one in the file: what is padding of a layer here may be a PAD
// there (bundle::model_from_tflite). The weights are not counted: they stay in flash with the model file.
struct ArenaEstimate {
  std::int64_t activation_bytes = 0;  // the planned buffers, exactly as TFLM's planner lays them out
  std::int64_t bookkeeping_bytes =
      0;  // tensors, operators and their parameters: an estimate, on the high side
  std::int64_t arena_bytes() const { return activation_bytes + bookkeeping_bytes; }
};

// `pointer_bytes`: 4 for a microcontroller; 8 gives what a 64-bit computer needs (for comparison with
// measured ones).
ArenaEstimate estimate_arena(const graph::Graph& graph, KernelLibrary kernels = KernelLibrary::Reference,
                             int pointer_bytes = 4);

}  // namespace tinsmith::infer
