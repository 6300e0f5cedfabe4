// image/marks.h — what a model found, drawn over the picture so that it can be read.
#pragma once

#include <span>
#include <string>

#include "image/draw.h"

namespace tinsmith::image {

struct Mark {
  enum class Shape : std::uint8_t {
    Box,     // a rectangle
    Point,   // a ring around the middle of the rectangle, which counts alone
    Nothing  // words about the whole picture
  };
  Rectangle area;  // in pixels of the picture; of Nothing: all of it
  std::string text;
  std::size_t class_index = 0;  // chooses the colour
  Shape shape = Shape::Box;
};

// One a class, in their order, then again: apart for the colour-blind (Okabe, Ito).
Colour mark_colour(std::size_t class_index);

// WCAG 2's contrast ratio of two colours that cover, 1 … 21; from 4.5 on small text can be read.
double contrast_of(Colour one, Colour other);

// Black or white, whichever stands out more.
Colour text_colour_on(Colour background);

// How many times a picture is enlarged before it is drawn on, so that words fit beside its objects.
std::int32_t drawing_factor(Size picture);

// The size of letters on a drawn picture of that size.
double letter_size_px(Size drawn);

// The picture in RGB, enlarged by drawing_factor, with the marks and their texts on patches of the marks'
// colours (label_places.h). The first marks choose their places first. On a machine without fonts there are
// no texts.
Image with_marks(const Image& picture, std::span<const Mark> marks);

}  // namespace tinsmith::image
