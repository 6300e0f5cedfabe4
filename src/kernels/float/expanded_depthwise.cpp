// Tiles stay in the first-level cache, ring buffers in the second. All data of a tile is used before the next
// tile is computed.
#include <algorithm>

#include "kernels/float/expansion_tiles.h"
#include "kernels/float/row_sum.h"

namespace tinsmith::kernels {
namespace {

constexpr std::int64_t kDepthwiseTaskChannels = 16;  // channels per task, of the wide side

class Fused final : public ExpandedDepthwise {
 public:
  explicit Fused(const ExpansionShape& shape)
      : shape_(shape.filter),
        rows_(shape.filter),
        inputs_(shape.input_channels),
        channels_(shape.expanded()),
        tiles_(shape) {}

  WorkspaceSize workspace_size(std::int64_t batch) const override {
    BumpAllocator shared, worker;
    Shared(*this, shared, batch);
    Tile(tiles_, worker);
    return {shared.used_bytes(), worker.used_bytes()};
  }

  void forward(const LayerForward& step, const Expansion& expansion, ThreadPool& pool,
               const Workspace& workspace) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    pack(expansion, shared);
    const CenteredReading read(step.reading, expansion.input_mean, inputs_, shared.centering);
    run_slices(pool, picture_slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      const Tile tile(tiles_, own);
      Moments moments = shared.output_statistics.begin_moments(slice);
      for (std::int64_t picture = first_picture(step.batch, slice);
           picture < first_picture(step.batch, slice + 1); ++picture)
        forward_picture(step, {expansion, shared, read, tile}, picture, moments);
      shared.output_statistics.end_moments(slice, moments);
    });
    if (step.mean != nullptr) shared.output_statistics.combine_moments(step.mean, step.variance);
  }

  void backward(const LayerBackward& step, const Expansion& expansion, ThreadPool& pool,
                const Workspace& workspace, const Sums& sums) const override {
    BumpAllocator allocator(workspace.shared);
    const Shared shared(*this, allocator, step.batch);
    pack(expansion, shared);
    const CenteredReading read(step.reading, expansion.input_mean, inputs_, shared.centering);
    run_slices(pool, picture_slices(step.batch), step.from_the_end, [&](std::int64_t slice, int worker) {
      BumpAllocator own(workspace.worker(worker));
      const Tile tile(tiles_, own);
      const SliceSums totals = shared.sums_of(*this, slice);
      totals.clear(*this);
      for (std::int64_t picture = first_picture(step.batch, slice);
           picture < first_picture(step.batch, slice + 1); ++picture)
        backward_picture(step, {expansion, shared, read, tile}, picture, totals);
    });
    pool.run((channels_ + kDepthwiseTaskChannels - 1) / kDepthwiseTaskChannels, [&](std::int64_t task, int) {
      reduce(step, expansion, shared, sums, task * kDepthwiseTaskChannels,
             std::min(channels_, (task + 1) * kDepthwiseTaskChannels));
    });
  }

 private:
  // Sums of one slice in the backward pass.
  struct SliceSums {
    float *filters, *bias;         // of the depthwise convolution
    double *products, *gradients;  // [input, expanded]: Σ x̃ gᵀ, and Σ g
    void clear(const Fused& of) const {
      std::fill_n(filters, of.filter_floats(), 0.0f);
      std::fill_n(bias, of.channels_, 0.0f);
      std::fill_n(products, of.inputs_ * of.channels_, 0.0);
      std::fill_n(gradients, of.channels_, 0.0);
    }
  };
  struct Shared {
    Shared(const Fused& of, BumpAllocator& allocator, std::int64_t batch)
        : scaled(allocator.take<float>(of.inputs_ * of.channels_)),
          packed(allocator.take<float>(packed_floats(of.inputs_, of.channels_))),
          packed_back(allocator.take<float>(packed_floats(of.channels_, of.inputs_))),
          shift(allocator.take<float>(of.channels_)),
          centering(allocator.take<float>(2 * of.inputs_)),
          filters(allocator.take<float>(picture_slices(batch) * of.filter_floats())),
          bias(allocator.take<float>(picture_slices(batch) * of.channels_)),
          products(allocator.take<double>(picture_slices(batch) * of.inputs_ * of.channels_)),
          gradients(allocator.take<double>(picture_slices(batch) * of.channels_)),
          output_statistics(allocator, picture_slices(batch), of.channels_) {}
    SliceSums sums_of(const Fused& of, std::int64_t slice) const {
      return {filters + slice * of.filter_floats(), bias + slice * of.channels_,
              products + slice * of.inputs_ * of.channels_, gradients + slice * of.channels_};
    }
    float* scaled;       // [expanded, input]: weights times the scale of the batch norm after them
    float* packed;       // packed weights for x̃ → v (the activation's input)
    float* packed_back;  // packed weights for g → x
    float* shift;        // of v
    float* centering;
    float *filters, *bias;  // see SliceSums
    double *products, *gradients;
    SliceStatistics output_statistics;
  };
  using Tile = ExpansionTiles::Memory;
  struct Context {
    const Expansion& expansion;
    const Shared& shared;
    const CenteredReading& read;
    const Tile& tile;
  };

