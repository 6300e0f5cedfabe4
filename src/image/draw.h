// image/draw.h — shapes onto pixels, antialiased and blended: for demo data sets and drawn predictions.
//
// Coordinates are pixels with the picture's top-left corner at (0, 0): the pixel in column 0 covers 0…1, so a
// rectangle with whole-number corners has crisp edges. What lies outside the picture is cut away. On a grey
// picture a colour counts by its brightness.
#pragma once

#include <span>

#include "image/image.h"

namespace tinsmith::image {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  std::uint8_t alpha = 255;  // 0 leaves the picture as it is, 255 covers it
};

struct Point {
  double x = 0, y = 0;
};

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
};

struct Ellipse {
  Point centre;
  double radius_x = 0, radius_y = 0;
  double turned_degrees = 0;  // clockwise, as y grows downwards
};

void fill(Image& image, Colour colour);  // every pixel; alpha blends here too
void fill_pixel(Image& image, std::int32_t x, std::int32_t y, Colour colour);  // inside the picture
void fill_rectangle(Image& image, const Rectangle& rectangle, Colour colour);
void fill_ellipse(Image& image, const Ellipse& ellipse, Colour colour);
void fill_polygon(Image& image, std::span<const Point> corners,
                  Colour colour);  // even-odd where it crosses itself

// The pen is centred on the shape's edge. Lines end flat, at their end points.
void outline_rectangle(Image& image, const Rectangle& rectangle, double thickness_px, Colour colour);
void outline_ellipse(Image& image, const Ellipse& ellipse, double thickness_px, Colour colour);
void draw_line(Image& image, Point from, Point to, double thickness_px, Colour colour);

// Copies `patch` with its top-left corner at (left, top). Both have the same number of channels.
void paste(Image& image, const Image& patch, std::int32_t left, std::int32_t top);

}  // namespace tinsmith::image
