// A convolution as a matrix product. The window of each output pixel is gathered into one row. Rows are
// multiplied with the weights, a block of output channels (one per lane) by a block of pixels at a time, with
// all sums in registers.
//
//   sum(pixel, o) = Σ row(pixel, k) · weight(o, k)    (one instruction multiplies and adds kGroup values of k)
//
// Rows hold the stored input values, shifted by a constant into the type that the instruction needs. The
// contribution of this shift and of the input's zero point to a sum is the same for every pixel, so it is
// subtracted from the bias beforehand. Pixels outside the picture are gathered as the zero point.
#include "kernels/int8/convolution_fast.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/int8/lane_scales.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/int8/convolution_fast.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "kernels/int8/requantize-inl.h"

#if HWY_TARGET == HWY_AVX3_DL
// Every processor of this target supports it, but Highway 1.0.3 does not enable it in the compiler.
HWY_PUSH_ATTRIBUTES(HWY_TARGET_STR ",avx512vnni")
#else
HWY_BEFORE_NAMESPACE();
#endif
namespace tinsmith::kernels::HWY_NAMESPACE {
#if HWY_TARGET == HWY_SCALAR  // no vectors: the plain loops are equally fast

std::unique_ptr<const PackedConvolution> make_gemm_convolution(const ConvolutionInt8&) {
  return nullptr;
}

#else
namespace {

#if HWY_TARGET == HWY_AVX3_DL
// AVX-512 VNNI: one instruction sums four products of an unsigned and a signed byte.
using Operand = std::uint8_t;
constexpr std::int32_t kOperandShift = 128;
using Weight = std::int8_t;
constexpr std::size_t kGroup = 4;
#else
// Other targets: one instruction sums two products of 16-bit integers.
using Operand = std::int16_t;
constexpr std::int32_t kOperandShift = 0;
using Weight = std::int16_t;
constexpr std::size_t kGroup = 2;
#endif
static_assert(sizeof(Operand) * kGroup == sizeof(std::int32_t), "a group fills a lane");

// Block sizes that fit into the registers: 32 or 16 of them.
constexpr std::size_t kBlockVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  // of output channels
constexpr std::size_t kBlockPixels = HWY_TARGET <= HWY_AVX3 ? 6 : 4;

// Size of the rows gathered before a multiplication: they stay in the first-level cache with a
// block of weights.
constexpr std::size_t kRows_bytes = 24 * 1024;

std::size_t lanes() {
  return hn::Lanes(Int32s());
}
std::size_t rounded_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

class GemmConvolution final : public PackedConvolution {
 public:
  explicit GemmConvolution(const ConvolutionInt8& convolution);
  std::int64_t working_bytes() const override {
    return static_cast<std::int64_t>(rows_at_once_ * row_values_ * sizeof(Operand));
  }
  void run(const std::int8_t* input, std::int8_t* output, std::byte* working, std::int32_t first_row,
           std::int32_t end_row) const override;

 private:
  void pack_weights(const ConvolutionInt8& convolution);
  void gather_pixel(const std::int8_t* input, std::int32_t y, std::int32_t x, Operand* row) const;
  void multiply_rows(const Operand* rows, std::size_t count, std::int8_t* output) const;

