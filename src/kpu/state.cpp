#include "kpu/state.h"

#include <numeric>

namespace tinsmith::kpu {

Result<Slice> Places::checked(const Wanted& wanted, std::string_view what) const {
  const bool in_main = wanted.memory == Memory::Main;
  const std::uint64_t size = in_main ? main_bytes_ : constants_bytes_;
  const std::string_view name = in_main ? "main memory" : "its constants";
  if (wanted.count > size || wanted.start > size || wanted.count * wanted.element_bytes > size - wanted.start)
    return fail(Fault::InvalidInput, "its {} is {} values of {} bytes at {} of {}, which has {} bytes", what,
                wanted.count, wanted.element_bytes, wanted.start, name, size);
  if (wanted.start % wanted.element_bytes != 0)
    return fail(Fault::InvalidInput, "its {} is at {} of {}; floats need a multiple of 4", what, wanted.start,
                name);
  return Slice{wanted.memory, static_cast<std::size_t>(wanted.start),
               static_cast<std::size_t>(wanted.count * wanted.element_bytes)};
}

Result<Slice> Places::checked_range(const kmodel::v4::Range& range, std::string_view what,
                                    std::uint64_t count, std::size_t element_bytes) const {
  if (range.memory != Memory::Main && range.memory != Memory::Constants)
    return fail(Fault::InvalidInput, "its {} is in memory {}; main memory is expected", what,
                static_cast<std::uint32_t>(range.memory));
  const Element expected = element_bytes == sizeof(float) ? Element::Float32 : Element::UInt8;
  if (range.element != expected)
    return fail(Fault::InvalidInput, "its {} has elements of type {}; {} is expected", what,
                static_cast<std::uint32_t>(range.element), static_cast<std::uint32_t>(expected));
  if (count > range.size_bytes / element_bytes)
    return fail(Fault::InvalidInput, "its {} has {} bytes, but {} values of {} bytes are needed", what,
                range.size_bytes, count, element_bytes);
  return checked({range.memory, range.start, count, element_bytes}, what);
}

Value Places::value_at(std::uint64_t start, Element element, std::uint64_t count) const {
  const auto found = values_.find(start);
  if (found != values_.end() && found->second.element == element) {
    const auto& shape = found->second.shape;
    const auto product = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    if (static_cast<std::uint64_t>(product) == count) return found->second;
  }
  return {element, {static_cast<std::int64_t>(count)}, false};
}

void Places::note_same_shape(std::uint64_t from, std::uint64_t to, Element element, std::uint64_t count) {
  const auto found = values_.find(from);
  Value value = value_at(from, found == values_.end() ? element : found->second.element, count);
  value.element = element;
  note(to, std::move(value));
}

void run_in_memory(State& state, const PreparedLayer& layer, const std::optional<Slice>& main) {
  const auto in_count = static_cast<std::size_t>(layer.source.count());
  const auto out_count = static_cast<std::size_t>(layer.destination.count());
  const auto number = static_cast<std::size_t>(layer.source.number);
  state.map_in.resize(std::max(state.map_in.size(), in_count * number));
  state.map_out.resize(std::max(state.map_out.size(), out_count * number));
  const std::span in = std::span(state.map_in).first(in_count * number);
  const std::span out = std::span(state.map_out).first(out_count * number);
  load_map(state.kpu, layer.source, in);
  for (std::size_t n = 0; n < number; ++n)
    run_layer(layer, state.path, in.subspan(n * in_count, in_count), out.subspan(n * out_count, out_count),
              state.scratch);
  store_map(state.kpu, layer.destination, out);
  if (main) std::ranges::copy(out, state.write<std::uint8_t>(*main).begin());
}

}  // namespace tinsmith::kpu
