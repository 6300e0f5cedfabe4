#include "report/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::report {
namespace {

using testing::DoubleNear;
using testing::HasSubstr;
using testing::Not;
using testing::Pointwise;

constexpr double kRounding = 1e-12;

TEST(Ticks, AreRoundAndSpanTheRange) {
  EXPECT_THAT(ticks(0.926, 1, 5), Pointwise(DoubleNear(kRounding), {0.92, 0.94, 0.96, 0.98, 1.0}));
  EXPECT_THAT(ticks(0.35, 2.25, 4), Pointwise(DoubleNear(kRounding), {0.0, 0.5, 1.0, 1.5, 2.0, 2.5}));
  EXPECT_THAT(ticks(0, 1, 5), Pointwise(DoubleNear(kRounding), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
}

TEST(CurveChart, LeavesOutWhatIsNotFinite) {
  const Curve curves[] = {{"loss", Voice::Int8, {2, NAN, INFINITY, 1}}};
  const std::string svg = curve_chart(curves, 4, false).markup();
  EXPECT_THAT(svg, HasSubstr("kept: epoch 4"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf\"")));
}

TEST(CurveChart, OneEpochIsADotAndNoneIsNothing) {
  const Curve one[] = {{"loss", Voice::Int8, {0.5}}}, none[] = {{"loss", Voice::Int8, {}}},
              unknown[] = {{"loss", Voice::Int8, {NAN}}};
  EXPECT_THAT(curve_chart(one, 1, false).markup(), HasSubstr("<circle"));
  EXPECT_TRUE(curve_chart(none, 0, false).empty());
  EXPECT_TRUE(curve_chart(unknown, 0, false).empty());
}

TEST(RecallChart, DrawsALineAClassFromItsFirstPrecisionOnAndADotWhereItIsUsed) {
  const RecallCurve curves[] = {{"cell", {{0.5, 1}, {1, 0.5}}, RecallPoint{0.5, 1}}, {"never found", {}, {}}};
  const std::string svg = recall_chart(curves).markup();
  // The plot area is 44 … 360 horizontally and 260 … 26 vertically.
  EXPECT_THAT(svg, HasSubstr("d=\"M44.0 26.0L202.0 26.0L360.0 143.0\""));
  EXPECT_THAT(svg, HasSubstr("<circle class=\"used colour-1\" cx=\"202.0\" cy=\"26.0\""));
  EXPECT_THAT(svg, Not(HasSubstr("colour-2")));
}

TEST(IntervalChart, PlacesTheBandOnTheScaleItPrints) {
  const IntervalRow rows[] = {{"Int8", Voice::Int8, {0.96, {0.94, 0.98}}}};
  const std::string html = interval_chart(rows).markup();
  // The rounded scale is 92 … 100 %; the band is its second and third quarter.
  EXPECT_THAT(html, HasSubstr("class=\"band int8\" style=\"left:25.00%;width:50.00%\""));
  EXPECT_THAT(html, HasSubstr("class=\"dot int8\" style=\"left:50.00%;width:0.00%\""));
}

TEST(IntervalChart, APerfectScoreStillHasAScale) {
  const IntervalRow rows[] = {{"Int8", Voice::Int8, {1, {1, 1}}}};
  EXPECT_THAT(interval_chart(rows).markup(), HasSubstr("left:100.00%;width:0.00%"));
}

}  // namespace
}  // namespace tinsmith::report
