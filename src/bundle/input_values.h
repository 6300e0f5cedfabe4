// bundle/input_values.h — the real number that a pixel becomes at the input of a network.
//
// A prepared picture has pixels of 0 to 255. A network was trained on real numbers: 0…1, −1…1, 0…255, or
// values normalized by the mean and standard deviation of each channel. A quantized input stores that real
// number by its scale and zero point.
#pragma once

#include <array>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "graph/graph.h"

namespace tinsmith::bundle {

// real = (pixel − mean) / deviation, per channel; a grey picture uses the first. The default is pixel / 255.
struct InputValues {
  std::array<double, 3> mean{0, 0, 0};
  std::array<double, 3> deviation{255, 255, 255};
  double real(std::size_t channel, int pixel) const { return (pixel - mean[channel]) / deviation[channel]; }
  friend bool operator==(const InputValues&, const InputValues&) = default;
};

// The most probable input values of a picture input, from the information in the graph, and a sentence about
// how they were found:
//   - A quantized input (or a float one that is quantized at once): by the real numbers of its smallest and
//     largest stored value. Within two steps of a usual range (0…1, −1…1, −0.5…0.5, 0…255, −128…127), a
//     stored value is exactly a pixel. Within a tenth of it, the range is the usual one, but was measured on
//     pictures. Any other range is spread over the pixels, and the sentence warns.
//   - A float input: by the arithmetic with constants that it goes through first. A factor of 1/16 or less,
//     or an offset of 16 or more, is meant for pixels of 0…255.
//   - Any other float input takes 0…1.
struct FoundInputValues {
  InputValues values;
  std::string message;
};
FoundInputValues input_values_of(const graph::Graph& graph);

// Returns the stored byte of a quantized input for each pixel value of a channel: round(real / scale) + zero
// point, limited to the range of the type. `tensor` must be int8 or uint8 with one scale (CHECK).
std::array<std::uint8_t, 256> stored_pixels(const graph::Tensor& tensor, const InputValues& values,
                                            std::size_t channel);

// JSON form: {"mean": [0, 0, 0], "deviation": [255, 255, 255]}. InvalidInput: a list is not three finite
// numbers, or a deviation is 0.
nlohmann::json to_json(const InputValues& values);
Result<InputValues> input_values_from_json(const nlohmann::json& json);

}  // namespace tinsmith::bundle
