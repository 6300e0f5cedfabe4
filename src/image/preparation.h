// image/preparation.h — the one recipe from a picture to a network's input. It travels with the model:
// training, calibration, evaluation, `predict` and the board package all use the same value, chosen to equal
// what the target board's firmware does.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "image/resize.h"

namespace tinsmith::image {

enum class Fit : std::uint8_t {
  Stretch,    // width and height each by its own factor
  Letterbox,  // one factor, the whole picture, centred; the rest is `padding_value`
  Crop,       // one factor, the input filled, what sticks out at two sides cut away
};

// What a camera keeps of each pixel before anything else is done with it.
enum class PixelFormat : std::uint8_t {
  Rgb888,
  Rgb565,  // the upper 5, 6 and 5 bits, which are then spread over 0 … 255: round(bits · 255 / 31 or 63)
};

struct Preparation {
  Size size{96, 96};
  std::int32_t channels = 3;  // 3: RGB. 1: (0.299 r + 0.587 g + 0.114 b), in 16.16 fixed point
  Fit fit = Fit::Stretch;
  Filter filter = Filter::Area;
  std::uint8_t padding_value = 114;  // of Letterbox
  PixelFormat pixel_format = PixelFormat::Rgb888;
  friend bool operator==(const Preparation&, const Preparation&) = default;
};

// The part of the original that is used, and where in the prepared picture it goes. Whole pixels, so that the
// mapping below is exactly what happens to the pixels.
struct Placement {
  Window from;
  Window to;
};
Placement placement_of(const Preparation& preparation, Size original);

// Where a point of the original lands in the prepared picture: x' = x · scale_x + offset_x, in pixels; and
// back.
struct Mapping {
  double scale_x = 1, scale_y = 1, offset_x = 0, offset_y = 0;
};
Mapping mapping_of(const Preparation& preparation, Size original);

// The picture as the network sees it, from an original of 1 or 3 channels. Deterministic integers: same bytes
// on any machine.
Image prepared(const Image& original, const Preparation& preparation);

// Loses in place what the format does not keep; a second time, nothing. Of a grey picture, what is left of
// the grey of pixels that were grey in colour.
void reduce_to(PixelFormat format, Image& image);

// {"width","height","channels","fit":"stretch|letterbox|crop","filter":"nearest|bilinear|area","padding_value"},
// and "pixel_format":"rgb565" where it is not the usual "rgb888", which may be left out.
// preparation_from_json: InvalidInput names the key that is missing or has a value we do not know.
nlohmann::json to_json(const Preparation& preparation);
Result<Preparation> preparation_from_json(const nlohmann::json& json);

}  // namespace tinsmith::image
