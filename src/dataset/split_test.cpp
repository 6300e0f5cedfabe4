#include "dataset/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/random.h"
#include "base/shared_data.h"
#include "dataset/read.h"
#include "dataset/tree_for_test.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/resize.h"

namespace tinsmith::dataset {
namespace {

struct Looked {
  Dataset dataset;
  Fingerprints fingerprints;
};

Looked look_at(const std::filesystem::path& path) {
  ThreadPool threads(2);
  SilentProgress progress;
  Looked looked{read_dataset(path, {.threads = &threads}).value(), {}};
  looked.fingerprints = fingerprint(looked.dataset, threads, progress).value();
  return looked;
}

Division divided(const Looked& looked, const SplitOptions& options = {}, int thread_count = 2) {
  ThreadPool threads(thread_count);
  return divide(looked.dataset, looked.fingerprints, options, threads).value();
}

void expect_leak_free(const Division& division, std::size_t pictures) {
  std::map<std::int32_t, std::set<int>> sides;
  std::set<std::size_t> all;
  int side = 0;
  for (const auto* members : {&division.train, &division.validation, &division.test}) {
    for (const std::size_t i : *members) {
      sides[division.group_of[i]].insert(side);
      all.insert(i);
    }
    ++side;
  }
  EXPECT_EQ(all.size(), pictures);
  EXPECT_EQ(division.train.size() + division.validation.size() + division.test.size(), pictures);
  for (const auto& [group, on] : sides) EXPECT_EQ(on.size(), 1u) << "group " << group;
}

TEST(Split, SignDigitsIsCutEvenlyAndNothingCollapses) {
  const auto path = shared_data("data/sign_digits");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/sign_digits";
  const Looked looked = look_at(*path);
  const Division division = divided(looked);
  expect_leak_free(division, 2062);
  EXPECT_LE(division.leak.largest_group, 3);
  EXPECT_LE(division.leak.grouped_pictures, 40);
  std::map<scene::ClassIndex, int> in_test, in_validation;
  for (const std::size_t i : division.test) ++in_test[*looked.dataset.pictures[i].class_index];
  for (const std::size_t i : division.validation) ++in_validation[*looked.dataset.pictures[i].class_index];
  for (scene::ClassIndex c = 0; c < 10; ++c) {  // 15 % of 204…208
    EXPECT_EQ(in_test[c], 31) << c;
    EXPECT_EQ(in_validation[c], 31) << c;
  }
}

TEST(Split, ElectronicComponentsKeepsItsBurstsTogether) {
  const auto path = shared_data("data/electronic_components/electronic-components-png");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/electronic_components";
  const Division division = divided(look_at(*path));
  expect_leak_free(division, 250);
  EXPECT_LE(division.leak.largest_group, 6);
  EXPECT_NEAR(static_cast<double>(division.test.size()), 37.5, 4);
  EXPECT_NEAR(static_cast<double>(division.validation.size()), 37.5, 4);
}

TEST(Split, GivenSplitsAreKept) {
  const auto path = shared_data("data/bccd_voc");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/bccd_voc";
  const Looked looked = look_at(*path);
  const Division division = divided(looked);
  EXPECT_EQ(division.train.size(), 205u);
  EXPECT_EQ(division.validation.size(), 87u);
  EXPECT_EQ(division.test.size(), 72u);
  EXPECT_EQ(division.leak.given_test, 72);
  const Division anew = divided(looked, {.ignore_given = true});
  expect_leak_free(anew, 364);
  EXPECT_NEAR(static_cast<double>(anew.test.size()), 0.15 * 364, 3);
}

TEST(Split, WithTrainAndTestGivenValidationIsCutFromTrain) {
  const auto path = shared_data("data/dice_yolo");
  if (!path) GTEST_SKIP() << "SKIP: the shared data has no folder data/dice_yolo";
  const Looked looked = look_at(*path);
  const Division division = divided(looked);
  EXPECT_EQ(division.test.size(), 50u);
  EXPECT_EQ(division.train.size() + division.validation.size(), 200u);
  EXPECT_NEAR(static_cast<double>(division.validation.size()), 30, 4);
  for (const std::size_t i : division.test) EXPECT_EQ(looked.dataset.pictures[i].split, Split::Test);
  // Every class is in every side.
  for (const auto* side : {&division.train, &division.validation, &division.test}) {
    std::set<scene::ClassIndex> shown;
    for (const std::size_t i : *side) {
      for (const scene::LabelledBox& box : looked.dataset.pictures[i].boxes) shown.insert(box.class_index);
    }
    EXPECT_EQ(shown.size(), 6u);
  }
}

// A data set of noise pictures, every fifth with three copies that were reduced, recompressed, darkened.
image::Image noise(std::uint64_t seed) {
  Rng rng(seed);
  image::Image small({16, 16}, 3);
  for (std::uint8_t& value : small.pixels) value = static_cast<std::uint8_t>(rng.below(256));
  return image::resized(small, {64, 64}, image::Filter::Bilinear);
}
image::Image darker(image::Image picture) {
  for (std::uint8_t& value : picture.pixels) value = static_cast<std::uint8_t>(value * 4 / 5);
  return picture;
}

TreeForTest& fill(TreeForTest& tree) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    const image::Image picture = noise(i);
    const std::string stem = fmt::format("{}/{:02}", i % 2 == 0 ? "even" : "odd", i);
    tree.bytes(stem + ".png", image::encode_png(picture).value());
    if (i % 5 != 0) continue;
    tree.bytes(stem + "_exact.png", image::encode_png(picture).value());
    tree.bytes(stem + "_half.jpg",
               image::encode_jpeg(image::resized(picture, {32, 32}, image::Filter::Area), 90).value());
    tree.bytes(stem + "_dark.jpg", image::encode_jpeg(darker(picture), 80).value());
  }
  return tree;
}

