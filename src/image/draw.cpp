#include "image/draw.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "image/resize.h"

namespace tinsmith::image {
namespace {

using Contour = std::vector<Point>;

// Number of sample lines per pixel row. Along a line, coverage is exact to 1/256 of a pixel.
constexpr int kLines = 16;
constexpr int kFullCoverage = 256 * kLines;

void blend(std::uint8_t* pixel, std::int32_t channels, Colour colour, int coverage) {
  const int max_cover = 255 * kFullCoverage, cover = colour.alpha * coverage;
  const auto mix = [&](std::uint8_t& value, std::uint8_t paint) {
    value = static_cast<std::uint8_t>(
        (std::int64_t{value} * (max_cover - cover) + std::int64_t{paint} * cover + max_cover / 2) /
        max_cover);
  };
  if (channels == 1) {
    mix(*pixel, grey_of(colour.red, colour.green, colour.blue));
    return;
  }
  mix(pixel[0], colour.red);
  mix(pixel[1], colour.green);
  mix(pixel[2], colour.blue);
}

// Finds the crossings of the line at height `y` with the edges of the contours: from left to right, in 1/256
// pixels, limited to the picture.
void find_crossings(std::span<const Contour> contours, double y, double width, std::vector<int>& crossings) {
  crossings.clear();
  for (const Contour& contour : contours) {
    for (std::size_t i = 0; i < contour.size(); ++i) {
      const Point a = contour[i], b = contour[(i + 1) % contour.size()];
      if ((a.y <= y) == (b.y <= y)) continue;
      const double x = a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y);
      crossings.push_back(static_cast<int>(std::lround(std::clamp(x, 0.0, width) * 256)));
    }
  }
  std::sort(crossings.begin(), crossings.end());
}

void cover(std::vector<int>& coverage, int from, int to) {
  if (from >= to) return;
  const int first = from / 256, last = (to - 1) / 256;
  for (int x = first; x <= last; ++x)
    coverage[static_cast<std::size_t>(x)] += std::min(to, (x + 1) * 256) - std::max(from, x * 256);
}

// Fills the inside of closed contours by the even-odd rule. All shapes below are drawn with it.
void fill_contours(Image& image, std::span<const Contour> contours, Colour colour) {
  double top = image.size.height, bottom = 0;
  for (const Contour& contour : contours) {
    for (const Point& point : contour) {
      if (!std::isfinite(point.x) || !std::isfinite(point.y)) return;
      top = std::min(top, point.y);
      bottom = std::max(bottom, point.y);
    }
  }
  const auto first = static_cast<std::int32_t>(std::clamp(std::floor(top), 0.0, double(image.size.height)));
  const auto end = static_cast<std::int32_t>(std::clamp(std::ceil(bottom), 0.0, double(image.size.height)));
  std::vector<int> coverage(static_cast<std::size_t>(image.size.width)), crossings;
  for (std::int32_t y = first; y < end; ++y) {
    std::fill(coverage.begin(), coverage.end(), 0);
    for (int line = 0; line < kLines; ++line) {
      find_crossings(contours, y + (line + 0.5) / kLines, image.size.width, crossings);
      for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
        cover(coverage, crossings[i], crossings[i + 1]);
    }
    std::uint8_t* pixel = image.row(y);
    for (const int covered : coverage) {
      if (covered > 0) blend(pixel, image.channels, colour, covered);
      pixel += image.channels;
    }
  }
}

Contour contour_of(const Rectangle& r) {
  return {{r.x, r.y}, {r.x + r.width, r.y}, {r.x + r.width, r.y + r.height}, {r.x, r.y + r.height}};
}

Rectangle grown(const Rectangle& r, double by) {
  return {r.x - by, r.y - by, std::max(0.0, r.width + 2 * by), std::max(0.0, r.height + 2 * by)};
}

// Approximates the ellipse by enough corners that no chord is further than about 1/20 of a pixel
// from the curve.
Contour contour_of(const Ellipse& ellipse) {
  const double largest = std::max({ellipse.radius_x, ellipse.radius_y, 1.0});
  const int corners = static_cast<int>(std::clamp(std::ceil(10 * std::sqrt(largest)), 16.0, 4096.0));
  const double turn = ellipse.turned_degrees * std::numbers::pi / 180;
  Contour contour;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    const double x = ellipse.radius_x * std::cos(angle), y = ellipse.radius_y * std::sin(angle);
    contour.push_back({ellipse.centre.x + x * std::cos(turn) - y * std::sin(turn),
                       ellipse.centre.y + x * std::sin(turn) + y * std::cos(turn)});
  }
  return contour;
}

