// Compares the values and gradients of the box losses with PyTorch.
#include "train/boxes/box_loss.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "base/random.h"
#include "train/boxes/complete_iou.h"

namespace tinsmith::train {
namespace {

using nlohmann::json;

// Relative to the max gradient: ours are floats, PyTorch's are doubles here.
constexpr double kTolerance = 1e-6;
constexpr std::int32_t kWidth = 96, kHeight = 64, kClasses = 3, kBatch = 3;

scene::BoxGrid anchored_grid() {
  return {kWidth,
          kHeight,
          kClasses,
          scene::BoxCoding::Bounded,
          {{8, {{10, 13}, {16, 30}, {33, 23}}}, {16, {{30, 61}, {62, 45}}}, {32, {{60, 60}}}}};
}
scene::BoxGrid region_grid() {
  return {kWidth,
          kHeight,
          kClasses,
          scene::BoxCoding::Exponential,
          {{16, {{8, 10}, {16, 22}, {30, 40}, {48, 20}, {60, 60}}}}};
}

struct LossCase {
  const char* name;
  scene::BoxGrid grid;
  std::uint64_t seed;
};
const std::vector<LossCase>& losses() {
  static const std::vector<LossCase> all{{"anchored", anchored_grid(), 5}, {"region", region_grid(), 7}};
  return all;
}

// Pictures with several objects, without objects, with tiny and touching ones, and with one exactly
// at the edge.
std::vector<std::vector<scene::LabelledBox>> truths() {
  return {{{0, {10, 12, 20, 18}}, {1, {14, 14, 22, 20}}, {2, {60.5, 20.25, 30, 40}}, {0, {40, 40, 3, 3}}},
          {},
          {{1, {0, 0, 50, 64}}, {2, {84, 50, 12, 14}}, {2, {44, 4, 24, 24}}}};
}

using Values = std::vector<std::vector<float>>;  // one per level

Values random_levels(const scene::BoxGrid& grid, std::uint64_t seed) {
  Rng rng(seed);
  Values levels;
  for (const scene::BoxLevel& level : grid.levels) {
    const std::int64_t rows = kBatch * grid.cells(level) * static_cast<std::int64_t>(level.anchors.size());
    std::vector<float>& values = levels.emplace_back(static_cast<std::size_t>(rows * grid.channels()));
    for (float& value : values) value = static_cast<float>(rng.normal());
  }
  return levels;
}

json nested(const Values& levels, const scene::BoxGrid& grid) {
  json result = json::array();
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const scene::BoxLevel& level = grid.levels[i];
    auto next = levels[i].begin();
    json batch = json::array();
    for (std::int32_t picture = 0; picture < kBatch; ++picture) {
      json rows = json::array();
      for (std::int32_t y = 0; y < grid.cells_down(level); ++y) {
        json columns = json::array();
        for (std::int32_t x = 0; x < grid.cells_across(level); ++x) {
          json anchors = json::array();
          for (std::size_t a = 0; a < level.anchors.size(); ++a, next += grid.channels())
            anchors.push_back(std::vector<float>(next, next + grid.channels()));
          columns.push_back(std::move(anchors));
        }
        rows.push_back(std::move(columns));
      }
      batch.push_back(std::move(rows));
    }
    result.push_back(std::move(batch));
  }
  return result;
}

json described(const scene::BoxGrid& grid, std::uint64_t seed) {
  json setup{{"levels", nested(random_levels(grid, seed), grid)}};
  for (const scene::BoxLevel& level : grid.levels) {
    setup["strides"].push_back(level.stride);
    json anchors = json::array();
    for (const scene::Anchor& anchor : level.anchors) anchors.push_back({anchor.width, anchor.height});
    setup["anchors"].push_back(std::move(anchors));
  }
  return setup;
}

const json& pytorch() {
  static const json answers = []() -> json {
    if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) return nullptr;
    json asked{{"width", kWidth}, {"height", kHeight}, {"classes", kClasses}, {"truths", json::array()}};
    for (const auto& picture : truths()) {
      json boxes = json::array();
      for (const auto& truth : picture)
        boxes.push_back({truth.class_index, truth.box.x, truth.box.y, truth.box.width, truth.box.height});
      asked["truths"].push_back(std::move(boxes));
    }
    for (const LossCase& loss : losses()) asked[loss.name] = described(loss.grid, loss.seed);
    const auto folder = TemporaryFolder::make();
    const auto in = folder->path() / "in.json", out = folder->path() / "out.json";
    if (!write_file(in, asked.dump())) return nullptr;
    const std::string command =
        fmt::format("/usr/bin/python3 tests/oracle/box_losses.py '{}' '{}'", in.string(), out.string());
    if (std::system(command.c_str()) != 0) return json{{"failed", command}};
    return json::parse(*read_text_file(out));
  }();
  return answers;
}