TEST(Duplicates, CopiesThatWereReducedRecompressedOrDarkenedAreFound) {
  TreeForTest tree;
  const Looked looked = look_at(fill(tree).path());
  ThreadPool threads(2);
  EXPECT_EQ(looked.dataset.pictures.size(), 96u);
  EXPECT_EQ(exact_groups(looked.fingerprints).group_count, 96 - 12);
  EXPECT_EQ(near_groups(looked.fingerprints, threads).group_count, 60);
}
TEST(Split, GroupsStayOnOneSideAndChanceWouldHaveLeaked) {
  TreeForTest tree;
  const Looked looked = look_at(fill(tree).path());
  const Division division = divided(looked);
  expect_leak_free(division, 96);
  EXPECT_EQ(division.leak.groups, 12);
  EXPECT_EQ(division.leak.grouped_pictures, 48);
  EXPECT_EQ(division.leak.largest_group, 4);
  EXPECT_GT(division.leak.leaking, 0);
  EXPECT_EQ(text_of(division.leak).substr(0, 90),
            "48 pictures are near duplicates of others, in 12 groups of up to 4; each group stays on on");
}
TEST(Split, SameSeedSameSplitForAnyNumberOfThreads) {
  TreeForTest tree;
  const Looked looked = look_at(fill(tree).path());
  const std::string one = to_json(divided(looked, {.seed = 7}, 1), looked.dataset).dump();
  EXPECT_EQ(to_json(divided(looked, {.seed = 7}, 3), looked.dataset).dump(), one);
  EXPECT_NE(to_json(divided(looked, {.seed = 8}, 1), looked.dataset).dump(), one);
}
TEST(Split, TheFileGivesTheDivisionBack) {
  TreeForTest tree;
  const Looked looked = look_at(fill(tree).path());
  const Division division = divided(looked);
  const std::string text = to_json(division, looked.dataset).dump(1);
  const Division back = division_from_json(text, looked.dataset).value();
  EXPECT_EQ(back.train, division.train);
  EXPECT_EQ(back.validation, division.validation);
  EXPECT_EQ(back.test, division.test);
  EXPECT_EQ(back.group_of, division.group_of);
  EXPECT_EQ(to_json(back, looked.dataset).dump(1), text);
}
TEST(Split, UnlabelledAndBrokenPicturesAreOnNoSide) {
  TreeForTest tree;
  tree.picture("cover.bmp").bytes("a/broken.png", ByteView(image::encode_png(noise(1)).value()).first(100));
  for (std::uint64_t i = 0; i < 4; ++i)
    tree.bytes(fmt::format("a/{}.png", i), image::encode_png(noise(i + 5)).value());
  tree.bytes("b/1.png", image::encode_png(noise(77)).value());
  const Looked looked = look_at(tree.path());
  const Division division = divided(looked);
  EXPECT_EQ(looked.fingerprints.problems.size(), 1u);
  expect_leak_free(division, 5);
  EXPECT_EQ(division.test.size(), 1u);  // of the four of a; b's only picture is learnt
  EXPECT_EQ(division.validation.size(), 1u);
}

TEST(BrokenSplit, NamesAPictureThatIsNotThere) {
  TreeForTest tree;
  tree.picture("a/1.bmp").picture("b/1.bmp");
  const Dataset dataset = read_dataset(tree.path()).value();
  const auto says = [&](const char* text) { return division_from_json(text, dataset).error().says; };
  EXPECT_EQ(says(R"({"seed":1,"train":["a/2.bmp"],"val":[],"test":[]})"),
            "the split names a/2.bmp, which is not in the data set");
  EXPECT_EQ(says(R"({"seed":1,"train":["a/1.bmp"],"val":["a/1.bmp"],"test":[]})"),
            "the split names a/1.bmp twice");
  EXPECT_EQ(says(R"({"seed":1,"train":[1],"val":[],"test":[]})"),
            "the split names a picture by something else than text");
  EXPECT_EQ(says(R"({"seed":1,"train":[],"val":[]})"), "split.json has no list \"test\"");
  EXPECT_EQ(says(R"([])"), "split.json has no \"seed\"");
}

}  // namespace
}  // namespace tinsmith::dataset
