#include "kernels/float/layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "kernels/each_target_for_test.h"
#include "kernels/float/layer_reference.h"
#include "kernels/random_for_test.h"

namespace tinsmith::kernels {
namespace {

// Tolerance as a fraction of the largest value: sums of up to some ten thousand float products against
// sums in double.
constexpr double kTolerance = 2e-5;

void expect_close(const std::vector<float>& found, const std::vector<float>& expected, const char* what) {
  ASSERT_EQ(found.size(), expected.size());
  double largest = 1e-6;
  for (const float value : expected) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_LE(std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])),
              kTolerance * largest)
        << what << " " << i << ": " << found[i] << " instead of " << expected[i];
}

// A layer with a random shape, and all data that a step reads and writes.
struct Case {
  WindowShape shape;
  bool is_depthwise = false;
  std::int64_t batch = 1;
  bool reads_normalized = false, is_normalized = false, adds = false, has_bias = false;
  Activation input_activation, output_activation;

  std::vector<float> input, weights, bias, output_gradient;
  std::vector<float> scale, shift, input_mean, output_scale, output_shift, gain, pull, offset;

  std::int64_t input_count() const { return batch * shape.input_offset(shape.input_height, 0); }
  std::int64_t output_count() const { return batch * shape.output_offset(shape.output_height, 0); }
  ValueTransform reading() const {
    if (!reads_normalized) return {nullptr, nullptr, input_activation};
    return {scale.data(), shift.data(), input_activation};
  }
};

struct Results {
  std::vector<float> output, mean, variance, input_gradient, sum, centered, weight_gradient, bias_gradient;
};

WindowShape random_shape(Rng& rng, bool depthwise, bool pointwise) {
  WindowShape s;
  s.input_channels = between(rng, 1, 70);
  s.output_channels = depthwise ? s.input_channels * (rng.chance(0.2) ? 2 : 1) : between(rng, 1, 70);
  if (!pointwise) {
    s.filter_height = between(rng, 1, 5);
    s.filter_width = between(rng, 1, 5);
    s.stride_height = between(rng, 1, 3);
    s.stride_width = between(rng, 1, 3);
    s.dilation_height = rng.chance(0.2) ? 2 : 1;
    s.dilation_width = rng.chance(0.2) ? 2 : 1;
    s.padding_top = between(rng, 0, 2);
    s.padding_left = between(rng, 0, 2);
  }
  s.output_height = between(rng, 1, 14);
  s.output_width = between(rng, 1, 14);
  const auto needed = [&](std::int32_t output, std::int32_t stride, std::int32_t filter,
                          std::int32_t dilation) {
    return (output - 1) * stride + (filter - 1) * dilation + 1;
  };
  // The rest at the end is padding (if the input is too short) or is not read (if it is too long).
  const std::int32_t over = pointwise ? 0 : between(rng, -1, 1);
  s.input_height = std::max(
      1, needed(s.output_height, s.stride_height, s.filter_height, s.dilation_height) - s.padding_top + over);
  s.input_width = std::max(
      1, needed(s.output_width, s.stride_width, s.filter_width, s.dilation_width) - s.padding_left + over);
  return s;
}

Case random_case(Rng& rng, bool depthwise, bool pointwise) {
  Case c;
  c.shape = random_shape(rng, depthwise, pointwise);
  c.is_depthwise = depthwise;
  c.batch = between(rng, 1, 5);
  c.reads_normalized = rng.chance(0.5);
  c.is_normalized = rng.chance(0.5);
  c.adds = rng.chance(0.3);
  c.has_bias = rng.chance(0.5);
  c.input_activation = random_activation(rng);
  c.output_activation = random_activation(rng);
  const std::int64_t in = c.shape.input_channels, out = c.shape.output_channels;
  const std::int64_t taps = c.shape.filter_height * c.shape.filter_width;
  c.input = random_values(rng, c.input_count(), -2, 2);
  c.weights = random_values(rng, taps * out * (depthwise ? 1 : in), -1, 1);
  c.bias = random_values(rng, out, -1, 1);
  c.output_gradient = random_values(rng, c.output_count(), -1, 1);
  c.scale = random_values(rng, in, 0.5, 1.5);
  c.shift = random_values(rng, in, -0.5, 0.5);
  c.input_mean = random_values(rng, in, -0.5, 0.5);
  c.output_scale = random_values(rng, out, 0.5, 1.5);
  c.output_shift = random_values(rng, out, -0.5, 0.5);
  c.gain = random_values(rng, out, 0.5, 1.5);
  c.pull = random_values(rng, out, -0.1, 0.1);
  c.offset = random_values(rng, out, -0.1, 0.1);
  return c;
}