Ellipse grown(Ellipse ellipse, double by) {
  ellipse.radius_x = std::max(0.0, ellipse.radius_x + by);
  ellipse.radius_y = std::max(0.0, ellipse.radius_y + by);
  return ellipse;
}

// Fills the area between the shape grown by half the pen's thickness and the shape shrunk by it.
template <class Shape>
void outline(Image& image, const Shape& shape, double thickness_px, Colour colour) {
  const Contour ring[] = {contour_of(grown(shape, thickness_px / 2)),
                          contour_of(grown(shape, -thickness_px / 2))};
  fill_contours(image, ring, colour);
}

}  // namespace

void fill(Image& image, Colour colour) {
  for (std::size_t at = 0; at < image.pixels.size(); at += static_cast<std::size_t>(image.channels))
    blend(&image.pixels[at], image.channels, colour, kFullCoverage);
}

void fill_pixel(Image& image, std::int32_t x, std::int32_t y, Colour colour) {
  blend(image.row(y) + std::ptrdiff_t{x} * image.channels, image.channels, colour, kFullCoverage);
}

void fill_rectangle(Image& image, const Rectangle& rectangle, Colour colour) {
  const Contour contours[] = {contour_of(rectangle)};
  fill_contours(image, contours, colour);
}

void fill_ellipse(Image& image, const Ellipse& ellipse, Colour colour) {
  const Contour contours[] = {contour_of(ellipse)};
  fill_contours(image, contours, colour);
}

void fill_polygon(Image& image, std::span<const Point> corners, Colour colour) {
  const Contour contours[] = {Contour(corners.begin(), corners.end())};
  fill_contours(image, contours, colour);
}

void outline_rectangle(Image& image, const Rectangle& rectangle, double thickness_px, Colour colour) {
  outline(image, rectangle, thickness_px, colour);
}

void outline_ellipse(Image& image, const Ellipse& ellipse, double thickness_px, Colour colour) {
  outline(image, ellipse, thickness_px, colour);
}

void draw_line(Image& image, Point from, Point to, double thickness_px, Colour colour) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = std::hypot(dx, dy);
  if (length == 0) return;
  const double aside_x = -dy / length * thickness_px / 2, aside_y = dx / length * thickness_px / 2;
  const Contour contours[] = {{{from.x + aside_x, from.y + aside_y},
                               {to.x + aside_x, to.y + aside_y},
                               {to.x - aside_x, to.y - aside_y},
                               {from.x - aside_x, from.y - aside_y}}};
  fill_contours(image, contours, colour);
}

void paste(Image& image, const Image& patch, std::int32_t left, std::int32_t top) {
  CHECK(image.channels == patch.channels, "{} channels onto {}", patch.channels, image.channels);
  const std::int32_t first_x = std::max(0, -left),
                     end_x = std::min(patch.size.width, image.size.width - left);
  const std::int32_t first_y = std::max(0, -top),
                     end_y = std::min(patch.size.height, image.size.height - top);
  if (first_x >= end_x) return;
  for (std::int32_t y = first_y; y < end_y; ++y)
    std::copy_n(patch.row(y) + std::ptrdiff_t{first_x} * patch.channels,
                std::ptrdiff_t{end_x - first_x} * patch.channels,
                image.row(top + y) + std::ptrdiff_t{left + first_x} * image.channels);
}

}  // namespace tinsmith::image
