// image/preparation.h — the one recipe that converts a picture to a network's input.
//
// The preparation is stored with the model. Training, calibration, evaluation, `predict` and the board
// package all use the same value, which is chosen to match the firmware of the target board.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "image/resize.h"

namespace tinsmith::image {

enum class Fit : std::uint8_t {
  Stretch,    // width and height are scaled independently
  Letterbox,  // one factor, whole picture, centred; the rest is `padding_value`
  Crop,       // one factor, input filled; the excess at two sides is cut off
};

// The bits of each pixel that a camera keeps, before any other processing.
enum class PixelFormat : std::uint8_t {
  Rgb888,
  Rgb565,  // the upper 5, 6 and 5 bits, rescaled to 0 … 255: round(bits · 255 / 31 or 63)
};

struct Preparation {
  Size size{96, 96};
  std::int32_t channels = 3;  // 3: RGB. 1: (0.299 r + 0.587 g + 0.114 b), in 16.16 fixed point
  Fit fit = Fit::Stretch;
  Filter filter = Filter::Area;
  std::uint8_t padding_value = 114;  // for Letterbox
  PixelFormat pixel_format = PixelFormat::Rgb888;
  friend bool operator==(const Preparation&, const Preparation&) = default;
};

// The part of the original that is used, and its position in the prepared picture. Both are in whole pixels,
// so that the mapping below describes exactly the processing of the pixels.
struct Placement {
  Window from;
  Window to;
};
Placement placement_of(const Preparation& preparation, Size original);

// Maps a point of the original to the prepared picture: x' = x · scale_x + offset_x, in pixels. The inverse
// maps it back.
struct Mapping {
  double scale_x = 1, scale_y = 1, offset_x = 0, offset_y = 0;
};
Mapping mapping_of(const Preparation& preparation, Size original);

// Prepares an original with 1 or 3 channels. Integer arithmetic only: the same bytes on every machine.
Image prepared(const Image& original, const Preparation& preparation);

// Reduces the pixels in place to the precision of the format. Applying it twice has no further effect. A grey
// pixel becomes the grey value that an RGB pixel of equal channels would have after the reduction.
void reduce_to(PixelFormat format, Image& image);

// {"width", "height", "channels", "fit": "stretch|letterbox|crop", "filter": "nearest|bilinear|area",
// "padding_value"}, and "pixel_format": "rgb565" unless it is the default "rgb888", which may be omitted. The
// error InvalidInput of preparation_from_json names the key that is missing or has an unknown value.
nlohmann::json to_json(const Preparation& preparation);
Result<Preparation> preparation_from_json(const nlohmann::json& json);

}  // namespace tinsmith::image
