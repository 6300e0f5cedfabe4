// image/marks.h — draws predictions over a picture so that they are readable.
#pragma once

#include <span>
#include <string>

#include "image/draw.h"

namespace tinsmith::image {

struct Mark {
  enum class Shape : std::uint8_t {
    Box,     // a rectangle
    Point,   // a ring around the centre of the rectangle; its size is ignored
    Nothing  // text about the whole picture
  };
  Rectangle area;  // in pixels of the picture; for Nothing: the whole picture
  std::string text;
  std::size_t class_index = 0;  // chooses the colour
  Shape shape = Shape::Box;
};

// Returns one colour per class, starting over when all are used. Colour-blind people can distinguish the
// colours (Okabe and Ito).
Colour mark_colour(std::size_t class_index);

// Returns the WCAG 2 contrast ratio of two opaque colours, 1 … 21. Small text is readable from 4.5 on.
double contrast_of(Colour one, Colour other);

// Returns black or white, whichever has more contrast.
Colour text_colour_on(Colour background);

// Returns the factor by which a picture is enlarged before drawing, so that texts fit beside its objects.
std::int32_t drawing_factor(Size picture);

// Returns the font size for a drawn picture of that size.
double letter_size_px(Size drawn);

// Returns the picture in RGB, enlarged by drawing_factor, with the marks and their texts. The texts are drawn
// on patches in the marks' colours, at positions chosen by label_places.h in the order of `marks`. On a
// machine without fonts the texts are omitted.
Image with_marks(const Image& picture, std::span<const Mark> marks);

}  // namespace tinsmith::image
