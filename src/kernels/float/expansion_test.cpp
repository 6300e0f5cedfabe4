#include "kernels/float/expansion.h"

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

// Tolerance as a fraction of a tensor's largest value. Float sums are compared with sums in double, through
// two batch norms, whose gradients are small differences of large sums.
constexpr double kExpansionTolerance = 1e-4;
constexpr double kEpsilon = 1e-2;

using Floats = std::vector<float>;

struct ExpansionCase {
  ExpansionShape shape;
  std::int64_t batch = 1;
  bool reads_normalized = false, adds = false, has_bias = false, wants_input_gradient = true;
  Activation input_activation, inner_activation, output_activation;
  Floats input, weights, filter, bias, output_gradient;
  Floats scale, shift, input_mean, gamma, beta, output_scale, output_shift, gain, pull, offset;

  ValueTransform reading() const {
    if (!reads_normalized) return {nullptr, nullptr, input_activation};
    return {scale.data(), shift.data(), input_activation};
  }
  std::int64_t wide_count() const { return batch * shape.filter.input_offset(shape.filter.input_height, 0); }
  std::int64_t output_count() const {
    return batch * shape.filter.output_offset(shape.filter.output_height, 0);
  }
};

ExpansionShape random_shape(Rng& rng) {
  ExpansionShape shape;
  shape.input_channels = between(rng, 1, 20);
  WindowShape& f = shape.filter;
  f.input_channels = f.output_channels = between(rng, 1, 70);
  f.filter_height = between(rng, 1, 5), f.filter_width = between(rng, 1, 5);
  f.stride_height = between(rng, 1, 3), f.stride_width = between(rng, 1, 3);
  f.dilation_height = rng.chance(0.2) ? 2 : 1, f.dilation_width = rng.chance(0.2) ? 2 : 1;
  f.padding_top = between(rng, 0, 2), f.padding_left = between(rng, 0, 2);
  f.output_height = between(rng, 1, 14), f.output_width = between(rng, 1, 14);
  const auto input = [&](std::int32_t output, std::int32_t stride, std::int32_t reach, std::int32_t padding) {
    return std::max(1, (output - 1) * stride + reach + 1 - padding + between(rng, -1, 1));
  };
  f.input_height =
      input(f.output_height, f.stride_height, (f.filter_height - 1) * f.dilation_height, f.padding_top);
  f.input_width =
      input(f.output_width, f.stride_width, (f.filter_width - 1) * f.dilation_width, f.padding_left);
  return shape;
}

void fill(Rng& rng, ExpansionCase& c) {
  const std::int64_t in = c.shape.input_channels, out = c.shape.expanded();
  c.batch = between(rng, 1, 5);
  c.reads_normalized = rng.chance(0.5);
  c.adds = rng.chance(0.3);
  c.has_bias = rng.chance(0.5);
  c.input_activation = random_activation(rng);
  c.inner_activation = random_activation(rng);
  c.output_activation = random_activation(rng);
  c.input = random_values(rng, c.batch * c.shape.pixels() * in, -1, 3);
  c.weights = random_values(rng, in * out, -1, 1);
  c.filter = random_values(rng, c.shape.filter.filter_height * c.shape.filter.filter_width * out, -1, 1);
  c.bias = random_values(rng, out, -1, 1);
  c.output_gradient = random_values(rng, c.output_count(), -1, 1);
  c.scale = random_values(rng, in, 0.5, 1.5);
  c.shift = random_values(rng, in, -0.5, 0.5);
  c.input_mean = random_values(rng, in, -0.5, 0.5);
  c.gamma = random_values(rng, out, 0.5, 1.5);
  c.beta = random_values(rng, out, -0.5, 0.5);
  c.output_scale = random_values(rng, out, 0.5, 1.5);
  c.output_shift = random_values(rng, out, -0.5, 0.5);
  c.gain = random_values(rng, out, 0.5, 1.5);
  c.pull = random_values(rng, out, -0.1, 0.1);
  c.offset = random_values(rng, out, -0.1, 0.1);
}

