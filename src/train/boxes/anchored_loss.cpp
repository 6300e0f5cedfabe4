// Implements the loss of grids with anchors of train/boxes/box_loss.h.
#include <algorithm>
#include <map>

#include "base/check.h"
#include "heads/boxes.h"
#include "train/boxes/box_loss.h"
#include "train/boxes/complete_iou.h"
#include "train/boxes/row.h"

namespace tinsmith::train {
namespace {

constexpr double kReferenceSide_px = 640, kReferenceClasses = 80, kReferenceLevels = 3;
// In cells: max distance from the centre to a neighbour cell that also gets the object.
constexpr double kNeighbourReach = 0.5;

// An object that is assigned to a row.
struct Match {
  Row row;
  const scene::LabelledBox* truth = nullptr;
  Overlap overlap;
};

// The contribution of one picture to the sums, per level.
struct AnchoredTerms {
  std::vector<std::vector<Match>> matches;  // by level
  std::vector<double> box, objectness, classes;
};

class AnchoredLoss final : public BoxLoss {
 public:
  AnchoredLoss(const scene::BoxGrid& grid, const AnchoredLossSettings& settings)
      : grid_(grid), settings_(settings) {
    CHECK(settings_.level_weights.size() == grid_.levels.size(), "{} weights for {} levels",
          settings_.level_weights.size(), grid_.levels.size());
    const double levels = kReferenceLevels / static_cast<double>(grid_.levels.size());
    const double area = double{1} * grid_.input_width * grid_.input_height;
    box_weight_ = settings.box_weight * levels;
    objectness_weight_ = settings.objectness_weight * levels * area / (kReferenceSide_px * kReferenceSide_px);
    class_weight_ =
        grid_.classes == 1 ? 0 : settings.class_weight * levels * grid_.classes / kReferenceClasses;
  }

  Value operator()(Levels logits, Truths truths, LevelGradients gradients, ThreadPool& pool) override {
    terms_.resize(truths.size());
    const auto pictures = static_cast<std::int64_t>(truths.size());
    pool.run(pictures, [&](std::int64_t picture, int) { match(logits, picture, truths); });
    std::vector<double> matched(grid_.levels.size());
    for (const AnchoredTerms& terms : terms_)
      for (std::size_t i = 0; i < matched.size(); ++i)
        matched[i] += static_cast<double>(terms.matches[i].size());
    pool.run(pictures,
             [&](std::int64_t picture, int) { learn(logits, picture, matched, pictures, gradients); });
    Value value;
    for (const AnchoredTerms& terms : terms_)
      for (std::size_t i = 0; i < matched.size(); ++i) {
        value.box += terms.box[i];
        value.objectness += terms.objectness[i];
        value.classes += terms.classes[i];
      }
    return value;
  }

 private:
  // Assigns the objects of one picture to rows.
  void match(Levels logits, std::int64_t picture, Truths truths) {
    AnchoredTerms& terms = terms_[static_cast<std::size_t>(picture)];
    terms.matches.assign(grid_.levels.size(), {});
    for (const scene::LabelledBox& truth : truths[static_cast<std::size_t>(picture)]) {
      if (truth.is_crowd || truth.box.width <= 0 || truth.box.height <= 0) continue;
      for (std::size_t level = 0; level < grid_.levels.size(); ++level)
        match_level(logits[level], picture, static_cast<std::int32_t>(level), truth, terms.matches[level]);
    }
  }

  void match_level(std::span<const float> logits, std::int64_t picture, std::int32_t level_index,
                   const scene::LabelledBox& truth, std::vector<Match>& matches) const {
    const scene::BoxLevel& level = grid_.levels[static_cast<std::size_t>(level_index)];
    const scene::Point centre = scene::centre_of(truth.box);
    const double x = centre.x / level.stride, y = centre.y / level.stride;
    const std::int32_t across = grid_.cells_across(level), down = grid_.cells_down(level);
    for (std::size_t a = 0; a < level.anchors.size(); ++a) {
      const scene::Anchor& anchor = level.anchors[a];
      const double wider = truth.box.width / anchor.width, taller = truth.box.height / anchor.height;
      if (std::max({wider, 1 / wider, taller, 1 / taller}) >= settings_.anchor_ratio) continue;
      const auto add = [&](double cell_x, double cell_y) {
        const std::int32_t column = std::clamp(static_cast<std::int32_t>(std::floor(cell_x)), 0, across - 1);
        const std::int32_t row = std::clamp(static_cast<std::int32_t>(std::floor(cell_y)), 0, down - 1);
        const Row place = row_at(grid_, picture, level_index, static_cast<std::int32_t>(a), column, row);
        const scene::Box found =
            heads::decoded_box(logits.data() + place.offset, grid_, level, anchor, column, row);
        matches.push_back({place, &truth, complete_iou(found, truth.box)});
      };
      const auto part = [](double value) { return value - std::floor(value); };
      add(x, y);
      if (part(x) < kNeighbourReach && x > 1) add(x - kNeighbourReach, y);
      if (part(y) < kNeighbourReach && y > 1) add(x, y - kNeighbourReach);
      if (part(across - x) < kNeighbourReach && across - x > 1) add(x + kNeighbourReach, y);
      if (part(down - y) < kNeighbourReach && down - y > 1) add(x, y + kNeighbourReach);
    }
  }

