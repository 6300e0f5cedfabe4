#include "image/text.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangoft2.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace tinsmith::image {
namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

// One instance per process, because finding fonts takes longer than drawing a word. Pango's objects may be
// used by one thread at a time only.
struct Fonts {
  std::mutex in_use;
  Object<PangoFontMap> map{pango_ft2_font_map_new()};
  Fonts() {
    constexpr double kDotsPerInch = 72;  // so that a point is a pixel
    pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(map.get()), kDotsPerInch, kDotsPerInch);
  }
};
Fonts& fonts() {
  static Fonts all;
  return all;
}

bool finds_any_font() {
  const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> any(FcPatternCreate(), &FcPatternDestroy);
  const std::unique_ptr<FcObjectSet, decltype(&FcObjectSetDestroy)> asked(
      FcObjectSetBuild(FC_FAMILY, static_cast<char*>(nullptr)), &FcObjectSetDestroy);
  const std::unique_ptr<FcFontSet, decltype(&FcFontSetDestroy)> fonts(
      FcFontList(nullptr, any.get(), asked.get()), &FcFontSetDestroy);
  return fonts != nullptr && fonts->nfont > 0;
}

}  // namespace

bool has_fonts() {
  static const bool is_any = finds_any_font();  // listing all fonts takes longer than drawing a word
  return is_any;
}

Text rendered_text(std::string_view text, double size_px, std::int32_t max_width_px) {
  if (text.empty() || !has_fonts()) return {};  // without a font, Pango terminates the process
  const std::lock_guard guard(fonts().in_use);
  const Object<PangoContext> context(pango_font_map_create_context(fonts().map.get()));
  const Object<PangoLayout> layout(pango_layout_new(context.get()));
  const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(
      pango_font_description_from_string("Sans Bold"), &pango_font_description_free);
  pango_font_description_set_absolute_size(font.get(), size_px * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_width(layout.get(), std::max(1, max_width_px) * PANGO_SCALE);
  const std::unique_ptr<char, decltype(&g_free)> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), &g_free);
  pango_layout_set_text(layout.get(), valid.get(), -1);

  PangoRectangle around;
  pango_layout_get_pixel_extents(layout.get(), nullptr, &around);
  Text rendered;
  rendered.unknown_characters = pango_layout_get_unknown_glyphs_count(layout.get());
  rendered.size = {std::max(1, around.width), std::max(1, around.height)};
  rendered.coverage.resize(static_cast<std::size_t>(rendered.size.width) *
                           static_cast<std::size_t>(rendered.size.height));
  FT_Bitmap bitmap{};
  bitmap.rows = static_cast<unsigned>(rendered.size.height);
  bitmap.width = static_cast<unsigned>(rendered.size.width);
  bitmap.pitch = rendered.size.width;
  bitmap.buffer = rendered.coverage.data();
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  pango_ft2_render_layout(&bitmap, layout.get(), -around.x, -around.y);
  return rendered;
}

bool is_legible(std::string_view text) {
  constexpr double kAnySize_px = 16;
  constexpr std::int32_t kWhole_px = 1 << 20;  // wide enough, as shortened text hides characters
  return has_fonts() && rendered_text(text, kAnySize_px, kWhole_px).unknown_characters == 0;
}

void draw_text(Image& image, const Text& text, std::int32_t left, std::int32_t top, Colour colour) {
  for (std::int32_t y = std::max(0, -top); y < std::min(text.size.height, image.size.height - top); ++y)
    for (std::int32_t x = std::max(0, -left); x < std::min(text.size.width, image.size.width - left); ++x) {
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(text.size.width) +
                      static_cast<std::size_t>(x);
      Colour covering = colour;
      covering.alpha = static_cast<std::uint8_t>(int{text.coverage[at]} * colour.alpha / 255);
      if (covering.alpha > 0) fill_pixel(image, left + x, top + y, covering);
    }
}

}  // namespace tinsmith::image
