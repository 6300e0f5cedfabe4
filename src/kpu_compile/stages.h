// kpu_compile/stages.h — the two stages of a compiled network: convolutions on the KPU, the rest on the CPU.
#pragma once

#include "kpu_compile/compile.h"

namespace tinsmith::kpu_compile {

// Bytes are stored + 128.
inline constexpr std::int64_t kByteOffset = 128;

// One scale and zero point, the zero point as a byte 0 … 255.
struct ByteScale {
  double scale = 1;
  std::int64_t zero_point = 0;
};
// Unsupported: the tensor is not int8 with one scale.
Result<ByteScale> byte_scale_of(const graph::Tensor& tensor);

// A map between two convolutions, in KPU memory.
struct KpuValue {
  std::int64_t channels = 0, height = 0, width = 0;  // as stored
  std::int64_t row = 0;
  // The map is the network's at every second row and column only: a stride that is still to be applied.
  bool is_at_full_size = false;
  // Zeros that a Pad operator has put around the map: files of TensorFlow Lite have no convolutions with padding on
  // all sides. The next convolution pads instead.
  graph::Padding padding;

  std::int64_t rows() const { return kmodel::rows_of_map(channels, height, width); }
};

// Notes the padding of a Pad operator in `value`. Unsupported: it pads channels, or with another value than 0.
Result<Done> note_padding(const graph::Pad& pad, KpuValue& value);

// Translates one convolution and moves `value` on to its result.
Result<kmodel::KpuLayer> convolution_layer(const graph::Graph& graph, const graph::Operator& op,
                                           KpuValue& value);

// Appends the layers of the CPU for the operators from `first` on; `value` is the result of the last
// convolution, at address 0 of main memory. Sets the outputs and the size of main memory.
Result<Done> append_tail(const graph::Graph& graph, std::size_t first, const KpuValue& value,
                         kmodel::v3::Model& model);

}  // namespace tinsmith::kpu_compile