struct Learned {
  double loss = 0;
  Values gradients;
};
Learned learned(BoxLoss& loss, const Values& levels, int threads,
                const std::vector<std::vector<scene::LabelledBox>>& shown = truths()) {
  Learned result;
  std::vector<std::span<const float>> logits;
  std::vector<std::span<float>> gradients;
  for (const auto& level : levels) {
    logits.emplace_back(level);
    // The previous content must not matter.
    result.gradients.emplace_back(level.size(), 77.0f);
  }
  for (auto& gradient : result.gradients) gradients.emplace_back(gradient);
  ThreadPool pool(threads);
  result.loss = loss(logits, shown, gradients, pool).sum();
  return result;
}

void expect_as(const Learned& ours, const json& theirs) {
  EXPECT_NEAR(ours.loss, theirs["loss"].get<double>(), kTolerance * std::abs(theirs["loss"].get<double>()));
  ASSERT_EQ(ours.gradients.size(), theirs["gradients"].size());
  for (std::size_t level = 0; level < ours.gradients.size(); ++level) {
    const auto expected = theirs["gradients"][level].get<std::vector<double>>();
    ASSERT_EQ(ours.gradients[level].size(), expected.size());
    double largest = 0;
    for (const double value : expected) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(double{ours.gradients[level][i]}, expected[i], kTolerance * largest) << level << ", " << i;
  }
}

TEST(BoxLosses, AndTheirGradientsArePyTorchs) {
  if (pytorch().is_null()) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed";
  for (const LossCase& loss : losses()) {
    SCOPED_TRACE(loss.name);
    expect_as(learned(*make_box_loss(loss.grid), random_levels(loss.grid, loss.seed), 2),
              pytorch()[loss.name]);
  }
}

TEST(BoxLosses, DoNotDependOnTheNumberOfThreads) {
  for (const auto& [name, grid, seed] : losses()) {
    SCOPED_TRACE(name);
    const auto loss = make_box_loss(grid);
    const auto levels = random_levels(grid, seed);
    const Learned one = learned(*loss, levels, 1), three = learned(*loss, levels, 3);
    EXPECT_EQ(one.loss, three.loss);
    EXPECT_EQ(one.gradients, three.gradients);
  }
}

TEST(BoxLosses, LearnFromPicturesWithoutObjectsThatThereAreNone) {
  for (const auto& [name, grid, seed] : losses()) {
    SCOPED_TRACE(name);
    const auto loss = make_box_loss(grid);
    const Learned result = learned(*loss, random_levels(grid, seed), 1, {{}, {}, {}});
    EXPECT_GT(result.loss, 0);
    const auto first_score = static_cast<std::size_t>(4);
    const auto channels = static_cast<std::size_t>(grid.channels());
    for (std::size_t i = 0; i < result.gradients[0].size(); ++i) {
      const float gradient = result.gradients[0][i];
      if (i % channels < first_score) {
        EXPECT_EQ(gradient, 0) << "a box where there is no object";
      } else if (i % channels == first_score) {
        EXPECT_GT(gradient, 0) << "a score that has to fall";
      }
    }
  }
}

TEST(CompleteIou, IsOneForTheSameBoxAndFallsBelowZeroFarAway) {
  const scene::Box truth{10, 10, 20, 30};
  EXPECT_NEAR(complete_iou(truth, truth).value, 1, 1e-6);
  EXPECT_LT(complete_iou({500, 500, 20, 30}, truth).value, 0);
  EXPECT_GT(complete_iou({0, 10, 20, 30}, truth).gradient[0], 0) << "move to the right";
}

}  // namespace
}  // namespace tinsmith::train
