// kmodel/small_for_test.h — small valid models, of which tests break parts.
#pragma once

#include "kmodel/kmodel.h"

namespace tinsmith::kmodel {

// A 3×3 convolution from 2×5×6 to 3×5×6 bytes.
inline KpuLayer small_kpu_layer() {
  KpuLayer layer;
  layer.arguments.kernel = 1;
  layer.arguments.in_channels = 2;
  layer.arguments.out_channels = 3;
  layer.arguments.in_width = 6;
  layer.arguments.in_height = 5;
  layer.arguments.destination_row = 100;
  layer.arguments = with_derived(layer.arguments);
  layer.weights.assign(static_cast<std::size_t>(layer.arguments.weight_bytes()), 7);
  layer.batch_norm.assign(3, {-1000, 12345, 9});
  layer.activation[0].start = -(std::int64_t{1} << 35);
  for (std::size_t k = 1; k < kSegments; ++k)
    layer.activation[k] = {static_cast<std::int64_t>(k) * 1000 - 8000, -5, 3, static_cast<std::uint8_t>(k)};
  return layer;
}

// The convolution, its result as floats, a fully connected layer and a concatenation.
inline Kmodel small_v3() {
  v3::Model model;
  model.max_start_row = 0;
  model.main_memory_bytes = 1000;
  model.outputs = {{480, 8}};
  model.layers = {{v3::kToMainMemory, v3::KpuConvolution{0, small_kpu_layer()}},
                  {0, v3::Dequantize{0, 96, 90, 0.5f, -3}},
                  {0, v3::FullyConnected{96, 472, 3, 2, 1, {1, 2, 3, 4, 5, 6}, {0.5f, 0.25f}}},
                  {v3::kToMainMemory, v3::Concat{480, 1, {{472, 8}}}}};
  return model;
}

inline Kmodel small_v4() {
  v4::Model model;
  model.main_memory_bytes = 1000;
  model.inputs = {{v4::Memory::Kpu, v4::Element::UInt8, 0, 5 * 64}};
  model.input_shapes = {{1, 2, 5, 6}};
  const v4::Range bytes{v4::Memory::Main, v4::Element::UInt8, 0, 90};
  const v4::Range floats{v4::Memory::Main, v4::Element::Float32, 96, 360};
  model.outputs = {floats};
  model.constants = Bytes(5, std::byte{3});
  model.nodes = {v4::KpuConvolution{bytes, 1, small_kpu_layer()}, v4::Dequantize{bytes, floats, 7, 2.5f}};
  return model;
}

}  // namespace tinsmith::kmodel
