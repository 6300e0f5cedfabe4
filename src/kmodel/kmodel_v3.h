// kmodel/kmodel_v3.h — a kmodel of version 3 (nncase 0.1, 2019), which every MaixPy firmware loads.
//
// Addresses are byte offsets in one block of main memory; maps there are planar (channel, row, column), bytes
// or float32. A layer whose result goes to main memory as the model's output has bit 0 of its flags set.
// Source of the layout: the loader in Kendryte's standalone SDK.
#pragma once

#include <variant>

#include "kmodel/fields.h"
#include "kmodel/kpu_layer.h"

namespace tinsmith::kmodel::v3 {

using std::uint32_t;

// Bit 0 of a KpuConvolution's flags: its result is also copied to main memory.
inline constexpr uint32_t kToMainMemory = 1;

struct Add {  // float
  static constexpr uint32_t kType = 1;
  static constexpr std::string_view kName = "add";
  uint32_t input_a = 0, input_b = 0, output = 0, count = 0;
  static void visit(auto& self, auto& field) {
    field("input_a", self.input_a);
    field("input_b", self.input_b);
    field("output", self.output);
    field("count", self.count);
  }
  friend bool operator==(const Add&, const Add&) = default;
};

// real = (stored + offset) · mul >> shift; the output's numbers are applied the other way round.
struct FixedPoint {
  std::int32_t offset = 0, mul = 0, shift = 0;
  static void visit(auto& self, auto& field) {
    field("offset", self.offset);
    field("mul", self.mul);
    field("shift", self.shift);
  }
  friend bool operator==(const FixedPoint&, const FixedPoint&) = default;
};

struct QuantizedAdd {
  static constexpr uint32_t kType = 2;
  static constexpr std::string_view kName = "quantized_add";
  uint32_t input_a = 0, input_b = 0, output = 0, count = 0;
  FixedPoint a, b, out;
  static void visit(auto& self, auto& field) {
    field("input_a", self.input_a);
    field("input_b", self.input_b);
    field("output", self.output);
    field("count", self.count);
    field("a", self.a);
    field("b", self.b);
    field("out", self.out);
  }
  friend bool operator==(const QuantizedAdd&, const QuantizedAdd&) = default;
};

struct GlobalAveragePool {  // float
  static constexpr uint32_t kType = 5;
  static constexpr std::string_view kName = "global_average_pool";
  uint32_t input = 0, output = 0, kernel_size = 0, channels = 0;  // kernel_size: height · width
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("kernel_size", self.kernel_size);
    field("channels", self.channels);
  }
  friend bool operator==(const GlobalAveragePool&, const GlobalAveragePool&) = default;
};

struct MapShape {
  uint32_t width = 0, height = 0, channels = 0;
  static void visit(auto& self, auto& field) {
    field("width", self.width);
    field("height", self.height);
    field("channels", self.channels);
  }
  std::uint64_t count() const { return std::uint64_t{width} * height * channels; }
  friend bool operator==(const MapShape&, const MapShape&) = default;
};

struct PoolWindow {
  MapShape in, out;
  uint32_t kernel_width = 0, kernel_height = 0, stride_width = 0, stride_height = 0;
  uint32_t padding_width = 0, padding_height = 0;
  static void visit(auto& self, auto& field) {
    field("in", self.in);
    field("out", self.out);
    field("kernel_width", self.kernel_width);
    field("kernel_height", self.kernel_height);
    field("stride_width", self.stride_width);
    field("stride_height", self.stride_height);
    field("padding_width", self.padding_width);
    field("padding_height", self.padding_height);
  }
  friend bool operator==(const PoolWindow&, const PoolWindow&) = default;
};

struct QuantizedMaxPool {
  static constexpr uint32_t kType = 8;
  static constexpr std::string_view kName = "quantized_max_pool";
  uint32_t input = 0, output = 0;
  PoolWindow window;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("window", self.window);
  }
  friend bool operator==(const QuantizedMaxPool&, const QuantizedMaxPool&) = default;
};

struct AveragePool {  // float
  static constexpr uint32_t kType = 9;
  static constexpr std::string_view kName = "average_pool";
  uint32_t input = 0, output = 0;
  PoolWindow window;
  uint32_t activation = 0;  // the vendor's loader ignores it
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("window", self.window);
    field("activation", self.activation);
  }
  friend bool operator==(const AveragePool&, const AveragePool&) = default;
};

