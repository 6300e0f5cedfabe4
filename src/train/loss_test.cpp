#include "train/loss.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "base/files.h"
#include "base/random.h"
#include "train/optimizer.h"

namespace tinsmith::train {
namespace {

using nlohmann::json;

// Our losses are doubles from float logits; in PyTorch everything here is double.
constexpr double kLossTolerance = 1e-6;
// Ten steps in float with values around 1, compared with PyTorch, which rounds in a different order.
constexpr double kStepTolerance = 2e-6;

constexpr int kRows = 7, kClasses = 5, kSteps = 10, kValues = 6;
constexpr double kSmoothing = 0.1, kRate = 0.05, kDecay = 0.1;

struct Cases {
  std::vector<float> logits;
  std::vector<std::int32_t> targets;
  std::vector<float> weights;
  std::vector<float> values;
  std::vector<std::vector<float>> gradients;
};

std::vector<float> normals(Rng& rng, int count, double deviation) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(deviation * rng.normal());
  return values;
}

Cases make_cases() {
  Rng rng(11);
  Cases cases;
  cases.logits = normals(rng, kRows * kClasses, 3);
  for (int i = 0; i < kRows; ++i) cases.targets.push_back(static_cast<std::int32_t>(rng.below(kClasses)));
  for (int i = 0; i < kClasses; ++i) cases.weights.push_back(static_cast<float>(rng.uniform(0.5, 2)));
  cases.values = normals(rng, kValues, 1);
  for (int i = 0; i < kSteps; ++i) cases.gradients.push_back(normals(rng, kValues, 1));
  return cases;
}

json rows_of(const std::vector<float>& values) {
  json rows = json::array();
  for (int i = 0; i < kRows; ++i)
    rows.push_back(std::vector<float>(values.begin() + i * kClasses, values.begin() + (i + 1) * kClasses));
  return rows;
}

// Results of PyTorch, computed once for all tests here; empty if it is not installed.
const json& pytorch() {
  static const json answers = []() -> json {
    if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) return nullptr;
    const Cases cases = make_cases();
    const auto folder = TemporaryFolder::make();
    const auto in = folder->path() / "in.json", out = folder->path() / "out.json";
    const json asked = {
        {"cross_entropy",
         {{"logits", rows_of(cases.logits)},
          {"targets", cases.targets},
          {"weights", cases.weights},
          {"smoothing", kSmoothing}}},
        {"weighted_sigmoid",
         {{"logits", rows_of(cases.logits)}, {"cells", cases.targets}, {"object_weight", 100}}},
        {"optimizers",
         {{"values", cases.values}, {"gradients", cases.gradients}, {"rate", kRate}, {"decay", kDecay}}}};
    if (!write_file(in, asked.dump())) return nullptr;
    const std::string command =
        fmt::format("/usr/bin/python3 tests/oracle/losses.py '{}' '{}'", in.string(), out.string());
    if (std::system(command.c_str()) != 0) return json{{"failed", command}};
    return json::parse(*read_text_file(out));
  }();
  return answers;
}

#define NEED_PYTORCH() \
  if (pytorch().is_null()) GTEST_SKIP() << "SKIP: PyTorch (python3-torch) is not installed"

void expect_near(const std::vector<float>& ours, const json& theirs, double tolerance) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], theirs[i].get<double>(), tolerance) << i;
}

TEST(CrossEntropy, WithSmoothingAndClassWeightsIsPyTorchs) {
  NEED_PYTORCH();
  const Cases cases = make_cases();
  std::vector<float> gradient(cases.logits.size());
  const double loss = CrossEntropy{kSmoothing, cases.weights}(cases.logits, cases.targets, gradient);
  EXPECT_NEAR(loss, pytorch()["cross_entropy"]["loss"].get<double>(), kLossTolerance);
  expect_near(gradient, pytorch()["cross_entropy"]["gradient"], kLossTolerance);
}

TEST(WeightedSigmoid, IsPyTorchsBinaryCrossEntropyWithPositiveWeights) {
  NEED_PYTORCH();
  const Cases cases = make_cases();
  std::vector<float> gradient(cases.logits.size());
  const double loss = WeightedSigmoid{100}(cases.logits, cases.targets, gradient);
  EXPECT_NEAR(loss, pytorch()["weighted_sigmoid"]["loss"].get<double>(), 100 * kLossTolerance);
  expect_near(gradient, pytorch()["weighted_sigmoid"]["gradient"], 100 * kLossTolerance);
}

TEST(Optimizer, TakesPyTorchsSteps) {
  NEED_PYTORCH();
  for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
    const Cases cases = make_cases();
    std::vector<float> values = cases.values;
    Optimizer optimizer({.kind = kind, .weight_decay = kDecay}, std::vector<std::uint8_t>(kValues, 1));
    for (const auto& gradient : cases.gradients) optimizer.step(values, gradient, kRate);
    expect_near(values, pytorch()[std::string(name_of(kind))], kStepTolerance);
  }
}

TEST(Optimizer, GoesOnFromASavedStateAsIfItHadNotStopped) {
  const Cases cases = make_cases();
  for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
    const std::vector<std::uint8_t> decays{1, 1, 1, 0, 0, 0};
    std::vector<float> whole = cases.values, parted = cases.values;
    Optimizer one({.kind = kind}, decays), first({.kind = kind}, decays), second({.kind = kind}, decays);
    for (int i = 0; i < kSteps; ++i) one.step(whole, cases.gradients[static_cast<std::size_t>(i)], kRate);
    for (int i = 0; i < 4; ++i) first.step(parted, cases.gradients[static_cast<std::size_t>(i)], kRate);
    second.set_state(first.state());
    for (int i = 4; i < kSteps; ++i) second.step(parted, cases.gradients[static_cast<std::size_t>(i)], kRate);
    EXPECT_EQ(whole, parted);
  }
}

