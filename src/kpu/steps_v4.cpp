// The nodes of version 4 that move or convert values, and those of the KPU, as the vendor's runtime runs them.
#include "kpu/float_operations.h"
#include "kpu/node_steps.h"

namespace tinsmith::kpu {

Result<Index> sizes_of(const v4::Shape& shape, std::string_view what) {
  Index sizes{};
  std::int64_t count = 1;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    sizes[axis] = shape[axis];
    if (shape[axis] < 1 || shape[axis] > kmodel::kMainMemory_bytes)
      return fail(Fault::InvalidInput, "the shape of its {} is {}x{}x{}x{}; sizes of at least 1 are expected",
                  what, shape[0], shape[1], shape[2], shape[3]);
    count *= shape[axis];
    if (count > kmodel::kMainMemory_bytes)
      return fail(Fault::InvalidInput, "its {} has more than {} elements", what, kmodel::kMainMemory_bytes);
  }
  return sizes;
}

Value value_of(Element element, const Index& sizes, bool is_planar) {
  return {element, {sizes.begin(), sizes.end()}, is_planar};
}

namespace {

std::size_t bytes_of_element(Element element) {
  return element == Element::Float32 ? sizeof(float) : 1;
}

// A range as bytes, whatever its elements are.
struct ByteRanges {
  Slice in, out;
};
Result<ByteRanges> byte_ranges(const v4::Range& input, std::uint64_t in_count, const v4::Range& output,
                               std::uint64_t out_count, const Places& places) {
  if (input.element != output.element)
    return fail(Fault::InvalidInput, "its input and its result have elements of different types");
  if (input.element == Element::Float32) {
    TRY(const Slice in, places.range<float>("input", input, in_count));
    TRY(const Slice out, places.output<float>("result", output, out_count));
    return ByteRanges{in, out};
  }
  TRY(const Slice in, places.range<std::uint8_t>("input", input, in_count));
  TRY(const Slice out, places.output<std::uint8_t>("result", output, out_count));
  return ByteRanges{in, out};
}

// The first row of a map that a node writes to KPU memory.
Result<KpuMap> map_of(const v4::Range& range, const Index& sizes) {
  const KpuMap map{range.start / kmodel::kKpuRow_bytes, sizes[1], sizes[2], sizes[3], sizes[0]};
  if (range.memory != Memory::Kpu || range.start % kmodel::kKpuRow_bytes != 0 ||
      map.row + map.rows() > kmodel::kKpuRows)
    return fail(Fault::InvalidInput,
                "it writes {} rows at byte {} of memory {}; they do not fit into KPU memory", map.rows(),
                range.start, static_cast<std::uint32_t>(range.memory));
  return map;
}

// Moves elements: element k of the output is element source(index of k) of the input.
template <class Source>
Step moving_step(const ByteRanges& ranges, Element element, const Index& out, Source source) {
  const std::size_t size = bytes_of_element(element);
  return Step{{},
              [=](State& state) {
                const std::byte* from = state.read<std::byte>(ranges.in).data();
                std::byte* to = state.write<std::byte>(ranges.out).data();
                for_each_index(out, [&](const Index& index) {
                  std::memmove(to, from + static_cast<std::size_t>(source(index)) * size, size);
                  to += size;
                });
              },
              {},
              ranges.out};
}

}  // namespace

Result<Step> step_of(const v4::KpuConvolution& convolution, Places& places) {
  TRY(auto prepared, prepare_layer(convolution.layer, convolution.batches));
  const KpuMap out = prepared.destination;
  std::optional<Slice> main;
  if (convolution.main_output.size_bytes != 0) {
    TRY(main, places.output<std::uint8_t>("result", convolution.main_output,
                                          static_cast<std::uint64_t>(out.count() * out.number)));
    places.note(convolution.main_output.start,
                value_of(Element::UInt8, {out.number, out.channels, out.height, out.width}, true));
  }
  return Step{{},
              [layer = std::make_shared<const PreparedLayer>(std::move(prepared)), main](State& state) {
                run_in_memory(state, *layer, main);
              },
              out,
              {}};
}

