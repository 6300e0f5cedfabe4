// kmodel/kpu_layer.h — one layer of the K210's neural network accelerator (KPU), as kmodel files hold it.
//
// A layer is a convolution (1×1 or 3×3, over all channels or depthwise, always stride 1), then a batch norm
// per channel, an activation table and a pooling. Maps are unsigned bytes in the KPU's own memory.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::kmodel {

inline constexpr std::int64_t kKpuRow_bytes = 64;  // addresses of maps in KPU memory are in rows
inline constexpr std::int64_t kKpuRows = 32768;    // 2 MiB
inline constexpr std::int64_t kKpuMemory_bytes = kKpuRow_bytes * kKpuRows;
inline constexpr std::int64_t kMainMemory_bytes = std::int64_t{6} << 20;  // of the chip

// The form in which the file stores a number in its bits.
enum class Stored : std::uint8_t { Plain, MinusOne, Signed };

// The twelve 64-bit words of a layer, decoded. Members have their real value: `in_channels` is 1 for one
// channel, although the file stores 0.
struct KpuArguments {
  std::int64_t interrupt = 0, ram_flag = 0, full_add = 0, depthwise = 0;
  std::int64_t source_row = 0, destination_row = 0;
  std::int64_t in_channels = 1, out_channels = 1, out_channels_per_load = 1;
  std::int64_t in_width = 1, in_height = 1, out_width = 1, out_height = 1;  // output: after pooling
  std::int64_t kernel = 0;                                                  // 0: 1×1, 1: 3×3
  std::int64_t pad_type = 0, pool = 0, first_stride = 0, bypass_convolution = 0, load_parameters = 1;
  std::int64_t dma_burst = 15, pad_value = 0, batch_norm_address = 0;
  std::int64_t load_coordination = 1, load_times = 1, load_bytes = 1, weights_address = 0;
  std::int64_t kernel_offset = 0;
  std::int64_t in_channel_rows = 0, in_row_length = 0, coefficient_size = 0, in_groups = 1;
  std::int64_t load_activation = 1, activation_address = 0;
  std::int64_t out_channel_rows = 0, out_row_length = 0, out_groups = 1;
  std::int64_t shift_w = 0, shift_x = 0, arg_w = 0, arg_x = 0, arg_add = 0;
  std::int64_t send_data_out = 0, out_channel_bytes = 1, out_bytes = 1;

  // Calls field(name, member, word, first bit, number of bits, how it is stored) for every member.
  static void visit(auto& self, auto&& field) {
    using enum Stored;
    field("interrupt", self.interrupt, 0, 0, 1, Plain);
    field("ram_flag", self.ram_flag, 0, 1, 1, Plain);
    field("full_add", self.full_add, 0, 2, 1, Plain);
    field("depthwise", self.depthwise, 0, 3, 1, Plain);
    field("source_row", self.source_row, 1, 0, 15, Plain);
    field("destination_row", self.destination_row, 1, 32, 15, Plain);
    field("in_channels", self.in_channels, 2, 0, 10, MinusOne);
    field("out_channels", self.out_channels, 2, 32, 10, MinusOne);
    field("out_channels_per_load", self.out_channels_per_load, 2, 48, 10, MinusOne);
    field("in_width", self.in_width, 3, 0, 10, MinusOne);
    field("in_height", self.in_height, 3, 10, 9, MinusOne);
    field("out_width", self.out_width, 3, 32, 10, MinusOne);
    field("out_height", self.out_height, 3, 42, 9, MinusOne);
    field("kernel", self.kernel, 4, 0, 3, Plain);
    field("pad_type", self.pad_type, 4, 3, 1, Plain);
    field("pool", self.pool, 4, 4, 4, Plain);
    field("first_stride", self.first_stride, 4, 8, 1, Plain);
    field("bypass_convolution", self.bypass_convolution, 4, 9, 1, Plain);
    field("load_parameters", self.load_parameters, 4, 10, 1, Plain);
    field("dma_burst", self.dma_burst, 4, 16, 8, Plain);
    field("pad_value", self.pad_value, 4, 24, 8, Plain);
    field("batch_norm_address", self.batch_norm_address, 4, 32, 32, Plain);
    field("load_coordination", self.load_coordination, 5, 0, 1, Plain);
    field("load_times", self.load_times, 5, 1, 6, MinusOne);
    field("load_bytes", self.load_bytes, 5, 15, 17, Plain);
    field("weights_address", self.weights_address, 5, 32, 32, Plain);
    field("kernel_offset", self.kernel_offset, 6, 0, 63, Plain);
    field("in_channel_rows", self.in_channel_rows, 7, 0, 15, Plain);
    field("in_row_length", self.in_row_length, 7, 16, 4, Plain);
    field("coefficient_size", self.coefficient_size, 7, 20, 8, Plain);
    field("in_groups", self.in_groups, 7, 28, 3, Plain);
    field("load_activation", self.load_activation, 7, 31, 1, Plain);
    field("activation_address", self.activation_address, 7, 32, 32, Plain);
    field("out_channel_rows", self.out_channel_rows, 8, 0, 15, Plain);
    field("out_row_length", self.out_row_length, 8, 16, 4, Plain);
    field("out_groups", self.out_groups, 8, 20, 3, Plain);
    field("shift_w", self.shift_w, 9, 0, 4, Plain);
    field("shift_x", self.shift_x, 9, 4, 4, Plain);
    field("arg_w", self.arg_w, 9, 8, 24, Signed);
    field("arg_x", self.arg_x, 9, 32, 24, Signed);
    field("arg_add", self.arg_add, 10, 0, 40, Signed);
    field("send_data_out", self.send_data_out, 11, 0, 1, Plain);
    field("out_channel_bytes", self.out_channel_bytes, 11, 16, 16, MinusOne);
    field("out_bytes", self.out_bytes, 11, 32, 32, MinusOne);
  }

