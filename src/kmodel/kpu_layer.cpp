#include "kmodel/kpu_layer.h"

#include <algorithm>

namespace tinsmith::kmodel {
namespace {

constexpr std::int64_t kWeightBuffer_bytes = 30720;

constexpr KpuPool kPools[] = {
    {"none", 1, 1},
    {"max 2x2, stride 2", 2, 2},
    {"mean 2x2, stride 2", 2, 2},
    {"max 4x4, stride 4", 4, 4},
    {"mean 4x4, stride 4", 4, 4},
    {"left top of 2x2", 2, 2},
    {"right top of 2x2", 2, 2},
    {"left top of 4x4", 4, 4},
    {"mean 2x2, stride 1", 2, 1},
    {"max 2x2, stride 1", 2, 1},
};

std::uint64_t low_bits(int count) {
  return (std::uint64_t{1} << count) - 1;
}

std::int64_t sign_extended(std::uint64_t value, int bits) {
  const int unused = 64 - bits;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

bool fits_signed(std::int64_t value, int bits) {
  return value >= -(std::int64_t{1} << (bits - 1)) && value < std::int64_t{1} << (bits - 1);
}

constexpr int kBatchNormMul_bits = 24, kBatchNormAdd_bits = 32, kBatchNormShift_at = 56,
              kBatchNormShift_bits = 4;
constexpr int kSegmentMul_at = 8, kSegmentMul_bits = 16, kSegmentStart_at = 24, kSegmentStart_bits = 36;

}  // namespace

Result<KpuArguments> arguments_of(const ArgumentWords& words) {
  KpuArguments arguments;
  ArgumentWords known{};
  KpuArguments::visit(arguments, [&](std::string_view, std::int64_t& member, std::size_t word, int shift,
                                     int bits, Stored stored) {
    const std::uint64_t value = (words[word] >> shift) & low_bits(bits);
    known[word] |= low_bits(bits) << shift;
    member = stored == Stored::Signed ? sign_extended(value, bits) : static_cast<std::int64_t>(value);
    if (stored == Stored::MinusOne) ++member;
  });
  for (std::size_t word = 0; word < words.size(); ++word)
    if ((words[word] & ~known[word]) != 0)
      return fail(Fault::Unsupported, "word {} of its arguments is {:#x}; bits are set that have no meaning",
                  word, words[word]);
  if (arguments.kernel > 1)
    return fail(Fault::Unsupported, "its kernel has the code {}; the KPU has 1x1 (0) and 3x3 (1)",
                arguments.kernel);
  return arguments;
}

Result<ArgumentWords> words_of(const KpuArguments& arguments) {
  ArgumentWords words{};
  std::string wrong;
  KpuArguments::visit(arguments, [&](std::string_view name, std::int64_t member, std::size_t word, int shift,
                                     int bits, Stored stored) {
    const std::int64_t value = stored == Stored::MinusOne ? member - 1 : member;
    const bool fits = stored == Stored::Signed
                          ? fits_signed(value, bits)
                          : value >= 0 && static_cast<std::uint64_t>(value) <= low_bits(bits);
    if (!fits && wrong.empty())
      wrong = fmt::format("{} is {}, but the file has {} bits for it", name, member, bits);
    words[word] |= (static_cast<std::uint64_t>(value) & low_bits(bits)) << shift;
  });
  if (!wrong.empty()) return fail(Fault::InvalidInput, "{}", wrong);
  return words;
}

Result<std::vector<KpuBatchNorm>> read_batch_norm(ByteReader& reader, std::int64_t channels) {
  std::vector<KpuBatchNorm> rows;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    TRY(const auto word, reader.read<std::uint64_t>());
    KpuBatchNorm row;
    row.mul =
        static_cast<std::int32_t>(sign_extended(word & low_bits(kBatchNormMul_bits), kBatchNormMul_bits));
    row.add = static_cast<std::int32_t>(static_cast<std::uint32_t>(word >> kBatchNormMul_bits));
    row.shift = static_cast<std::uint8_t>((word >> kBatchNormShift_at) & low_bits(kBatchNormShift_bits));
    rows.push_back(row);
  }
  return rows;
}

// The upper four bits of a segment have no meaning; nncase 0.2 leaves whatever was there.
Result<KpuActivation> read_activation(ByteReader& reader) {
  KpuActivation table{};
  for (KpuSegment& segment : table) {
    TRY(const auto word, reader.read<std::uint64_t>());
    segment.shift = static_cast<std::uint8_t>(word);
    segment.mul = static_cast<std::int16_t>(word >> kSegmentMul_at);
    segment.start =
        sign_extended((word >> kSegmentStart_at) & low_bits(kSegmentStart_bits), kSegmentStart_bits);
  }
  for (KpuSegment& segment : table) {
    TRY(segment.bias, reader.read<std::uint8_t>());
  }
  return table;
}

Result<Done> check_parameters(const KpuLayer& layer) {
  const KpuArguments& arguments = layer.arguments;
  if (static_cast<std::int64_t>(layer.weights.size()) != arguments.weight_bytes())
    return fail(Fault::InvalidInput, "it has {} weights; {} output channels need {}", layer.weights.size(),
                arguments.out_channels, arguments.weight_bytes());
  if (static_cast<std::int64_t>(layer.batch_norm.size()) != arguments.out_channels)
    return fail(Fault::InvalidInput, "it has {} rows of batch norm for {} output channels",
                layer.batch_norm.size(), arguments.out_channels);
  for (const KpuBatchNorm& row : layer.batch_norm)
    if (!fits_signed(row.mul, kBatchNormMul_bits) || row.shift > low_bits(kBatchNormShift_bits))
      return fail(Fault::InvalidInput,
                  "a batch norm multiplies by {} and shifts by {}; 24 bits and 15 are possible", row.mul,
                  row.shift);
  for (const KpuSegment& segment : layer.activation)
    if (!fits_signed(segment.start, kSegmentStart_bits) || !fits_signed(segment.mul, kSegmentMul_bits))
      return fail(
          Fault::InvalidInput,
          "a segment of its activation table starts at {} and multiplies by {}; 36 and 16 bits are possible",
          segment.start, segment.mul);
  return Done{};
}

Bytes bytes_of_batch_norm(const KpuLayer& layer) {
  std::vector<std::uint64_t> words;
  for (const KpuBatchNorm& row : layer.batch_norm)
    words.push_back((static_cast<std::uint64_t>(row.mul) & low_bits(kBatchNormMul_bits)) |
                    (static_cast<std::uint64_t>(row.add) & low_bits(kBatchNormAdd_bits))
                        << kBatchNormMul_bits |
                    std::uint64_t{row.shift} << kBatchNormShift_at);
  return bytes_of(words);
}

Bytes bytes_of_activation(const KpuLayer& layer) {
  std::vector<std::uint64_t> words;
  for (const KpuSegment& segment : layer.activation)
    words.push_back(std::uint64_t{segment.shift} |
                    (static_cast<std::uint64_t>(segment.mul) & low_bits(kSegmentMul_bits)) << kSegmentMul_at |
                    (static_cast<std::uint64_t>(segment.start) & low_bits(kSegmentStart_bits))
                        << kSegmentStart_at);
  Bytes bytes = bytes_of(words);
  for (const KpuSegment& segment : layer.activation) bytes.push_back(std::byte{segment.bias});
  return bytes;
}

KpuLayout layout_of(std::int64_t width) {
  if (width <= 16) return {.groups = 4, .pitch = 16, .row_length = 1};
  if (width <= 32) return {.groups = 2, .pitch = 32, .row_length = 1};
  return {.groups = 1, .pitch = 64, .row_length = (width + kKpuRow_bytes - 1) / kKpuRow_bytes};
}

std::int64_t rows_of_map(std::int64_t channels, std::int64_t height, std::int64_t width) {
  const KpuLayout layout = layout_of(width);
  return layout.row_length * height * ((channels + layout.groups - 1) / layout.groups);
}

std::span<const KpuPool> kpu_pools() {
  return kPools;
}

KpuArguments with_derived(KpuArguments arguments) {
  CHECK(arguments.pool >= 0 && arguments.pool < std::ssize(kPools), "pool code {}", arguments.pool);
  const KpuPool& pool = kPools[arguments.pool];
  arguments.out_width = arguments.in_width / pool.stride;
  arguments.out_height = arguments.in_height / pool.stride;
  const KpuLayout in = layout_of(arguments.in_width), out = layout_of(arguments.out_width);
  arguments.in_row_length = in.row_length;
  arguments.in_channel_rows = in.row_length * arguments.in_height;
  arguments.in_groups = in.groups;
  arguments.out_row_length = out.row_length;
  arguments.out_channel_rows = out.row_length * arguments.out_height;
  arguments.out_groups = out.groups;
  const std::int64_t channels = arguments.out_channels, filter = arguments.filter_bytes();
  arguments.out_channels_per_load =
      arguments.depthwise != 0 ? channels : std::min(channels, kWeightBuffer_bytes / filter);
  arguments.load_times = (channels + arguments.out_channels_per_load - 1) / arguments.out_channels_per_load;
  arguments.load_bytes = filter * arguments.out_channels_per_load;
  arguments.out_channel_bytes = arguments.out_width * arguments.out_height;
  arguments.out_bytes = arguments.out_channel_bytes * channels;
  return arguments;
}

}  // namespace tinsmith::kmodel