struct ExpansionResults {
  explicit ExpansionResults(const ExpansionCase& c)
      : output(static_cast<std::size_t>(c.output_count())),
        output_mean(c.gamma.size()),
        output_variance(c.gamma.size()),
        mean(c.gamma.size()),
        variance(c.gamma.size()),
        input_gradient(c.input.size(), 0.25f),
        input_sum(c.scale.size()),
        input_centered(c.scale.size()),
        weight_gradient(c.weights.size()),
        filter_gradient(c.filter.size()),
        bias_gradient(c.gamma.size()),
        sum(c.gamma.size()),
        centered(c.gamma.size()) {}
  Floats output, output_mean, output_variance, mean, variance;
  Floats input_gradient, input_sum, input_centered, weight_gradient, filter_gradient, bias_gradient, sum,
      centered;
  friend bool operator==(const ExpansionResults&, const ExpansionResults&) = default;

  void expect_close(const ExpansionResults& expected) const {
    const auto compare = [](const Floats& found, const Floats& wanted, const char* what) {
      double largest = 1;  // at least 1: sums of hundreds of such values may cancel to 0
      for (const float value : wanted) largest = std::max(largest, std::abs(static_cast<double>(value)));
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(found[i], wanted[i], kExpansionTolerance * largest) << what << " " << i;
    };
    compare(mean, expected.mean, "mean");
    compare(variance, expected.variance, "variance");
    compare(output, expected.output, "output");
    compare(output_mean, expected.output_mean, "mean of the output");
    compare(output_variance, expected.output_variance, "variance of the output");
    compare(sum, expected.sum, "gradient sum");
    compare(centered, expected.centered, "centered gradient sum");
    compare(filter_gradient, expected.filter_gradient, "filter gradient");
    compare(bias_gradient, expected.bias_gradient, "bias gradient");
    compare(weight_gradient, expected.weight_gradient, "weight gradient");
    compare(input_gradient, expected.input_gradient, "input gradient");
    compare(input_sum, expected.input_sum, "sum of the input gradient");
    compare(input_centered, expected.input_centered, "centered sum of the input gradient");
  }
};

// The batch norm after the expansion, as in train/engine/normalization.cpp.
struct Norm {
  Norm(const ExpansionCase& c, const ExpansionResults& r)
      : scale(c.gamma.size()), shift(scale.size()), pull(scale.size()), offset(scale.size()) {
    for (std::size_t i = 0; i < scale.size(); ++i) {
      inverse.push_back(1 / std::sqrt(static_cast<double>(r.variance[i]) + kEpsilon));
      scale[i] = static_cast<float>(static_cast<double>(c.gamma[i]) * inverse[i]);
      shift[i] = c.beta[i] - r.mean[i] * scale[i];
    }
    value = {scale.data(), shift.data(), c.inner_activation};
  }
  GradientTransform gradient(const ExpansionCase& c, const ExpansionResults& r) {
    const auto n = static_cast<double>(c.batch * c.shape.pixels());
    for (std::size_t i = 0; i < scale.size(); ++i) {
      const double gain = static_cast<double>(scale[i]);
      pull[i] = static_cast<float>(-gain * inverse[i] * inverse[i] * static_cast<double>(r.centered[i]) / n);
      offset[i] = static_cast<float>(-gain * static_cast<double>(r.sum[i]) / n -
                                     static_cast<double>(pull[i]) * static_cast<double>(r.mean[i]));
    }
    return {value, scale.data(), pull.data(), offset.data()};
  }
  std::vector<double> inverse;
  Floats scale, shift, pull, offset;
  ValueTransform value;
};

LayerForward forward_of(const ExpansionCase& c, ExpansionResults& r) {
  LayerForward step;
  step.batch = c.batch;
  step.input = c.input.data();
  step.reading = c.reading();
  step.weights = c.filter.data();
  step.bias = c.has_bias ? c.bias.data() : nullptr;
  step.output = r.output.data();
  step.mean = r.output_mean.data();
  step.variance = r.output_variance.data();
  return step;
}

