// A depthwise convolution with channels in the lanes. It processes two taps at a time: their 16-bit inputs
// are interleaved, so that one instruction multiplies both with their weights and adds the products.
//
//   lower: channels 0 … 3 of each 128-bit part of the vector, upper: channels 4 … 7
//
// Packing both to 16 bits restores the order of the channels; weights and scales are stored in the
// interleaved order beforehand. Taps outside the picture read a pixel that equals the zero point. Its
// contribution to the sum is already subtracted from the bias, as for every tap.
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/int8/convolution_fast.h"
#include "kernels/int8/lane_scales.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/int8/depthwise_fast.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "kernels/int8/requantize-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {
#if HWY_TARGET == HWY_SCALAR  // no vectors: the plain loops are equally fast

std::unique_ptr<const PackedConvolution> make_depthwise(const ConvolutionInt8&) {
  return nullptr;
}

#else
namespace {

using Int16s = hn::ScalableTag<std::int16_t>;
using Int8s = hn::Rebind<std::int8_t, Int16s>;  // half a vector of bytes: as many as there are 16-bit lanes

class Depthwise final : public PackedConvolution {
 public:
  explicit Depthwise(const ConvolutionInt8& convolution);
  std::int64_t working_bytes() const override {
    return static_cast<std::int64_t>(taps_ * sizeof(const std::int8_t*));
  }
  void run(const std::int8_t* input, std::int8_t* output, std::byte* working, std::int32_t first_row,
           std::int32_t end_row) const override;

 private:
  void pack(const ConvolutionInt8& convolution, std::size_t first_lane);
  void find_taps(const std::int8_t* input, std::int32_t y, std::int32_t x, const std::int8_t** taps) const;
  void sum_taps(const std::int8_t* const* taps, std::size_t lanes, std::int8_t* output) const;
  bool fits_group(std::int32_t x) const;

