// image/draw.h — draws antialiased, blended shapes, for demo data sets and for pictures of predictions.
//
// Coordinates are in pixels, with (0, 0) at the top-left corner of the picture. The pixel in column 0 covers
// 0…1, so a rectangle with integer corners has crisp edges. Shapes are clipped to the picture. On a grey
// picture, a colour is converted to its brightness.
#pragma once

#include <span>

#include "image/image.h"

namespace tinsmith::image {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  std::uint8_t alpha = 255;  // 0: fully transparent, 255: fully opaque
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
  double turned_degrees = 0;  // clockwise, because y points down
};

void fill(Image& image, Colour colour);  // fills every pixel; alpha is blended
// Precondition: (x, y) is inside the picture.
void fill_pixel(Image& image, std::int32_t x, std::int32_t y, Colour colour);
void fill_rectangle(Image& image, const Rectangle& rectangle, Colour colour);
void fill_ellipse(Image& image, const Ellipse& ellipse, Colour colour);
// Applies the even-odd rule where the outline crosses itself.
void fill_polygon(Image& image, std::span<const Point> corners, Colour colour);

// The pen is centred on the edge of the shape. Lines have flat ends, exactly at their end points.
void outline_rectangle(Image& image, const Rectangle& rectangle, double thickness_px, Colour colour);
void outline_ellipse(Image& image, const Ellipse& ellipse, double thickness_px, Colour colour);
void draw_line(Image& image, Point from, Point to, double thickness_px, Colour colour);

// Copies `patch` with its top-left corner at (left, top). Precondition: both have the same
// number of channels.
void paste(Image& image, const Image& patch, std::int32_t left, std::int32_t top);

}  // namespace tinsmith::image