  std::int64_t filter_floats() const {
    return std::int64_t{shape_.filter_height} * shape_.filter_width * channels_;
  }
  std::int64_t input_offset(std::int64_t picture, std::int32_t y) const {
    return (picture * shape_.input_height + y) * shape_.input_width * inputs_;
  }
  std::int64_t output_offset(std::int64_t picture, std::int32_t y) const {
    return (picture * shape_.output_height + y) * shape_.output_width * channels_;
  }

  // Computes v = scale · (W (x̃ + mean)) + shift as one product: the weights include the scale, and the shift
  // includes the mean.
  void pack(const Expansion& expansion, const Shared& shared) const {
    const ValueTransform& expanded = expansion.expanded;
    for (std::int64_t c = 0; c < channels_; ++c) {
      const float* row = expansion.weights + c * inputs_;
      double mean = 0;
      for (std::int64_t i = 0; i < inputs_; ++i) {
        shared.scaled[c * inputs_ + i] = expanded.scale[c] * row[i];
        if (expansion.input_mean != nullptr)
          mean += static_cast<double>(row[i]) * static_cast<double>(expansion.input_mean[i]);
      }
      shared.shift[c] = static_cast<float>(static_cast<double>(expanded.shift[c]) +
                                           static_cast<double>(expanded.scale[c]) * mean);
    }
    for (std::int64_t panel = 0; panel < panel_count(channels_); ++panel)
      pack_panel({shared.scaled, 1, inputs_, inputs_, channels_}, panel, shared.packed);
    for (std::int64_t panel = 0; panel < panel_count(inputs_); ++panel)
      pack_panel({shared.scaled, inputs_, 1, channels_, inputs_}, panel, shared.packed_back);
  }

  // Computes the expanded rows [begin, end), at most one tile.
  void expand(const LayerForward& step, const Context& context, std::int64_t picture, std::int32_t begin,
              std::int32_t end) const {
    const std::int64_t width = shape_.input_width;
    const Tile& tile = context.tile;
    context.read(step.input + input_offset(picture, begin), (end - begin) * width, tile.input);
    for (std::int32_t y = begin; y < end; ++y)
      multiply({.left = tile.input + (y - begin) * width * inputs_,
                .left_stride = inputs_,
                .packed = context.shared.packed,
                .bias = context.shared.shift,
                .activation = context.expansion.expanded.activation,
                .to = tile.expanded.inside(y),
                .to_stride = channels_,
                .rows = width,
                .depth = inputs_,
                .columns = channels_});
  }

  void forward_picture(const LayerForward& step, const Context& context, std::int64_t picture,
                       Moments& moments) const {
    context.tile.expanded.clear_border();
    std::int32_t expanded = 0;
    for (std::int32_t begin = 0; begin < shape_.output_height; begin += tiles_.outputs()) {
      const std::int32_t end = std::min(shape_.output_height, begin + tiles_.outputs());
      const std::int32_t needed =
          std::min(shape_.input_height, shape_.input_row(end - 1, shape_.filter_height - 1) + 1);
      for (; expanded < needed; expanded = std::min(needed, expanded + tiles_.rows()))
        expand(step, context, picture, expanded, std::min(needed, expanded + tiles_.rows()));
      for (std::int32_t y = begin; y < end; ++y) filter_row(step, context.tile, picture, y);
      if (step.mean != nullptr)
        add_moments_in_parts(step.output + output_offset(picture, begin),
                             std::int64_t{end - begin} * shape_.output_width, channels_, moments);
    }
  }

