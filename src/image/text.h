// image/text.h — renders text in any script, with the fonts of this machine (Pango and fontconfig).
#pragma once

#include <string_view>

#include "image/draw.h"
#include "image/image.h"

namespace tinsmith::image {

// One line of text as a coverage mask: 0 outside the strokes, 255 inside.
struct Text {
  Size size;  // including the space that the font adds around the line
  std::vector<std::uint8_t> coverage;
  std::int32_t unknown_characters = 0;  // not in any font; drawn as boxes with the code points
};

// True when this machine has any font. Without one, no text can be rendered.
bool has_fonts();

// True when the fonts of this machine have all characters of the text.
bool is_legible(std::string_view text);

// Renders `text` in bold with an em size of `size_px`, shortened in the middle with "…" to `max_width_px`.
// Line ends are drawn as visible characters, and bytes that are not UTF-8 become U+FFFD. The same text and
// fonts give the same pixels. Returns an empty Text when the machine has no font.
Text rendered_text(std::string_view text, double size_px, std::int32_t max_width_px);

// Blends the colour where the text covers the picture, with the top-left corner of the text at (left, top).
void draw_text(Image& image, const Text& text, std::int32_t left, std::int32_t top, Colour colour);

}  // namespace tinsmith::image
