// kpu/layer.h — a checked KPU layer that runs on maps in planar order.
#pragma once

#include <span>
#include <vector>

#include "kmodel/kpu_layer.h"
#include "kpu/maps.h"

namespace tinsmith::kpu {

enum class Path : std::uint8_t {
  Reference,  // plain loops over the formula
  Fast,       // the same bytes
};

// Memory that a layer needs while it runs; one per thread, grows to what the largest layer needs.
struct Scratch {
  std::vector<std::uint8_t> in, convolved, out;
  std::vector<std::int16_t> taps;
  std::vector<std::int32_t> input_sums;
};

// A checked layer with values that are the same for every picture.
struct PreparedLayer {
  kmodel::KpuLayer layer;
  std::vector<std::int64_t> weight_sums;   // one per output channel
  std::vector<std::int16_t> weight_pairs;  // [out][taps, rounded up to an even number]
  KpuMap source, destination;              // in KPU memory
  std::int64_t taps() const { return layer.arguments.filter_bytes(); }
};

// Checks that the layer does only what is known of the hardware and stays in KPU memory.
//   InvalidInput  sizes that contradict each other, or maps beyond the end of KPU memory
//   Unsupported   modes that no compiler uses and nobody has described
Result<PreparedLayer> prepare_layer(const kmodel::KpuLayer& layer, std::int64_t batches);

// Runs the layer on one map; `in` and `out` are planar, `out` after pooling.
void run_layer(const PreparedLayer& layer, Path path, std::span<const std::uint8_t> in,
               std::span<std::uint8_t> out, Scratch& scratch);

// Convolution, batch norm and activation; `out` has the height and width of the input.
void convolve_plainly(const PreparedLayer& layer, std::span<const std::uint8_t> in,
                      std::span<std::uint8_t> out);
void convolve_fast(const PreparedLayer& layer, std::span<const std::uint8_t> in, std::span<std::uint8_t> out,
                   Scratch& scratch);

// Pools planar maps; `code` is one of kpu_pools(). The output has height / stride rows.
void pool_maps(std::int64_t code, std::int64_t channels, std::int64_t height, std::int64_t width,
               std::span<const std::uint8_t> in, std::span<std::uint8_t> out);

}  // namespace tinsmith::kpu