  WindowShape shape_;
  OutputRange output_;
  std::size_t taps_;                   // an even number
  std::int32_t group_ = 1;             // number of pixels processed at once
  std::vector<std::int8_t> outside_;   // a pixel that equals the zero point
  std::vector<std::int16_t> weights_;  // [block of channels][pair of taps][lower, upper]
  LaneScales scales_;                  // [block of channels][lower, upper]
};

Depthwise::Depthwise(const ConvolutionInt8& convolution)
    : shape_(convolution.shape),
      output_(convolution.output),
      taps_(static_cast<std::size_t>((shape_.filter_height * shape_.filter_width + 1) / 2 * 2)),
      outside_(static_cast<std::size_t>(shape_.input_channels) + kReadSlack_bytes,
               static_cast<std::int8_t>(convolution.input_zero_point)) {
  const auto channels = static_cast<std::size_t>(shape_.output_channels);
  const std::size_t block = hn::Lanes(Int16s());
  if (shape_.stride_width == 1 && block % channels == 0) group_ = static_cast<std::int32_t>(block / channels);
  for (std::size_t lane = 0; lane < channels; lane += block) pack(convolution, lane);
}

// Packs one block of lanes: channels, or the channels of a group of pixels.
void Depthwise::pack(const ConvolutionInt8& convolution, std::size_t first_lane) {
  const auto channels = static_cast<std::size_t>(shape_.output_channels);
  const std::size_t block = hn::Lanes(Int16s()), lanes = channels * static_cast<std::size_t>(group_);
  const auto weight = [&](std::size_t tap, std::size_t lane) {
    const std::size_t index = tap * channels + lane % channels;
    return lane < lanes && index < convolution.weights.size() ? std::int16_t{convolution.weights[index]}
                                                              : std::int16_t{0};
  };
  std::vector<std::size_t> order;  // of the lanes: lower, then upper
  for (const std::size_t half : {0, 4})
    for (std::size_t part = 0; part < block; part += 8)
      for (std::size_t i = 0; i < 4; ++i) order.push_back(first_lane + part + half + i);
  for (std::size_t tap = 0; tap < taps_; tap += 2)
    for (const std::size_t lane : order) {
      weights_.push_back(weight(tap, lane));
      weights_.push_back(weight(tap + 1, lane));
    }
  for (const std::size_t lane : order) {
    if (lane >= lanes) {
      scales_.push_back(0, Multiplier{});
      continue;
    }
    std::int64_t bias = convolution.bias.empty() ? 0 : convolution.bias[lane % channels];
    for (std::size_t tap = 0; tap < taps_; ++tap)
      bias -= std::int64_t{weight(tap, lane)} * convolution.input_zero_point;
    scales_.push_back(static_cast<std::int32_t>(bias), convolution.multipliers[lane % channels]);
  }
}

void Depthwise::find_taps(const std::int8_t* input, std::int32_t y, std::int32_t x,
                          const std::int8_t** taps) const {
  for (std::int32_t i = 0; i < shape_.filter_height; ++i)
    for (std::int32_t j = 0; j < shape_.filter_width; ++j) {
      const std::int32_t row = shape_.input_row(y, i), column = shape_.input_column(x, j);
      *taps++ = shape_.holds(row, column) ? input + shape_.input_offset(row, column) : outside_.data();
    }
}

void Depthwise::sum_taps(const std::int8_t* const* taps, std::size_t lanes, std::int8_t* output) const {
  const Int32s d;
  const Int16s words;
  const Int8s bytes;
  const std::size_t block = hn::Lanes(words);
  const auto zero_point = hn::Set(words, static_cast<std::int16_t>(output_.zero_point));
  const auto minimum = hn::Set(bytes, static_cast<std::int8_t>(output_.minimum));
  const auto maximum = hn::Set(bytes, static_cast<std::int8_t>(output_.maximum));
  const std::int16_t* weights = weights_.data();
  for (std::size_t lane = 0; lane < lanes; lane += block) {
    VectorInt32 lower = hn::Zero(d), other_lower = lower, upper = lower, other_upper = lower;
    for (std::size_t tap = 0; tap < taps_; tap += 2, weights += 2 * block) {
      const auto even = hn::PromoteTo(words, hn::LoadU(bytes, taps[tap] + lane));
      const auto odd = hn::PromoteTo(words, hn::LoadU(bytes, taps[tap + 1] + lane));
      lower = hn::ReorderWidenMulAccumulate(d, hn::InterleaveLower(words, even, odd),
                                            hn::LoadU(words, weights), lower, other_lower);
      upper = hn::ReorderWidenMulAccumulate(d, hn::InterleaveUpper(words, even, odd),
                                            hn::LoadU(words, weights + block), upper, other_upper);
    }
    // The lanes are those of the output only from here on, on every target, so the bias is added here.
    lower = hn::Add(hn::RearrangeToOddPlusEven(lower, other_lower), hn::LoadU(d, scales_.bias.data() + lane));
    upper = hn::Add(hn::RearrangeToOddPlusEven(upper, other_upper),
                    hn::LoadU(d, scales_.bias.data() + lane + block / 2));
    lower = scaled(lower, load_scale(scales_, lane));
    upper = scaled(upper, load_scale(scales_, lane + block / 2));
    // Saturation in the conversion to 16 bits changes nothing, because the clamp to int8 follows.
    const auto value = hn::SaturatedAdd(hn::ReorderDemote2To(words, lower, upper), zero_point);
    const auto stored = hn::Min(hn::Max(hn::DemoteTo(bytes, value), minimum), maximum);
    if (lane + block <= lanes) {
      hn::StoreU(stored, bytes, output + lane);
    } else {
      HWY_ALIGN std::int8_t tail[HWY_MAX_BYTES];
      hn::Store(stored, bytes, tail);
      std::memcpy(output + lane, tail, lanes - lane);
    }
  }
}

// Returns whether all pixels of a group that starts at column x have all their taps in the picture's columns.
bool Depthwise::fits_group(std::int32_t x) const {
  return group_ > 1 && x + group_ <= shape_.output_width && shape_.input_column(x, 0) >= 0 &&
         shape_.input_column(x + group_ - 1, shape_.filter_width - 1) < shape_.input_width;
}

void Depthwise::run(const std::int8_t* input, std::int8_t* output, std::byte* working, std::int32_t first_row,
                    std::int32_t end_row) const {
  auto* taps = reinterpret_cast<const std::int8_t**>(working);
  // With an odd number of taps, the last pair has one tap with zero weights, which may read any pixel.
  taps[taps_ - 1] = outside_.data();
  const auto channels = static_cast<std::size_t>(shape_.output_channels);
  for (std::int32_t y = first_row; y < end_row; ++y)
    for (std::int32_t x = 0, pixels = 1; x < shape_.output_width; x += pixels) {
      pixels = fits_group(x) ? group_ : 1;
      find_taps(input, y, x, taps);
      sum_taps(taps, channels * static_cast<std::size_t>(pixels), output + shape_.output_offset(y, x));
    }
}

}  // namespace

std::unique_ptr<const PackedConvolution> make_depthwise(const ConvolutionInt8& convolution) {
  return std::make_unique<Depthwise>(convolution);
}

#endif
}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(make_depthwise);

std::unique_ptr<const PackedConvolution> pack_depthwise(const ConvolutionInt8& convolution) {
  if (convolution.rounding != Rounding::Double) return nullptr;
  if (convolution.shape.input_channels != convolution.shape.output_channels) return nullptr;
  if (!fit_vectors(max_sums(convolution, WeightLayout::ChannelLast), convolution.multipliers)) return nullptr;
  return HWY_DYNAMIC_DISPATCH(make_depthwise)(convolution);
}

}  // namespace tinsmith::kernels
#endif
