// Implements the loss of the YOLOv2 region layer of train/boxes/box_loss.h.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "heads/boxes.h"
#include "train/boxes/box_loss.h"
#include "train/boxes/row.h"

namespace tinsmith::train {
namespace {

// IoU of two sizes that share a corner.
double size_overlap(const scene::Box& truth, const scene::Anchor& anchor) {
  return scene::iou({0, 0, truth.width, truth.height}, {0, 0, anchor.width, anchor.height});
}

// The contribution of one picture to the sums.
struct RegionTerms {
  std::vector<const scene::LabelledBox*> owners;  // per row: the object assigned to it, or null
  std::vector<std::uint8_t> is_judged;            // per row: whether its objectness counts
  double box = 0, objectness = 0, classes = 0;
  double found() const {
    return static_cast<double>(
        std::count_if(owners.begin(), owners.end(), [](auto* owner) { return owner != nullptr; }));
  }
  double judged() const { return static_cast<double>(std::count(is_judged.begin(), is_judged.end(), 1)); }
};

class RegionLoss final : public BoxLoss {
 public:
  RegionLoss(const scene::BoxGrid& grid, const RegionLossSettings& settings)
      : grid_(grid), settings_(settings), level_(grid_.levels.at(0)) {
    CHECK(grid_.coding == scene::BoxCoding::Exponential && grid_.levels.size() == 1,
          "this loss is of one level of exponential boxes");
  }

  Value operator()(Levels logits, Truths truths, LevelGradients gradients, ThreadPool& pool) override {
    terms_.assign(truths.size(), {});
    const auto pictures = static_cast<std::int64_t>(truths.size());
    pool.run(pictures, [&](std::int64_t picture, int) {
      assign(logits[0], picture, truths[static_cast<std::size_t>(picture)]);
    });
    double found = 0, judged = 0;
    for (const RegionTerms& terms : terms_) {
      found += terms.found();
      judged += terms.judged();
    }
    found = std::max(1.0, found), judged = std::max(1.0, judged);
    pool.run(pictures,
             [&](std::int64_t picture, int) { learn(logits[0], picture, found, judged, gradients[0]); });
    Value value;
    for (const RegionTerms& terms : terms_) {
      value.box += terms.box;
      value.objectness += terms.objectness;
      value.classes += terms.classes;
    }
    return value;
  }

 private:
  // Calls visit(row, index in the picture) for all rows of a picture.
  template <class Visit>
  void visit_rows(std::int64_t picture, Visit&& visit) const {
    std::size_t index = 0;
    for (std::int32_t y = 0; y < grid_.cells_down(level_); ++y)
      for (std::int32_t x = 0; x < grid_.cells_across(level_); ++x)
        for (std::size_t anchor = 0; anchor < level_.anchors.size(); ++anchor)
          visit(row_at(grid_, picture, 0, static_cast<std::int32_t>(anchor), x, y), index++);
  }

  scene::Box box_of(std::span<const float> logits, const Row& row) const {
    return heads::decoded_box(logits.data() + row.offset, grid_, level_,
                              level_.anchors[static_cast<std::size_t>(row.anchor)], row.x, row.y);
  }

  // Returns the row to which an object is assigned, as its index in the picture.
  std::size_t row_for(const scene::LabelledBox& truth) const {
    const scene::Point centre = scene::centre_of(truth.box);
    const auto cell = [&](double place, std::int32_t cells) {
      return std::clamp(static_cast<std::int32_t>(std::floor(place / level_.stride)), 0, cells - 1);
    };
    const std::int32_t across = grid_.cells_across(level_);
    const std::int32_t x = cell(centre.x, across), y = cell(centre.y, grid_.cells_down(level_));
    std::size_t best = 0;
    for (std::size_t i = 1; i < level_.anchors.size(); ++i)
      if (size_overlap(truth.box, level_.anchors[i]) > size_overlap(truth.box, level_.anchors[best]))
        best = i;
    return static_cast<std::size_t>(y * across + x) * level_.anchors.size() + best;
  }