Result<Step> step_of(const v4::KpuUpload& upload, Places& places) {
  TRY(const Index sizes, sizes_of(upload.shape, "input"));
  TRY(const KpuMap map, map_of(upload.output, sizes));
  TRY(const Slice from,
      places.range<std::uint8_t>("input", upload.input, static_cast<std::uint64_t>(count_of(sizes))));
  return Step{{}, [=](State& state) { store_map(state.kpu, map, state.read<std::uint8_t>(from)); }, map, {}};
}

Result<Step> step_of(const v4::Transpose& transpose, Places& places) {
  TRY(const Index in, sizes_of(transpose.shape, "input"));
  Index out{};
  std::array<bool, 4> used{};
  for (std::size_t axis = 0; axis < out.size(); ++axis) {
    const auto from = static_cast<std::size_t>(transpose.permutation[axis]);
    if (from >= out.size() || used[from]) return fail(Fault::InvalidInput, "its permutation is not one");
    used[from] = true;
    out[axis] = in[from];
  }
  const auto count = static_cast<std::uint64_t>(count_of(in));
  TRY(const auto ranges, byte_ranges(transpose.input, count, transpose.output, count, places));
  const bool moves = !std::ranges::is_sorted(transpose.permutation);
  places.note(
      transpose.output.start,
      value_of(transpose.output.element, out,
               !moves && places.value_at(transpose.input.start, transpose.input.element, count).is_planar));
  return moving_step(ranges, transpose.input.element, out,
                     [in, permutation = transpose.permutation](const Index& index) {
                       Index source;
                       for (std::size_t axis = 0; axis < source.size(); ++axis)
                         source[static_cast<std::size_t>(permutation[axis])] = index[axis];
                       return place_of(source, in);
                     });
}

Result<Step> step_of(const v4::StridedSlice& slice, Places& places) {
  TRY(const Index in, sizes_of(slice.shape, "input"));
  if (slice.masks != std::array<std::int32_t, 5>{}) return fail(Fault::Unsupported, "its masks are not 0");
  Index out{};
  for (std::size_t axis = 0; axis < out.size(); ++axis) {
    const std::int64_t begin = slice.begin[axis], end = slice.end[axis], stride = slice.strides[axis];
    if (stride < 1 || begin < 0 || end > in[axis] || begin >= end)
      return fail(Fault::Unsupported, "it slices {} to {} by {} of {}; only forwards and inside is supported",
                  begin, end, stride, in[axis]);
    out[axis] = (end - begin + stride - 1) / stride;
  }
  TRY(const auto ranges, byte_ranges(slice.input, static_cast<std::uint64_t>(count_of(in)), slice.output,
                                     static_cast<std::uint64_t>(count_of(out)), places));
  places.note(slice.output.start, value_of(slice.output.element, out, true));
  return moving_step(ranges, slice.input.element, out, [in, slice](const Index& index) {
    Index source;
    for (std::size_t axis = 0; axis < source.size(); ++axis)
      source[axis] = slice.begin[axis] + index[axis] * slice.strides[axis];
    return place_of(source, in);
  });
}

