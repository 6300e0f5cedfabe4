// The layers of version 3, as the loader of the vendor's SDK runs them.
#include <cmath>

#include "kpu/float_operations.h"
#include "kpu/state.h"

namespace tinsmith::kpu {
namespace {

namespace v3 = kmodel::v3;

constexpr std::int64_t kPaddedSize = 4;  // height and width of the maps of add_padding

Value planar(Element element, std::int64_t channels, std::int64_t height, std::int64_t width) {
  return {element, {channels, height, width}, true};
}

Result<Step> step_of(const v3::KpuConvolution& convolution, std::uint32_t flags, Places& places) {
  TRY(auto prepared, prepare_layer(convolution.layer, 1));
  const KpuMap out = prepared.destination;
  std::optional<Slice> main;
  if ((flags & v3::kToMainMemory) != 0) {
    TRY(main, places.main<std::uint8_t>("result", convolution.main_output,
                                        static_cast<std::uint64_t>(out.count())));
    places.note(convolution.main_output, planar(Element::UInt8, out.channels, out.height, out.width));
  }
  return Step{{},
              [layer = std::make_shared<const PreparedLayer>(std::move(prepared)), main](State& state) {
                run_in_memory(state, *layer, main);
              },
              out,
              {}};
}

// A step that reads `count` values of In and writes as many of Out.
template <class In, class Out, class Body, class Run>
Result<Step> elementwise(const Body& body, std::uint64_t count, Places& places, Run run) {
  TRY(const Slice from, places.main<In>("input", body.input, count));
  TRY(const Slice to, places.main<Out>("result", body.output, count));
  places.note_same_shape(body.input, body.output,
                         std::is_same_v<Out, float> ? Element::Float32 : Element::UInt8, count);
  return Step{{}, [=](State& state) { run(state.read<In>(from), state.write<Out>(to)); }, {}, to};
}

Result<Step> step_of(const v3::Add& add, std::uint32_t, Places& places) {
  TRY(const Slice a, places.main<float>("first input", add.input_a, add.count));
  TRY(const Slice b, places.main<float>("second input", add.input_b, add.count));
  TRY(const Slice to, places.main<float>("result", add.output, add.count));
  places.note_same_shape(add.input_a, add.output, Element::Float32, add.count);
  return Step{{},
              [=](State& state) {
                const auto left = state.read<float>(a), right = state.read<float>(b);
                const auto sum = state.write<float>(to);
                for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = left[i] + right[i];
              },
              {},
              to};
}

constexpr std::int32_t kMaxAddShift = 62;

// The vendor's helper: half up, but one less for negative values whose one-half bit is set.
std::int64_t halved(std::int64_t value, std::int32_t shift) {
  const std::int64_t twice = value >> (shift - 1);
  if ((twice & 1) == 0) return twice >> 1;
  return (twice >> 1) + (twice < 0 ? -1 : 1);
}

std::uint8_t quantized_sum(const v3::QuantizedAdd& add, std::uint8_t left, std::uint8_t right) {
  const std::int64_t a = (std::int64_t{left} + add.a.offset) * add.a.mul;
  const std::int64_t b = (std::int64_t{right} + add.b.offset) * add.b.mul;
  const std::int64_t sum =
      add.a.shift == add.b.shift ? (a + b) >> add.a.shift : (a >> add.a.shift) + (b >> add.b.shift);
  const std::int64_t value = halved(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) * static_cast<std::uint64_t>(add.out.mul)),
      add.out.shift);
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(value + add.out.offset, 0, 255));
}

Result<Step> step_of(const v3::QuantizedAdd& add, std::uint32_t, Places& places) {
  const auto shift_ok = [](std::int32_t shift, std::int32_t min) {
    return shift >= min && shift <= kMaxAddShift;
  };
  if (!shift_ok(add.a.shift, 0) || !shift_ok(add.b.shift, 0) || !shift_ok(add.out.shift, 1))
    return fail(Fault::Unsupported, "it shifts by {}, {} and {}; 0 to {} is possible, and 1 for the result",
                add.a.shift, add.b.shift, add.out.shift, kMaxAddShift);
  TRY(Slice a, places.main<std::uint8_t>("first input", add.input_a, add.count));
  TRY(Slice b, places.main<std::uint8_t>("second input", add.input_b, add.count));
  TRY(const Slice to, places.main<std::uint8_t>("result", add.output, add.count));
  places.note_same_shape(add.input_a, add.output, Element::UInt8, add.count);
  // The chip adds groups of eight values.
  Slice whole = to;
  for (Slice* slice : {&a, &b, &whole}) slice->size_bytes = (slice->size_bytes + 7) / 8 * 8;
  return Step{{},
              [=](State& state) {
                const auto left = state.read<std::uint8_t>(a), right = state.read<std::uint8_t>(b);
                const auto sum = state.write<std::uint8_t>(whole);
                for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = quantized_sum(add, left[i], right[i]);
              },
              {},
              to};
}