struct Quantize {  // stored = round((real − bias) / scale)
  static constexpr uint32_t kType = 11;
  static constexpr std::string_view kName = "quantize";
  uint32_t input = 0, output = 0, count = 0;
  float scale = 1, bias = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("count", self.count);
    field("scale", self.scale);
    field("bias", self.bias);
  }
  friend bool operator==(const Quantize&, const Quantize&) = default;
};

struct Dequantize {  // real = stored · scale + bias
  static constexpr uint32_t kType = 12;
  static constexpr std::string_view kName = "dequantize";
  uint32_t input = 0, output = 0, count = 0;
  float scale = 1, bias = 0;
  static void visit(auto& self, auto& field) { Quantize::visit(self, field); }
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

struct Requantize {
  static constexpr uint32_t kType = 13;
  static constexpr std::string_view kName = "requantize";
  uint32_t input = 0, output = 0, count = 0;
  std::array<std::uint8_t, 256> table{};
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("count", self.count);
    field("table", self.table);
  }
  friend bool operator==(const Requantize&, const Requantize&) = default;
};

struct L2Normalize {  // float
  static constexpr uint32_t kType = 14;
  static constexpr std::string_view kName = "l2_normalize";
  uint32_t input = 0, output = 0, channels = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("channels", self.channels);
  }
  friend bool operator==(const L2Normalize&, const L2Normalize&) = default;
};

struct Softmax {  // float
  static constexpr uint32_t kType = 15;
  static constexpr std::string_view kName = "softmax";
  uint32_t input = 0, output = 0, channels = 0;
  static void visit(auto& self, auto& field) { L2Normalize::visit(self, field); }
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

struct Logistic {  // float
  static constexpr uint32_t kType = 25;
  static constexpr std::string_view kName = "logistic";
  uint32_t input = 0, output = 0, channels = 0;
  static void visit(auto& self, auto& field) { L2Normalize::visit(self, field); }
  friend bool operator==(const Logistic&, const Logistic&) = default;
};

struct Part {  // of main memory
  uint32_t start = 0, size_bytes = 0;
  static void visit(auto& self, auto& field) {
    field("start", self.start);
    field("size_bytes", self.size_bytes);
  }
  friend bool operator==(const Part&, const Part&) = default;
};

struct Concat {
  static constexpr uint32_t kType = 16;
  static constexpr std::string_view kName = "concat";
  uint32_t output = 0, count = 0;
  std::vector<Part> parts;
  static void visit(auto& self, auto& field) {
    field("output", self.output);
    field("count", self.count);
    field.list("parts", self.parts, self.count);
  }
  friend bool operator==(const Concat&, const Concat&) = default;
};

struct QuantizedConcat {
  static constexpr uint32_t kType = 17;
  static constexpr std::string_view kName = "quantized_concat";
  uint32_t output = 0, count = 0;
  std::vector<Part> parts;
  static void visit(auto& self, auto& field) { Concat::visit(self, field); }
  friend bool operator==(const QuantizedConcat&, const QuantizedConcat&) = default;
};

struct FullyConnected {  // float; activation 0: none, 1: ReLU, 2: ReLU6
  static constexpr uint32_t kType = 18;
  static constexpr std::string_view kName = "fully_connected";
  uint32_t input = 0, output = 0, in_channels = 0, out_channels = 0, activation = 0;
  std::vector<float> weights;  // [out][in]
  std::vector<float> bias;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("in_channels", self.in_channels);
    field("out_channels", self.out_channels);
    field("activation", self.activation);
    field.list("weights", self.weights, std::uint64_t{self.in_channels} * self.out_channels);
    field.list("bias", self.bias, self.out_channels);
  }
  friend bool operator==(const FullyConnected&, const FullyConnected&) = default;
};

struct TfFlatten {  // float; (channel, row, column) → (row, column, channel)
  static constexpr uint32_t kType = 20;
  static constexpr std::string_view kName = "tf_flatten";
  uint32_t input = 0, output = 0;
  MapShape shape;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("shape", self.shape);
  }
  friend bool operator==(const TfFlatten&, const TfFlatten&) = default;
};