  // Calls visit(i, j, address of tap (i, j) of output row y) for the taps that are inside the picture's rows.
  template <class Visit>
  void for_each_tap(const Tile& tile, std::int32_t y, Visit&& visit) const {
    for (std::int32_t i = 0; i < shape_.filter_height; ++i) {
      const std::int32_t row = shape_.input_row(y, i);
      if (row < 0 || row >= shape_.input_height) continue;
      for (std::int32_t j = 0; j < shape_.filter_width; ++j)
        visit(i, j, tile.expanded.row(row) + j * shape_.dilation_width * channels_);
    }
  }
  Taps input_taps() const {
    Taps taps;
    taps.from_step = std::int64_t{shape_.stride_width} * channels_;
    taps.pixels = shape_.output_width;
    taps.channels = channels_;
    return taps;
  }
  std::int64_t filter_offset(std::int32_t i, std::int32_t j) const {
    return (std::int64_t{i} * shape_.filter_width + j) * channels_;
  }

  void filter_row(const LayerForward& step, const Tile& tile, std::int64_t picture, std::int32_t y) const {
    TapRow row{.taps = input_taps(), .bias = step.bias, .activation = step.activation, .to_step = channels_};
    row.to = step.output + output_offset(picture, y);
    RowSum sum(row);
    for_each_tap(tile, y, [&](std::int32_t i, std::int32_t j, const float* from) {
      sum.add(from, step.weights + filter_offset(i, j));
    });
    sum.finish();
  }

  void backward_picture(const LayerBackward& step, const Context& context, std::int64_t picture,
                        const SliceSums& totals) const {
    const Tile& tile = context.tile;
    tile.expanded.clear_border();
    tile.output_gradients.clear_border();
    std::fill_n(tile.gradient_sums, channels_, 0.0f);
    LayerForward reading;
    reading.input = step.input;
    std::int32_t read = 0, summed = 0;  // output rows done so far
    for (std::int32_t begin = 0; begin < shape_.input_height; begin += tiles_.rows()) {
      const std::int32_t end = tiles_.tile_end(begin);
      expand(reading, context, picture, begin, end);
      for (const std::int32_t seen = tiles_.seen_outputs(end); read < seen; ++read) {
        const std::int64_t offset = output_offset(picture, read);
        transform_gradients(step.gradient_reading, step.output + offset, step.output_gradient + offset,
                            shape_.output_width, channels_, tile.output_gradients.inside(read));
      }
      for (const std::int32_t whole = tiles_.whole_outputs(end); summed < whole; ++summed)
        add_filter_gradient(step, tile, summed, totals);
      for (std::int32_t y = begin; y < end; ++y)
        gradient_row(step, context, y, tile.gradients + (y - begin) * shape_.input_width * channels_);
      back_through_expansion(step, context, picture, begin, end);
    }
    for (std::int64_t i = 0; i < inputs_; ++i)
      for (std::int64_t c = 0; c < channels_; ++c)
        totals.products[i * channels_ + c] +=
            static_cast<double>(tile.products[i * tiles_.products_stride() + c]);
    for (std::int64_t c = 0; c < channels_; ++c)
      totals.gradients[c] += static_cast<double>(tile.gradient_sums[c]);
  }

  void add_filter_gradient(const LayerBackward& step, const Tile& tile, std::int32_t y,
                           const SliceSums& totals) const {
    const float* gradient = tile.output_gradients.inside(y);
    if (step.bias_gradient != nullptr)
      add_column_sums(gradient, shape_.output_width, channels_, channels_, totals.bias);
    if (step.weight_gradient == nullptr) return;
    Taps taps = input_taps();
    std::array<float*, kMaxTaps> gradients{};
    for_each_tap(tile, y, [&](std::int32_t i, std::int32_t j, const float* from) {
      const auto tap = static_cast<std::size_t>(taps.count++);
      taps.from[tap] = from;
      gradients[tap] = totals.filters + filter_offset(i, j);
      if (taps.count < kMaxTaps) return;
      add_tap_gradients(taps, gradient, channels_, gradients);
      taps.count = 0;
    });
    if (taps.count > 0) add_tap_gradients(taps, gradient, channels_, gradients);
  }

