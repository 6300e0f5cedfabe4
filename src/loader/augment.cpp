#include "loader/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/json.h"

namespace tinsmith::loader {
namespace {

struct Range {
  std::string_view name;
  double AugmentSettings::*setting;
  double low, high;
};
constexpr std::array<Range, 12> kRanges{{
    {"flip_horizontal", &AugmentSettings::flip_horizontal, 0, 1},
    {"flip_vertical", &AugmentSettings::flip_vertical, 0, 1},
    {"smallest_scale", &AugmentSettings::smallest_scale, 0.25, 4},
    {"largest_scale", &AugmentSettings::largest_scale, 0.25, 4},
    {"translate", &AugmentSettings::translate, 0, 1},
    {"rotate_degrees", &AugmentSettings::rotate_degrees, 0, 180},
    {"brightness", &AugmentSettings::brightness, 0, 1},
    {"contrast", &AugmentSettings::contrast, 0, 1},
    {"saturation", &AugmentSettings::saturation, 0, 1},
    {"hue_degrees", &AugmentSettings::hue_degrees, 0, 180},
    {"cutout", &AugmentSettings::cutout, 0, 1},
    {"largest_cutout", &AugmentSettings::largest_cutout, 0, 1},
}};

constexpr double kMiddleGrey = 127.5;

// A transform about the centre of the input: mirror, rotate, scale, then shift.
Affine drawn_move(const AugmentSettings& settings, image::Size input, Rng& random) {
  const double flip_x = random.chance(settings.flip_horizontal) ? -1 : 1;
  const double flip_y = random.chance(settings.flip_vertical) ? -1 : 1;
  const double scale = random.uniform(settings.smallest_scale, settings.largest_scale);
  const double angle =
      random.uniform(-settings.rotate_degrees, settings.rotate_degrees) * std::numbers::pi / 180;
  const double shift_x = random.uniform(-settings.translate, settings.translate) * input.width;
  const double shift_y = random.uniform(-settings.translate, settings.translate) * input.height;
  const double middle_x = input.width / 2.0, middle_y = input.height / 2.0;
  Affine move;
  move.xx = scale * std::cos(angle) * flip_x;
  move.xy = -scale * std::sin(angle) * flip_y;
  move.yx = scale * std::sin(angle) * flip_x;
  move.yy = scale * std::cos(angle) * flip_y;
  move.x0 = middle_x + shift_x - move.xx * middle_x - move.xy * middle_y;
  move.y0 = middle_y + shift_y - move.yx * middle_x - move.yy * middle_y;
  return move;
}

using Matrix = std::array<std::array<double, 3>, 3>;

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t i = 0; i < 3; ++i) result[row][column] += a[row][i] * b[i][column];
    }
  }
  return result;
}

// Interpolates between the picture's grey values (factor 0) and its colours (1), and extrapolates above 1.
Matrix saturation_of(double factor) {
  constexpr std::array<double, 3> kGrey{0.299, 0.587, 0.114};
  Matrix matrix{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column)
      matrix[row][column] = (1 - factor) * kGrey[column] + (row == column ? factor : 0);
  }
  return matrix;
}

// Rotates red, green and blue about the grey axis, by Rodrigues' formula.
Matrix hue_turn_of(double angle) {
  const double same = std::cos(angle) + (1 - std::cos(angle)) / 3;
  const double next = (1 - std::cos(angle)) / 3 - std::sin(angle) / std::numbers::sqrt3;
  const double previous = (1 - std::cos(angle)) / 3 + std::sin(angle) / std::numbers::sqrt3;
  return {{{same, next, previous}, {previous, same, next}, {next, previous, same}}};
}

ColourChange drawn_colour(const AugmentSettings& settings, Rng& random) {
  const double brightness = 1 + random.uniform(-settings.brightness, settings.brightness);
  const double contrast = 1 + random.uniform(-settings.contrast, settings.contrast);
  const double saturation = 1 + random.uniform(-settings.saturation, settings.saturation);
  const double hue = random.uniform(-settings.hue_degrees, settings.hue_degrees) * std::numbers::pi / 180;
  ColourChange colour;
  colour.matrix = product(hue_turn_of(hue), saturation_of(saturation));
  for (auto& row : colour.matrix) {
    for (double& factor : row) factor *= brightness * contrast;
  }
  colour.offset = kMiddleGrey * (1 - contrast) * brightness;
  return colour;
}