Result<Step> step_of(const v3::GlobalAveragePool& pool, std::uint32_t, Places& places) {
  TRY(const Slice from,
      places.main<float>("input", pool.input, std::uint64_t{pool.kernel_size} * pool.channels));
  TRY(const Slice to, places.main<float>("result", pool.output, pool.channels));
  places.note(pool.output, {Element::Float32, {pool.channels}, false});
  return Step{{},
              [=](State& state) {
                mean_of_channels(state.read<float>(from), pool.kernel_size, state.write<float>(to));
              },
              {},
              to};
}

Result<PoolShape> pool_shape(const v3::PoolWindow& window) {
  constexpr std::uint32_t kMaxSize = 1 << 16;
  for (const std::uint32_t size :
       {window.in.width, window.in.height, window.in.channels, window.out.width, window.out.height,
        window.kernel_width, window.kernel_height, window.stride_width, window.stride_height})
    if (size < 1 || size > kMaxSize)
      return fail(Fault::InvalidInput, "one of its sizes is {}; 1 to {} is possible", size, kMaxSize);
  if (window.in.channels != window.out.channels)
    return fail(Fault::InvalidInput, "it pools {} channels to {}", window.in.channels, window.out.channels);
  if (window.padding_width >= window.kernel_width || window.padding_height >= window.kernel_height)
    return fail(Fault::InvalidInput, "its padding of {}x{} is not smaller than its window of {}x{}",
                window.padding_width, window.padding_height, window.kernel_width, window.kernel_height);
  return PoolShape{window.in.channels,  window.in.height,      window.in.width,     window.out.height,
                   window.out.width,    window.kernel_height,  window.kernel_width, window.stride_height,
                   window.stride_width, window.padding_height, window.padding_width};
}

template <class T, class Body, class Run>
Result<Step> pooling(const Body& body, Places& places, Run run) {
  TRY(const PoolShape shape, pool_shape(body.window));
  TRY(const Slice from, places.main<T>("input", body.input, body.window.in.count()));
  TRY(const Slice to, places.main<T>("result", body.output, body.window.out.count()));
  places.note(body.output, planar(std::is_same_v<T, float> ? Element::Float32 : Element::UInt8,
                                  shape.channels, shape.out_height, shape.out_width));
  return Step{{}, [=](State& state) { run(state.read<T>(from), shape, state.write<T>(to)); }, {}, to};
}

Result<Step> step_of(const v3::QuantizedMaxPool& pool, std::uint32_t, Places& places) {
  return pooling<std::uint8_t>(pool, places, max_pool);
}

Result<Step> step_of(const v3::AveragePool& pool, std::uint32_t, Places& places) {
  return pooling<float>(pool, places, average_pool);
}

Result<Step> step_of(const v3::Quantize& quantize, std::uint32_t, Places& places) {
  return elementwise<float, std::uint8_t>(quantize, quantize.count, places,
                                          [=](std::span<const float> from, std::span<std::uint8_t> to) {
                                            const float inverse = 1.0f / quantize.scale;
                                            for (std::size_t i = 0; i < to.size(); ++i)
                                              to[i] = rounded_byte((from[i] - quantize.bias) * inverse);
                                          });
}

Result<Step> step_of(const v3::Dequantize& dequantize, std::uint32_t, Places& places) {
  return elementwise<std::uint8_t, float>(
      dequantize, dequantize.count, places, [=](std::span<const std::uint8_t> from, std::span<float> to) {
        for (std::size_t i = 0; i < to.size(); ++i)
          to[i] = static_cast<float>(from[i]) * dequantize.scale + dequantize.bias;
      });
}

Result<Step> step_of(const v3::Requantize& requantize, std::uint32_t, Places& places) {
  return elementwise<std::uint8_t, std::uint8_t>(
      requantize, requantize.count, places,
      [table = requantize.table](std::span<const std::uint8_t> from, std::span<std::uint8_t> to) {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = table[from[i]];
      });
}

Result<Step> step_of(const v3::L2Normalize& normalize, std::uint32_t, Places& places) {
  return elementwise<float, float>(normalize, normalize.channels, places, l2_normalize);
}

Result<Step> step_of(const v3::Softmax& softmax, std::uint32_t, Places& places) {
  return elementwise<float, float>(softmax, softmax.channels, places, softmax_of_sdk);
}