Result<Step> step_of(const v4::Pad& pad, Places& places) {
  TRY(const Index in, sizes_of(pad.shape, "input"));
  v4::Shape padded{};
  for (std::size_t axis = 0; axis < padded.size(); ++axis) {
    const std::int64_t size =
        in[axis] + std::int64_t{pad.amounts[2 * axis]} + std::int64_t{pad.amounts[2 * axis + 1]};
    padded[axis] =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(size, 0, kmodel::kMainMemory_bytes + 1));
  }
  TRY(const Index out, sizes_of(padded, "result"));
  TRY(const auto ranges, byte_ranges(pad.input, static_cast<std::uint64_t>(count_of(in)), pad.output,
                                     static_cast<std::uint64_t>(count_of(out)), places));
  places.note(pad.output.start, value_of(pad.output.element, out, true));
  const std::size_t size = bytes_of_element(pad.input.element);
  return Step{{},
              [=](State& state) {
                const std::byte* from = state.read<std::byte>(ranges.in).data();
                std::byte* to = state.write<std::byte>(ranges.out).data();
                for_each_index(out, [&](const Index& index) {
                  Index source;
                  bool is_inside = true;
                  for (std::size_t axis = 0; axis < source.size(); ++axis) {
                    source[axis] = index[axis] - pad.amounts[2 * axis];
                    is_inside = is_inside && source[axis] >= 0 && source[axis] < in[axis];
                  }
                  if (is_inside)
                    std::memmove(to, from + static_cast<std::size_t>(place_of(source, in)) * size, size);
                  else
                    std::memcpy(to, pad.value.data(), size);
                  to += size;
                });
              },
              {},
              ranges.out};
}

Result<Step> step_of(const v4::Resize& resize, Places& places) {
  constexpr std::uint32_t kNearest = 1;
  if (resize.mode != kNearest || (resize.align_corners & 1) != 0)
    return fail(Fault::Unsupported,
                "it resizes with mode {} and align_corners {}; only nearest (1) without it is supported",
                resize.mode, resize.align_corners);
  TRY(const Index in, sizes_of(resize.in_shape, "input"));
  TRY(const Index out,
      sizes_of({resize.in_shape[0], resize.in_shape[1], resize.out_height, resize.out_width}, "result"));
  TRY(const auto ranges, byte_ranges(resize.input, static_cast<std::uint64_t>(count_of(in)), resize.output,
                                     static_cast<std::uint64_t>(count_of(out)), places));
  places.note(resize.output.start, value_of(resize.output.element, out, true));
  return moving_step(ranges, resize.input.element, out, [in, out](const Index& index) {
    return place_of({index[0], index[1], nearest_source(index[2], in[2], out[2]),
                     nearest_source(index[3], in[3], out[3])},
                    in);
  });
}

Result<Step> step_of(const v4::MemoryCopy& copy, Places& places) {
  const std::size_t size = bytes_of_element(copy.input.element);
  const std::uint64_t count = copy.input.size_bytes / size;
  TRY(const auto ranges, byte_ranges(copy.input, count, copy.output, count, places));
  if (copy.input.memory == Memory::Main)
    places.note_same_shape(copy.input.start, copy.output.start, copy.output.element, count);
  return moving_step(ranges, copy.input.element, {1, 1, 1, static_cast<std::int64_t>(count)},
                     [](const Index& index) { return index[3]; });
}

Result<Step> step_of(const v4::Concat& concat, Places& places) {
  if (concat.inputs.empty()) return fail(Fault::InvalidInput, "it has no inputs");
  if (concat.outer > kmodel::kMainMemory_bytes || concat.inner_bytes > kmodel::kMainMemory_bytes)
    return fail(Fault::InvalidInput, "it has {} parts of {} bytes", concat.outer, concat.inner_bytes);
  std::vector<Slice> from;
  std::vector<std::size_t> sizes;
  std::uint64_t total = 0, sum = 0;
  const std::size_t element = bytes_of_element(concat.output.element);
  for (std::size_t i = 0; i < concat.inputs.size(); ++i) {
    if (concat.sizes[i] < 0 || concat.sizes[i] > kmodel::kMainMemory_bytes)
      return fail(Fault::InvalidInput, "the size of its input {} is {}", i, concat.sizes[i]);
    const std::uint64_t bytes = static_cast<std::uint64_t>(concat.sizes[i]) * concat.inner_bytes;
    v4::Range as_bytes = concat.inputs[i];
    as_bytes.element = Element::UInt8;
    if (bytes > kmodel::kMainMemory_bytes)
      return fail(Fault::InvalidInput, "its input {} has {} bytes", i, bytes);
    TRY(const Slice slice, places.range<std::uint8_t>("input", as_bytes, bytes * concat.outer));
    from.push_back(slice);
    sizes.push_back(static_cast<std::size_t>(bytes));
    total += bytes * concat.outer;
    sum += static_cast<std::uint64_t>(concat.sizes[i]);
  }
  v4::Range as_bytes = concat.output;
  as_bytes.element = Element::UInt8;
  TRY(const Slice to, places.output<std::uint8_t>("result", as_bytes, total));
  places.note(concat.output.start, {concat.output.element,
                                    {std::int64_t{concat.outer}, static_cast<std::int64_t>(sum),
                                     static_cast<std::int64_t>(concat.inner_bytes / element)},
                                    false});
  return Step{{},
              [=, outer = concat.outer](State& state) {
                std::byte* place = state.write<std::byte>(to).data();
                for (std::uint32_t part = 0; part < outer; ++part)
                  for (std::size_t i = 0; i < from.size(); ++i) {
                    std::memmove(place, state.read<std::byte>(from[i]).data() + part * sizes[i], sizes[i]);
                    place += sizes[i];
                  }
              },
              {},
              to};
}