// Runs the forward and then the backward pass with the functions given.
template <class Forward, class Backward>
Results run(const Case& c, Forward&& forward, Backward&& backward) {
  const auto in = static_cast<std::size_t>(c.shape.input_channels),
             out = static_cast<std::size_t>(c.shape.output_channels);
  Results r{std::vector<float>(static_cast<std::size_t>(c.output_count())),
            std::vector<float>(out),
            std::vector<float>(out),
            std::vector<float>(c.input.size(), 0.25f),
            std::vector<float>(in),
            std::vector<float>(in),
            std::vector<float>(c.weights.size()),
            std::vector<float>(out)};
  LayerForward ahead;
  ahead.batch = c.batch;
  ahead.input = c.input.data();
  ahead.reading = c.reading();
  ahead.weights = c.weights.data();
  ahead.bias = c.has_bias ? c.bias.data() : nullptr;
  if (!c.is_normalized) ahead.activation = c.output_activation;
  ahead.output = r.output.data();
  ahead.mean = r.mean.data();
  ahead.variance = r.variance.data();
  forward(ahead);

  LayerBackward back;
  back.batch = c.batch;
  back.input = c.input.data();
  back.reading = c.reading();
  back.weights = c.weights.data();
  back.output = r.output.data();
  back.output_gradient = c.output_gradient.data();
  back.gradient_reading.value.activation = c.output_activation;
  if (c.is_normalized)
    back.gradient_reading = {{c.output_scale.data(), c.output_shift.data(), c.output_activation},
                             c.gain.data(),
                             c.pull.data(),
                             c.offset.data()};
  back.input_gradient = r.input_gradient.data();
  back.adds_input_gradient = c.adds;
  back.input_mean = c.input_mean.data();
  back.input_gradient_sum = r.sum.data();
  back.input_gradient_centered = r.centered.data();
  back.weight_gradient = r.weight_gradient.data();
  back.bias_gradient = r.bias_gradient.data();
  backward(back);
  return r;
}

Results run_reference(const Case& c) {
  return run(
      c,
      [&](const LayerForward& s) {
        c.is_depthwise ? depthwise_reference(c.shape, s) : convolve_reference(c.shape, s);
      },
      [&](const LayerBackward& s) {
        c.is_depthwise ? depthwise_backward_reference(c.shape, s) : convolve_backward_reference(c.shape, s);
      });
}

// Variations that must not change any bit: the order of work, and weights packed beforehand.
struct Way {
  bool from_the_end = false, packs_before = false;
};
Results run_layer(const Case& c, int threads, const Way& way = {}) {
  ThreadPool pool(threads);
  const auto layer = c.is_depthwise ? make_depthwise(c.shape) : make_convolution(c.shape);
  const WorkspaceSize size = layer->workspace_size(c.batch);
  const auto bytes = size.shared_bytes + static_cast<std::size_t>(threads) * size.worker_bytes;
  const std::unique_ptr<std::byte, decltype(&std::free)> memory(
      static_cast<std::byte*>(std::aligned_alloc(kAlignment_bytes, bytes)), &std::free);
  std::memset(memory.get(), 0xff, bytes);  // NaN: the code must not rely on the contents of new memory
  const Workspace workspace{memory.get(), memory.get() + size.shared_bytes, size.worker_bytes};
  std::vector<float> packed(static_cast<std::size_t>(layer->packed_floats()));
  if (way.packs_before) layer->pack(c.weights.data(), packed.data());
  return run(
      c,
      [&](LayerForward s) {
        s.from_the_end = way.from_the_end;
        s.packed = way.packs_before && !packed.empty() ? packed.data() : nullptr;
        layer->forward(s, pool, workspace);
      },
      [&](LayerBackward s) {
        s.from_the_end = way.from_the_end;
        layer->backward(s, pool, workspace);
      });
}

