// loader/augment.h — training pictures varied on the fly: same keys, same picture, on any thread.
//
// All moves of a picture are one affine transform from the stored picture straight into the network's input,
// sampled with the filter of the preparation and as softly, so that what is learned from looks as what is
// predicted on: without any move the pixels are those of image::prepared, at most one step apart.
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

// How far a picture may be varied. The defaults are weak: networks of a few hundred kilobytes lose by strong
// ones (YOLOX-Nano, NanoDet and NetAug all found so). Each amount is drawn evenly from its range.
struct AugmentSettings {
  bool enable = true;
  double flip_horizontal = 0.5;  // probability
  double flip_vertical = 0;      // probability
  double smallest_scale = 0.85;  // of the picture inside the input; 0.25 … 4
  double largest_scale = 1.2;
  double translate = 0.08;    // each way, as a part of the input's sides; 0 … 1
  double rotate_degrees = 8;  // each way; 0 … 180
  double brightness = 0.2;    // factor 1 − this … 1 + this; 0 … 1, as the next two
  double contrast = 0.2;      // around middle grey
  double saturation = 0.2;
  double hue_degrees = 6;        // each way around the colour circle; 0 … 180
  double cutout = 0.2;           // probability of a grey rectangle …
  double largest_cutout = 0.25;  // … of at most this part of each side; 0 … 1
  friend bool operator==(const AugmentSettings&, const AugmentSettings&) = default;
};

// {"enable": true, "flip_horizontal": 0.5, …}; keys that are absent keep their defaults. InvalidInput names
// the key that is unknown, or the value that is none.
nlohmann::json to_json(const AugmentSettings& settings);
Result<AugmentSettings> augmentation_from_json(const nlohmann::json& json);

// InvalidInput names the setting that is out of its range.
Result<Done> check(const AugmentSettings& settings);

// x' = xx · x + xy · y + x0, y' = yx · x + yy · y + y0.
struct Affine {
  double xx = 1, xy = 0, x0 = 0;
  double yx = 0, yy = 1, y0 = 0;
  scene::Point operator()(double x, double y) const { return {xx * x + xy * y + x0, yx * x + yy * y + y0}; }
  Affine inverse() const;
};

// channel' = Σ matrix[channel][·] · channels + offset, for red, green, blue in 0 … 255. Of a grey picture
// every channel counts as the same.
struct ColourChange {
  std::array<std::array<double, 3>, 3> matrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  double offset = 0;
};

// What was drawn for one picture; by default nothing is changed.
struct Variation {
  Affine move;  // from input pixels to input pixels
  ColourChange colour;
  std::optional<image::Rectangle> cutout;  // input pixels
  std::optional<image::Rectangle> tile;    // the only part of the input that it fills, whole pixels
};

Variation drawn_variation(const AugmentSettings& settings, image::Size input, Rng random);

// Four pictures beside each other in one input (Bochkovskiy et al. 2020, arXiv:2004.10934): more objects,
// more often small. The point where the tiles meet is drawn from the middle half of the input; each picture
// is as large as its tile at least, so that no tile has an edge inside.
inline constexpr std::size_t kMosaicTiles = 4;
std::array<Variation, kMosaicTiles> drawn_mosaic(const AugmentSettings& settings, image::Size input,
                                                 Rng random);

// An object of one picture put down anywhere in the input of another, with the pixels right around it, as
// large as drawn (Ghiasi et al. 2021, arXiv:2012.07177, with boxes for outlines). `object` is in input pixels
// of its own picture; the tile is where it lands.
Variation drawn_paste(const AugmentSettings& settings, image::Size input, const scene::Box& object,
                      Rng random);

// How many times the size it has in the input a picture is kept at, at most: the smallest factor above 1 at
// which resizing twice by the filter equals resizing once.
std::int32_t stored_scale(image::Filter filter);

// The picture as it is kept for augmentation: the part the preparation uses, with its filter and channels.
image::Image stored_for_augmentation(const image::Image& original, const image::Preparation& preparation);

// The network's input. `original` is the size the picture had before it was stored. Where a picture was moved
// away its edge goes on (Stretch, Crop) or the padding does (Letterbox): the network never sees padding it
// would not see later.
image::Image varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                    const Variation& variation);
// The same into an input of that size: all of it, or the variation's tile.
void paint_varied(const image::Image& stored, image::Size original, const image::Preparation& preparation,
                  const Variation& variation, image::Image& input);

// Of a box that sticks out of the input or its tile, or lies under a cutout, at least this part has to be
// left.
inline constexpr double kLeastVisible_part = 0.3;

// The boxes in input pixels: moved with the picture (a turned box becomes the upright one around it),
// clipped to the input or the tile, and left out when too little of them is visible. `original` is the size
// of the picture the boxes were drawn on.
std::vector<scene::LabelledBox> boxes_in_input(std::span<const scene::LabelledBox> boxes,
                                               image::Size original, const image::Preparation& preparation,
                                               const Variation& variation);

}  // namespace tinsmith::loader
