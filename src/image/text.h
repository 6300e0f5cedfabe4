// image/text.h — words on pixels, in any script, with the fonts of this machine (Pango and fontconfig).
#pragma once

#include <string_view>

#include "image/draw.h"
#include "image/image.h"

namespace tinsmith::image {

// One line of text as coverage: 0 where nothing is, 255 inside of a stroke.
struct Text {
  Size size;  // with the space that the font leaves around the line
  std::vector<std::uint8_t> coverage;
  std::int32_t unknown_characters = 0;  // that no font has; boxes with their numbers stand there
};

// Whether this machine has any font; without one nothing can be rendered.
bool has_fonts();

// Whether the fonts of this machine have all characters of the text.
bool is_legible(std::string_view text);

// `text` in bold letters of that size (the em), shortened in its middle with "…" to `most_width_px`; line
// ends are shown, not followed, and bytes that are not UTF-8 become U+FFFD. Same text, same fonts, same
// pixels. Empty where the machine has no font.
Text rendered_text(std::string_view text, double size_px, std::int32_t most_width_px);

// Blends the colour where the text covers, with its top-left corner at (left, top).
void draw_text(Image& image, const Text& text, std::int32_t left, std::int32_t top, Colour colour);

}  // namespace tinsmith::image