std::optional<image::Rectangle> drawn_cutout(const AugmentSettings& settings, image::Size input,
                                             Rng& random) {
  const bool is_cut = random.chance(settings.cutout);
  const auto side_of = [&](std::int32_t side) {
    return std::max(1.0, std::round(random.uniform(0, settings.largest_cutout) * side));
  };
  const double width = side_of(input.width), height = side_of(input.height);
  const double x = std::floor(random.uniform(0, input.width - width + 1));
  const double y = std::floor(random.uniform(0, input.height - height + 1));
  if (!is_cut) return std::nullopt;
  return image::Rectangle{x, y, width, height};
}

double overlap_of(const scene::Box& box, const image::Rectangle& rectangle) {
  const double width = std::min(box.right(), rectangle.x + rectangle.width) - std::max(box.x, rectangle.x);
  const double height = std::min(box.bottom(), rectangle.y + rectangle.height) - std::max(box.y, rectangle.y);
  return width > 0 && height > 0 ? width * height : 0;
}

// Returns the part of a box that is inside `tile`.
scene::Box clipped_to(const scene::Box& box, const image::Rectangle& tile) {
  const double left = std::clamp(box.x, tile.x, tile.x + tile.width);
  const double top = std::clamp(box.y, tile.y, tile.y + tile.height);
  const double right = std::clamp(box.right(), tile.x, tile.x + tile.width);
  const double bottom = std::clamp(box.bottom(), tile.y, tile.y + tile.height);
  return {left, top, std::max(0.0, right - left), std::max(0.0, bottom - top)};
}

// Max scale of a mosaic tile's picture relative to the input, unless the tile needs more to be covered.
constexpr double kMaxTileScale = 1.0;
// The tiles meet in the middle half of the input.
constexpr double kMinMeeting_fraction = 0.25, kMaxMeeting_fraction = 0.75;

// Draws a transform by which the picture covers the tile: randomly mirrored, scaled and positioned.
Affine drawn_tile_move(const AugmentSettings& settings, image::Size input, const image::Rectangle& tile,
                       Rng& random) {
  const bool is_mirrored = random.chance(settings.flip_horizontal);
  const bool is_upside_down = random.chance(settings.flip_vertical);
  const double min_scale = std::max(tile.width / input.width, tile.height / input.height);
  const double scale = random.uniform(min_scale, std::max(min_scale, kMaxTileScale));
  const double slack_x = scale * input.width - tile.width, slack_y = scale * input.height - tile.height;
  const double left = tile.x - random.uniform(0, 1) * slack_x, top = tile.y - random.uniform(0, 1) * slack_y;
  Affine move;
  move.xx = is_mirrored ? -scale : scale;
  move.yy = is_upside_down ? -scale : scale;
  move.x0 = is_mirrored ? left + scale * input.width : left;
  move.y0 = is_upside_down ? top + scale * input.height : top;
  return move;
}

// Min and max scale of a pasted object.
constexpr double kMinPaste = 0.7, kMaxPaste = 1.3;
// Min side of a pasted tile.
constexpr double kMinPaste_px = 2;

scene::Box moved(const scene::Box& box, const Affine& move) {
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  for (const scene::Point corner : {move(box.x, box.y), move(box.right(), box.y), move(box.x, box.bottom()),
                                    move(box.right(), box.bottom())}) {
    left = std::min(left, corner.x), right = std::max(right, corner.x);
    top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
  }
  return {left, top, right - left, bottom - top};
}

}  // namespace

nlohmann::json to_json(const AugmentSettings& settings) {
  nlohmann::json json{{"enable", settings.enable}};
  for (const Range& range : kRanges) json[std::string(range.name)] = settings.*range.setting;
  return json;
}

Result<AugmentSettings> augmentation_from_json(const nlohmann::json& json) {
  AugmentSettings settings;
  if (!json.is_object()) return fail(Fault::InvalidInput, "the augmentation is not a JSON object");
  for (const auto& [name, value] : json.items()) {
    const auto range = std::find_if(kRanges.begin(), kRanges.end(),
                                    [&, &key = name](const Range& row) { return row.name == key; });
    if (value.is_null()) continue;
    if (name == "enable" && value.is_boolean())
      settings.enable = value.get<bool>();
    else if (range != kRanges.end() && value.is_number())
      settings.*range->setting = value.get<double>();
    else
      return fail(Fault::InvalidInput, "the augmentation has no setting '{}' that may be {}", name,
                  value.dump());
  }
  TRY_DONE(check(settings));
  return settings;
}