  WindowShape shape_;
  OutputRange output_;
  Operand padding_;             // the zero point, as an operand
  std::size_t row_values_ = 0;  // values of a window, padded to whole groups
  std::size_t rows_at_once_ = 0;
  std::vector<Weight> weights_;  // [block of vectors][group][vector][lane][value of the group]
  LaneScales scales_;            // by output channel
};

GemmConvolution::GemmConvolution(const ConvolutionInt8& convolution)
    : shape_(convolution.shape),
      output_(convolution.output),
      padding_(static_cast<Operand>(convolution.input_zero_point + kOperandShift)) {
  const auto window = static_cast<std::size_t>(shape_.filter_height) *
                      static_cast<std::size_t>(shape_.filter_width) *
                      static_cast<std::size_t>(shape_.input_channels);
  row_values_ = rounded_up(window, kGroup);
  const std::size_t fitting = kRows_bytes / (row_values_ * sizeof(Operand)) / kBlockPixels * kBlockPixels;
  rows_at_once_ = std::clamp(fitting, kBlockPixels, 8 * kBlockPixels);
  pack_weights(convolution);
}

void GemmConvolution::pack_weights(const ConvolutionInt8& convolution) {
  const auto channels = static_cast<std::size_t>(shape_.output_channels);
  const std::size_t window = convolution.weights.size() / channels;
  const std::size_t vectors = rounded_up(channels, lanes()) / lanes();
  for (std::size_t first = 0; first < vectors; first += kBlockVectors) {
    const std::size_t last = std::min(first + kBlockVectors, vectors);
    for (std::size_t k = 0; k < row_values_; k += kGroup)
      for (std::size_t channel = first * lanes(); channel < last * lanes(); ++channel)
        for (std::size_t i = k; i < k + kGroup; ++i)
          weights_.push_back(channel < channels && i < window ? convolution.weights[channel * window + i]
                                                              : Weight{0});
  }
  for (std::size_t channel = 0; channel < vectors * lanes(); ++channel) {
    if (channel >= channels) {
      scales_.push_back(0, Multiplier{});
      continue;
    }
    std::int64_t bias = convolution.bias.empty() ? 0 : convolution.bias[channel];
    for (std::size_t i = 0; i < window; ++i)
      bias -= std::int64_t{convolution.weights[channel * window + i]} *
              (convolution.input_zero_point + kOperandShift);
    // Intermediate sums may wrap around; only the final one has to fit.
    scales_.push_back(static_cast<std::int32_t>(bias), convolution.multipliers[channel]);
  }
}

// Copies `count` stored bytes as operands, in vectors of at most kMax. The last vector overlaps the previous
// one; a run that is shorter than the smallest vector is copied byte by byte.
template <std::size_t kMax>
HWY_INLINE void gather_run(const std::int8_t* from, std::size_t count, Operand* to) {
  const hn::CappedTag<Operand, kMax> d;
  const hn::Rebind<std::int8_t, decltype(d)> bytes;
  const std::size_t step = hn::Lanes(d);
  if (count < step) {
    if constexpr (kMax > 8) return gather_run<(kMax == 64 ? 16 : 8)>(from, count, to);
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<Operand>(from[i] + kOperandShift);
    return;
  }
  const auto copy = [&](std::size_t i) {
#if HWY_TARGET == HWY_AVX3_DL
    const auto sign = hn::Set(d, std::uint8_t{kOperandShift});
    hn::StoreU(hn::Xor(hn::BitCast(d, hn::LoadU(bytes, from + i)), sign), d, to + i);
#else
    hn::StoreU(hn::PromoteTo(d, hn::LoadU(bytes, from + i)), d, to + i);
#endif
  };
  std::size_t i = 0;
  for (; i + step <= count; i += step) copy(i);
  if (i < count) copy(count - step);
}

HWY_INLINE void gather_run(const std::int8_t* from, std::size_t count, Operand* to) {
  gather_run<64>(from, count, to);
}

void GemmConvolution::gather_pixel(const std::int8_t* input, std::int32_t y, std::int32_t x,
                                   Operand* row) const {
  const auto channels = static_cast<std::size_t>(shape_.input_channels);
  const std::size_t line_values = channels * static_cast<std::size_t>(shape_.filter_width);
  const std::int32_t first = shape_.input_column(x, 0),
                     last = shape_.input_column(x, shape_.filter_width - 1);
  const bool line_is_one_run = shape_.dilation_width == 1 && first >= 0 && last < shape_.input_width;
  for (std::int32_t i = 0; i < shape_.filter_height; ++i, row += line_values) {
    const std::int32_t input_y = shape_.input_row(y, i);
    if (input_y < 0 || input_y >= shape_.input_height) {
      std::fill(row, row + line_values, padding_);
    } else if (line_is_one_run) {
      gather_run(input + shape_.input_offset(input_y, first), line_values, row);
    } else {
      for (std::int32_t j = 0; j < shape_.filter_width; ++j) {
        const std::int32_t input_x = shape_.input_column(x, j);
        Operand* pixel = row + static_cast<std::size_t>(j) * channels;
        if (input_x < 0 || input_x >= shape_.input_width)
          std::fill(pixel, pixel + channels, padding_);
        else
          gather_run(input + shape_.input_offset(input_y, input_x), channels, pixel);
      }
    }
  }
}

// Adds the products of one group in every lane to the two sums.
HWY_INLINE void add_products(hn::Vec<hn::ScalableTag<Operand> > row,
                             hn::Vec<hn::ScalableTag<Weight> > weights, VectorInt32& sum,
                             [[maybe_unused]] VectorInt32& other_sum) {
#if HWY_TARGET == HWY_AVX3_DL
  sum.raw = _mm512_dpbusd_epi32(sum.raw, row.raw, weights.raw);
#else
  sum = hn::ReorderWidenMulAccumulate(Int32s(), row, weights, sum, other_sum);
#endif
}

// Returns the sum of every lane. Before that, the lanes of the two sums are not those of the output on every target, so the
// bias is added afterwards.
HWY_INLINE VectorInt32 total(VectorInt32 sum, [[maybe_unused]] VectorInt32 other_sum) {
#if HWY_TARGET == HWY_AVX3_DL
  return sum;
#else
  return hn::RearrangeToOddPlusEven(sum, other_sum);
#endif
}

struct Block {
  const Operand* rows;  // of the first pixel
  std::size_t row_values;
  const Weight* weights;      // of the first group
  std::int8_t* output;        // of the first pixel, at the block's first channel
  std::size_t channels;       // of the whole output: distance between pixels
  std::size_t channels_left;  // from the block's first channel to the last one
};

// Sums kPixels x kVectors vectors in registers, from the first group to the last, then scales
// and stores them.
template <std::size_t kPixels, std::size_t kVectors>
void multiply_block(const Block& block, const LaneScales& scales, std::size_t first_lane,
                    const OutputRange& range) {
  const Int32s d;
  const hn::ScalableTag<Weight> weight_tag;
  const std::size_t vector_lanes = hn::Lanes(d), vector_weights = hn::Lanes(weight_tag);
  VectorInt32 sums[kPixels][kVectors], other_sums[kPixels][kVectors];
  HWY_UNROLL(8)
  for (std::size_t v = 0; v < kVectors; ++v)
    HWY_UNROLL(8) for (std::size_t p = 0; p < kPixels; ++p) sums[p][v] = other_sums[p][v] = hn::Zero(d);
  const Weight* weights = block.weights;
  for (std::size_t k = 0; k < block.row_values; k += kGroup, weights += kVectors * vector_weights) {
    hn::Vec<hn::ScalableTag<Weight> > columns[kVectors];
    HWY_UNROLL(8)
    for (std::size_t v = 0; v < kVectors; ++v)
      columns[v] = hn::LoadU(weight_tag, weights + v * vector_weights);
    HWY_UNROLL(8) for (std::size_t p = 0; p < kPixels; ++p) {
      std::int32_t group;
      std::memcpy(&group, block.rows + p * block.row_values + k, sizeof(group));
      const auto row = hn::BitCast(hn::ScalableTag<Operand>(), hn::Set(d, group));
      HWY_UNROLL(8)
      for (std::size_t v = 0; v < kVectors; ++v) add_products(row, columns[v], sums[p][v], other_sums[p][v]);
    }
  }
  const hn::Rebind<std::int8_t, Int32s> bytes;
  const auto zero_point = hn::Set(d, range.zero_point);
  const auto minimum = hn::Set(bytes, static_cast<std::int8_t>(range.minimum));
  const auto maximum = hn::Set(bytes, static_cast<std::int8_t>(range.maximum));
  HWY_UNROLL(8) for (std::size_t v = 0; v < kVectors; ++v) {
    const auto bias = hn::LoadU(d, scales.bias.data() + first_lane + v * vector_lanes);
    const VectorScale scale = load_scale(scales, first_lane + v * vector_lanes);
    const std::size_t lane = v * vector_lanes;
    const std::size_t count = std::min(vector_lanes, block.channels_left - lane);
    HWY_UNROLL(8) for (std::size_t p = 0; p < kPixels; ++p) {
      const auto sum = hn::Add(total(sums[p][v], other_sums[p][v]), bias);
      const auto value = hn::Add(scaled(sum, scale), zero_point);
      const auto stored = hn::Min(hn::Max(hn::DemoteTo(bytes, value), minimum), maximum);
      std::int8_t* to = block.output + p * block.channels + lane;
      if (count == vector_lanes) {
        hn::StoreU(stored, bytes, to);
      } else {
        HWY_ALIGN std::int8_t tail[HWY_MAX_BYTES];
        hn::Store(stored, bytes, tail);
        std::memcpy(to, tail, count);
      }
    }
  }
}

using MultiplyBlock = void (*)(const Block&, const LaneScales&, std::size_t, const OutputRange&);

// Indexed by the number of vectors in the block minus one: for a full block of pixels, and for
// the remaining ones.
template <std::size_t kPixels>
constexpr MultiplyBlock kMultiplyBlock[] = {
    multiply_block<kPixels, 1>,
    multiply_block<kPixels, 2>,
#if HWY_TARGET <= HWY_AVX3
    multiply_block<kPixels, 3>,
    multiply_block<kPixels, 4>,
#endif
};
static_assert(std::size(kMultiplyBlock<1>) == kBlockVectors);

void GemmConvolution::multiply_rows(const Operand* rows, std::size_t count, std::int8_t* output) const {
  const auto channels = static_cast<std::size_t>(shape_.output_channels);
  const std::size_t vectors = scales_.bias.size() / lanes();
  const Weight* weights = weights_.data();
  for (std::size_t vector = 0; vector < vectors; vector += kBlockVectors) {
    const std::size_t block_vectors = std::min(kBlockVectors, vectors - vector);
    const std::size_t lane = vector * lanes();
    for (std::size_t pixel = 0; pixel < count;) {
      const std::size_t pixels = count - pixel >= kBlockPixels ? kBlockPixels : 1;
      const MultiplyBlock multiply =
          (pixels == 1 ? kMultiplyBlock<1> : kMultiplyBlock<kBlockPixels>)[block_vectors - 1];
      std::int8_t* to = output + pixel * channels + lane;
      multiply({rows + pixel * row_values_, row_values_, weights, to, channels, channels - lane}, scales_,
               lane, output_);
      pixel += pixels;
    }
    weights += block_vectors * lanes() * row_values_;
  }
}

void GemmConvolution::run(const std::int8_t* input, std::int8_t* output, std::byte* working,
                          std::int32_t first_row, std::int32_t end_row) const {
  auto* rows = reinterpret_cast<Operand*>(working);
  const auto channels = static_cast<std::size_t>(shape_.input_channels);
  const bool pixels_are_rows = shape_.filter_height == 1 && shape_.filter_width == 1 &&
                               shape_.stride_height == 1 && shape_.stride_width == 1 &&
                               shape_.padding_top == 0 && shape_.padding_left == 0 &&
                               shape_.output_height == shape_.input_height &&
                               shape_.output_width == shape_.input_width && channels == row_values_;
  const auto width = static_cast<std::size_t>(shape_.output_width);
  const std::size_t first = static_cast<std::size_t>(first_row) * width;
  const std::size_t end = static_cast<std::size_t>(end_row) * width;
  std::memset(working, 0,
              static_cast<std::size_t>(working_bytes()));  // the last group of a row may be partly unused
  std::int32_t y = first_row, x = 0;
  for (std::size_t pixel = first; pixel < end; pixel += rows_at_once_) {
    const std::size_t count = std::min(rows_at_once_, end - pixel);
    if (pixels_are_rows) {
      gather_run(input + pixel * channels, count * channels, rows);
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        gather_pixel(input, y, x, rows + i * row_values_);
        if (++x == shape_.output_width) ++y, x = 0;
      }
    }
    multiply_rows(rows, count, output + pixel * static_cast<std::size_t>(shape_.output_channels));
  }
}

}  // namespace

std::unique_ptr<const PackedConvolution> make_gemm_convolution(const ConvolutionInt8& convolution) {
  return std::make_unique<GemmConvolution>(convolution);
}

#endif
}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(make_gemm_convolution);

std::unique_ptr<const PackedConvolution> pack_convolution(const ConvolutionInt8& convolution) {
  if (convolution.rounding != Rounding::Double) return nullptr;
  if (!fit_vectors(max_sums(convolution, WeightLayout::ChannelFirst), convolution.multipliers))
    return nullptr;
  return HWY_DYNAMIC_DISPATCH(make_gemm_convolution)(convolution);
}

}  // namespace tinsmith::kernels
#endif
