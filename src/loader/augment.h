// loader/augment.h — random augmentation of training pictures.
//
// The same keys give the same picture on any thread. All geometric changes of a picture are combined into one
// affine transform from the stored picture to the network's input. It is sampled with the filter of the
// preparation, so that training inputs are as sharp as the inputs at prediction. Without any change, the
// pixels differ from those of image::prepared by at most 1.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "image/draw.h"
#include "image/preparation.h"
#include "scene/scene.h"

namespace tinsmith::loader {

// Limits of the augmentation. The defaults are weak, because strong augmentation hurts networks of a
// few hundred kilobytes (as found for YOLOX-Nano, NanoDet and NetAug). Each amount is drawn uniformly
// from its range.
struct AugmentSettings {
  bool enable = true;
  double flip_horizontal = 0.5;  // probability
  double flip_vertical = 0;      // probability
  double smallest_scale = 0.85;  // min and max size of the picture relative to the input; 0.25 … 4
  double largest_scale = 1.2;
  double translate = 0.08;    // max shift in each direction, as a fraction of the input's sides; 0 … 1
  double rotate_degrees = 8;  // max angle in each direction; 0 … 180
  double brightness = 0.2;    // factor 1 − this … 1 + this, as for the next two; 0 … 1
  double contrast = 0.2;      // factor about middle grey
  double saturation = 0.2;
  double hue_degrees = 6;        // max angle in each direction around the colour circle; 0 … 180
  double cutout = 0.2;           // probability of a grey rectangle …
  double largest_cutout = 0.25;  // … whose sides are at most this fraction of the input's; 0 … 1
  friend bool operator==(const AugmentSettings&, const AugmentSettings&) = default;
};

// {"enable": true, "flip_horizontal": 0.5, …}; absent keys keep their defaults. InvalidInput names the key
// that is unknown or whose value has the wrong type.
nlohmann::json to_json(const AugmentSettings& settings);
Result<AugmentSettings> augmentation_from_json(const nlohmann::json& json);

// Checks all settings against their ranges. InvalidInput names the setting that is out of range.
Result<Done> check(const AugmentSettings& settings);

// x' = xx · x + xy · y + x0, y' = yx · x + yy · y + y0.
struct Affine {
  double xx = 1, xy = 0, x0 = 0;
  double yx = 0, yy = 1, y0 = 0;
  scene::Point operator()(double x, double y) const { return {xx * x + xy * y + x0, yx * x + yy * y + y0}; }
  Affine inverse() const;
};

// channel' = Σ matrix[channel][·] · channels + offset, for red, green, blue in 0 … 255. For a grey picture,
// all three channels have the grey value.
struct ColourChange {
  std::array<std::array<double, 3>, 3> matrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  double offset = 0;
};

// The random changes drawn for one picture. By default nothing is changed.
struct Variation {
  Affine move;  // from input pixels to input pixels
  ColourChange colour;
  std::optional<image::Rectangle> cutout;  // input pixels
  std::optional<image::Rectangle> tile;    // the only part of the input that the picture fills; whole pixels
};

Variation drawn_variation(const AugmentSettings& settings, image::Size input, Rng random);

// Draws a mosaic of four pictures in one input (Bochkovskiy et al. 2020, arXiv:2004.10934), so that training
// sees more objects, and more small ones. The point where the tiles meet is drawn from the middle half of the
// input. Each picture is at least as large as its tile, so no picture edge is visible inside a tile.
inline constexpr std::size_t kMosaicTiles = 4;
std::array<Variation, kMosaicTiles> drawn_mosaic(const AugmentSettings& settings, image::Size input,
                                                 Rng random);

// Draws a paste: an object of one picture is copied into the input of another, at a random position and size,
// together with the pixels of its bounding box (Ghiasi et al. 2021, arXiv:2012.07177, with boxes instead of
// outlines). `object` is in input pixels of its own picture. The tile of the result is where it is placed.
Variation drawn_paste(const AugmentSettings& settings, image::Size input, const scene::Box& object,
                      Rng random);

// Returns the max factor between the size at which a picture is stored and its size in the input. It is the
// smallest factor above 1 at which resizing twice with the filter equals resizing once.
std::int32_t stored_scale(image::Filter filter);

// Returns the picture in the form stored for augmentation: the part that the preparation uses, resized with
// its filter, with its number of channels.
image::Image stored_for_augmentation(const image::Image& original, const image::Preparation& preparation);

// Returns the network's input. `original` is the size of the picture before it was stored. Areas that the
// moved picture does not cover are filled by repeating its edge (Stretch, Crop) or by the padding value
// (Letterbox), so training never shows padding that prediction would not have.
image::Image varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                    const Variation& variation);
// As `varied`, but paints into an existing input: all of it, or only the variation's tile.
void paint_varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                  const Variation& variation, image::Image& input);

// Min fraction of a box that must stay visible when it extends beyond the input or its tile, or lies
// under a cutout.
inline constexpr double kMinVisible_fraction = 0.3;

// Returns the boxes in input pixels. They are moved with the picture (a rotated box becomes its upright
// bounding box), clipped to the input or the tile, and left out when too little of them is visible.
// `original` is the size of the picture on which the boxes were drawn.
std::vector<scene::LabelledBox> boxes_in_input(std::span<const scene::LabelledBox> boxes,
                                               image::Size original, const image::Preparation& preparation,
                                               const Variation& variation);

}  // namespace tinsmith::loader
