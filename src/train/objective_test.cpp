#include "train/objective.h"

#include <gtest/gtest.h>

#include <array>

namespace tinsmith::train {
namespace {

constexpr std::int32_t kCells = 6;  // per row; a cell is 8 pixels
constexpr heads::Grid kGrid{1, kCells, 1};

loader::Batch one_picture_with_objects_in(std::initializer_list<int> cells) {
  loader::Batch batch;
  batch.indices = {0};
  batch.boxes.emplace_back();
  for (const int cell : cells) batch.boxes[0].push_back({0, {cell * 8.0 + 2, 2, 4, 4}});
  return batch;
}

// The only output of a network, in the form that an objective takes.
class Only {
 public:
  explicit Only(std::vector<float> values) : values_(std::move(values)), outputs_{values_} {}
  operator Outputs() const { return outputs_; }

 private:
  std::vector<float> values_;
  std::array<std::span<const float>, 1> outputs_;
};

// Logits with the background at 0 and the given values for the object.
std::vector<float> logits(std::initializer_list<float> of_object) {
  std::vector<float> values;
  for (const float value : of_object) values.insert(values.end(), {0.0f, value});
  return values;
}

std::unique_ptr<Objective> centroid_objective() {
  return make_centroid_objective(kGrid, kCells * 8, 8, WeightedSigmoid{100});
}

TEST(CentroidObjective, ShiftsTheBackgroundUntilObjectsComeApart) {
  const auto objective = centroid_objective();
  objective->observe(Only(logits({3, 1.2f, 1.2f, 3, 1.2f, 1.2f})), one_picture_with_objects_in({0, 3}));
  const auto score = objective->take_score();
  EXPECT_EQ(score.metric, 1);
  EXPECT_EQ(score.background_shift, 2) << "the least that leaves the two cells alone, as its neighbours do";
}

TEST(CentroidObjective, LowersTheBackgroundWhenObjectsAreMissed) {
  const auto objective = centroid_objective();
  objective->observe(Only(logits({-0.2f, -5, -5, -5, -5, -5})), one_picture_with_objects_in({0}));
  const auto score = objective->take_score();
  EXPECT_EQ(score.metric, 1);
  EXPECT_EQ(score.background_shift, -1);
}

TEST(CentroidObjective, LeavesWhatIsRightAsItIs) {
  const auto objective = centroid_objective();
  objective->observe(Only(logits({2, -2, -2, -2, -2, -2})), one_picture_with_objects_in({0}));
  EXPECT_EQ(objective->take_score().background_shift, 0);
}

TEST(CentroidObjective, ForgetsWhatItSawOnceItWasAsked) {
  const auto objective = centroid_objective();
  objective->observe(Only(logits({-9, -9, -9, -9, -9, -9})), one_picture_with_objects_in({0, 3}));
  EXPECT_EQ(objective->take_score().metric, 0);
  objective->observe(Only(logits({2, -2, -2, -2, -2, -2})), one_picture_with_objects_in({0}));
  EXPECT_EQ(objective->take_score().metric, 1);
}

TEST(ClassificationObjective, ScoresTheShareOfRightClasses) {
  const auto objective = make_classification_objective(2, {});
  loader::Batch batch;
  batch.indices = {0, 1};
  batch.classes = {0, 0};
  const std::vector<float> answers{1, 0, 0, 1};
  objective->observe(Only(answers), batch);
  EXPECT_EQ(objective->take_score().metric, 0.5);
}

}  // namespace
}  // namespace tinsmith::train
