#include "image/marks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "image/text.h"

namespace tinsmith::image {
namespace {

Image grey_picture(Size size) {
  Image image(size, 3);
  fill(image, {128, 128, 128});
  return image;
}

std::size_t pixels_of(const Image& image, Colour colour) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < image.pixels.size(); at += 3)
    count += image.pixels[at] == colour.red && image.pixels[at + 1] == colour.green &&
             image.pixels[at + 2] == colour.blue;
  return count;
}

TEST(Contrast, FollowsWcag) {
  EXPECT_DOUBLE_EQ(contrast_of({0, 0, 0}, {255, 255, 255}), 21);
  EXPECT_DOUBLE_EQ(contrast_of({10, 20, 30}, {10, 20, 30}), 1);
  constexpr double kTwoDigits = 0.005;  // #767676 on white: 4.54, the usual example of a pair that passes
  EXPECT_NEAR(contrast_of({0x76, 0x76, 0x76}, {255, 255, 255}), 4.54, kTwoDigits);
}

TEST(MarkColours, LetWordsBeReadOnEachOfThem) {
  constexpr double kSmallText = 4.5;  // WCAG 2, level AA
  for (std::size_t c = 0; c < 7; ++c) {
    const Colour colour = mark_colour(c);
    EXPECT_GE(contrast_of(colour, text_colour_on(colour)), kSmallText) << c;
    for (std::size_t i = 0; i < c; ++i) {
      const Colour other = mark_colour(i);
      EXPECT_FALSE(colour.red == other.red && colour.green == other.green && colour.blue == other.blue) << c;
    }
  }
}

TEST(DrawingFactor, EnlargesSmallPicturesAlone) {
  EXPECT_EQ(drawing_factor({96, 96}), 5);
  EXPECT_EQ(drawing_factor({160, 120}), 3);
  EXPECT_EQ(drawing_factor({320, 240}), 2);
  EXPECT_EQ(drawing_factor({480, 360}), 1);
  EXPECT_EQ(drawing_factor({4000, 3000}), 1);
  EXPECT_EQ(drawing_factor({1, 1}), 480);
  EXPECT_EQ(letter_size_px({480, 480}), 14);
  EXPECT_EQ(letter_size_px({1800, 900}), 40) << "letters grow with the picture";
}

TEST(WithMarks, DrawsTheBoxWhereItIsOnTheEnlargedPicture) {
  const Mark mark{{20, 40, 50, 30}, "", 4, Mark::Shape::Box};
  const Image drawn = with_marks(grey_picture({96, 96}), std::span(&mark, 1));
  EXPECT_EQ(drawn.size, (Size{480, 480}));
  const Colour colour = mark_colour(4);
  for (const auto& [x, y] : {std::pair{100, 250}, {350, 250}, {200, 200}, {200, 349}}) {
    const std::uint8_t* pixel = drawn.row(y) + std::ptrdiff_t{x} * 3;
    EXPECT_EQ((std::vector<std::uint8_t>(pixel, pixel + 3)),
              (std::vector<std::uint8_t>{colour.red, colour.green, colour.blue}))
        << x << ", " << y;
  }
  EXPECT_EQ(drawn.row(275)[225 * 3], 128) << "the inside stays as it is";
}

TEST(WithMarks, PutsWordsOnAPatchOfTheClassesColour) {
  if (!has_fonts()) GTEST_SKIP() << "SKIP: this machine has no font";
  const Mark mark{{20, 40, 50, 30}, "bolt 87 %", 4, Mark::Shape::Box};
  const Mark silent{{20, 40, 50, 30}, "", 4, Mark::Shape::Box};
  const Image with = with_marks(grey_picture({96, 96}), std::span(&mark, 1)),
              without = with_marks(grey_picture({96, 96}), std::span(&silent, 1));
  const Colour colour = mark_colour(4);
  EXPECT_GT(pixels_of(with, colour), pixels_of(without, colour) + 400) << "a patch of about 80x17 pixels";
  EXPECT_GT(pixels_of(with, text_colour_on(colour)), 100u) << "strokes at their full colour";
  // All differences are above the box, whose upper edge is at 200.
  for (std::int32_t y = 205; y < 480; ++y)
    ASSERT_TRUE(std::equal(with.row(y), with.row(y) + 480 * 3, without.row(y))) << y;
}

TEST(WithMarks, KeepsALongNameAndItsScoreInsideThePicture) {
  if (!has_fonts()) GTEST_SKIP() << "SKIP: this machine has no font";
  const Mark mark{{80, 80, 16, 16}, std::string(300, 'w') + " 87 %", 0, Mark::Shape::Box};
  EXPECT_EQ(with_marks(grey_picture({96, 96}), std::span(&mark, 1)).size, (Size{480, 480}));
  const Text text = rendered_text(mark.text, 14, 300);
  EXPECT_LE(text.size.width, 300);
}

TEST(WithMarks, TakesGreyPicturesAndMarksOutsideOfThem) {
  Image grey({96, 96}, 1);
  const Mark marks[] = {{{-500, -500, 20, 20}, "out 1 %", 1, Mark::Shape::Box},
                        {{10, 10, 0, 0}, "point 50 %", 2, Mark::Shape::Point},
                        {{0, 0, 96, 96}, "cat 93 %", 3, Mark::Shape::Nothing}};
  const Image drawn = with_marks(grey, marks);
  EXPECT_EQ(drawn.channels, 3);
  EXPECT_EQ(drawn.size, (Size{480, 480}));
}

TEST(RenderedText, IsDrawnInAnyScriptThatAFontHas) {
  if (!has_fonts()) GTEST_SKIP() << "SKIP: this machine has no font";
  const Text text = rendered_text("bolt", 20, 400);
  EXPECT_GT(text.size.width, 20);
  EXPECT_GE(text.size.height, 20);
  EXPECT_EQ(*std::max_element(text.coverage.begin(), text.coverage.end()), 255);
  EXPECT_EQ(text.unknown_characters, 0);
  EXPECT_TRUE(is_legible("болт"));
  EXPECT_TRUE(is_legible("Müller"));
  EXPECT_FALSE(is_legible("\xf3\xb0\x80\x80")) << "a private character, which no font is to have";
  EXPECT_EQ(rendered_text("a\nb", 20, 400).size.height, text.size.height) << "one line";
  EXPECT_GT(rendered_text("caf\xe9", 20, 400).size.width, 20) << "Latin-1 is not UTF-8";
}

TEST(RenderedText, JoinsLettersOfScriptsThatAreWrittenSo) {
  if (!is_legible("ببب")) GTEST_SKIP() << "SKIP: no font on this machine has Arabic letters";
  EXPECT_LT(rendered_text("ببب", 40, 4000).size.width, 3 * rendered_text("ب", 40, 4000).size.width);
}

TEST(DrawText, BlendsInsideThePictureAlone) {
  Image image({2, 2}, 1);
  const Text text{{2, 2}, {255, 255, 255, 128}, 0};
  draw_text(image, text, 1, 1, {255, 255, 255});
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{0, 0, 0, 255}));
  draw_text(image, text, -1, -1, {255, 255, 255});
  EXPECT_EQ(image.pixels[0], 128);
}

}  // namespace
}  // namespace tinsmith::image
