#include "kernels/int8/arithmetic_fast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "kernels/each_target_for_test.h"

namespace tinsmith::kernels {
namespace {

std::int32_t random_zero_point(Rng& rng) {
  return static_cast<std::int32_t>(rng.below(256)) - 128;
}
float random_scale(Rng& rng) {
  return static_cast<float>(std::exp2(rng.uniform(-9, -1)));
}

OutputRange random_range(Rng& rng) {
  OutputRange range;
  range.zero_point = random_zero_point(rng);
  if (rng.chance(0.5)) range.minimum = range.zero_point;
  return range;
}

// Two inputs, each of which may repeat along either axis, and memory for two outputs.
struct Operands {
  explicit Operands(Rng& rng) {
    const auto rows = static_cast<std::int64_t>(1 + rng.below(4)),
               columns = static_cast<std::int64_t>(1 + rng.below(70));
    shape.sizes = {1, 1, 1, 1, rows, columns};
    const bool left_is_row = rng.chance(0.2), right_is_row = !left_is_row && rng.chance(0.3);
    shape.left_steps = {0, 0, 0, 0, left_is_row ? 0 : columns, 1};
    shape.right_steps = {0, 0, 0, 0, right_is_row ? 0 : columns, 1};
    if (rng.chance(0.2)) shape.right_steps = {};
    left = random_bytes(rng, static_cast<std::size_t>(rows * columns));
    right = random_bytes(rng, left.size());
    expected.assign(left.size() + 1, kUntouched);
    found = expected;
  }
  static std::vector<std::int8_t> random_bytes(Rng& rng, std::size_t count) {
    std::vector<std::int8_t> bytes(count);
    for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(random_zero_point(rng));
    return bytes;
  }
  static constexpr std::int8_t kUntouched = 77;  // after the output: must not change
  Broadcast shape;
  std::vector<std::int8_t> left, right, expected, found;
};

constexpr std::uint64_t kRounds = 200;

TEST(FastAdd, EveryTargetGivesTheBytesOfThePlainLoops) {
  on_each_target([](const char* target) {
    for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
      Rng rng(seed);
      Operands operands(rng);
      const float left_scale = random_scale(rng), right_scale = random_scale(rng);
      SumInt8 sum = sum_multipliers(left_scale, right_scale, random_scale(rng), rng.chance(0.5));
      sum.left_zero_point = random_zero_point(rng);
      sum.right_zero_point = random_zero_point(rng);
      sum.output = random_range(rng);
      ASSERT_TRUE(suits_vectors(sum));
      add_reference(sum, operands.shape, operands.left.data(), operands.right.data(),
                    operands.expected.data());
      add_fast(sum, operands.shape, operands.left.data(), operands.right.data(), operands.found.data());
      ASSERT_EQ(operands.found, operands.expected) << "round " << seed << " on " << target;
    }
  });
}

TEST(FastMultiply, EveryTargetGivesTheBytesOfThePlainLoops) {
  on_each_target([](const char* target) {
    for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
      Rng rng(seed);
      Operands operands(rng);
      ProductInt8 product;
      product.left_zero_point = random_zero_point(rng);
      product.right_zero_point = random_zero_point(rng);
      product.multiplier = quantize_multiplier(std::exp2(rng.uniform(-16, 3)));
      product.output = random_range(rng);
      ASSERT_TRUE(suits_vectors(product));
      multiply_reference(product, operands.shape, operands.left.data(), operands.right.data(),
                         operands.expected.data());
      multiply_fast(product, operands.shape, operands.left.data(), operands.right.data(),
                    operands.found.data());
      ASSERT_EQ(operands.found, operands.expected) << "round " << seed << " on " << target;
    }
  });
}

TEST(FastMultiply, ProductsWithoutRoomAboveThemAreLeftToThePlainLoops) {
  ProductInt8 product;
  product.multiplier = quantize_multiplier(0x1p16);
  EXPECT_FALSE(suits_vectors(product));
  product.multiplier = quantize_multiplier(0.01);
  EXPECT_TRUE(suits_vectors(product));
  product.rounding = Rounding::Single;
  EXPECT_FALSE(suits_vectors(product));
}

}  // namespace
}  // namespace tinsmith::kernels
