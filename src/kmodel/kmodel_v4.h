// kmodel/kmodel_v4.h — a kmodel of version 4 (nncase 0.2, 2020), for Kendryte's SDK and the MaixPy
// builds whose names contain "kmodel_v4".
//
// Tensors are byte ranges of one of three memories; shapes are (number, channels, height, width).
#pragma once

#include <variant>

#include "kmodel/fields.h"
#include "kmodel/kpu_layer.h"

namespace tinsmith::kmodel::v4 {

using std::int32_t;
using std::uint32_t;

enum class Memory : uint32_t { Constants, Main, Kpu };
enum class Element : uint32_t { Float32, UInt8 };

struct Range {
  Memory memory = Memory::Main;
  Element element = Element::UInt8;
  uint32_t start = 0, size_bytes = 0;
  static void visit(auto& self, auto& field) {
    field("memory", self.memory);
    field("element", self.element);
    field("start", self.start);
    field("size_bytes", self.size_bytes);
  }
  friend bool operator==(const Range&, const Range&) = default;
};

using Shape = std::array<int32_t, 4>;

// Numbers in the bodies of operations.
enum class BinaryKind : uint32_t { Add, Sub, Mul, Div, Min, Max };
enum class ReduceKind : uint32_t { Mean, Min, Max, Sum };
enum class UnaryKind : uint32_t { Abs, Ceil, Cos, Exp, Floor, Log, Neg, Rsqrt, Sin, Square };

struct Binary {
  static constexpr uint32_t kType = 0x0;
  static constexpr std::string_view kName = "binary";
  Range a, b, output;
  BinaryKind kind = BinaryKind::Add;
  Shape a_shape{}, b_shape{}, out_shape{};
  float min = 0, max = 0;
  static void visit(auto& self, auto& field) {
    field("a", self.a);
    field("b", self.b);
    field("output", self.output);
    field("kind", self.kind);
    field("a_shape", self.a_shape);
    field("b_shape", self.b_shape);
    field("out_shape", self.out_shape);
    field("min", self.min);
    field("max", self.max);
  }
  friend bool operator==(const Binary&, const Binary&) = default;
};

struct Concat {
  static constexpr uint32_t kType = 0x1;
  static constexpr std::string_view kName = "concat";
  Range output;
  uint32_t inner_bytes = 0, outer = 0, count = 0;
  std::vector<Range> inputs;
  std::vector<int32_t> sizes;
  static void visit(auto& self, auto& field) {
    field("output", self.output);
    field("inner_bytes", self.inner_bytes);
    field("outer", self.outer);
    field("count", self.count);
    field.list("inputs", self.inputs, self.count);
    field.list("sizes", self.sizes, self.count);
  }
  friend bool operator==(const Concat&, const Concat&) = default;
};

struct Dequantize {  // real = (stored − zero_point) / scale
  static constexpr uint32_t kType = 0x3;
  static constexpr std::string_view kName = "dequantize";
  Range input, output;
  int32_t zero_point = 0;
  float scale = 1;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("zero_point", self.zero_point);
    field("scale", self.scale);
  }
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

struct MatMul {  // [rows, columns] · [columns, b_columns] + bias
  static constexpr uint32_t kType = 0x4;
  static constexpr std::string_view kName = "matmul";
  Range a, b, output;
  int32_t rows = 0, columns = 0, b_columns = 0;
  float min = 0, max = 0;
  std::vector<float> bias;
  static void visit(auto& self, auto& field) {
    field("a", self.a);
    field("b", self.b);
    field("output", self.output);
    field("rows", self.rows);
    field("columns", self.columns);
    field("b_columns", self.b_columns);
    field("min", self.min);
    field("max", self.max);
    field.list("bias", self.bias, static_cast<uint32_t>(self.b_columns));
  }
  friend bool operator==(const MatMul&, const MatMul&) = default;
};

struct Pad {
  static constexpr uint32_t kType = 0x5;
  static constexpr std::string_view kName = "pad";
  Range input, output;
  Shape shape{};
  std::array<int32_t, 8> amounts{};  // before and after for each axis; negative: cut away
  Element value_element = Element::UInt8;
  std::array<std::uint8_t, 4> value{};
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("shape", self.shape);
    field("amounts", self.amounts);
    field("value_element", self.value_element);
    field("value", self.value);
  }
  friend bool operator==(const Pad&, const Pad&) = default;
};