Result<Step> step_of(const v3::Logistic& logistic, std::uint32_t, Places& places) {
  return elementwise<float, float>(logistic, logistic.channels, places,
                                   [](std::span<const float> from, std::span<float> to) {
                                     for (std::size_t i = 0; i < to.size(); ++i)
                                       to[i] = 1.0f / (1.0f + std::exp(-from[i]));
                                   });
}

Result<Step> concat_step(std::uint32_t output, const std::vector<v3::Part>& parts, Element element,
                         Places& places) {
  std::vector<Slice> from;
  std::uint64_t total = 0;
  std::vector<Value> values;
  const std::uint64_t element_bytes = element == Element::Float32 ? sizeof(float) : 1;
  for (const v3::Part& part : parts) {
    TRY(const Slice slice, places.main<std::uint8_t>("input", part.start, part.size_bytes));
    from.push_back(slice);
    total += part.size_bytes;
    values.push_back(places.value_at(part.start, element, part.size_bytes / element_bytes));
  }
  TRY(const Slice to, places.main<std::uint8_t>("result", output, total));
  const bool are_maps = !values.empty() && std::ranges::all_of(values, [&](const Value& value) {
    return value.is_planar && value.shape[1] == values[0].shape[1] && value.shape[2] == values[0].shape[2];
  });
  if (are_maps) {
    Value whole = values[0];
    whole.shape[0] = 0;
    for (const Value& value : values) whole.shape[0] += value.shape[0];
    places.note(output, std::move(whole));
  }
  return Step{{},
              [from, to](State& state) {
                std::byte* place = state.write<std::byte>(to).data();
                for (const Slice& slice : from) {
                  std::memmove(place, state.read<std::byte>(slice).data(), slice.size_bytes);
                  place += slice.size_bytes;
                }
              },
              {},
              to};
}

Result<Step> step_of(const v3::Concat& concat, std::uint32_t, Places& places) {
  return concat_step(concat.output, concat.parts, Element::Float32, places);
}

Result<Step> step_of(const v3::QuantizedConcat& concat, std::uint32_t, Places& places) {
  return concat_step(concat.output, concat.parts, Element::UInt8, places);
}

Result<Step> step_of(const v3::FullyConnected& dense, std::uint32_t, Places& places) {
  constexpr std::uint32_t kRelu6 = 2;
  if (dense.activation > kRelu6)
    return fail(Fault::Unsupported, "its activation has the code {}; 0, 1 (ReLU) and 2 (ReLU6) are known",
                dense.activation);
  TRY(const Slice from, places.main<float>("input", dense.input, dense.in_channels));
  TRY(const Slice to, places.main<float>("result", dense.output, dense.out_channels));
  places.note(dense.output, {Element::Float32, {dense.out_channels}, false});
  return Step{{},
              [from, to, dense = std::make_shared<const v3::FullyConnected>(dense)](State& state) {
                const auto in = state.read<float>(from);
                const auto out = state.write<float>(to);
                for (std::size_t o = 0; o < out.size(); ++o) {
                  float sum = 0;
                  for (std::size_t i = 0; i < in.size(); ++i)
                    sum += in[i] * dense->weights[o * in.size() + i];
                  sum += dense->bias[o];
                  if (dense->activation != 0) sum = std::max(sum, 0.0f);
                  if (dense->activation == kRelu6) sum = std::min(sum, 6.0f);
                  out[o] = sum;
                }
              },
              {},
              to};
}

Result<Step> step_of(const v3::TfFlatten& flatten, std::uint32_t, Places& places) {
  TRY(const Slice from, places.main<float>("input", flatten.input, flatten.shape.count()));
  TRY(const Slice to, places.main<float>("result", flatten.output, flatten.shape.count()));
  places.note(flatten.output,
              {Element::Float32, {flatten.shape.height, flatten.shape.width, flatten.shape.channels}, false});
  return Step{{},
              [=](State& state) {
                const auto in = state.read<float>(from);
                const auto out = state.write<float>(to);
                const std::size_t pixels = std::size_t{flatten.shape.height} * flatten.shape.width;
                std::size_t place = 0;
                for (std::size_t pixel = 0; pixel < pixels; ++pixel)
                  for (std::size_t c = 0; c < flatten.shape.channels; ++c)
                    out[place++] = in[c * pixels + pixel];
              },
              {},
              to};
}

