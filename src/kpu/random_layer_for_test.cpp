#include "kpu/random_layer_for_test.h"

#include <algorithm>
#include <functional>

namespace tinsmith::kpu {
namespace {

using Exact = __int128;

std::int64_t between(Rng& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

// Half of the layers have the arguments of symmetric or shifted zero points, the others anything.
void choose_arguments(kmodel::KpuArguments& arguments, Rng& random) {
  if (random.chance(0.5)) {
    const std::int64_t zero_x = between(random, 0, 255), zero_w = between(random, 0, 255);
    arguments.arg_x = -zero_w;
    arguments.arg_w = -zero_x;
    arguments.arg_add = arguments.kernel_size() * arguments.kernel_size() * zero_w * zero_x;
    arguments.pad_value = zero_x;
    return;
  }
  constexpr std::int64_t kLimit24 = (1 << 23) - 1;
  arguments.arg_x = between(random, -kLimit24, kLimit24);
  arguments.arg_w = between(random, -kLimit24, kLimit24);
  arguments.shift_x = between(random, 0, 15);
  arguments.shift_w = between(random, 0, 15);
  arguments.arg_add = between(random, -1000000, 1000000);
  arguments.pad_value = between(random, 0, 255);
}

kmodel::KpuActivation random_table(Rng& random) {
  kmodel::KpuActivation table{};
  std::vector<std::int64_t> starts;
  const int bits = static_cast<int>(between(random, 12, 34));
  for (std::size_t k = 1; k < table.size(); ++k)
    starts.push_back(between(random, -(std::int64_t{1} << bits), std::int64_t{1} << bits));
  std::ranges::sort(starts);
  starts.insert(starts.begin(), -(std::int64_t{1} << 35));
  for (std::size_t k = 0; k < table.size(); ++k) {
    table[k].start = starts[k];
    table[k].mul = static_cast<std::int32_t>(between(random, -200, 2000));
    table[k].shift = static_cast<std::uint8_t>(between(random, 0, 31));
    table[k].bias = static_cast<std::uint8_t>(between(random, 0, 255));
  }
  return table;
}

Exact floor_shift(Exact value, int shift) {
  const Exact divisor = Exact{1} << shift;
  const Exact quotient = value / divisor;
  return quotient * divisor > value ? quotient - 1 : quotient;
}

// The nearest integer above the floor by the distance of the fraction from one half, as the chip decides it.
Exact rounded(Exact value, int shift) {
  const Exact whole = floor_shift(value, shift);
  const Exact twice_fraction = 2 * (value - whole * (Exact{1} << shift));
  const Exact one = Exact{1} << shift;
  const bool is_odd = whole % 2 != 0;
  const bool moves = twice_fraction > one || (twice_fraction == one && is_odd && shift > 0);
  return moves ? whole + (value < 0 ? -1 : 1) : whole;
}

std::uint8_t exact_activation(const kmodel::KpuActivation& table, Exact v) {
  const kmodel::KpuSegment* chosen = &table[0];
  for (const kmodel::KpuSegment& segment : table)
    if (v > segment.start) chosen = &segment;
  const Exact y = rounded((v - chosen->start) * chosen->mul, chosen->shift) + chosen->bias;
  return y < 0 ? 0 : y > 255 ? 255 : static_cast<std::uint8_t>(y);
}

// A pooling as a function of the plane's values, asked for by column and row.
std::uint8_t pooled(std::int64_t code, std::int64_t x, std::int64_t y, std::int64_t width,
                    std::int64_t height, const std::function<int(std::int64_t, std::int64_t)>& at) {
  const std::int64_t size = code == 3 || code == 4 || code == 7 ? 4 : 2;
  const std::int64_t step = code == 8 || code == 9 ? 1 : size;
  std::vector<int> window;
  for (std::int64_t dy = 0; dy < size; ++dy)
    for (std::int64_t dx = 0; dx < size; ++dx) {
      const std::int64_t column = x * step + dx, row = y * step + dy;
      if (code == 8)
        window.push_back(at(std::min(column, width - 1), std::min(row, height - 1)));
      else
        window.push_back(column < width && row < height ? at(column, row) : 0);
    }
  switch (code) {
    case 2:
    case 4:
    case 8: {
      int sum = 0;
      for (const int value : window) sum += value;
      return static_cast<std::uint8_t>(sum / static_cast<int>(window.size()));
    }
    case 5:
    case 7:
      return static_cast<std::uint8_t>(window.front());
    case 6:
      return static_cast<std::uint8_t>(window[1]);
    default:
      return static_cast<std::uint8_t>(*std::ranges::max_element(window));
  }
}

}  // namespace

kmodel::KpuLayer random_layer(Rng& random) {
  kmodel::KpuLayer layer;
  kmodel::KpuArguments& arguments = layer.arguments;
  arguments.kernel = between(random, 0, 1);
  arguments.depthwise = random.chance(0.3) ? 1 : 0;
  arguments.in_channels = between(random, 1, 24);
  arguments.out_channels = arguments.depthwise != 0 ? arguments.in_channels : between(random, 1, 24);
  constexpr std::int64_t kWidths[] = {4, 5, 16, 17, 32, 33, 64, 65, 70};
  arguments.in_width =
      random.chance(0.5) ? kWidths[random.below(std::size(kWidths))] : between(random, 4, 40);
  arguments.in_height = between(random, 4, 12);
  arguments.pool = random.chance(0.4) ? 0 : between(random, 1, 9);
  choose_arguments(arguments, random);
  arguments = kmodel::with_derived(arguments);
  arguments.destination_row =
      kmodel::kKpuRows -
      kmodel::rows_of_map(arguments.out_channels, arguments.out_height, arguments.out_width);
  for (std::int64_t i = 0; i < arguments.weight_bytes(); ++i)
    layer.weights.push_back(static_cast<std::uint8_t>(random.below(256)));
  for (std::int64_t c = 0; c < arguments.out_channels; ++c)
    layer.batch_norm.push_back({static_cast<std::int32_t>(between(random, -3000, 3000)),
                                static_cast<std::int32_t>(between(random, -(1 << 24), 1 << 24)),
                                static_cast<std::uint8_t>(between(random, 0, 15))});
  layer.activation = random_table(random);
  return layer;
}

std::vector<std::uint8_t> random_input(const kmodel::KpuLayer& layer, Rng& random) {
  const kmodel::KpuArguments& arguments = layer.arguments;
  std::vector<std::uint8_t> input(
      static_cast<std::size_t>(arguments.in_channels * arguments.in_height * arguments.in_width));
  for (std::uint8_t& value : input) value = static_cast<std::uint8_t>(random.below(256));
  return input;
}

std::vector<std::uint8_t> exact_output(const kmodel::KpuLayer& layer,
                                       const std::vector<std::uint8_t>& input) {
  const kmodel::KpuArguments& a = layer.arguments;
  const std::int64_t reach = a.kernel_size() / 2;
  const auto pixel = [&](std::int64_t c, std::int64_t x, std::int64_t y) -> Exact {
    if (x < 0 || y < 0 || x >= a.in_width || y >= a.in_height) return a.pad_value;
    return input[static_cast<std::size_t>(c * a.in_width * a.in_height + y * a.in_width + x)];
  };
  const auto convolved = [&](std::int64_t o, std::int64_t x, std::int64_t y) -> int {
    Exact products = 0, inputs = 0, weights = 0, number = 0;
    std::size_t next = static_cast<std::size_t>(o * a.filter_bytes());
    for (std::int64_t c = a.depthwise != 0 ? o : 0; c < (a.depthwise != 0 ? o + 1 : a.in_channels);
         ++c, ++number)
      for (std::int64_t dy = -reach; dy <= reach; ++dy)
        for (std::int64_t dx = -reach; dx <= reach; ++dx) {
          const Exact weight = layer.weights[next++], value = pixel(c, x + dx, y + dy);
          products += weight * value;
          inputs += value;
          weights += weight;
        }
    const Exact u = products + floor_shift(a.arg_x * inputs, static_cast<int>(a.shift_x)) +
                    floor_shift(a.arg_w * weights, static_cast<int>(a.shift_w)) + a.arg_add * number;
    const kmodel::KpuBatchNorm& row = layer.batch_norm[static_cast<std::size_t>(o)];
    return exact_activation(layer.activation, floor_shift(u * row.mul, row.shift) + row.add);
  };
  std::vector<std::uint8_t> output;
  for (std::int64_t o = 0; o < a.out_channels; ++o) {
    std::vector<int> plane;
    for (std::int64_t y = 0; y < a.in_height; ++y)
      for (std::int64_t x = 0; x < a.in_width; ++x) plane.push_back(convolved(o, x, y));
    const auto at = [&](std::int64_t x, std::int64_t y) {
      return plane[static_cast<std::size_t>(y * a.in_width + x)];
    };
    for (std::int64_t y = 0; y < a.out_height; ++y)
      for (std::int64_t x = 0; x < a.out_width; ++x)
        output.push_back(a.pool == 0 ? static_cast<std::uint8_t>(at(x, y))
                                     : pooled(a.pool, x, y, a.in_width, a.in_height, at));
  }
  return output;
}

}  // namespace tinsmith::kpu