struct Quantize {  // stored = round(real · scale + zero_point)
  static constexpr uint32_t kType = 0x6;
  static constexpr std::string_view kName = "quantize";
  Range input, output;
  int32_t zero_point = 0;
  float scale = 1;
  static void visit(auto& self, auto& field) { Dequantize::visit(self, field); }
  friend bool operator==(const Quantize&, const Quantize&) = default;
};

struct Reduce {
  static constexpr uint32_t kType = 0x7;
  static constexpr std::string_view kName = "reduce";
  Range input, output;
  ReduceKind kind = ReduceKind::Mean;
  Shape in_shape{}, out_shape{};
  float initial = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("kind", self.kind);
    field("in_shape", self.in_shape);
    field("out_shape", self.out_shape);
    field("initial", self.initial);
  }
  friend bool operator==(const Reduce&, const Reduce&) = default;
};

struct ReduceWindow {
  static constexpr uint32_t kType = 0x8;
  static constexpr std::string_view kName = "reduce_window2d";
  Range input, output;
  ReduceKind kind = ReduceKind::Mean;
  Shape in_shape{};
  std::array<int32_t, 2> padding_height{}, padding_width{};  // before and after
  int32_t filter_height = 0, filter_width = 0, stride_height = 0, stride_width = 0;
  int32_t dilation_height = 0, dilation_width = 0;
  float initial = 0, min = 0, max = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("kind", self.kind);
    field("in_shape", self.in_shape);
    field("padding_height", self.padding_height);
    field("padding_width", self.padding_width);
    field("filter_height", self.filter_height);
    field("filter_width", self.filter_width);
    field("stride_height", self.stride_height);
    field("stride_width", self.stride_width);
    field("dilation_height", self.dilation_height);
    field("dilation_width", self.dilation_width);
    field("initial", self.initial);
    field("min", self.min);
    field("max", self.max);
  }
  friend bool operator==(const ReduceWindow&, const ReduceWindow&) = default;
};

struct MemoryCopy {
  static constexpr uint32_t kType = 0x9;
  static constexpr std::string_view kName = "memory_copy";
  Range input, output;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
  }
  friend bool operator==(const MemoryCopy&, const MemoryCopy&) = default;
};

struct Resize {
  static constexpr uint32_t kType = 0xA;
  static constexpr std::string_view kName = "resize";
  Range input, output;
  Shape in_shape{};
  int32_t out_height = 0, out_width = 0;
  uint32_t mode = 0;  // 0: bilinear, 1: nearest
  uint32_t align_corners = 0;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("in_shape", self.in_shape);
    field("out_height", self.out_height);
    field("out_width", self.out_width);
    field("mode", self.mode);
    field("align_corners", self.align_corners);
  }
  friend bool operator==(const Resize&, const Resize&) = default;
};

struct Softmax {
  static constexpr uint32_t kType = 0xB;
  static constexpr std::string_view kName = "softmax";
  Range input, output;
  int32_t inner = 0, outer = 0;
  float beta = 1;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("inner", self.inner);
    field("outer", self.outer);
    field("beta", self.beta);
  }
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

struct Transpose {
  static constexpr uint32_t kType = 0xC;
  static constexpr std::string_view kName = "transpose";
  Range input, output;
  Shape shape{}, permutation{};
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("shape", self.shape);
    field("permutation", self.permutation);
  }
  friend bool operator==(const Transpose&, const Transpose&) = default;
};