LayerBackward backward_of(const ExpansionCase& c, ExpansionResults& r) {
  LayerBackward step;
  step.batch = c.batch;
  step.input = c.input.data();
  step.reading = c.reading();
  step.weights = c.filter.data();
  step.output = r.output.data();
  step.output_gradient = c.output_gradient.data();
  step.gradient_reading = {{c.output_scale.data(), c.output_shift.data(), c.output_activation},
                           c.gain.data(),
                           c.pull.data(),
                           c.offset.data()};
  step.adds_input_gradient = c.adds;
  if (c.wants_input_gradient) {
    step.input_gradient = r.input_gradient.data();
    step.input_mean = c.input_mean.data();
    step.input_gradient_sum = r.input_sum.data();
    step.input_gradient_centered = r.input_centered.data();
  }
  step.weight_gradient = r.filter_gradient.data();
  step.bias_gradient = r.bias_gradient.data();
  return step;
}

// Runs the layers one after the other with plain loops; the wide tensor between them is stored.
ExpansionResults run_apart(const ExpansionCase& c) {
  ExpansionResults r(c);
  WindowShape pointwise;
  pointwise.input_height = pointwise.output_height = c.shape.filter.input_height;
  pointwise.input_width = pointwise.output_width = c.shape.filter.input_width;
  pointwise.input_channels = static_cast<std::int32_t>(c.shape.input_channels);
  pointwise.output_channels = static_cast<std::int32_t>(c.shape.expanded());
  Floats wide(static_cast<std::size_t>(c.wide_count())), wide_gradient(wide.size());

  LayerForward expand = forward_of(c, r);
  expand.weights = c.weights.data();
  expand.bias = nullptr;
  expand.output = wide.data();
  expand.mean = r.mean.data();
  expand.variance = r.variance.data();
  convolve_reference(pointwise, expand);
  Norm norm(c, r);
  LayerForward filter = forward_of(c, r);
  filter.input = wide.data();
  filter.reading = norm.value;
  depthwise_reference(c.shape.filter, filter);

  LayerBackward back = backward_of(c, r);
  back.input = wide.data();
  back.reading = norm.value;
  back.input_gradient = wide_gradient.data();
  back.adds_input_gradient = false;
  back.input_mean = r.mean.data();
  back.input_gradient_sum = r.sum.data();
  back.input_gradient_centered = r.centered.data();
  depthwise_backward_reference(c.shape.filter, back);
  LayerBackward narrow = backward_of(c, r);
  narrow.weights = c.weights.data();
  narrow.output = wide.data();
  narrow.output_gradient = wide_gradient.data();
  narrow.gradient_reading = norm.gradient(c, r);
  narrow.weight_gradient = r.weight_gradient.data();
  narrow.bias_gradient = nullptr;
  convolve_backward_reference(pointwise, narrow);
  return r;
}

ExpansionResults run_fused(const ExpansionCase& c, int threads, bool from_the_end = false) {
  ThreadPool pool(threads);
  ExpansionResults r(c);
  const ExpansionInput narrow(c.shape);
  const auto wide = make_expanded_depthwise(c.shape);
  const WorkspaceSize one = narrow.workspace_size(), other = wide->workspace_size(c.batch);
  const WorkspaceSize size{std::max(one.shared_bytes, other.shared_bytes),
                           std::max(one.worker_bytes, other.worker_bytes)};
  const std::size_t bytes = size.shared_bytes + static_cast<std::size_t>(threads) * size.worker_bytes;
  const std::unique_ptr<std::byte, decltype(&std::free)> memory(
      static_cast<std::byte*>(std::aligned_alloc(kAlignment_bytes, bytes)), &std::free);
  std::memset(memory.get(), 0xff, bytes);  // NaN: the code must not rely on the contents of new memory
  const Workspace workspace{memory.get(), memory.get() + size.shared_bytes, size.worker_bytes};
  Floats input_mean(c.scale.size()), spread(c.weights.size()), products(c.weights.size());

  LayerForward ahead = forward_of(c, r);
  ahead.from_the_end = from_the_end;
  narrow.gather_moments(ahead, c.weights.data(), pool, workspace,
                        {input_mean.data(), spread.data(), r.mean.data(), r.variance.data()});
  Norm norm(c, r);
  const Expansion expansion{c.weights.data(), norm.value, input_mean.data()};
  wide->forward(ahead, expansion, pool, workspace);
  LayerBackward back = backward_of(c, r);
  back.from_the_end = from_the_end;
  wide->backward(back, expansion, pool, workspace, {products.data(), r.sum.data(), r.centered.data()});
  narrow.finish_gradients(
      back, expansion,
      {products.data(), spread.data(), r.mean.data(), norm.gradient(c, r), r.weight_gradient.data()}, pool,
      workspace);
  return r;
}

