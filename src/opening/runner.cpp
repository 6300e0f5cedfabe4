#include "opening/runner.h"

#include <array>

namespace tinsmith::opening {
namespace {

using kmodel::v4::Element;

// The value of each of the 256 pixel values, per channel.
using RealTable = std::array<std::array<float, 256>, 3>;
RealTable reals_of(const bundle::InputValues& values, std::size_t channels) {
  RealTable reals{};
  for (std::size_t c = 0; c < channels; ++c)
    for (int pixel = 0; pixel < 256; ++pixel)
      reals[c][static_cast<std::size_t>(pixel)] = static_cast<float>(values.real(c, pixel));
  return reals;
}

void fill_graph(infer::Interpreter& interpreter, const image::Image& prepared,
                const bundle::InputValues& values) {
  const graph::Tensor& tensor = interpreter.model().graph().tensor(interpreter.model().graph().inputs[0]);
  CHECK(static_cast<std::int64_t>(prepared.pixels.size()) == graph::element_count(tensor.shape),
        "a picture of {} values for an input of shape {}", prepared.pixels.size(),
        graph::format_shape(tensor.shape));
  const auto channels = static_cast<std::size_t>(prepared.channels);
  if (tensor.type == graph::ElementType::Float32) {
    const RealTable reals = reals_of(values, channels);
    const auto input = interpreter.input_as<float>();
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = reals[i % channels][prepared.pixels[i]];
    return;
  }
  // With the scale 1/255 and zero point −128 this is pixel − 128.
  std::array<std::array<std::uint8_t, 256>, 3> stored{};
  for (std::size_t c = 0; c < channels; ++c) stored[c] = bundle::stored_pixels(tensor, values, c);
  const std::span<std::byte> input = interpreter.input();
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = std::byte{stored[i % channels][prepared.pixels[i]]};
}

// Calls place(pixel in channels-last order, its index in planar order).
template <class Place>
void for_planar(std::size_t count, std::size_t channels, const Place& place) {
  const std::size_t pixels = count / channels;
  for (std::size_t i = 0; i < count; ++i) place(i, i % channels * pixels + i / channels);
}

void fill_kmodel(kpu::Simulator& simulator, const image::Image& prepared, const bundle::InputValues& values) {
  const kpu::Port& port = simulator.model().inputs()[0];
  const std::span<std::byte> input = simulator.input();
  const auto channels = static_cast<std::size_t>(prepared.channels);
  const std::size_t value_bytes = port.element == Element::Float32 ? sizeof(float) : 1;
  CHECK(input.size() == prepared.pixels.size() * value_bytes,
        "a picture of {} values for an input of {} bytes", prepared.pixels.size(), input.size());
  if (port.element == Element::UInt8) {
    for_planar(prepared.pixels.size(), channels,
               [&](std::size_t from, std::size_t to) { input[to] = std::byte{prepared.pixels[from]}; });
    return;
  }
  const RealTable reals = reals_of(values, channels);
  for_planar(prepared.pixels.size(), channels, [&](std::size_t from, std::size_t to) {
    const float real = reals[from % channels][prepared.pixels[from]];
    std::memcpy(input.data() + to * sizeof(float), &real, sizeof(float));
  });
}

std::vector<float> kmodel_values(const kpu::Simulator& simulator, std::size_t output) {
  const kpu::Port& port = simulator.model().outputs()[output];
  const ByteView bytes = simulator.output(output);
  std::vector<float> values;
  if (port.element == Element::Float32) {
    values = values_of<float>(bytes);
  } else {
    for (const std::byte byte : bytes) values.push_back(static_cast<float>(std::to_integer<int>(byte)));
  }
  constexpr std::size_t kMapRank = 3;
  if (!port.is_planar || port.shape.size() < kMapRank) return values;
  const auto channels = static_cast<std::size_t>(port.shape[port.shape.size() - kMapRank]);
  std::vector<float> channels_last(values.size());
  for_planar(values.size(), channels,
             [&](std::size_t to, std::size_t from) { channels_last[to] = values[from]; });
  return channels_last;
}

}  // namespace

void Runner::fill(const image::Image& prepared, const bundle::InputValues& values) const {
  if (auto* const* interpreter = std::get_if<infer::Interpreter*>(&runs_))
    fill_graph(**interpreter, prepared, values);
  else
    fill_kmodel(*std::get<kpu::Simulator*>(runs_), prepared, values);
}

void Runner::run() const {
  std::visit([](auto* any) { any->run(); }, runs_);
}

std::vector<float> Runner::real_values(std::size_t output) const {
  if (auto* const* interpreter = std::get_if<infer::Interpreter*>(&runs_))
    return (*interpreter)->real_values((*interpreter)->model().graph().outputs[output]);
  return kmodel_values(*std::get<kpu::Simulator*>(runs_), output);
}

}  // namespace tinsmith::opening
