// Depthwise convolution in bands of rows that fit into the cache. A band is copied once, through batch norm
// and activation, with a border of zeros. Every output row is then a sum of shifted rows.
#include <algorithm>

#include "kernels/float/depthwise_rows.h"
#include "kernels/float/layer.h"
#include "kernels/float/row_sum.h"
#include "kernels/float/taps.h"

namespace tinsmith::kernels {
namespace {

// Max size of input and gradient bands together.
constexpr std::int64_t kBand_floats = std::int64_t{64} << 10;

class Depthwise final : public Layer {
 public:
  explicit Depthwise(const WindowShape& shape)
      : shape_(shape),
        channels_(shape.output_channels),
        multiplier_(shape.output_channels / shape.input_channels),
        rows_(shape),
        forward_rows_(rows_within(kBand_floats)),
        backward_rows_(std::max(1, rows_within(kBand_floats / 2) * shape.stride_height)) {}

  WorkspaceSize workspace_size(std::int64_t batch) const override {
    BumpAllocator shared, worker;
    Shared(*this, shared, batch);
    Bands(*this, worker);
    return {shared.used_bytes(), worker.used_bytes()};
  }

  void forward(const LayerForward& step, ThreadPool& pool, const Workspace& workspace) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    run_slices(pool, picture_slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      const Bands bands(*this, own);
      Moments moments = shared.output_statistics.begin_moments(slice);
      for (std::int64_t picture = first_picture(step.batch, slice);
           picture < first_picture(step.batch, slice + 1); ++picture)
        forward_picture(step, bands, picture, moments);
      shared.output_statistics.end_moments(slice, moments);
    });
    if (step.mean != nullptr) shared.output_statistics.combine_moments(step.mean, step.variance);
  }