Result<Done> check(const AugmentSettings& settings) {
  for (const Range& range : kRanges) {
    const double value = settings.*range.setting;
    if (!(value >= range.low && value <= range.high))
      return fail(Fault::InvalidInput, "the augmentation's {} is {}; {} to {} is expected", range.name, value,
                  range.low, range.high);
  }
  if (settings.smallest_scale > settings.largest_scale)
    return fail(Fault::InvalidInput, "the augmentation's smallest_scale {} is above its largest_scale {}",
                settings.smallest_scale, settings.largest_scale);
  return Done{};
}

Affine Affine::inverse() const {
  const double determinant = xx * yy - xy * yx;
  CHECK(determinant != 0, "a transform that flattens a picture has no inverse");
  Affine back;
  back.xx = yy / determinant;
  back.xy = -xy / determinant;
  back.yx = -yx / determinant;
  back.yy = xx / determinant;
  back.x0 = -(back.xx * x0 + back.xy * y0);
  back.y0 = -(back.yx * x0 + back.yy * y0);
  return back;
}

Variation drawn_variation(const AugmentSettings& settings, image::Size input, Rng random) {
  if (!settings.enable) return {};
  Variation variation;
  variation.move = drawn_move(settings, input, random);
  variation.colour = drawn_colour(settings, random);
  variation.cutout = drawn_cutout(settings, input, random);
  return variation;
}

std::array<Variation, kMosaicTiles> drawn_mosaic(const AugmentSettings& settings, image::Size input,
                                                 Rng random) {
  const double x = std::round(random.uniform(kMinMeeting_fraction, kMaxMeeting_fraction) * input.width);
  const double y = std::round(random.uniform(kMinMeeting_fraction, kMaxMeeting_fraction) * input.height);
  const std::array<image::Rectangle, kMosaicTiles> tiles{{{0, 0, x, y},
                                                          {x, 0, input.width - x, y},
                                                          {0, y, x, input.height - y},
                                                          {x, y, input.width - x, input.height - y}}};
  std::array<Variation, kMosaicTiles> variations;
  for (std::size_t i = 0; i < kMosaicTiles; ++i) {
    variations[i].tile = tiles[i];
    variations[i].move = drawn_tile_move(settings, input, tiles[i], random);
    variations[i].colour = drawn_colour(settings, random);
  }
  return variations;
}

Variation drawn_paste(const AugmentSettings& settings, image::Size input, const scene::Box& object,
                      Rng random) {
  const bool is_mirrored = random.chance(settings.flip_horizontal);
  const double scale = random.uniform(kMinPaste, kMaxPaste);
  const auto side_of = [&](double side, std::int32_t max_side) {
    return std::clamp(std::round(side * scale), kMinPaste_px, static_cast<double>(max_side));
  };
  const double width = side_of(object.width, input.width), height = side_of(object.height, input.height);
  const double x = std::floor(random.uniform(0, input.width - width + 1));
  const double y = std::floor(random.uniform(0, input.height - height + 1));
  Variation variation;
  variation.tile = image::Rectangle{x, y, width, height};
  variation.move.xx = (is_mirrored ? -1 : 1) * width / object.width;
  variation.move.yy = height / object.height;
  variation.move.x0 = x - variation.move.xx * (is_mirrored ? object.right() : object.x);
  variation.move.y0 = y - variation.move.yy * object.y;
  variation.colour = drawn_colour(settings, random);
  return variation;
}

std::vector<scene::LabelledBox> boxes_in_input(std::span<const scene::LabelledBox> boxes,
                                               image::Size original, const image::Preparation& preparation,
                                               const Variation& variation) {
  const image::Mapping mapping = image::mapping_of(preparation, original);
  const image::Rectangle everything{0, 0, static_cast<double>(preparation.size.width),
                                    static_cast<double>(preparation.size.height)};
  std::vector<scene::LabelledBox> result;
  for (scene::LabelledBox labelled : boxes) {
    const scene::Box inside = scene::clipped(labelled.box, original.width, original.height);
    const scene::Box mapped{inside.x * mapping.scale_x + mapping.offset_x,
                            inside.y * mapping.scale_y + mapping.offset_y, inside.width * mapping.scale_x,
                            inside.height * mapping.scale_y};
    const scene::Box whole = moved(mapped, variation.move);
    labelled.box = clipped_to(whole, variation.tile.value_or(everything));
    const double hidden = variation.cutout ? overlap_of(labelled.box, *variation.cutout) : 0;
    const double visible = labelled.box.area() - hidden;
    if (visible > 0 && visible >= kMinVisible_fraction * whole.area()) result.push_back(labelled);
  }
  return result;
}

}  // namespace tinsmith::loader
