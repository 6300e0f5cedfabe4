// The C code of packages compared with the code that training and evaluation use.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "heads/boxes.h"
#include "heads/centroids.h"
#include "packaging/c/tinsmith.h"
#include "packaging/c_sources.h"
#include "packaging/other_program.h"

namespace tinsmith::packaging {
namespace {

using image::Fit;
using image::Image;

// The C code computes coordinates and scores with floats, and heads:: with doubles.
constexpr double kFloatTolerance = 1e-3;

Image random_picture(image::Size size, Rng& random) {
  Image picture(size, 3);
  for (std::uint8_t& value : picture.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return picture;
}

TinsmithPreparation c_preparation(const image::Preparation& preparation) {
  return {preparation.size.width,
          preparation.size.height,
          preparation.channels,
          static_cast<TinsmithFit>(preparation.fit),
          static_cast<TinsmithFilter>(preparation.filter),
          preparation.padding_value,
          static_cast<std::uint8_t>(preparation.pixel_format == image::PixelFormat::Rgb565 ? 1 : 0)};
}

std::vector<std::uint8_t> prepared_by_c(const image::Preparation& preparation,
                                        const TinsmithPicture& picture) {
  const TinsmithPreparation settings = c_preparation(preparation);
  std::vector<std::int8_t> input(
      static_cast<std::size_t>(settings.width * settings.height * settings.channels), 77);
  tinsmith_prepare(&settings, &picture, input.data());
  std::vector<std::uint8_t> pixels;
  for (const std::int8_t value : input) pixels.push_back(static_cast<std::uint8_t>(value + 128));
  return pixels;
}

TEST(PreparationInC, GivesTheSameBytesForEveryFitFilterAndSize) {
  Rng random(7);
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop})
    for (const auto filter : {image::Filter::Nearest, image::Filter::Bilinear, image::Filter::Area})
      for (const auto format : {image::PixelFormat::Rgb888, image::PixelFormat::Rgb565})
        for (const std::int32_t channels : {1, 3})
          for (int round = 0; round < 8; ++round) {
            const auto side = [&] { return static_cast<std::int32_t>(1 + random.below(70)); };
            const Image picture = random_picture({side(), side()}, random);
            image::Preparation preparation;
            preparation.size = {side(), side()};
            preparation.channels = channels;
            preparation.fit = fit;
            preparation.filter = filter;
            preparation.pixel_format = format;
            EXPECT_EQ(prepared_by_c(preparation, {picture.pixels.data(), picture.size.width,
                                                  picture.size.height, TINSMITH_RGB888}),
                      image::prepared(picture, preparation).pixels)
                << to_json(preparation) << " from " << picture.size.width << " × " << picture.size.height;
          }
}

TEST(PreparationInC, ReadsCameraFormats) {
  Rng random(8);
  Image picture = random_picture({31, 17}, random);
  image::reduce_to(image::PixelFormat::Rgb565, picture);
  std::vector<std::uint8_t> big, little, grey;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    const auto packed = static_cast<std::uint32_t>(
        (picture.pixels[i] >> 3) << 11 | (picture.pixels[i + 1] >> 2) << 5 | picture.pixels[i + 2] >> 3);
    big.push_back(static_cast<std::uint8_t>(packed >> 8));
    big.push_back(static_cast<std::uint8_t>(packed));
    little.push_back(static_cast<std::uint8_t>(packed));
    little.push_back(static_cast<std::uint8_t>(packed >> 8));
    grey.push_back(picture.pixels[i]);
  }
  const image::Preparation preparation{.size = {12, 12}};
  const auto expected = image::prepared(picture, preparation).pixels;
  EXPECT_EQ(prepared_by_c(preparation, {big.data(), 31, 17, TINSMITH_RGB565_BIG_ENDIAN}), expected);
  EXPECT_EQ(prepared_by_c(preparation, {little.data(), 31, 17, TINSMITH_RGB565_LITTLE_ENDIAN}), expected);
  Image one_channel({31, 17}, 1);
  one_channel.pixels = grey;
  EXPECT_EQ(prepared_by_c(preparation, {grey.data(), 31, 17, TINSMITH_GREY}),
            image::prepared(one_channel, preparation).pixels);
}

TinsmithModel c_model(TinsmithTask task, std::int32_t classes) {
  TinsmithModel model{};
  model.task = task;
  model.class_count = classes;
  model.preparation.width = 96;
  model.preparation.height = 64;
  model.output_scale = 1.0f / 256;
  model.output_zero_point = -128;
  model.threshold = 0.5f;
  model.overlap = 0.45f;
  return model;
}

std::vector<float> reals_of(const std::vector<std::int8_t>& output) {
  std::vector<float> reals;
  for (const std::int8_t value : output) reals.push_back(static_cast<float>(value + 128) / 256);
  return reals;
}

void expect_same(const TinsmithObject& object, const scene::Detection& detection) {
  EXPECT_EQ(object.class_index, detection.class_index);
  EXPECT_NEAR(double{object.score}, detection.score, kFloatTolerance);
  EXPECT_NEAR(double{object.left}, detection.box.x, kFloatTolerance);
  EXPECT_NEAR(double{object.top}, detection.box.y, kFloatTolerance);
  EXPECT_NEAR(double{object.width}, detection.box.width, kFloatTolerance);
  EXPECT_NEAR(double{object.height}, detection.box.height, kFloatTolerance);
}

