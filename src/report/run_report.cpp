#include "report/run_report.h"

namespace tinsmith::report {
namespace {

template <class... Choices>
struct Choose : Choices... {
  using Choices::operator()...;
};
template <class... Choices>
Choose(Choices...) -> Choose<Choices...>;

}  // namespace

const eval::Estimate& headline(const Score& score) {
  return std::visit(
      Choose{[](const eval::ClassificationScore& s) -> const eval::Estimate& { return s.accuracy; },
             [](const eval::CentroidScore& s) -> const eval::Estimate& { return s.strict.f1; },
             [](const eval::DetectionScore& s) -> const eval::Estimate& { return s.map50; }},
      score);
}

const eval::Estimate& choosing_metric(const Score& score) {
  return std::visit(
      Choose{[](const eval::ClassificationScore& s) -> const eval::Estimate& { return s.accuracy; },
             [](const eval::CentroidScore& s) -> const eval::Estimate& { return s.strict.f1; },
             [](const eval::DetectionScore& s) -> const eval::Estimate& {
               const auto& map = s.coco.figures[eval::CocoFigure::Map];
               return map ? *map : s.map50;  // absent without objects; both are 0 then
             }},
      score);
}

std::int64_t pictures_of(const Score& score) {
  return std::visit([](const auto& s) { return s.pictures; }, score);
}

double threshold_of(const Score& score) {
  return std::visit(Choose{[](const eval::ClassificationScore&) { return 0.0; },
                           [](const eval::CentroidScore& s) { return s.threshold; },
                           [](const eval::DetectionScore& s) { return s.threshold; }},
                    score);
}

const std::vector<eval::OperatingPoint>& points_of(const Score& score) {
  return std::visit([](const auto& s) -> const std::vector<eval::OperatingPoint>& { return s.points; },
                    score);
}

const Score* shipped_score(const RunReport& run) {
  if (run.int8_score) return &*run.int8_score;
  return run.float_score ? &*run.float_score : nullptr;
}

const eval::DetectionScore* shipped_detection_score(const RunReport& run) {
  const Score* score = shipped_score(run);
  return score == nullptr ? nullptr : std::get_if<eval::DetectionScore>(score);
}

const eval::Confusion& confusion_of(const Score& score) {
  return std::visit(
      Choose{[](const eval::ClassificationScore& s) -> const eval::Confusion& { return s.confusion; },
             [](const eval::CentroidScore& s) -> const eval::Confusion& { return s.strict.confusion; },
             [](const eval::DetectionScore& s) -> const eval::Confusion& { return s.confusion; }},
      score);
}

const std::vector<eval::ClassScore>& class_scores_of(const Score& score) {
  using Rows = std::vector<eval::ClassScore>;
  return std::visit(Choose{[](const eval::ClassificationScore& s) -> const Rows& { return s.by_class; },
                           [](const eval::CentroidScore& s) -> const Rows& { return s.strict.by_class; },
                           [](const eval::DetectionScore& s) -> const Rows& { return s.by_class; }},
                    score);
}

}  // namespace tinsmith::report