  std::int64_t kernel_size() const { return kernel == 0 ? 1 : 3; }
  // Bytes of one output channel's weights.
  std::int64_t filter_bytes() const {
    return kernel_size() * kernel_size() * (depthwise != 0 ? 1 : in_channels);
  }
  std::int64_t weight_bytes() const { return filter_bytes() * out_channels; }

  friend bool operator==(const KpuArguments&, const KpuArguments&) = default;
};

inline constexpr std::size_t kArgumentWords = 12;
using ArgumentWords = std::array<std::uint64_t, kArgumentWords>;

// Unsupported: bits are set that the format does not define, or the kernel is neither 1×1 nor 3×3.
Result<KpuArguments> arguments_of(const ArgumentWords& words);
// InvalidInput: a member does not fit into its bits; the message names it.
Result<ArgumentWords> words_of(const KpuArguments& arguments);

// v = ((u · mul) >> shift) + add, per output channel.
struct KpuBatchNorm {
  std::int32_t mul = 0;  // 24 bits, signed
  std::int32_t add = 0;
  std::uint8_t shift = 0;  // 0 … 15
  friend bool operator==(const KpuBatchNorm&, const KpuBatchNorm&) = default;
};

// From the last segment that begins below v:
// y = round(((v − start) · mul) >> shift) + bias, limited to 0 … 255.
struct KpuSegment {
  std::int64_t start = 0;  // 36 bits, signed
  std::int32_t mul = 0;    // 16 bits, signed
  std::uint8_t shift = 0, bias = 0;
  friend bool operator==(const KpuSegment&, const KpuSegment&) = default;
};
inline constexpr std::size_t kSegments = 16;
inline constexpr std::size_t kActivation_bytes = kSegments * 9;
using KpuActivation = std::array<KpuSegment, kSegments>;

struct KpuLayer {
  KpuArguments arguments;
  std::vector<std::uint8_t> weights;     // [out][in][row][column]; depthwise [channel][row][column]
  std::vector<KpuBatchNorm> batch_norm;  // one per output channel
  KpuActivation activation{};
  friend bool operator==(const KpuLayer&, const KpuLayer&) = default;
};

// Corrupt: a table or the weights leave the bytes. The reader stands at the first byte of the part.
Result<std::vector<KpuBatchNorm>> read_batch_norm(ByteReader& reader, std::int64_t channels);
Result<KpuActivation> read_activation(ByteReader& reader);

// InvalidInput: the layer has not the parameters that its arguments ask for, or they do not fit into their
// bits.
Result<Done> check_parameters(const KpuLayer& layer);
Bytes bytes_of_batch_norm(const KpuLayer& layer);
Bytes bytes_of_activation(const KpuLayer& layer);

// The layout of maps of one width in KPU memory.
struct KpuLayout {
  std::int64_t groups = 1;      // channels that share rows
  std::int64_t pitch = 64;      // bytes between the channels of such a group
  std::int64_t row_length = 1;  // KPU rows of one line of the map
  friend bool operator==(const KpuLayout&, const KpuLayout&) = default;
};
KpuLayout layout_of(std::int64_t width);
// Number of KPU rows that a map takes.
std::int64_t rows_of_map(std::int64_t channels, std::int64_t height, std::int64_t width);

// The stride of a pooling of this code and whether it is one of the ten that the KPU has.
struct KpuPool {
  std::string_view name;
  std::int64_t size, stride;
};
std::span<const KpuPool> kpu_pools();

// Fills in every argument that follows from kernel, depthwise, pool, channels and the size of the input: the
// output's size, layouts and loads of the weights. A load takes as many output channels as the weight buffer
// of 30,720 bytes holds.
KpuArguments with_derived(KpuArguments arguments);

}  // namespace tinsmith::kmodel