  // Computes losses and gradients of one picture. `matched`: number of rows with an object in the whole
  // batch, per level.
  void learn(Levels logits, std::int64_t picture, const std::vector<double>& matched, std::int64_t pictures,
             LevelGradients gradients) {
    AnchoredTerms& terms = terms_[static_cast<std::size_t>(picture)];
    terms.box.assign(grid_.levels.size(), 0);
    terms.objectness = terms.classes = terms.box;
    for (std::size_t i = 0; i < grid_.levels.size(); ++i) {
      const auto size = static_cast<std::size_t>(grid_.cells(grid_.levels[i])) *
                        grid_.levels[i].anchors.size() * static_cast<std::size_t>(grid_.channels());
      const auto begin = static_cast<std::size_t>(picture) * size;
      std::fill_n(gradients[i].begin() + static_cast<std::ptrdiff_t>(begin), size, 0.0f);
      std::map<std::int64_t, double> objectness;  // target by a row's offset; 0 for other rows
      const double batch = static_cast<double>(pictures);
      for (const Match& match : terms.matches[i]) {
        learn_match(match, logits[i].data(), batch / matched[i], gradients[i].data(), terms.box[i],
                    terms.classes[i]);
        double& target = objectness[match.row.offset];
        target = std::max({target, match.overlap.value, 0.0});
      }
      const double rows = batch * static_cast<double>(size) / grid_.channels();
      const double weight = objectness_weight_ * settings_.level_weights[i] * batch / rows;
      for (std::size_t at = begin; at < begin + size; at += static_cast<std::size_t>(grid_.channels())) {
        const auto known = objectness.find(static_cast<std::int64_t>(at));
        const double target = known == objectness.end() ? 0 : known->second;
        const double logit = double{logits[i][at + heads::kRowBox]};
        terms.objectness[i] += weight * cross_entropy(logit, target);
        gradients[i][at + heads::kRowBox] = static_cast<float>(weight * (logistic(logit) - target));
      }
    }
  }

  void learn_match(const Match& match, const float* logits, double norm, float* gradients, double& box,
                   double& classes) const {
    const float* raw = logits + match.row.offset;
    float* gradient = gradients + match.row.offset;
    box += box_weight_ * norm * (1 - match.overlap.value);
    const auto slopes = box_slopes(raw, grid_, match.row);
    for (std::size_t i = 0; i < slopes.size(); ++i)
      gradient[i] -= static_cast<float>(box_weight_ * norm * match.overlap.gradient[i] * slopes[i]);
    if (class_weight_ == 0) return;
    const double weight = class_weight_ * norm / grid_.classes;
    for (std::int32_t c = 0; c < grid_.classes; ++c) {
      const double target = c == match.truth->class_index ? 1 : 0;
      const double logit = double{raw[scene::BoxGrid::kFirstClass + c]};
      classes += weight * cross_entropy(logit, target);
      gradient[scene::BoxGrid::kFirstClass + c] += static_cast<float>(weight * (logistic(logit) - target));
    }
  }

  scene::BoxGrid grid_;
  AnchoredLossSettings settings_;
  double box_weight_ = 0, objectness_weight_ = 0, class_weight_ = 0;
  std::vector<AnchoredTerms> terms_;
};

}  // namespace

std::unique_ptr<BoxLoss> make_anchored_loss(const scene::BoxGrid& grid,
                                            const AnchoredLossSettings& settings) {
  return std::make_unique<AnchoredLoss>(grid, settings);
}

}  // namespace tinsmith::train