template <class T, class Body>
Result<Step> resize_step(const Body& resize, Places& places) {
  const std::uint64_t count = std::uint64_t{resize.in.channels} * resize.out_width * resize.out_height;
  if (resize.in.count() == 0 || count == 0) return fail(Fault::InvalidInput, "one of its sizes is 0");
  TRY(const Slice from, places.main<T>("input", resize.input, resize.in.count()));
  TRY(const Slice to, places.main<T>("result", resize.output, count));
  places.note(resize.output, planar(std::is_same_v<T, float> ? Element::Float32 : Element::UInt8,
                                    resize.in.channels, resize.out_height, resize.out_width));
  const ResizeShape shape{resize.in.channels, resize.in.height, resize.in.width, resize.out_height,
                          resize.out_width};
  return Step{
      {}, [=](State& state) { resize_nearest(state.read<T>(from), shape, state.write<T>(to)); }, {}, to};
}

Result<Step> step_of(const v3::ResizeNearest& resize, std::uint32_t, Places& places) {
  return resize_step<float>(resize, places);
}

Result<Step> step_of(const v3::QuantizedResizeNearest& resize, std::uint32_t, Places& places) {
  return resize_step<std::uint8_t>(resize, places);
}

Result<Step> step_of(const v3::ChannelwiseDequantize& dequantize, std::uint32_t, Places& places) {
  const std::uint64_t size = dequantize.channel_size;
  if (size == 0) return fail(Fault::InvalidInput, "its channels have no values");
  return elementwise<std::uint8_t, float>(
      dequantize, size * dequantize.channels, places,
      [rows = dequantize.rows, size](std::span<const std::uint8_t> from, std::span<float> to) {
        for (std::size_t i = 0; i < to.size(); ++i)
          to[i] = static_cast<float>(from[i]) * rows[i / size].scale + rows[i / size].bias;
      });
}

Result<KpuMap> map_in_kpu(std::uint32_t row, std::int64_t channels, std::int64_t height, std::int64_t width) {
  constexpr std::int64_t kMaxSize = 1024;
  const KpuMap map{row, channels, height, width, 1};
  if (channels < 1 || height < 1 || width < 1 || channels > kMaxSize || height > kMaxSize ||
      width > kMaxSize || map.row + map.rows() > kmodel::kKpuRows)
    return fail(Fault::InvalidInput, "{} maps of {}x{} do not fit into KPU memory from row {}", channels,
                height, width, row);
  return map;
}

Result<Step> step_of(const v3::AddPadding& padding, std::uint32_t, Places& places) {
  TRY(const KpuMap map, map_in_kpu(padding.kpu_row, padding.channels, kPaddedSize, kPaddedSize));
  TRY(const Slice from, places.main<std::uint8_t>("input", padding.input, padding.channels));
  return Step{{},
              [=](State& state) {
                // One pixel of each map; the other 15 keep what was there.
                const auto in = state.read<std::uint8_t>(from);
                std::vector<std::uint8_t> whole(static_cast<std::size_t>(map.count()));
                load_map(state.kpu, map, whole);
                for (std::size_t c = 0; c < in.size(); ++c) whole[c * kPaddedSize * kPaddedSize] = in[c];
                store_map(state.kpu, map, whole);
              },
              {},
              {}};
}

Result<Step> step_of(const v3::RemovePadding& padding, std::uint32_t, Places& places) {
  constexpr std::uint64_t kPixels = kPaddedSize * kPaddedSize;
  TRY(const Slice from, places.main<std::uint8_t>("input", padding.input, padding.channels * kPixels));
  TRY(const Slice to, places.main<std::uint8_t>("result", padding.output, padding.channels));
  places.note(padding.output, {Element::UInt8, {padding.channels}, false});
  return Step{{},
              [=](State& state) {
                const auto in = state.read<std::uint8_t>(from);
                const auto out = state.write<std::uint8_t>(to);
                for (std::size_t c = 0; c < out.size(); ++c) out[c] = in[c * kPixels];
              },
              {},
              to};
}

Result<Step> step_of(const v3::Upload& upload, std::uint32_t, Places& places) {
  TRY(const KpuMap map,
      map_in_kpu(upload.kpu_row, upload.shape.channels, upload.shape.height, upload.shape.width));
  TRY(const Slice from, places.main<std::uint8_t>("input", upload.input, upload.shape.count()));
  return Step{{}, [=](State& state) { store_map(state.kpu, map, state.read<std::uint8_t>(from)); }, {}, {}};
}

}  // namespace

Result<Step> step_of(const v3::Layer& layer, Places& places) {
  TRY(Step step,
      std::visit([&](const auto& body) { return step_of(body, layer.flags, places); }, layer.body));
  step.kind = kmodel::kind_of(layer.body);
  return step;
}

}  // namespace tinsmith::kpu