void expect_same_as_reference(bool depthwise, bool pointwise, int cases) {
  Rng rng{7, depthwise, pointwise};
  for (int i = 0; i < cases; ++i) {
    const Case c = random_case(rng, depthwise, pointwise);
    SCOPED_TRACE(testing::Message() << "case " << i << ": " << c.batch << " x " << c.shape.input_height << "x"
                                    << c.shape.input_width << "x" << c.shape.input_channels << " -> "
                                    << c.shape.output_height << "x" << c.shape.output_width << "x"
                                    << c.shape.output_channels);
    const Results expected = run_reference(c), found = run_layer(c, 1 + i % 3);
    expect_close(found.output, expected.output, "output");
    expect_close(found.mean, expected.mean, "mean");
    expect_close(found.variance, expected.variance, "variance");
    expect_close(found.input_gradient, expected.input_gradient, "input gradient");
    expect_close(found.sum, expected.sum, "gradient sum");
    expect_close(found.centered, expected.centered, "centered gradient sum");
    expect_close(found.weight_gradient, expected.weight_gradient, "weight gradient");
    expect_close(found.bias_gradient, expected.bias_gradient, "bias gradient");
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Layer, PointwiseConvolutionEqualsPlainLoops) {
  expect_same_as_reference(false, true, 60);
}
TEST(Layer, ConvolutionEqualsPlainLoops) {
  expect_same_as_reference(false, false, 40);
}
TEST(Layer, DepthwiseConvolutionEqualsPlainLoops) {
  expect_same_as_reference(true, false, 80);
}

TEST(Layer, EveryVectorUnitOfThisMachineEqualsPlainLoops) {
  on_each_target([](const std::string& target) {
    SCOPED_TRACE(target);
    expect_same_as_reference(false, true, 12);
    expect_same_as_reference(false, false, 6);
    expect_same_as_reference(true, false, 12);
  });
}

TEST(Layer, BandsOfALargePictureGiveWhatOneBandWould) {
  Rng rng(11);
  for (const std::int32_t stride : {1, 2}) {
    Case c = random_case(rng, true, false);
    c.shape = {};
    c.shape.input_height = c.shape.input_width = 60;
    c.shape.input_channels = c.shape.output_channels = 64;
    c.shape.filter_height = c.shape.filter_width = 3;
    c.shape.stride_height = c.shape.stride_width = stride;
    c.shape.padding_top = c.shape.padding_left = stride == 1 ? 1 : 0;
    c.shape.output_height = c.shape.output_width = 60 / stride;
    c.batch = 1;
    c.reads_normalized = c.is_normalized = false;
    c.input = random_values(rng, c.input_count(), -2, 2);
    c.weights = random_values(rng, 9 * 64, -1, 1);
    c.bias = random_values(rng, 64, -1, 1);
    c.output_gradient = random_values(rng, c.output_count(), -1, 1);
    c.input_mean = random_values(rng, 64, -1, 1);
    const Results expected = run_reference(c), found = run_layer(c, 1);
    expect_close(found.output, expected.output, "output");
    expect_close(found.input_gradient, expected.input_gradient, "input gradient");
    expect_close(found.weight_gradient, expected.weight_gradient, "weight gradient");
  }
}

void expect_same_bits(const Results& found, const Results& expected) {
  EXPECT_EQ(found.output, expected.output);
  EXPECT_EQ(found.mean, expected.mean);
  EXPECT_EQ(found.variance, expected.variance);
  EXPECT_EQ(found.input_gradient, expected.input_gradient);
  EXPECT_EQ(found.sum, expected.sum);
  EXPECT_EQ(found.centered, expected.centered);
  EXPECT_EQ(found.weight_gradient, expected.weight_gradient);
  EXPECT_EQ(found.bias_gradient, expected.bias_gradient);
}

TEST(Layer, GivesTheSameBitsForAnyNumberOfThreadsAndEitherOrder) {
  Rng rng(5);
  for (int i = 0; i < 12; ++i) {
    const Case c = random_case(rng, i % 3 == 0, i % 3 == 1);
    const Results one = run_layer(c, 1);
    for (const int threads : {1, 2, 3})
      expect_same_bits(run_layer(c, threads, {.from_the_end = threads % 2 == 1}), one);
  }
}

TEST(Layer, GivesTheSameBitsOfWeightsThatWerePackedBefore) {
  Rng rng(6);
  for (int i = 0; i < 12; ++i) {
    const Case c = random_case(rng, i % 3 == 0, i % 3 == 1);
    expect_same_bits(run_layer(c, 1, {.packs_before = true}), run_layer(c, 1));
  }
}

}  // namespace
}  // namespace tinsmith::kernels
