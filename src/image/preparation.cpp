#include "image/preparation.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace tinsmith::image {
namespace {

template <class Value>
struct Named {
  Value value;
  std::string_view name;
};
constexpr std::array<Named<Fit>, 3> kFits{
    {{Fit::Stretch, "stretch"}, {Fit::Letterbox, "letterbox"}, {Fit::Crop, "crop"}}};
constexpr std::array<Named<Filter>, 3> kFilters{
    {{Filter::Nearest, "nearest"}, {Filter::Bilinear, "bilinear"}, {Filter::Area, "area"}}};

constexpr std::array<Named<PixelFormat>, 2> kPixelFormats{
    {{PixelFormat::Rgb888, "rgb888"}, {PixelFormat::Rgb565, "rgb565"}}};

// Keeps the upper `bits` of an 8-bit value and rescales them to 0 … 255, rounded to the nearest.
constexpr std::uint8_t spread(std::uint8_t value, int bits) {
  const int most = (1 << bits) - 1;
  return static_cast<std::uint8_t>(((value >> (8 - bits)) * 255 * 2 + most) / (2 * most));
}

constexpr std::int64_t kMaxInput_px = 65535;

std::int32_t rounded_quotient(std::int64_t numerator, std::int64_t denominator) {
  return static_cast<std::int32_t>(
      std::max<std::int64_t>(1, (2 * numerator + denominator) / (2 * denominator)));
}

Window centred(Size part, Size whole) {
  return {(whole.width - part.width) / 2, (whole.height - part.height) / 2, part};
}

// Returns the largest size with the aspect ratio of `shape` that fits into `frame`.
Size largest_inside(Size shape, Size frame) {
  const std::int64_t width = shape.width, height = shape.height;
  if (width * frame.height >= height * frame.width)
    return {frame.width, std::min(frame.height, rounded_quotient(height * frame.width, width))};
  return {std::min(frame.width, rounded_quotient(width * frame.height, height)), frame.height};
}

Result<std::int64_t> integer_at(const nlohmann::json& json, const char* key, std::int64_t low,
                                std::int64_t high) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer())
    return fail(Fault::InvalidInput, "the preparation has no whole number \"{}\"", key);
  const auto value = found->get<std::int64_t>();
  if (value < low || value > high)
    return fail(Fault::InvalidInput, "the preparation's \"{}\" is {}; {} to {} is expected", key, value, low,
                high);
  return value;
}

template <class Value, std::size_t count>
Result<Value> name_at(const nlohmann::json& json, const char* key,
                      const std::array<Named<Value>, count>& names) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string())
    return fail(Fault::InvalidInput, "the preparation has no text \"{}\"", key);
  std::string known;
  for (const auto& [value, name] : names) {
    if (found->template get_ref<const std::string&>() == name) return value;
    known.append(known.empty() ? "" : ", ").append(name);
  }
  return fail(Fault::InvalidInput, "the preparation's \"{}\" is \"{}\"; one of {} is expected", key,
              found->template get_ref<const std::string&>(), known);
}

template <class Value, std::size_t count>
std::string name_in(const std::array<Named<Value>, count>& names, Value value) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& row) { return row.value == value; });
  CHECK(found != names.end(), "no name is listed for value {}", static_cast<int>(value));
  return std::string(found->name);
}

}  // namespace

Placement placement_of(const Preparation& preparation, Size original) {
  CHECK(original.width > 0 && original.height > 0, "a picture of {} × {} pixels", original.width,
        original.height);
  const Window all_of_original{0, 0, original}, all_of_input{0, 0, preparation.size};
  switch (preparation.fit) {
    case Fit::Stretch:
      return {all_of_original, all_of_input};
    case Fit::Letterbox:
      return {all_of_original, centred(largest_inside(original, preparation.size), preparation.size)};
    case Fit::Crop:
      return {centred(largest_inside(preparation.size, original), original), all_of_input};
  }
  CHECK(false, "fit {} is not listed", static_cast<int>(preparation.fit));
}

Mapping mapping_of(const Preparation& preparation, Size original) {
  const auto [from, to] = placement_of(preparation, original);
  Mapping mapping;
  mapping.scale_x = static_cast<double>(to.size.width) / from.size.width;
  mapping.scale_y = static_cast<double>(to.size.height) / from.size.height;
  mapping.offset_x = to.left - from.left * mapping.scale_x;
  mapping.offset_y = to.top - from.top * mapping.scale_y;
  return mapping;
}

void reduce_to(PixelFormat format, Image& image) {
  if (format == PixelFormat::Rgb888) return;
  constexpr int kBits[] = {5, 6, 5};
  if (image.channels == 1) {
    for (std::uint8_t& value : image.pixels)
      value = grey_of(spread(value, kBits[0]), spread(value, kBits[1]), spread(value, kBits[2]));
    return;
  }
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = spread(image.pixels[i], kBits[i % 3]);
}

Image prepared(const Image& original, const Preparation& preparation) {
  const auto [from, to] = placement_of(preparation, original.size);
  Image part = resized(original, from, to.size, preparation.filter);
  if (preparation.pixel_format != PixelFormat::Rgb888) part = rgb_of(std::move(part));  // cameras deliver RGB
  reduce_to(preparation.pixel_format, part);
  part = preparation.channels == 1 ? grey_of(part) : rgb_of(std::move(part));
  if (to.size == preparation.size) return part;
  Image input(preparation.size, preparation.channels);
  std::fill(input.pixels.begin(), input.pixels.end(), preparation.padding_value);
  for (std::int32_t y = 0; y < to.size.height; ++y)
    std::copy_n(part.row(y), std::ptrdiff_t{to.size.width} * part.channels,
                input.row(to.top + y) + std::ptrdiff_t{to.left} * input.channels);
  return input;
}

nlohmann::json to_json(const Preparation& preparation) {
  nlohmann::json json{{"width", preparation.size.width},
                      {"height", preparation.size.height},
                      {"channels", preparation.channels},
                      {"fit", name_in(kFits, preparation.fit)},
                      {"filter", name_in(kFilters, preparation.filter)},
                      {"padding_value", preparation.padding_value}};
  if (preparation.pixel_format != PixelFormat::Rgb888)
    json["pixel_format"] = name_in(kPixelFormats, preparation.pixel_format);
  return json;
}

Result<Preparation> preparation_from_json(const nlohmann::json& json) {
  if (!json.is_object()) return fail(Fault::InvalidInput, "the preparation is not a JSON object");
  Preparation preparation;
  TRY(const auto width, integer_at(json, "width", 1, kMaxInput_px));
  TRY(const auto height, integer_at(json, "height", 1, kMaxInput_px));
  TRY(const auto channels, integer_at(json, "channels", 1, 3));
  TRY(const auto padding, integer_at(json, "padding_value", 0, 255));
  TRY(preparation.fit, name_at(json, "fit", kFits));
  TRY(preparation.filter, name_at(json, "filter", kFilters));
  if (json.contains("pixel_format")) {
    TRY(preparation.pixel_format, name_at(json, "pixel_format", kPixelFormats));
  }
  if (channels == 2)
    return fail(Fault::InvalidInput, "the preparation's \"channels\" is 2; 1 or 3 is expected");
  preparation.size = {static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
  preparation.channels = static_cast<std::int32_t>(channels);
  preparation.padding_value = static_cast<std::uint8_t>(padding);
  return preparation;
}

}  // namespace tinsmith::image