void expect_same_as_apart(const ExpansionCase& c, int threads) {
  const WindowShape& f = c.shape.filter;
  SCOPED_TRACE(testing::Message() << c.batch << " x " << f.input_height << "x" << f.input_width << "x"
                                  << c.shape.input_channels << " -> " << f.output_height << "x"
                                  << f.output_width << "x" << f.output_channels);
  run_fused(c, threads).expect_close(run_apart(c));
}

ExpansionCase random_case(Rng& rng) {
  ExpansionCase c;
  c.shape = random_shape(rng);
  fill(rng, c);
  return c;
}

TEST(Expansion, EqualsOneLayerAfterTheOther) {
  Rng rng(31);
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    ExpansionCase c = random_case(rng);
    c.wants_input_gradient = i % 5 != 0;
    expect_same_as_apart(c, 1 + i % 3);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Expansion, EqualsOneLayerAfterTheOtherOnEveryVectorUnitOfThisMachine) {
  on_each_target([](const std::string& target) {
    SCOPED_TRACE(target);
    Rng rng(32);
    for (int i = 0; i < 12; ++i) expect_same_as_apart(random_case(rng), 1);
  });
}

// MobileNetV2's shapes, with pictures larger than a tile.
TEST(Expansion, TilesOfALargePictureGiveWhatOneWould) {
  Rng rng(33);
  for (const std::int32_t stride : {1, 2}) {
    ExpansionCase c;
    c.shape.input_channels = 8;
    WindowShape& f = c.shape.filter;
    f.input_channels = f.output_channels = 48;
    f.input_height = f.input_width = 48;
    f.output_height = f.output_width = 48 / stride;
    f.filter_height = f.filter_width = 3;
    f.stride_height = f.stride_width = stride;
    f.padding_top = f.padding_left = stride == 1 ? 1 : 0;
    fill(rng, c);
    expect_same_as_apart(c, 2);
  }
}

// The input's covariance is computed relative to its mean, so the mean may be far from zero.
TEST(Expansion, KeepsItsVarianceWhereTheInputIsFarFromZero) {
  Rng rng(34);
  for (int i = 0; i < 5; ++i) {
    ExpansionCase c = random_case(rng);
    c.reads_normalized = false;
    c.input_activation = {};
    for (float& value : c.input) value += 100;
    const ExpansionResults expected = run_apart(c), found = run_fused(c, 1);
    for (std::size_t k = 0; k < found.variance.size(); ++k)
      EXPECT_NEAR(found.variance[k], expected.variance[k], kExpansionTolerance * (1 + expected.variance[k]));
  }
}

TEST(Expansion, GivesTheSameBitsForAnyNumberOfThreadsAndEitherOrder) {
  Rng rng(35);
  for (int i = 0; i < 10; ++i) {
    const ExpansionCase c = random_case(rng);
    const ExpansionResults one = run_fused(c, 1);
    for (const int threads : {1, 2, 3}) EXPECT_TRUE(run_fused(c, threads, threads % 2 == 1) == one) << i;
  }
}

}  // namespace
}  // namespace tinsmith::kernels