  void backward(const LayerBackward& step, ThreadPool& pool, const Workspace& workspace) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    run_slices(pool, picture_slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      const Bands bands(*this, own);
      const Sums sums{shared.sums + slice * sums_floats(), shared.bias_sums + slice * channels_,
                      shared.input_statistics.begin_sums(slice, step.input_mean)};
      std::fill_n(sums.weights, sums_floats(), 0.0f);
      std::fill_n(sums.bias, channels_, 0.0f);
      for (std::int64_t picture = first_picture(step.batch, slice);
           picture < first_picture(step.batch, slice + 1); ++picture)
        backward_picture(step, bands, picture, sums);
    });
    if (step.input_gradient_sum != nullptr)
      shared.input_statistics.combine_sums(step.input_gradient_sum, step.input_gradient_centered);
    reduce(shared.sums, sums_floats(), step.batch, step.weight_gradient);
    reduce(shared.bias_sums, channels_, step.batch, step.bias_gradient);
  }

 private:
  struct Shared {
    Shared(const Depthwise& of, BumpAllocator& allocator, std::int64_t batch)
        : sums(allocator.take<float>(picture_slices(batch) * of.sums_floats())),
          bias_sums(allocator.take<float>(picture_slices(batch) * of.channels_)),
          output_statistics(allocator, picture_slices(batch), of.channels_),
          input_statistics(allocator, picture_slices(batch), of.shape_.input_channels) {}
    float* sums;
    float* bias_sums;
    SliceStatistics output_statistics, input_statistics;
  };
  struct Bands {
    Bands(const Depthwise& of, BumpAllocator& allocator)
        : input(allocator.take<float>(of.band_floats())),
          gradient(allocator.take<float>(of.gradient_band_floats())),
          row(allocator.take<float>(
              of.multiplier_ == 1 ? 0 : std::int64_t{of.shape_.input_width} * of.channels_)) {}
    float* input;
    float* gradient;
    float* row;  // input channels repeated to the number of output channels
  };
  struct Sums {
    float* weights;
    float* bias;
    GradientSums input;
  };

  // The backward pass processes bands of input rows [begin, end) with the output rows [first, last) that read
  // them, some of which may be outside the picture. Each output row is added to the weight gradient in one
  // band only, which owns it: [owned, owned_end).
  struct Band {
    std::int32_t begin, end, first, last, owned, owned_end;
  };
  template <class Visit>
  void for_each_band(Visit&& visit) const {
    Band band{};
    for (band.begin = 0; band.begin < shape_.input_height; band.begin = band.end) {
      band.end = std::min(shape_.input_height, band.begin + backward_rows_);
      band.first = std::min(band.owned, rows_.first_output(band.begin));
      band.last = rows_.last_output(band.end);
      if (band.end == shape_.input_height) band.last = std::max(band.last, shape_.output_height);
      band.owned_end = std::clamp(band.last, band.owned, shape_.output_height);
      visit(band);
      band.owned = band.owned_end;
    }
  }

  // Returns the number of output rows whose input rows fit into `floats`; at least one.
  std::int32_t rows_within(std::int64_t floats) const {
    const std::int64_t fitting =
        floats / (std::int64_t{rows_.padded_width} * channels_) - rows_.reach_height - 1;
    return std::clamp(static_cast<std::int32_t>(fitting / shape_.stride_height + 1), 1, shape_.output_height);
  }
  std::int64_t band_floats() const {
    std::int32_t rows = forward_rows_;
    for_each_band([&](const Band& band) { rows = std::max(rows, band.owned_end - band.owned); });
    return (std::int64_t{rows - 1} * shape_.stride_height + rows_.reach_height + 1) * rows_.padded_width *
           channels_;
  }
  std::int64_t gradient_band_floats() const {
    std::int32_t rows = 0;
    for_each_band([&](const Band& band) { rows = std::max(rows, band.last - band.first); });
    return std::int64_t{rows} * rows_.gradient_width * channels_;
  }

  std::int64_t sums_floats() const {
    return std::int64_t{shape_.filter_height} * shape_.filter_width * channels_;
  }
  std::int64_t input_floats() const {
    return std::int64_t{shape_.input_height} * shape_.input_width * shape_.input_channels;
  }
  std::int64_t output_floats() const {
    return std::int64_t{shape_.output_height} * shape_.output_width * channels_;
  }
  const float* weights_at(const float* weights, std::int32_t i, std::int32_t j) const {
    return weights + (std::int64_t{i} * shape_.filter_width + j) * channels_;
  }

  // Copies input rows [begin, end), some of which may be outside the picture, and pads them with zeros.
  void pad_input(const ValueTransform& reading, const float* picture, std::int32_t begin, std::int32_t end,
                 const Bands& bands) const {
    const std::int64_t row_floats = std::int64_t{rows_.padded_width} * channels_;
    const std::int32_t first = std::min(rows_.padded_width, shape_.padding_left);
    const std::int32_t inside = std::clamp(rows_.padded_width - first, 0, shape_.input_width);
    for (std::int32_t y = begin; y < end; ++y) {
      float* to = bands.input + (y - begin) * row_floats;
      if (y < 0 || y >= shape_.input_height) {
        std::fill_n(to, row_floats, 0.0f);
        continue;
      }
      const float* from = picture + shape_.input_offset(y, 0);
      float* body = to + first * channels_;
      std::fill(to, body, 0.0f);
      if (multiplier_ == 1) {
        transform_values(reading, from, inside, channels_, body);
      } else {
        transform_values(reading, from, inside, shape_.input_channels, bands.row);
        for (std::int64_t i = 0; i < inside * channels_; ++i) body[i] = bands.row[i / multiplier_];
      }
      std::fill(body + inside * channels_, to + row_floats, 0.0f);
    }
  }

  void pad_gradient(const LayerBackward& step, std::int64_t picture, std::int32_t begin, std::int32_t end,
                    float* band) const {
    const std::int64_t row_floats = std::int64_t{rows_.gradient_width} * channels_;
    for (std::int32_t y = begin; y < end; ++y) {
      float* to = band + (y - begin) * row_floats;
      if (y < 0 || y >= shape_.output_height) {
        std::fill_n(to, row_floats, 0.0f);
        continue;
      }
      const std::int64_t from = picture * output_floats() + shape_.output_offset(y, 0);
      float* body = to - rows_.gradient_begin * channels_;
      std::fill(to, body, 0.0f);
      transform_gradients(step.gradient_reading, step.output + from, step.output_gradient + from,
                          shape_.output_width, channels_, body);
      std::fill(body + shape_.output_width * channels_, to + row_floats, 0.0f);
    }
  }

  void forward_picture(const LayerForward& step, const Bands& bands, std::int64_t picture,
                       Moments& moments) const {
    for (std::int32_t begin = 0; begin < shape_.output_height; begin += forward_rows_) {
      const std::int32_t end = std::min(shape_.output_height, begin + forward_rows_);
      const std::int32_t first_row = shape_.input_row(begin, 0);
      pad_input(step.reading, step.input + picture * input_floats(), first_row,
                shape_.input_row(end - 1, shape_.filter_height - 1) + 1, bands);
      float* output = step.output + picture * output_floats() + shape_.output_offset(begin, 0);
      for (std::int32_t y = begin; y < end; ++y) {
        TapRow row{
            .taps = input_taps(), .bias = step.bias, .activation = step.activation, .to_step = channels_};
        row.to = output + shape_.output_offset(y - begin, 0);
        RowSum sum(row);
        for_each_tap(bands, y, first_row, [&](std::int32_t i, std::int32_t j, const float* from) {
          sum.add(from, weights_at(step.weights, i, j));
        });
        sum.finish();
      }
      if (step.mean != nullptr)
        add_moments_in_parts(output, std::int64_t{end - begin} * shape_.output_width, channels_, moments);
    }
  }

  Taps input_taps() const {
    Taps taps;
    taps.from_step = std::int64_t{shape_.stride_width} * channels_;
    taps.pixels = shape_.output_width;
    taps.channels = channels_;
    return taps;
  }
  // Calls visit(i, j, address of tap (i, j) of output row y) in the input band, whose first
  // row is `band_begin`.
  template <class Visit>
  void for_each_tap(const Bands& bands, std::int32_t y, std::int32_t band_begin, Visit&& visit) const {
    for (std::int32_t i = 0; i < shape_.filter_height; ++i)
      for (std::int32_t j = 0; j < shape_.filter_width; ++j)
        visit(i, j,
              bands.input + (std::int64_t{shape_.input_row(y, i) - band_begin} * rows_.padded_width +
                             j * shape_.dilation_width) *
                                channels_);
  }

  void backward_picture(const LayerBackward& step, const Bands& bands, std::int64_t picture,
                        const Sums& sums) const {
    for_each_band([&](const Band& band) {
      pad_gradient(step, picture, band.first, band.last, bands.gradient);
      if (step.input_gradient != nullptr) gradient_rows(step, bands, picture, band, sums.input);
      if (band.owned_end > band.owned) add_weight_gradient(step, bands, picture, band, sums);
    });
  }

  void gradient_rows(const LayerBackward& step, const Bands& bands, std::int64_t picture, const Band& band,
                     const GradientSums& sums) const {
    const std::int64_t width = shape_.input_width, channels = shape_.input_channels;
    std::int32_t unsummed = band.begin;
    for (std::int32_t y = band.begin; y < band.end; ++y) {
      gradient_row(step, bands, picture, y, band.first);
      // Several rows are summed at a time while they are in the first-level cache, because each call adds to
      // sums in double.
      const std::int64_t pixels = (y + 1 - unsummed) * width;
      if (step.input_gradient_sum == nullptr || (y + 1 < band.end && pixels + width <= kSumRows)) continue;
      const std::int64_t offset = picture * input_floats() + shape_.input_offset(unsummed, 0);
      add_gradient_sums(step.reading, step.input + offset, step.input_gradient + offset, pixels, channels,
                        sums);
      unsummed = y + 1;
    }
  }

  void add_weight_gradient(const LayerBackward& step, const Bands& bands, std::int64_t picture,
                           const Band& band, const Sums& sums) const {
    const std::int32_t first_row = shape_.input_row(band.owned, 0);
    if (step.weight_gradient != nullptr)
      pad_input(step.reading, step.input + picture * input_floats(), first_row,
                shape_.input_row(band.owned_end - 1, shape_.filter_height - 1) + 1, bands);
    for (std::int32_t y = band.owned; y < band.owned_end; ++y) {
      const float* gradient =
          bands.gradient +
          (std::int64_t{y - band.first} * rows_.gradient_width - rows_.gradient_begin) * channels_;
      if (step.bias_gradient != nullptr)
        add_column_sums(gradient, shape_.output_width, channels_, channels_, sums.bias);
      if (step.weight_gradient == nullptr) continue;
      Taps taps = input_taps();
      std::array<float*, kMaxTaps> gradients{};
      for_each_tap(bands, y, first_row, [&](std::int32_t i, std::int32_t j, const float* from) {
        const auto tap = static_cast<std::size_t>(taps.count++);
        taps.from[tap] = from;
        gradients[tap] = sums.weights + (std::int64_t{i} * shape_.filter_width + j) * channels_;
        if (taps.count == kMaxTaps) {
          add_tap_gradients(taps, gradient, channels_, gradients);
          taps.count = 0;
        }
      });
      if (taps.count > 0) add_tap_gradients(taps, gradient, channels_, gradients);
    }
  }

  // Computes row y of the input gradient. Each pixel sums the output gradients that depend on it. The filter
  // columns that contribute repeat every stride_width pixels.
  void gradient_row(const LayerBackward& step, const Bands& bands, std::int64_t picture, std::int32_t y,
                    std::int32_t gradient_first) const {
    const std::int64_t offset = picture * input_floats() + shape_.input_offset(y, 0);
    const bool is_direct = multiplier_ == 1;
    float* to = is_direct ? step.input_gradient + offset : bands.row;
    for (std::int32_t phase = 0; phase < std::min(shape_.stride_width, shape_.input_width); ++phase) {
      TapRow row;
      row.taps.from_step = channels_;
      row.taps.pixels = (shape_.input_width - phase + shape_.stride_width - 1) / shape_.stride_width;
      row.taps.channels = channels_;
      row.adds = is_direct && step.adds_input_gradient;
      row.to = to + phase * channels_;
      row.to_step = std::int64_t{shape_.stride_width} * channels_;
      RowSum sum(row);
      rows_.for_each_tap_back(
          y, phase, [&](std::int32_t i, std::int32_t j, std::int32_t output, std::int32_t column) {
            const std::int64_t from =
                std::int64_t{output - gradient_first} * rows_.gradient_width + column - rows_.gradient_begin;
            sum.add(bands.gradient + from * channels_, weights_at(step.weights, i, j));
          });
      sum.finish();
    }
    if (!is_direct) fold_row(bands.row, step.adds_input_gradient, step.input_gradient + offset);
  }

  void fold_row(const float* from, bool adds, float* to) const {
    for (std::int64_t i = 0; i < std::int64_t{shape_.input_width} * shape_.input_channels; ++i) {
      float sum = adds ? to[i] : 0;
      for (std::int64_t m = 0; m < multiplier_; ++m) sum += from[i * multiplier_ + m];
      to[i] = sum;
    }
  }

  static void reduce(const float* sums, std::int64_t count, std::int64_t batch, float* to) {
    if (to == nullptr) return;
    std::copy_n(sums, count, to);
    for (std::int64_t slice = 1; slice < picture_slices(batch); ++slice)
      accumulate(sums + slice * count, count, to);
  }

  WindowShape shape_;
  std::int64_t channels_, multiplier_;
  DepthwiseRows rows_;
  std::int32_t forward_rows_, backward_rows_;  // per band, of the output and of the input
};

}  // namespace

std::unique_ptr<Layer> make_depthwise(const WindowShape& shape) {
  return std::make_unique<Depthwise>(shape);
}

}  // namespace tinsmith::kernels