TEST(AnswersInC, CentroidsAreThoseOfTheHead) {
  Rng random(9);
  for (int round = 0; round < 60; ++round) {
    const heads::Grid grid{8, 12, 3};
    TinsmithModel model = c_model(TINSMITH_CENTROIDS, grid.classes);
    model.grid_width = grid.width;
    model.grid_height = grid.height;
    std::vector<std::int8_t> output(static_cast<std::size_t>(grid.cells() * grid.channels()));
    // From few active cells to many that touch.
    for (std::int8_t& value : output)
      value = static_cast<std::int8_t>(
          static_cast<int>(random.below(static_cast<std::uint64_t>(135 + 2 * round))) - 128);
    std::vector<TinsmithObject> objects(output.size());
    const std::int32_t count = tinsmith_find_objects(&model, output.data(), objects.data(),
                                                     static_cast<std::int32_t>(objects.size()));
    const auto expected = heads::decode_centroids(reals_of(output), grid, 96, 64, {.threshold = 0.5});
    ASSERT_EQ(static_cast<std::size_t>(count), expected.size()) << round;
    for (std::size_t i = 0; i < expected.size(); ++i) expect_same(objects[i], expected[i]);
  }
}

TEST(AnswersInC, BoxesAreThoseOfTheHead) {
  Rng random(10);
  for (int round = 0; round < 60; ++round) {
    constexpr std::int32_t kClassCount = 3, kRowCount = 120;
    TinsmithModel model = c_model(TINSMITH_BOXES, kClassCount);
    model.rows = kRowCount;
    model.is_overlap_per_class = round % 2 == 0 ? 1 : 0;
    std::vector<std::int8_t> output(kRowCount * (5 + kClassCount));
    for (std::int8_t& value : output)
      value = static_cast<std::int8_t>(static_cast<int>(random.below(256)) - 128);
    std::vector<TinsmithObject> objects(kRowCount);
    const std::int32_t count = tinsmith_find_objects(&model, output.data(), objects.data(), kRowCount);
    const auto expected = heads::detections_in(
        reals_of(output), kClassCount, 96, 64,
        {.threshold = 0.5,
         .iou_threshold = double{model.overlap},
         .suppression = round % 2 == 0 ? heads::Suppression::PerClass : heads::Suppression::AcrossClasses});
    ASSERT_EQ(static_cast<std::size_t>(count), expected.size()) << round;
    for (std::size_t i = 0; i < expected.size(); ++i) expect_same(objects[i], expected[i]);
  }
}

TEST(AnswersInC, LeaveOutTheLowestScoresWhenThereIsNoRoom) {
  TinsmithModel model = c_model(TINSMITH_BOXES, 1);
  model.rows = 3;
  // Three boxes that do not overlap: centre x, centre y, width, height, score, class.
  const std::int8_t output[] = {-100, 0,  -118, -118, 20, 127,  0,    0,  -118,
                                -118, 90, 127,  100,  0,  -118, -118, 60, 127};
  TinsmithObject objects[2];
  ASSERT_EQ(tinsmith_find_objects(&model, output, objects, 2), 2);
  EXPECT_FLOAT_EQ(objects[0].score, (90 + 128) / 256.0f);
  EXPECT_FLOAT_EQ(objects[1].score, (60 + 128) / 256.0f);
  EXPECT_EQ(tinsmith_find_objects(&model, output, objects, 0), 0);
}

TEST(AnswersInC, ConvertObjectsToPixelsOfThePicture) {
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox, Fit::Crop}) {
    image::Preparation preparation;
    preparation.size = {96, 64};
    preparation.fit = fit;
    const image::Mapping mapping = image::mapping_of(preparation, {320, 180});
    TinsmithObject object{0, 1, 20, 30, 10, 5};
    const TinsmithPreparation settings = c_preparation(preparation);
    tinsmith_to_picture(&settings, 320, 180, &object);
    EXPECT_NEAR(double{object.left}, (20 - mapping.offset_x) / mapping.scale_x, kFloatTolerance);
    EXPECT_NEAR(double{object.top}, (30 - mapping.offset_y) / mapping.scale_y, kFloatTolerance);
    EXPECT_NEAR(double{object.width}, 10 / mapping.scale_x, kFloatTolerance);
    EXPECT_NEAR(double{object.height}, 5 / mapping.scale_y, kFloatTolerance);
  }
}

TEST(CString, KeepsEveryByteAndHidesWhatACompilerWouldInterpret) {
  EXPECT_EQ(c_string("M6 bolt"), "\"M6 bolt\"");
  EXPECT_EQ(c_string("a\"\\?\n"), "\"a\\042\\134\\077\\012\"");
  EXPECT_EQ(c_string("ü1"), "\"\\303\\2741\"");
}

TEST(Packages, AreMadeOrRefusedWithWhatHelpsForEveryBoard) {
  for (const boards::Board& board : boards::board_table()) {
    const auto checked = check_board(board);
    const bool is_compiled_here = board.converter != "vela" || !program_on_path("vela").empty();
    EXPECT_EQ(checked.has_value(), board.converter != "nncase" && is_compiled_here) << board.name;
    if (checked) continue;
    EXPECT_EQ(checked.error().fault, Fault::Refused);
    EXPECT_NE(checked.error().text().find(board.converter), std::string::npos) << checked.error().text();
  }
}

}  // namespace
}  // namespace tinsmith::packaging
