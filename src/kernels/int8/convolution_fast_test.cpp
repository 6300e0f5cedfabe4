#include "kernels/int8/convolution_fast.h"

#include <gtest/gtest.h>

#include <cmath>

#include <vector>

#include "base/random.h"
#include "kernels/each_target_for_test.h"
#include "kernels/random_for_test.h"

namespace tinsmith::kernels {
namespace {

std::vector<std::int8_t> random_bytes(Rng& rng, std::size_t count) {
  std::vector<std::int8_t> bytes(count);
  for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(between(rng, -128, 127));
  return bytes;
}

// A convolution that owns the data that ConvolutionInt8 refers to.
struct RandomLayer {
  RandomLayer(std::uint64_t seed, bool depthwise) : rng{seed, depthwise} {
    shape();
    if (depthwise) convolution.shape.output_channels = convolution.shape.input_channels;
    const WindowShape& s = convolution.shape;
    const auto channels = static_cast<std::size_t>(s.output_channels);
    const auto window = static_cast<std::size_t>(s.filter_height * s.filter_width);
    weights =
        random_bytes(rng, channels * window * (depthwise ? 1 : static_cast<std::size_t>(s.input_channels)));
    for (std::size_t i = 0; i < channels; ++i) {
      bias.push_back(between(rng, -20000, 20000));
      multipliers.push_back(quantize_multiplier(std::exp2(rng.uniform(-18, rng.chance(0.1) ? 1.5 : -4))));
    }
    convolution.input_zero_point = between(rng, -128, 127);
    convolution.weights = weights;
    if (rng.chance(0.8)) convolution.bias = bias;
    convolution.multipliers = multipliers;
    convolution.output.zero_point = between(rng, -128, 127);
    if (rng.chance(0.5)) {
      convolution.output.minimum = between(rng, -128, 0);
      convolution.output.maximum = between(rng, 1, 127);
    }
  }

  // Random strides, dilations and paddings; channel counts that do and do not fill whole vectors.
  void shape() {
    WindowShape& s = convolution.shape;
    const auto channels = [&] { return rng.chance(0.5) ? between(rng, 1, 40) : 8 * between(rng, 1, 20); };
    s.input_channels = channels();
    s.output_channels = channels();
    s.filter_height = between(rng, 1, 5);
    s.filter_width = rng.chance(0.7) ? s.filter_height : between(rng, 1, 5);
    s.stride_height = between(rng, 1, 3);
    s.stride_width = rng.chance(0.7) ? s.stride_height : between(rng, 1, 3);
    s.dilation_height = rng.chance(0.8) ? 1 : between(rng, 2, 3);
    s.dilation_width = rng.chance(0.8) ? 1 : between(rng, 2, 3);
    if (rng.chance(0.3)) s.filter_height = s.filter_width = s.stride_height = s.stride_width = 1;
    const std::int32_t reach_y = (s.filter_height - 1) * s.dilation_height + 1;
    const std::int32_t reach_x = (s.filter_width - 1) * s.dilation_width + 1;
    s.padding_top = between(rng, 0, reach_y - 1);
    s.padding_left = between(rng, 0, reach_x - 1);
    s.input_height = between(rng, reach_y, reach_y + 8);
    s.input_width = between(rng, reach_x, reach_x + 8);
    s.output_height =
        (s.input_height + s.padding_top + between(rng, 0, reach_y - 1) - reach_y) / s.stride_height + 1;
    s.output_width =
        (s.input_width + s.padding_left + between(rng, 0, reach_x - 1) - reach_x) / s.stride_width + 1;
  }

  std::size_t input_values() const {
    const WindowShape& s = convolution.shape;
    return static_cast<std::size_t>(s.input_height * s.input_width * s.input_channels);
  }
  std::size_t output_values() const {
    const WindowShape& s = convolution.shape;
    return static_cast<std::size_t>(s.output_height * s.output_width * s.output_channels);
  }

