// The fast convolution. The input is extended by a border of the pad value, so that every tap of a filter reads
// one run of bytes for a run of outputs. Runs go over the ends of lines; what they compute for the border is
// left out.
#include <algorithm>

#include "kernels/uint8/tap_pairs.h"
#include "kpu/arithmetic.h"
#include "kpu/layer.h"

namespace tinsmith::kpu {
namespace {

using kernels::kFilterBlock;
using kernels::kTilePixels;

// Input channels with a border of `border` values on each side.
struct Extended {
  std::span<const std::uint8_t> values;
  std::int64_t height, width;  // with the border
  std::int64_t border;
  const std::uint8_t* channel(std::int64_t c) const { return values.data() + c * height * width; }
};

Extended extended(const kmodel::KpuArguments& arguments, std::span<const std::uint8_t> in, Scratch& scratch) {
  const std::int64_t border = arguments.kernel_size() / 2;
  const std::int64_t height = arguments.in_height + 2 * border, width = arguments.in_width + 2 * border;
  if (border == 0) return {in, height, width, border};
  const auto count = static_cast<std::size_t>(arguments.in_channels * height * width);
  scratch.in.assign(count, static_cast<std::uint8_t>(arguments.pad_value));
  for (std::int64_t c = 0; c < arguments.in_channels; ++c)
    for (std::int64_t y = 0; y < arguments.in_height; ++y)
      std::copy_n(in.data() + (c * arguments.in_height + y) * arguments.in_width, arguments.in_width,
                  scratch.in.data() + (c * height + y + border) * width + border);
  return {scratch.in, height, width, border};
}

// Computes outputs [first, first + count) in the order of an extended plane.
class Tile {
 public:
  Tile(const PreparedLayer& prepared, const Extended& in, Scratch& scratch, std::span<std::uint8_t> out)
      : prepared_(prepared), arguments_(prepared.layer.arguments), in_(in), scratch_(scratch), out_(out) {
    pairs_ = (prepared.taps() + 1) / 2;
    scratch.taps.resize(static_cast<std::size_t>(pairs_ * kTilePixels * 2));
    scratch.input_sums.resize(kTilePixels);
  }

  void gather(std::int64_t first_channel, std::int64_t first, std::int64_t count) {
    first_ = first;
    count_ = count;
    const std::int64_t kernel = arguments_.kernel_size(), window = kernel * kernel;
    const auto tap = [&](std::int64_t t) {
      return in_.channel(first_channel + t / window) + t % window / kernel * in_.width + t % kernel + first;
    };
    std::int16_t* to = scratch_.taps.data();
    for (std::int64_t t = 0; t < prepared_.taps(); t += 2, to += 2 * kTilePixels)
      kernels::interleave_taps(tap(t), t + 1 < prepared_.taps() ? tap(t + 1) : nullptr, count, to);
    if (arguments_.arg_x == 0) return;
    std::ranges::fill(scratch_.input_sums, 0);
    for (std::int64_t pair = 0; pair < pairs_; ++pair)
      for (std::size_t i = 0; i < kTilePixels; ++i) {
        const std::int16_t* both = scratch_.taps.data() + pair * 2 * kTilePixels + 2 * i;
        scratch_.input_sums[i] += both[0] + both[1];
      }
  }

  // `filters` is 1 or kFilterBlock; a block that reaches beyond the last filter repeats it.
  void compute(std::int64_t first_filter, std::size_t filters) {
    std::array<const std::int16_t*, kFilterBlock> weights{};
    for (std::size_t k = 0; k < filters; ++k)
      weights[k] = filter(first_filter + static_cast<std::int64_t>(k));
    std::array<std::int32_t, kFilterBlock * kTilePixels> sums;
    kernels::sum_tap_pairs(scratch_.taps.data(), pairs_, weights, filters, sums.data());
    const std::int64_t end =
        std::min(first_filter + static_cast<std::int64_t>(filters), arguments_.out_channels);
    for (std::int64_t o = first_filter; o < end; ++o)
      finish(o, sums.data() + (o - first_filter) * kTilePixels);
  }

 private:
  const std::int16_t* filter(std::int64_t o) const {
    return prepared_.weight_pairs.data() + std::min(o, arguments_.out_channels - 1) * pairs_ * 2;
  }

  void finish(std::int64_t o, const std::int32_t* sums) {
    const auto row = static_cast<std::size_t>(o);
    const std::int64_t channels = arguments_.depthwise != 0 ? 1 : arguments_.in_channels;
    const std::int64_t constant = ((arguments_.arg_w * prepared_.weight_sums[row]) >> arguments_.shift_w) +
                                  arguments_.arg_add * channels;
    const kmodel::KpuBatchNorm& batch_norm = prepared_.layer.batch_norm[row];
    std::int64_t y = first_ / in_.width, x = first_ % in_.width;
    for (std::int64_t i = 0; i < count_; ++i, ++x) {
      if (x == in_.width) {
        x = 0;
        ++y;
      }
      if (x >= arguments_.in_width) continue;
      std::int64_t u = sums[i] + constant;
      if (arguments_.arg_x != 0)
        u += (arguments_.arg_x * scratch_.input_sums[static_cast<std::size_t>(i)]) >> arguments_.shift_x;
      out_[static_cast<std::size_t>((o * arguments_.in_height + y) * arguments_.in_width + x)] =
          activated(batch_normed(u, batch_norm), prepared_.layer.activation);
    }
  }

  const PreparedLayer& prepared_;
  const kmodel::KpuArguments& arguments_;
  const Extended& in_;
  Scratch& scratch_;
  std::span<std::uint8_t> out_;
  std::int64_t pairs_ = 0, first_ = 0, count_ = 0;
};

}  // namespace

void convolve_fast(const PreparedLayer& prepared, std::span<const std::uint8_t> in,
                   std::span<std::uint8_t> out, Scratch& scratch) {
  const kmodel::KpuArguments& arguments = prepared.layer.arguments;
  const Extended input = extended(arguments, in, scratch);
  // The last output of an extended plane that belongs to the map, and all before it.
  const std::int64_t outputs = (arguments.in_height - 1) * input.width + arguments.in_width;
  Tile tile(prepared, input, scratch, out);
  for (std::int64_t first = 0; first < outputs; first += kTilePixels) {
    const std::int64_t count = std::min(kTilePixels, outputs - first);
    if (arguments.depthwise != 0) {
      for (std::int64_t c = 0; c < arguments.out_channels; ++c) {
        tile.gather(c, first, count);
        tile.compute(c, 1);
      }
      continue;
    }
    tile.gather(0, first, count);
    for (std::int64_t o = 0; o < arguments.out_channels; o += kFilterBlock) tile.compute(o, kFilterBlock);
  }
}

}  // namespace tinsmith::kpu
