#include "eval/classification.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

// Forty pictures of five classes from a formula that can be repeated in Python.
ClassAnswers formula_answers() {
  constexpr int kClasses = 5, kPictures = 40;
  ClassAnswers answers;
  answers.classes = kClasses;
  for (int i = 0; i < kPictures; ++i) {
    const int truth = i * 3 % kClasses;
    answers.truths.push_back(truth);
    float weights[kClasses], sum = 0;
    for (int c = 0; c < kClasses; ++c) {
      const int favour = c == truth && i % 4 != 0 ? 6 : 0;
      weights[c] =
          1.0f + static_cast<float>((i * 7 + c * 13 + i * c * 5) % 11 + favour) + static_cast<float>(c) / 8;
      sum += weights[c];
    }
    for (const float weight : weights) answers.probabilities.push_back(weight / sum);
  }
  return answers;
}

TEST(Classification, FiguresAreThoseOfPyTorchAndNumpy) {
  const auto result = score(formula_answers());
  ASSERT_TRUE(result);
  // torch.nn.functional.nll_loss, topk(3) and argmax; numpy for the matrix. Probabilities are float32
  // on both sides.
  EXPECT_NEAR(result->log_loss.value, 1.3234069619292037, 1e-6);
  EXPECT_DOUBLE_EQ(result->accuracy.value, 22 / 40.0);
  EXPECT_DOUBLE_EQ(result->top_3->value, 35 / 40.0);
  EXPECT_NEAR(result->macro_f1.value, 0.5591036414565826, 1e-12);
  const std::int64_t expected[5][5] = {
      {5, 1, 0, 0, 2}, {0, 5, 2, 0, 1}, {1, 0, 3, 0, 4}, {1, 1, 0, 6, 0}, {2, 2, 1, 0, 3}};
  for (int truth = 0; truth < 5; ++truth)
    for (int answer = 0; answer < 5; ++answer)
      EXPECT_EQ(result->confusion.at(truth, answer), expected[truth][answer]);
}

TEST(Classification, TheFirstOfEqualsIsTheAnswer) {
  const ClassAnswers answers{3, {1, 0}, {0.4f, 0.4f, 0.2f, 0.4f, 0.4f, 0.2f}};
  EXPECT_DOUBLE_EQ(score(answers)->accuracy.value, 0.5);
  EXPECT_DOUBLE_EQ(top_k_accuracy(answers, 2).value, 1);
  EXPECT_FALSE(score(answers)->top_3) << "of three classes all are among the best three";
}

TEST(Classification, OneCertainMistakeDoesNotMakeTheLogLossInfinite) {
  const ClassAnswers answers{2, {0}, {0.0f, 1.0f}};
  EXPECT_NEAR(score(answers)->log_loss.value, 16.118, 1e-3);  // −ln 1e−7
}

TEST(Classification, EveryFigureLiesInItsInterval) {
  const auto result = score(formula_answers());
  for (const Estimate& figure : {result->accuracy, *result->top_3, result->log_loss, result->macro_f1}) {
    EXPECT_LT(figure.interval.low, figure.value);
    EXPECT_GT(figure.interval.high, figure.value);
  }
}

TEST(Classification, TheWorstMistakesAreTheSurestOnes) {
  const ClassAnswers answers{2, {0, 0, 1, 1}, {0.9f, 0.1f, 0.4f, 0.6f, 0.8f, 0.2f, 0.1f, 0.9f}};
  EXPECT_EQ(worst_pictures(answers, 5), (std::vector<std::int32_t>{2, 1}));
  EXPECT_EQ(worst_pictures(answers, 1), (std::vector<std::int32_t>{2}));
}

TEST(Classification, NoPicturesGiveNoScore) {
  EXPECT_FALSE(score(ClassAnswers{3, {}, {}}));
}

TEST(OperatingPoints, OfAClassifierSayUnsureBelowTheThreshold) {
  const ClassAnswers answers{2, {0, 0, 1}, {0.9f, 0.1f, 0.4f, 0.6f, 0.3f, 0.7f}};
  const auto points = operating_points(answers);
  ASSERT_EQ(points.size(), 100u);
  EXPECT_EQ(points[0].threshold, 0) << "it always answers";
  EXPECT_EQ(points[0].hits, 2);
  EXPECT_EQ(points[0].answers, 3);
  const OperatingPoint& sure = point_at(points, 0.65);
  EXPECT_EQ(sure.truths, 3) << "a picture stays one of its class";
  EXPECT_EQ(sure.answers, 2);
  EXPECT_EQ(sure.hits, 2);
  EXPECT_EQ(sure.confusion.at(0, 2), 1) << "unsure";
  EXPECT_EQ(point_at(points, 0.99).answers, 0);
  EXPECT_FALSE(point_at(points, 0.99).precision);
}

TEST(OperatingPoints, OfEquallyGoodThresholdsTheMiddleIsTheBestBalance) {
  std::vector<OperatingPoint> points(9);
  const double f1[] = {0.2, 0.8, 0.5, 0.8, 0.8, 0.8, 0.7, 0.8, 0};
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].threshold = static_cast<double>(i + 1) / 10;
    points[i].f1 = f1[i];
  }
  EXPECT_EQ(best_balance(points), 0.5);
  for (OperatingPoint& point : points) point.f1 = 0;
  EXPECT_FALSE(best_balance(points)) << "nothing is ever right";
}

}  // namespace
}  // namespace tinsmith::eval