Result<Step> step_of(const v4::Dequantize& dequantize, Places& places) {
  const std::uint64_t count = dequantize.input.size_bytes;
  TRY(const Slice from, places.range<std::uint8_t>("input", dequantize.input, count));
  TRY(const Slice to, places.output<float>("result", dequantize.output, count));
  places.note_same_shape(dequantize.input.start, dequantize.output.start, Element::Float32, count);
  return Step{{},
              [=](State& state) {
                const auto in = state.read<std::uint8_t>(from);
                const auto out = state.write<float>(to);
                const float inverse = 1.0f / dequantize.scale;
                for (std::size_t i = 0; i < out.size(); ++i)
                  out[i] = static_cast<float>(std::int64_t{in[i]} - dequantize.zero_point) * inverse;
              },
              {},
              to};
}

Result<Step> step_of(const v4::Quantize& quantize, Places& places) {
  const std::uint64_t count = quantize.output.size_bytes;
  TRY(const Slice from, places.range<float>("input", quantize.input, count));
  TRY(const Slice to, places.output<std::uint8_t>("result", quantize.output, count));
  places.note_same_shape(quantize.input.start, quantize.output.start, Element::UInt8, count);
  return Step{{},
              [=](State& state) {
                const auto in = state.read<float>(from);
                const auto out = state.write<std::uint8_t>(to);
                for (std::size_t i = 0; i < out.size(); ++i)
                  out[i] = rounded_byte(in[i] * quantize.scale + static_cast<float>(quantize.zero_point));
              },
              {},
              to};
}

Result<Step> step_of(const v4::TableLookup& lookup, Places& places) {
  constexpr std::uint64_t kTableSize = 256;
  const std::uint64_t count = lookup.output.size_bytes;
  TRY(const Slice from, places.range<std::uint8_t>("input", lookup.input, count));
  TRY(const Slice table, places.range<std::uint8_t>("table", lookup.table, kTableSize));
  TRY(const Slice to, places.output<std::uint8_t>("result", lookup.output, count));
  places.note_same_shape(lookup.input.start, lookup.output.start, Element::UInt8, count);
  return Step{{},
              [=](State& state) {
                const auto in = state.read<std::uint8_t>(from), row = state.read<std::uint8_t>(table);
                const auto out = state.write<std::uint8_t>(to);
                for (std::size_t i = 0; i < out.size(); ++i) out[i] = row[in[i]];
              },
              {},
              to};
}

Result<Step> step_of(const v4::Other& other, Places&) {
  return fail(Fault::Unsupported, "its operation {:#x} is one that no converter writes for a K210",
              other.type);
}

Result<Step> step_of(const v4::Node& node, Places& places) {
  TRY(Step step, std::visit([&](const auto& body) { return step_of(body, places); }, node));
  step.kind = kmodel::kind_of(node);
  return step;
}

}  // namespace tinsmith::kpu