TEST(Optimizer, ShortensAGradientThatIsFarLongerThanUsual) {
  constexpr int kUsualSteps = 50;
  const std::vector<float> usual(kValues, 0.1f), odd(kValues, 100.0f);
  const auto moved_by_odd = [&](double limit) {
    std::vector<float> values(kValues);
    Optimizer optimizer({.weight_decay = 0, .clip_factor = limit}, std::vector<std::uint8_t>(kValues));
    for (int i = 0; i < kUsualSteps; ++i) optimizer.step(values, usual, kRate);
    optimizer.step(values, odd, kRate);
    return optimizer.state().second[0];
  };
  EXPECT_GT(moved_by_odd(0), 1);
  EXPECT_LT(moved_by_odd(3), 0.001f) << "the moments forget it soon";
}

// The formula of loss.h, written without regard to overflow or speed.
double grouped_by_hand(const GroupedCrossEntropy& loss, const std::vector<double>& row, std::int32_t target) {
  double all = 0, inside = 0, result = 0;
  for (const double z : row) all += std::exp(z);
  for (const auto& group : loss.groups) {
    if (target < group.first || target >= group.first + group.count) continue;
    const auto at = [&](std::int32_t c) { return row[static_cast<std::size_t>(group.first + c)]; };
    for (std::int32_t c = 0; c < group.count; ++c) inside += std::exp(at(c));
    for (std::int32_t c = 0; c < group.count; ++c) {
      const double wanted =
          loss.smoothing / group.count + (group.first + c == target ? 1 - loss.smoothing : 0);
      result -= wanted * std::log(std::exp(at(c)) / inside);
    }
  }
  return result - loss.group_weight * std::log(inside / all);
}

TEST(GroupedCrossEntropy, IsItsFormulaAndItsGradientIsTheSlope) {
  const Cases cases = make_cases();
  GroupedCrossEntropy loss{{{0, 2}, {2, 3}}, kSmoothing};
  constexpr double kStep = 1e-4, kSlopeTolerance = 1e-6;  // central differences in double
  for (const double group_weight : {0.0, 0.3, 1.0}) {
    loss.group_weight = group_weight;
    std::vector<float> gradient(cases.logits.size());
    const double value = loss(cases.logits, cases.targets, gradient);
    double expected = 0;
    for (std::size_t i = 0; i < cases.targets.size(); ++i) {
      std::vector<double> row(cases.logits.begin() + static_cast<std::ptrdiff_t>(i * kClasses),
                              cases.logits.begin() + static_cast<std::ptrdiff_t>((i + 1) * kClasses));
      expected += grouped_by_hand(loss, row, cases.targets[i]) / kRows;
      for (std::size_t c = 0; c < kClasses; ++c) {
        const double logit = row[c];
        row[c] = logit + kStep;
        const double above = grouped_by_hand(loss, row, cases.targets[i]);
        row[c] = logit - kStep;
        const double below = grouped_by_hand(loss, row, cases.targets[i]);
        row[c] = logit;
        EXPECT_NEAR(gradient[i * kClasses + c], (above - below) / (2 * kStep) / kRows, kSlopeTolerance);
      }
    }
    EXPECT_NEAR(value, expected, kLossTolerance);
  }
}

TEST(GroupedCrossEntropy, OfOneGroupIsTheUsualCrossEntropy) {
  const Cases cases = make_cases();
  std::vector<float> gradient(cases.logits.size()), usual(cases.logits.size());
  const GroupedCrossEntropy one_group{{{0, kClasses}}, kSmoothing};
  EXPECT_NEAR(one_group(cases.logits, cases.targets, gradient),
              CrossEntropy{.smoothing = kSmoothing}(cases.logits, cases.targets, usual), kLossTolerance);
  for (std::size_t i = 0; i < usual.size(); ++i) EXPECT_NEAR(gradient[i], usual[i], kLossTolerance);
}

TEST(GroupedCrossEntropy, WithTheWholeWeightOfGroupsIsTheUsualCrossEntropyOverAllClasses) {
  const Cases cases = make_cases();
  std::vector<float> gradient(cases.logits.size()), usual(cases.logits.size());
  const GroupedCrossEntropy grouped{.groups = {{0, 2}, {2, 3}}, .group_weight = 1};
  EXPECT_NEAR(grouped(cases.logits, cases.targets, gradient),
              CrossEntropy{}(cases.logits, cases.targets, usual), kLossTolerance);
  for (std::size_t i = 0; i < usual.size(); ++i) EXPECT_NEAR(gradient[i], usual[i], kLossTolerance);
}

TEST(GroupedCrossEntropy, DoesNotMoveTheClassesOfOtherGroups) {
  const std::vector<float> logits{1, 2, 3, 4, 5};
  std::vector<float> gradient(logits.size());
  GroupedCrossEntropy{{{0, 2}, {2, 3}}}(logits, std::vector<std::int32_t>{1}, gradient);
  EXPECT_LT(gradient[1], 0);
  for (const std::size_t c : {2u, 3u, 4u}) EXPECT_EQ(gradient[c], 0);
}

TEST(CrossEntropy, StaysFiniteForLogitsFarApart) {
  const std::vector<float> logits{500, -500, 0, -500, 500, 0};
  const std::vector<std::int32_t> targets{1, 1};
  std::vector<float> gradient(logits.size());
  const double loss = CrossEntropy{}(logits, targets, gradient);
  EXPECT_DOUBLE_EQ(loss, 500);
  for (const float value : gradient) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace tinsmith::train
