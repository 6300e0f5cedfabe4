#include "image/marks.h"

#include <algorithm>
#include <cmath>

#include "image/label_places.h"
#include "image/resize.h"
#include "image/text.h"

namespace tinsmith::image {
namespace {

constexpr Colour kColours[] = {{230, 159, 0}, {86, 180, 233}, {0, 158, 115},  {240, 228, 66},
                               {0, 114, 178}, {213, 94, 0},   {204, 121, 167}};
constexpr Colour kBlack{0, 0, 0}, kWhite{255, 255, 255};
// Outline around lines, so that they are visible on a picture of the same colour.
constexpr Colour kShadow{0, 0, 0, 153};

constexpr std::int32_t kMinLongerSide_px = 480;
constexpr double kMinLetters_px = 14, kLettersInLongerSide = 45;

std::int32_t longer_side(Size size) {
  return std::max(size.width, size.height);
}

// Relative luminance of an sRGB colour.
double luminance_of(Colour colour) {
  const auto linear = [](std::uint8_t value) {
    const double fraction = value / 255.0;
    return fraction <= 0.04045 ? fraction / 12.92 : std::pow((fraction + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

void draw_shape(Image& image, const Mark& mark, const Rectangle& area, double thickness) {
  const Colour colour = mark_colour(mark.class_index);
  if (mark.shape == Mark::Shape::Box) {
    outline_rectangle(image, area, 2 * thickness, kShadow);
    outline_rectangle(image, area, thickness, colour);
  }
  if (mark.shape != Mark::Shape::Point) return;
  const Point middle{area.x + area.width / 2, area.y + area.height / 2};
  const double radius = std::max(area.width, area.height) / 2;
  for (const auto& [width, pen] : {std::pair{2 * thickness, kShadow}, std::pair{thickness, colour}}) {
    outline_ellipse(image, {middle, radius, radius}, width, pen);
    fill_ellipse(image, {middle, 1.5 * width, 1.5 * width}, pen);
  }
}

Rectangle enlarged(const Rectangle& area, double factor) {
  return {area.x * factor, area.y * factor, area.width * factor, area.height * factor};
}

}  // namespace

Colour mark_colour(std::size_t class_index) {
  return kColours[class_index % std::size(kColours)];
}

double contrast_of(Colour one, Colour other) {
  constexpr double kGlare = 0.05;
  const auto [dark, bright] = std::minmax({luminance_of(one), luminance_of(other)});
  return (bright + kGlare) / (dark + kGlare);
}

Colour text_colour_on(Colour background) {
  return contrast_of(background, kBlack) >= contrast_of(background, kWhite) ? kBlack : kWhite;
}

std::int32_t drawing_factor(Size picture) {
  const std::int32_t longer = std::max(1, longer_side(picture));
  return (kMinLongerSide_px + longer - 1) / longer;
}

double letter_size_px(Size drawn) {
  return std::max(kMinLetters_px, longer_side(drawn) / kLettersInLongerSide);
}

Image with_marks(const Image& picture, std::span<const Mark> marks) {
  const std::int32_t factor = drawing_factor(picture.size);
  Image drawn =
      rgb_of(factor == 1 ? picture
                         : resized(picture, {picture.size.width * factor, picture.size.height * factor},
                                   Filter::Nearest));
  const double letters = letter_size_px(drawn.size), thickness = std::max(2.0, letters / 7);
  const auto edge = static_cast<std::int32_t>(std::lround(letters / 5));  // left and right of the text
  std::vector<Text> texts;
  std::vector<LabelToPlace> labels;
  for (const Mark& mark : marks) {
    const Rectangle area = enlarged(mark.area, factor);
    draw_shape(drawn, mark, area, thickness);
    texts.push_back(rendered_text(mark.text, letters, drawn.size.width - 2 * edge));
    const bool is_there = texts.back().size.width > 0;
    labels.push_back({area, is_there ? double(texts.back().size.width + 2 * edge) : 0.0,
                      double(texts.back().size.height)});
  }
  const std::vector<Point> places = places_of_labels(labels, drawn.size.width, drawn.size.height);
  // Drawn in reverse order, so that where labels must overlap, the first mark stays readable. Callers pass
  // the detections with the highest scores first.
  for (std::size_t i = marks.size(); i-- > 0;) {
    const double left = std::floor(places[i].x), top = std::floor(places[i].y);
    const Colour patch = mark_colour(marks[i].class_index);
    fill_rectangle(drawn, {left, top, labels[i].width, labels[i].height}, patch);
    draw_text(drawn, texts[i], static_cast<std::int32_t>(left) + edge, static_cast<std::int32_t>(top),
              text_colour_on(patch));
  }
  return drawn;
}

}  // namespace tinsmith::image
