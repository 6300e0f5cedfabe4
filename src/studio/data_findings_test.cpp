#include "studio/data_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace tinsmith::studio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

store::Picture labelled_picture(std::int64_t id, std::optional<std::int64_t> class_id) {
  store::Picture picture;
  picture.id = id;
  picture.hash = std::to_string(id);
  picture.class_id = class_id;
  picture.state = class_id ? store::LabelState::Labelled : store::LabelState::Unlabelled;
  picture.width = picture.height = 100;
  return picture;
}

std::vector<std::int64_t> ids_of(const std::vector<const store::Picture*>& pictures) {
  std::vector<std::int64_t> ids;
  for (const store::Picture* one : pictures) ids.push_back(one->id);
  return ids;
}

TEST(LeftOutPredictions, ComeFromTheModelThatWasLearnedWithoutThePicture) {
  InstantModel model;
  model.class_ids = {7, 8};
  model.learned = {{1, 7}, {2, 8}, {3, 7}};
  // By this head every picture has class 8; the left-out logits say 7 for the first and 8 for the others.
  model.head.bias = {0, 5};
  model.head.weights = {0, 0};
  model.head.held_out = {4, 0, 0, 4, 0, 4};
  std::vector<store::Picture> pictures{
      labelled_picture(1, 7), labelled_picture(2, 8),  labelled_picture(3, 8), labelled_picture(4, 7),
      labelled_picture(5, 9), labelled_picture(6, {}), labelled_picture(7, 7)};
  pictures[6].model_job = 1;
  const std::map<std::string, FeatureCache::Features> features{
      {"4", std::make_shared<const std::vector<float>>(1, 1.0F)}};
  const auto found = left_out_predictions(pictures, model, features);
  // The third has another label than the one that was learned, the fifth a class that takes no part, the sixth no
  // label, and the label of the seventh is a model's own.
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].class_id, 7);
  EXPECT_EQ(found[1].class_id, 8);
  EXPECT_EQ(found[2].picture->id, 4);
  EXPECT_EQ(found[2].class_id, 8);
  EXPECT_NEAR(found[0].score, 0.982, 0.001);
  EXPECT_NEAR(found[2].label_score, 0.0067, 0.0001);
}

TEST(LikelyLabelErrors, AreTheSurePredictionsOfAnotherClassTheSurestFirst) {
  const auto a = labelled_picture(1, 7), b = labelled_picture(2, 7), c = labelled_picture(3, 7),
             d = labelled_picture(4, 7);
  const auto errors =
      likely_label_errors({{&a, 8, 0.9, 0.05}, {&b, 7, 0.99, 0.99}, {&c, 8, 0.6, 0.4}, {&d, 8, 0.97, 0.01}});
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].picture->id, 4);
  EXPECT_EQ(errors[1].picture->id, 1);
}

TEST(Outliers, AreFarFromAllOthersComparedWithTheirClass) {
  ThreadPool pool(1);
  constexpr std::size_t kPerClass = 20;
  std::vector<float> features;
  std::vector<std::optional<std::int64_t>> classes;
  const auto add = [&](double x, double y, std::int64_t class_id) {
    features.push_back(static_cast<float>(x));
    features.push_back(static_cast<float>(y));
    classes.emplace_back(class_id);
  };
  Rng random{1};
  for (std::size_t i = 0; i < kPerClass; ++i) {
    add(random.uniform(), random.uniform(), 1);
    add(100 + 10 * random.uniform(), 10 * random.uniform(),
        2);  // a class whose pictures differ ten times as much
  }
  add(4, 4, 1);
  add(50, 50, 1);
  add(105, 11, 2);  // its neighbours are as far as those of (4, 4), which is near for this class
  const auto neighbours = train::nearest_neighbours(features, classes.size(), 6, pool);
  const auto outliers = outliers_of(neighbours, classes);
  ASSERT_EQ(outliers.size(), 2u);
  EXPECT_EQ(outliers[0].picture, 2 * kPerClass + 1);
  EXPECT_EQ(outliers[1].picture, 2 * kPerClass);
}

TEST(Outliers, DoNotExistAmongFewOrEqualPictures) {
  ThreadPool pool(1);
  const std::vector<float> few{0, 1, 2, 3, 4, 5, 99}, equal(30, 1.0F);
  const std::vector<std::optional<std::int64_t>> none(30);
  EXPECT_THAT(outliers_of(train::nearest_neighbours(few, 7, 6, pool), std::span(none).first(7)), IsEmpty());
  EXPECT_THAT(outliers_of(train::nearest_neighbours(equal, 30, 6, pool), none), IsEmpty());
  EXPECT_THAT(outliers_of(train::nearest_neighbours({}, 0, 6, pool), {}), IsEmpty());
}