  void assign(std::span<const float> logits, std::int64_t picture,
              const std::vector<scene::LabelledBox>& truths) {
    RegionTerms& terms = terms_[static_cast<std::size_t>(picture)];
    terms.owners.assign(static_cast<std::size_t>(grid_.rows()), nullptr);
    terms.is_judged.assign(terms.owners.size(), 1);
    const auto counts = [](const scene::LabelledBox& truth) {
      return !truth.is_crowd && truth.box.width > 0 && truth.box.height > 0;
    };
    for (const scene::LabelledBox& truth : truths)
      if (counts(truth)) terms.owners[row_for(truth)] = &truth;
    visit_rows(picture, [&](const Row& row, std::size_t index) {
      if (terms.owners[index] != nullptr) return;
      const scene::Box found = box_of(logits, row);
      terms.is_judged[index] = std::none_of(truths.begin(), truths.end(), [&](const auto& truth) {
        return counts(truth) && scene::iou(found, truth.box) >= settings_.near_iou;
      });
    });
  }

  // `found`, `judged`: numbers of rows in the whole batch that have an object, and whose objectness counts.
  void learn(std::span<const float> logits, std::int64_t picture, double found, double judged,
             std::span<float> gradients) {
    RegionTerms& terms = terms_[static_cast<std::size_t>(picture)];
    visit_rows(picture, [&](const Row& row, std::size_t index) {
      const float* raw = logits.data() + row.offset;
      float* gradient = gradients.data() + row.offset;
      std::fill_n(gradient, grid_.channels(), 0.0f);
      const scene::LabelledBox* truth = terms.owners[index];
      double target = 0;
      if (truth != nullptr) {
        const scene::Box box = box_of(logits, row);
        target = scene::iou(box, truth->box);
        learn_box(row, raw, box, truth->box, found, gradient, terms.box);
        learn_class(raw, truth->class_index, found, gradient, terms.classes);
      }
      if (terms.is_judged[index] == 0) return;
      const double sure = logistic(double{raw[heads::kRowBox]});
      const double weight = truth != nullptr ? settings_.object_weight : settings_.background_weight;
      terms.objectness += weight * (sure - target) * (sure - target) / (2 * judged);
      gradient[heads::kRowBox] = static_cast<float>(weight * (sure - target) * sure * (1 - sure) / judged);
    });
  }

  // Squared distances, in cells.
  void learn_box(const Row& row, const float* raw, const scene::Box& box, const scene::Box& truth,
                 double found, float* gradient, double& loss) const {
    const scene::Point centre = scene::centre_of(box), wanted = scene::centre_of(truth);
    const std::array<double, 4> difference{
        (centre.x - wanted.x) / level_.stride, (centre.y - wanted.y) / level_.stride,
        (box.width - truth.width) / level_.stride, (box.height - truth.height) / level_.stride};
    const auto slopes = box_slopes(raw, grid_, row);
    for (std::size_t i = 0; i < difference.size(); ++i) {
      loss += settings_.box_weight * difference[i] * difference[i] / (2 * found);
      gradient[i] =
          static_cast<float>(settings_.box_weight * difference[i] * slopes[i] / level_.stride / found);
    }
  }

  void learn_class(const float* raw, scene::ClassIndex truth, double found, float* gradient,
                   double& loss) const {
    const float* scores = raw + scene::BoxGrid::kFirstClass;
    const double greatest = double{*std::max_element(scores, scores + grid_.classes)};
    double sum = 0;
    for (std::int32_t c = 0; c < grid_.classes; ++c) sum += std::exp(double{scores[c]} - greatest);
    const double weight = settings_.class_weight / found;
    loss += weight * (greatest + std::log(sum) - double{scores[truth]});
    for (std::int32_t c = 0; c < grid_.classes; ++c)
      gradient[scene::BoxGrid::kFirstClass + c] =
          static_cast<float>(weight * (std::exp(double{scores[c]} - greatest) / sum - (c == truth ? 1 : 0)));
  }

  scene::BoxGrid grid_;
  RegionLossSettings settings_;
  scene::BoxLevel level_;
  std::vector<RegionTerms> terms_;
};

}  // namespace

std::unique_ptr<BoxLoss> make_region_loss(const scene::BoxGrid& grid, const RegionLossSettings& settings) {
  return std::make_unique<RegionLoss>(grid, settings);
}

std::unique_ptr<BoxLoss> make_box_loss(const scene::BoxGrid& grid, double class_gain) {
  if (grid.coding == scene::BoxCoding::Exponential) {
    RegionLossSettings settings;
    settings.class_weight *= class_gain;
    return make_region_loss(grid, settings);
  }
  AnchoredLossSettings settings;
  settings.class_weight *= class_gain;
  return make_anchored_loss(grid, settings);
}

}  // namespace tinsmith::train
