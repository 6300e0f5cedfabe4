#include "kpu/layer.h"

#include <algorithm>
#include <numeric>

namespace tinsmith::kpu {
namespace {

using kmodel::KpuArguments;

constexpr int kMaxActivationShift = 31;

Result<Done> check_modes(const KpuArguments& arguments) {
  const struct {
    std::string_view name;
    std::int64_t value;
  } unused[] = {{"ram_flag", arguments.ram_flag},
                {"full_add", arguments.full_add},
                {"pad_type", arguments.pad_type},
                {"first_stride", arguments.first_stride},
                {"bypass_convolution", arguments.bypass_convolution},
                {"kernel_offset", arguments.kernel_offset},
                {"coefficient_size", arguments.coefficient_size}};
  for (const auto& mode : unused)
    if (mode.value != 0)
      return fail(Fault::Unsupported, "its {} is {}; no compiler sets it, and what it does is not documented",
                  mode.name, mode.value);
  return Done{};
}

Result<Done> check_sizes(const KpuArguments& arguments) {
  if (arguments.pool >= std::ssize(kmodel::kpu_pools()))
    return fail(Fault::InvalidInput, "its pooling has the code {}; the KPU has 0 to {}", arguments.pool,
                std::ssize(kmodel::kpu_pools()) - 1);
  if (arguments.depthwise != 0 && arguments.in_channels != arguments.out_channels)
    return fail(Fault::InvalidInput, "it is depthwise, but has {} input and {} output channels",
                arguments.in_channels, arguments.out_channels);
  const KpuArguments expected = kmodel::with_derived(arguments);
  const struct {
    std::string_view name;
    std::int64_t found, expected;
  } derived[] = {{"output width", arguments.out_width, expected.out_width},
                 {"output height", arguments.out_height, expected.out_height},
                 {"in_row_length", arguments.in_row_length, expected.in_row_length},
                 {"in_channel_rows", arguments.in_channel_rows, expected.in_channel_rows},
                 {"in_groups", arguments.in_groups, expected.in_groups},
                 {"out_row_length", arguments.out_row_length, expected.out_row_length},
                 {"out_channel_rows", arguments.out_channel_rows, expected.out_channel_rows},
                 {"out_groups", arguments.out_groups, expected.out_groups}};
  for (const auto& one : derived)
    if (one.found != one.expected)
      return fail(Fault::InvalidInput, "its {} is {}; an input of {}x{} and pooling {} give {}", one.name,
                  one.found, arguments.in_width, arguments.in_height, arguments.pool, one.expected);
  if (expected.out_bytes == 0)
    return fail(Fault::InvalidInput, "an input of {}x{} is smaller than its pooling", arguments.in_width,
                arguments.in_height);
  if (arguments.out_channels_per_load * arguments.load_times < arguments.out_channels)
    return fail(Fault::InvalidInput, "it loads {} times the weights of {} channels, but has {}",
                arguments.load_times, arguments.out_channels_per_load, arguments.out_channels);
  return Done{};
}

Result<Done> check_activation(const kmodel::KpuActivation& table) {
  for (const kmodel::KpuSegment& segment : table)
    if (segment.shift > kMaxActivationShift)
      return fail(Fault::Unsupported, "its activation table shifts by {}; at most {} is defined",
                  segment.shift, kMaxActivationShift);
  return Done{};
}

Result<Done> check_in_memory(std::string_view which, const KpuMap& map) {
  if (map.number < 1 || map.number > kmodel::kKpuRows || map.row + map.rows() > kmodel::kKpuRows)
    return fail(Fault::InvalidInput, "its {} takes {} rows from row {} of KPU memory, which has {}", which,
                map.rows(), map.row, kmodel::kKpuRows);
  return Done{};
}

std::vector<std::int16_t> pairs_of(const kmodel::KpuLayer& layer) {
  const auto taps = static_cast<std::size_t>(layer.arguments.filter_bytes());
  const std::size_t even = (taps + 1) / 2 * 2;
  std::vector<std::int16_t> pairs(static_cast<std::size_t>(layer.arguments.out_channels) * even);
  for (std::size_t i = 0; i < layer.weights.size(); ++i) pairs[i / taps * even + i % taps] = layer.weights[i];
  return pairs;
}

}  // namespace

Result<PreparedLayer> prepare_layer(const kmodel::KpuLayer& layer, std::int64_t batches) {
  const KpuArguments& arguments = layer.arguments;
  TRY_DONE(kmodel::check_parameters(layer));
  TRY_DONE(check_modes(arguments));
  TRY_DONE(check_sizes(arguments));
  TRY_DONE(check_activation(layer.activation));
  PreparedLayer prepared;
  prepared.source = {arguments.source_row, arguments.in_channels, arguments.in_height, arguments.in_width,
                     batches};
  prepared.destination = {arguments.destination_row, arguments.out_channels, arguments.out_height,
                          arguments.out_width, batches};
  TRY_DONE(check_in_memory("input", prepared.source));
  TRY_DONE(check_in_memory("output", prepared.destination));
  const std::int64_t taps = arguments.filter_bytes();
  for (std::int64_t channel = 0; channel < arguments.out_channels; ++channel) {
    const auto first = layer.weights.begin() + channel * taps;
    prepared.weight_sums.push_back(std::accumulate(first, first + taps, std::int64_t{0}));
  }
  prepared.weight_pairs = pairs_of(layer);
  prepared.layer = layer;
  return prepared;
}

void run_layer(const PreparedLayer& prepared, Path path, std::span<const std::uint8_t> in,
               std::span<std::uint8_t> out, Scratch& scratch) {
  const KpuArguments& arguments = prepared.layer.arguments;
  const auto convolved_count =
      static_cast<std::size_t>(arguments.out_channels * arguments.in_height * arguments.in_width);
  const bool has_pool = arguments.pool != 0;
  if (has_pool) scratch.convolved.resize(std::max(scratch.convolved.size(), convolved_count));
  const std::span<std::uint8_t> convolved =
      has_pool ? std::span(scratch.convolved).first(convolved_count) : out;
  if (path == Path::Reference)
    convolve_plainly(prepared, in, convolved);
  else
    convolve_fast(prepared, in, convolved, scratch);
  if (has_pool)
    pool_maps(arguments.pool, arguments.out_channels, arguments.in_height, arguments.in_width, convolved,
              out);
}

}  // namespace tinsmith::kpu