dataset::Fingerprint random_print(std::uint64_t seed) {
  dataset::Fingerprint print;
  print.is_readable = true;
  Rng random{seed};
  for (float& value : print.print) value = static_cast<float>(random.normal());
  return print;
}

TEST(MirroredPairs, AreNeighboursWhosePixelsAreMirrored) {
  ThreadPool pool(1);
  const auto first = random_print(1), other = random_print(2);
  auto mirrored = first;
  constexpr std::size_t kSide = 16;
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x)
      mirrored.print[y * kSide + x] = first.print[y * kSide + kSide - 1 - x] + 0.1F;
  const std::vector<float> features{0, 5, 1};
  const auto neighbours = train::nearest_neighbours(features, 3, 2, pool);
  const std::vector<const dataset::Fingerprint*> prints{&first, &other, &mirrored};
  EXPECT_THAT(mirrored_pairs(neighbours, prints), ElementsAre(Pair(0, 2)));
  mirrored.is_readable = false;
  EXPECT_THAT(mirrored_pairs(neighbours, prints), IsEmpty());
}

TEST(DuplicateGroups, JoinPairsAndPutThePictureThatIsBestKeptFirst) {
  std::vector<store::Picture> pictures{labelled_picture(1, {}), labelled_picture(2, 7),
                                       labelled_picture(3, 7),  labelled_picture(4, 7),
                                       labelled_picture(5, 8),  labelled_picture(6, 7)};
  pictures[2].width = 200;
  const std::vector<std::pair<std::size_t, std::size_t>> pairs{{0, 1}, {1, 2}, {3, 4}};
  const auto groups = duplicate_groups(pictures, pairs);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_THAT(ids_of(groups[0]), ElementsAre(4, 5)) << "different classes come first";
  EXPECT_THAT(ids_of(groups[1]), ElementsAre(3, 2, 1)) << "larger ones first, unlabelled ones last";
}

const std::vector<store::Class> kTwoClasses{{7, "bolt", ""}, {8, "nut", ""}};

TEST(PhotoAdvice, NamesTheClassThatIsMostOftenTakenForAnother) {
  std::vector<store::Picture> pictures;
  for (std::int64_t id = 0; id < 40; ++id) pictures.push_back(labelled_picture(id, id < 20 ? 7 : 8));
  std::vector<LeftOutPrediction> predictions;
  for (const store::Picture& one : pictures) predictions.push_back({&one, *one.class_id, 0.9, 0.9});
  EXPECT_EQ(photo_advice(predictions, kTwoClasses, pictures).kind, PhotoAdvice::Kind::Nothing);
  for (const std::size_t i : {0U, 20U, 21U, 22U, 23U})
    predictions[i] = {&pictures[i], i < 20 ? 8 : 7, 0.5 + static_cast<double>(i) / 100, 0.4};
  predictions[24] = {&pictures[24], 7, 0.99, 0.01};  // its label is probably wrong, which is no confusion
  const auto advice = photo_advice(predictions, kTwoClasses, pictures);
  EXPECT_EQ(advice.kind, PhotoAdvice::Kind::Confused);
  EXPECT_EQ(advice.class_id, 8);
  EXPECT_EQ(advice.other_class_id, 7);
  EXPECT_EQ(advice.count, 4);
  EXPECT_EQ(advice.of, 20);
  EXPECT_THAT(ids_of(advice.examples), ElementsAre(23, 22, 21));
}

TEST(PhotoAdvice, NamesTheClassWithFewPicturesWhereNothingIsConfused) {
  std::vector<store::Picture> pictures;
  for (std::int64_t id = 0; id < 20; ++id) pictures.push_back(labelled_picture(id, 7));
  pictures.push_back(labelled_picture(20, 8));
  const auto advice = photo_advice({}, kTwoClasses, pictures);
  EXPECT_EQ(advice.kind, PhotoAdvice::Kind::Fewest);
  EXPECT_EQ(advice.class_id, 8);
  EXPECT_EQ(advice.count, 1);
  EXPECT_EQ(photo_advice({}, kTwoClasses, {}).kind, PhotoAdvice::Kind::Nothing);
  EXPECT_EQ(photo_advice({}, std::span(kTwoClasses).first(1), pictures).kind, PhotoAdvice::Kind::Nothing);
}

TEST(EvenSample, KeepsTheFirstHashes) {
  EXPECT_THAT(even_sample({"c", "a", "d", "b"}, 2), ElementsAre("a", "b"));
  EXPECT_THAT(even_sample({"b", "a"}, 5), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace tinsmith::studio