struct ResizeNearest {  // float
  static constexpr uint32_t kType = 22;
  static constexpr std::string_view kName = "resize_nearest";
  uint32_t input = 0, output = 0;
  MapShape in;
  uint32_t out_width = 0, out_height = 0, align_corners = 0;  // align_corners: the vendor's loader ignores it
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("in", self.in);
    field("out_width", self.out_width);
    field("out_height", self.out_height);
    field("align_corners", self.align_corners);
  }
  friend bool operator==(const ResizeNearest&, const ResizeNearest&) = default;
};

struct QuantizedResizeNearest {
  static constexpr uint32_t kType = 23;
  static constexpr std::string_view kName = "quantized_resize_nearest";
  uint32_t input = 0, output = 0;
  MapShape in;
  uint32_t out_width = 0, out_height = 0, align_corners = 0;
  static void visit(auto& self, auto& field) { ResizeNearest::visit(self, field); }
  friend bool operator==(const QuantizedResizeNearest&, const QuantizedResizeNearest&) = default;
};

struct ScaleBias {
  float scale = 1, bias = 0;
  static void visit(auto& self, auto& field) {
    field("scale", self.scale);
    field("bias", self.bias);
  }
  friend bool operator==(const ScaleBias&, const ScaleBias&) = default;
};

struct ChannelwiseDequantize {
  static constexpr uint32_t kType = 24;
  static constexpr std::string_view kName = "channelwise_dequantize";
  uint32_t input = 0, output = 0, channels = 0, channel_size = 0;
  std::vector<ScaleBias> rows;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("channels", self.channels);
    field("channel_size", self.channel_size);
    field.list("rows", self.rows, self.channels);
  }
  friend bool operator==(const ChannelwiseDequantize&, const ChannelwiseDequantize&) = default;
};

// The file holds where the parts of `layer` begin; the writer chooses these places.
struct KpuConvolution {
  static constexpr uint32_t kType = 10240;
  static constexpr std::string_view kName = "k210_conv";
  uint32_t main_output = 0;  // used when the layer's flags have kToMainMemory
  KpuLayer layer;
  friend bool operator==(const KpuConvolution&, const KpuConvolution&) = default;
};

struct AddPadding {  // bytes → KPU maps of 4×4, of which only the first pixel is set
  static constexpr uint32_t kType = 10241;
  static constexpr std::string_view kName = "add_padding";
  uint32_t input = 0, kpu_row = 0, channels = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("kpu_row", self.kpu_row);
    field("channels", self.channels);
  }
  friend bool operator==(const AddPadding&, const AddPadding&) = default;
};

struct RemovePadding {  // the first pixel of each 4×4 map
  static constexpr uint32_t kType = 10242;
  static constexpr std::string_view kName = "remove_padding";
  uint32_t input = 0, output = 0, channels = 0;
  static void visit(auto& self, auto& field) { L2Normalize::visit(self, field); }
  friend bool operator==(const RemovePadding&, const RemovePadding&) = default;
};

struct Upload {  // main memory → KPU memory
  static constexpr uint32_t kType = 10243;
  static constexpr std::string_view kName = "upload";
  uint32_t input = 0, kpu_row = 0;
  MapShape shape;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("kpu_row", self.kpu_row);
    field("shape", self.shape);
  }
  friend bool operator==(const Upload&, const Upload&) = default;
};

using Body = std::variant<KpuConvolution, Add, QuantizedAdd, GlobalAveragePool, QuantizedMaxPool, AveragePool,
                          Quantize, Dequantize, Requantize, L2Normalize, Softmax, Concat, QuantizedConcat,
                          FullyConnected, TfFlatten, ResizeNearest, QuantizedResizeNearest,
                          ChannelwiseDequantize, Logistic, AddPadding, RemovePadding, Upload>;

struct Layer {
  uint32_t flags = 0;
  Body body;
  friend bool operator==(const Layer&, const Layer&) = default;
};

struct Model {
  uint32_t architecture = 0;
  // The lowest KPU row that a layer uses; kKpuRows without KPU layers. Loaders ignore it.
  uint32_t max_start_row = static_cast<uint32_t>(kKpuRows);
  uint32_t main_memory_bytes = 0;
  std::vector<Part> outputs;
  std::vector<Layer> layers;  // in the order of execution
  friend bool operator==(const Model&, const Model&) = default;
};

}  // namespace tinsmith::kmodel::v3