  // Computes row y of g: each pixel sums the output gradients that depend on it, times the derivative
  // of its activation.
  void gradient_row(const LayerBackward& step, const Context& context, std::int32_t y, float* to) const {
    const Tile& tile = context.tile;
    const Activation& activation = context.expansion.expanded.activation;
    const bool is_one_sum = std::int64_t{shape_.filter_height} * shape_.filter_width <= kMaxTaps;
    for (std::int32_t phase = 0; phase < std::min(shape_.stride_width, shape_.input_width); ++phase) {
      TapRow row;
      row.taps.from_step = channels_;
      row.taps.pixels = (shape_.input_width - phase + shape_.stride_width - 1) / shape_.stride_width;
      row.taps.channels = channels_;
      row.to = to + phase * channels_;
      row.to_step = std::int64_t{shape_.stride_width} * channels_;
      if (is_one_sum)
        row.gate = {tile.expanded.inside(y) + phase * channels_, activation, tile.gradient_sums};
      RowSum sum(row);
      rows_.for_each_tap_back(y, phase,
                              [&](std::int32_t i, std::int32_t j, std::int32_t output, std::int32_t column) {
                                if (output >= 0 && output < shape_.output_height)
                                  sum.add(tile.output_gradients.inside(output) + column * channels_,
                                          step.weights + filter_offset(i, j));
                              });
      sum.finish();
    }
    if (!is_one_sum)
      pass_gradients(activation, tile.expanded.inside(y), shape_.input_width, channels_, to,
                     tile.gradient_sums);
  }

  void back_through_expansion(const LayerBackward& step, const Context& context, std::int64_t picture,
                              std::int32_t begin, std::int32_t end) const {
    const Tile& tile = context.tile;
    const std::int64_t rows = std::int64_t{end - begin} * shape_.input_width;
    add_outer_products({.left = tile.input,
                        .left_stride = inputs_,
                        .left_columns = inputs_,
                        .right = tile.gradients,
                        .right_stride = channels_,
                        .right_columns = channels_,
                        .rows = rows,
                        .adds = begin > 0,
                        .sums = tile.products,
                        .sums_stride = tiles_.products_stride()});
    if (step.input_gradient == nullptr) return;
    multiply({.left = tile.gradients,
              .left_stride = channels_,
              .packed = context.shared.packed_back,
              .adds = step.adds_input_gradient,
              .to = step.input_gradient + input_offset(picture, begin),
              .to_stride = inputs_,
              .rows = rows,
              .depth = channels_,
              .columns = inputs_});
  }

  // Adds the slices' sums of channels [begin, end), in order.
  void reduce(const LayerBackward& step, const Expansion& expansion, const Shared& shared, const Sums& sums,
              std::int64_t begin, std::int64_t end) const {
    const std::int64_t taps = std::int64_t{shape_.filter_height} * shape_.filter_width;
    const auto total = [&](const auto* of, std::int64_t slice_floats, std::int64_t at) {
      auto sum = of[at];
      for (std::int64_t slice = 1; slice < picture_slices(step.batch); ++slice)
        sum += of[slice * slice_floats + at];
      return sum;
    };
    for (std::int64_t c = begin; c < end; ++c) {
      if (step.bias_gradient != nullptr) step.bias_gradient[c] = total(shared.bias, channels_, c);
      if (step.weight_gradient != nullptr)
        for (std::int64_t tap = 0; tap < taps; ++tap)
          step.weight_gradient[tap * channels_ + c] =
              total(shared.filters, filter_floats(), tap * channels_ + c);
      sums.sum[c] = static_cast<float>(total(shared.gradients, channels_, c));
      double centered = 0;
      for (std::int64_t i = 0; i < inputs_; ++i) {
        const double product = total(shared.products, inputs_ * channels_, i * channels_ + c);
        sums.products[c * inputs_ + i] = static_cast<float>(product);
        centered += static_cast<double>(expansion.weights[c * inputs_ + i]) * product;
      }
      sums.centered[c] = static_cast<float>(centered);
    }
  }

  WindowShape shape_;  // of the depthwise filter
  DepthwiseRows rows_;
  std::int64_t inputs_, channels_;  // of the narrow and of the wide side
  ExpansionTiles tiles_;
};

}  // namespace

std::unique_ptr<ExpandedDepthwise> make_expanded_depthwise(const ExpansionShape& shape) {
  return std::make_unique<Fused>(shape);
}

}  // namespace tinsmith::kernels