  Rng rng;
  ConvolutionInt8 convolution;
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> bias;
  std::vector<Multiplier> multipliers;
};

constexpr std::uint64_t kLayers = 250;
constexpr std::int8_t kUntouched = 77;  // after the output: must not change

void expect_equal_to_reference(bool depthwise) {
  const auto pack = depthwise ? pack_depthwise : pack_convolution;
  const auto reference = depthwise ? convolve_depthwise_reference : convolve_reference;
  on_each_target([&](const char* target) {
    std::uint64_t packed_layers = 0;
    for (std::uint64_t seed = 0; seed < kLayers; ++seed) {
      RandomLayer layer(seed, depthwise);
      const std::vector<std::int8_t> input = random_bytes(layer.rng, layer.input_values() + kReadSlack_bytes);
      const auto packed = pack(layer.convolution);
      if (packed == nullptr) continue;
      ++packed_layers;
      std::vector<std::int8_t> expected(layer.output_values() + 1, kUntouched), found = expected;
      reference(layer.convolution, input.data(), expected.data());
      std::vector<std::byte> working(static_cast<std::size_t>(packed->working_bytes()), std::byte{0xAA});
      // In two parts, as two threads would compute them, the second part first.
      const std::int32_t rows = layer.convolution.shape.output_height;
      const auto part = static_cast<std::int32_t>(seed % static_cast<std::uint64_t>(rows + 1));
      packed->run(input.data(), found.data(), working.data(), part, rows);
      packed->run(input.data(), found.data(), working.data(), 0, part);
      ASSERT_EQ(found, expected) << "layer " << seed << " on " << target;
    }
    EXPECT_TRUE(packed_layers > kLayers * 9 / 10 || std::string_view(target) == "SCALAR")
        << packed_layers << " layers on " << target;
  });
}

TEST(FastConvolution, EveryTargetGivesTheBytesOfThePlainLoops) {
  expect_equal_to_reference(false);
}
TEST(FastDepthwise, EveryTargetGivesTheBytesOfThePlainLoops) {
  expect_equal_to_reference(true);
}

// One pixel and one channel whose sum is at most bias + 127 · 255 in absolute value.
struct OneValue {
  OneValue(std::int32_t one_bias, double real) : bias{one_bias}, multipliers{quantize_multiplier(real)} {
    convolution.input_zero_point = one_bias > 0 ? -128 : 127;
    convolution.weights = weights;
    convolution.bias = bias;
    convolution.multipliers = multipliers;
  }
  ConvolutionInt8 convolution;
  std::vector<std::int8_t> weights{127};
  std::vector<std::int32_t> bias;
  std::vector<Multiplier> multipliers;
};
constexpr std::int32_t kMaxProduct = 127 * 255;

TEST(FastConvolution, TheLargestSumsItTakesAreStillExact) {
  constexpr std::int64_t kMax = (std::int64_t{1} << 31) - 1;
  for (const int right_shift : {0, 1, 2, 20, 30, 31})
    for (const double fraction : {0.5, 0.7, 0.9999999})
      for (const int sign : {1, -1}) {
        const std::int64_t half = (std::int64_t{1} << right_shift) / 2;
        const auto sum =
            std::min(kMax, static_cast<std::int64_t>(static_cast<double>(kMax - half - 2) / fraction));
        const OneValue layer(static_cast<std::int32_t>(sign * (sum - kMaxProduct)),
                             std::ldexp(fraction, -right_shift));
        const auto packed = pack_convolution(layer.convolution);
        ASSERT_NE(packed, nullptr);
        const std::vector<std::int8_t> input(1 + kReadSlack_bytes, sign > 0 ? 127 : -128);
        std::int8_t expected = 0, found = 0;
        convolve_reference(layer.convolution, input.data(), &expected);
        std::vector<std::byte> working(static_cast<std::size_t>(packed->working_bytes()));
        packed->run(input.data(), &found, working.data(), 0, 1);
        EXPECT_EQ(found, expected) << layer.bias[0] << " · " << fraction << " / 2^" << right_shift;
      }
}

TEST(FastConvolution, LargerSumsAreLeftToThePlainLoops) {
  const OneValue layer((1 << 30) + 4,
                       std::ldexp(0.99999999, -31));  // rounding would add at least 2^30 to 2^30
  EXPECT_EQ(pack_convolution(layer.convolution), nullptr);
  EXPECT_EQ(pack_depthwise(layer.convolution), nullptr);
}

}  // namespace
}  // namespace tinsmith::kernels