struct StridedSlice {
  static constexpr uint32_t kType = 0xD;
  static constexpr std::string_view kName = "strided_slice";
  Range input, output;
  Shape shape{}, begin{}, end{}, strides{};
  std::array<int32_t, 5> masks{};
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("shape", self.shape);
    field("begin", self.begin);
    field("end", self.end);
    field("strides", self.strides);
    field("masks", self.masks);
  }
  friend bool operator==(const StridedSlice&, const StridedSlice&) = default;
};

struct Unary {
  static constexpr uint32_t kType = 0xE;
  static constexpr std::string_view kName = "unary";
  Range input, output;
  UnaryKind kind = UnaryKind::Abs;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("kind", self.kind);
  }
  friend bool operator==(const Unary&, const Unary&) = default;
};

// side = round((stored + offset) · mul >> shift); for the output: stored = round(value · mul >> shift) + offset.
struct FixedPoint {
  int32_t offset = 0, mul = 0, shift = 0;
  static void visit(auto& self, auto& field) {
    field("offset", self.offset);
    field("mul", self.mul);
    field("shift", self.shift);
  }
  friend bool operator==(const FixedPoint&, const FixedPoint&) = default;
};

struct QuantizedBinary {
  static constexpr uint32_t kType = 0x11;
  static constexpr std::string_view kName = "qbinary";
  Range a, b, output;
  BinaryKind kind = BinaryKind::Add;
  Shape a_shape{}, b_shape{}, out_shape{};
  FixedPoint a_fixed, b_fixed, out_fixed;
  static void visit(auto& self, auto& field) {
    field("a", self.a);
    field("b", self.b);
    field("output", self.output);
    field("kind", self.kind);
    field("a_shape", self.a_shape);
    field("b_shape", self.b_shape);
    field("out_shape", self.out_shape);
    field("a", self.a_fixed);
    field("b", self.b_fixed);
    field("out", self.out_fixed);
  }
  friend bool operator==(const QuantizedBinary&, const QuantizedBinary&) = default;
};

struct TableLookup {
  static constexpr uint32_t kType = 0x12;
  static constexpr std::string_view kName = "table_lookup1d";
  Range input, table, output;
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("table", self.table);
    field("output", self.output);
  }
  friend bool operator==(const TableLookup&, const TableLookup&) = default;
};

struct KpuUpload {
  static constexpr uint32_t kType = 0x2001;
  static constexpr std::string_view kName = "kpu_upload";
  Range input, output;
  Shape shape{};
  static void visit(auto& self, auto& field) {
    field("input", self.input);
    field("output", self.output);
    field("shape", self.shape);
  }
  friend bool operator==(const KpuUpload&, const KpuUpload&) = default;
};

// The file holds batch norm, activation table and weights after the arguments, each at a multiple of 256; the
// arguments' three addresses hold the numbers of bytes left out before them, which the writer fills in. They
// are 0 here.
struct KpuConvolution {
  static constexpr uint32_t kType = 0x2002;
  static constexpr std::string_view kName = "kpu_conv2d";
  Range main_output;  // size 0: the result stays in KPU memory
  int32_t batches = 1;
  KpuLayer layer;
  friend bool operator==(const KpuConvolution&, const KpuConvolution&) = default;
};

// An operation that this program cannot run; its bytes are kept.
struct Other {
  uint32_t type = 0;
  Bytes body;
  friend bool operator==(const Other&, const Other&) = default;
};

using Node = std::variant<KpuConvolution, KpuUpload, Binary, Concat, Dequantize, MatMul, Pad, Quantize,
                          Reduce, ReduceWindow, MemoryCopy, Resize, Softmax, Transpose, StridedSlice, Unary,
                          QuantizedBinary, TableLookup, Other>;

struct Model {
  uint32_t flags = 0;
  uint32_t target = 1;  // 0: CPU, 1: K210
  uint32_t main_memory_bytes = 0;
  std::vector<Range> inputs;
  std::vector<Shape> input_shapes;
  std::vector<Range> outputs;
  Bytes constants;
  std::vector<Node> nodes;  // in the order of execution
  friend bool operator==(const Model&, const Model&) = default;
};

}  // namespace tinsmith::kmodel::v4
