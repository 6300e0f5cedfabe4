#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "heads/boxes.h"
#include "train/boxes/box_loss.h"
#include "train/boxes/complete_iou.h"
#include "train/boxes/row.h"

namespace tinsmith::train {
namespace {

constexpr std::int32_t kNobody = -1;
constexpr double kTiny = 1e-9;

// A row of one picture, decoded.
struct Found {
  Row row;
  scene::Point cell;  // the middle of its cell, pixels
  scene::Box box;
  std::int32_t truth = kNobody;  // that it is to find,
  double iou = 0;                // how well it covers it,
  double alignment = 0;          // and how well it does so for its class
  double target = 0;
};

// A row that a truth could be given to.
struct Candidate {
  std::size_t row = 0;
  double iou = 0, alignment = 0;
};

struct Share {
  std::vector<Found> rows;
  double targets = 0, box = 0, classes = 0;
};

class AlignedLoss final : public BoxLoss {
 public:
  AlignedLoss(const scene::BoxGrid& grid, const AlignedLossSettings& settings)
      : grid_(grid), settings_(settings) {
    CHECK(!grid_.has_objectness, "this loss has no objectness");
  }

  Value operator()(Levels logits, Truths truths, LevelGradients gradients, ThreadPool& pool) override {
    shares_.resize(truths.size());
    const auto pictures = static_cast<std::int64_t>(truths.size());
    pool.run(pictures, [&](std::int64_t picture, int) {
      assign(logits, picture, truths[static_cast<std::size_t>(picture)]);
    });
    double targets = 0;
    for (const Share& share : shares_) targets += share.targets;
    const double each = 1 / std::max(1.0, targets);
    pool.run(pictures, [&](std::int64_t picture, int) {
      learn(logits, shares_[static_cast<std::size_t>(picture)], truths[static_cast<std::size_t>(picture)],
            each, gradients);
    });
    Value value;
    for (const Share& share : shares_) value.box += share.box, value.classes += share.classes;
    return value;
  }

 private:
  double score(Levels logits, const Row& row, scene::ClassIndex index) const {
    return logistic(double{logits[static_cast<std::size_t>(row.level)]
                                 [static_cast<std::size_t>(row.offset + grid_.first_class() + index)]});
  }

  void decode(Levels logits, std::int64_t picture, std::vector<Found>& rows) const {
    rows.clear();
    for (std::size_t i = 0; i < grid_.levels.size(); ++i) {
      const scene::BoxLevel& level = grid_.levels[i];
      for (std::int32_t y = 0; y < grid_.cells_down(level); ++y)
        for (std::int32_t x = 0; x < grid_.cells_across(level); ++x)
          for (std::size_t a = 0; a < level.anchors.size(); ++a) {
            Found found;
            found.row =
                row_at(grid_, picture, static_cast<std::int32_t>(i), static_cast<std::int32_t>(a), x, y);
            found.cell = {(x + 0.5) * level.stride, (y + 0.5) * level.stride};
            found.box =
                heads::decoded_box(logits[i].data() + found.row.offset, grid_, level, level.anchors[a], x, y);
            rows.push_back(found);
          }
    }
  }

  // The rows a truth is given to, before others claim them.
  std::vector<Candidate> candidates(Levels logits, const std::vector<Found>& rows,
                                    const scene::LabelledBox& truth) const {
    std::vector<Candidate> inside;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const scene::Point cell = rows[i].cell;
      if (cell.x <= truth.box.x || cell.x >= truth.box.right() || cell.y <= truth.box.y ||
          cell.y >= truth.box.bottom())
        continue;
      inside.push_back(judged(logits, rows, i, truth));
    }
    if (inside.empty())
      inside.push_back(judged(logits, rows, nearest(rows, scene::centre_of(truth.box)), truth));
    const std::size_t kept = std::min(inside.size(), static_cast<std::size_t>(settings_.rows));
    std::stable_sort(inside.begin(), inside.end(),
                     [](const Candidate& a, const Candidate& b) { return a.alignment > b.alignment; });
    inside.resize(kept);
    return inside;
  }

  Candidate judged(Levels logits, const std::vector<Found>& rows, std::size_t index,
                   const scene::LabelledBox& truth) const {
    const double iou = std::max(0.0, complete_iou(rows[index].box, truth.box).value);
    const double sure = score(logits, rows[index].row, truth.class_index);
    return {index, iou, std::pow(sure, settings_.score_power) * std::pow(iou, settings_.iou_power)};
  }

  // A truth smaller than a cell has no cell's middle inside: the nearest one, of the finest level, is its
  // own.
  static std::size_t nearest(const std::vector<Found>& rows, const scene::Point& centre) {
    std::size_t best = 0;
    double least = INFINITY;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double dx = rows[i].cell.x - centre.x, dy = rows[i].cell.y - centre.y;
      if (dx * dx + dy * dy < least) least = dx * dx + dy * dy, best = i;
    }
    return best;
  }

  void assign(Levels logits, std::int64_t picture, const std::vector<scene::LabelledBox>& truths) {
    Share& share = shares_[static_cast<std::size_t>(picture)];
    decode(logits, picture, share.rows);
    for (std::size_t t = 0; t < truths.size(); ++t) {
      if (truths[t].is_crowd || truths[t].box.width <= 0 || truths[t].box.height <= 0) continue;
      for (const Candidate& candidate : candidates(logits, share.rows, truths[t])) {
        Found& row = share.rows[candidate.row];
        if (row.truth != kNobody && row.iou >= candidate.iou) continue;
        row.truth = static_cast<std::int32_t>(t);
        row.iou = candidate.iou;
        row.alignment = candidate.alignment;
      }
    }
    set_targets(share, truths.size());
  }

  static void set_targets(Share& share, std::size_t truths) {
    std::vector<double> best_alignment(truths), best_iou(truths);
    for (const Found& row : share.rows) {
      if (row.truth == kNobody) continue;
      const auto t = static_cast<std::size_t>(row.truth);
      best_alignment[t] = std::max(best_alignment[t], row.alignment);
      best_iou[t] = std::max(best_iou[t], row.iou);
    }
    share.targets = 0;
    for (Found& row : share.rows) {
      if (row.truth == kNobody) continue;
      const auto t = static_cast<std::size_t>(row.truth);
      row.target = row.alignment * best_iou[t] / (best_alignment[t] + kTiny);
      share.targets += row.target;
    }
  }

  // `each`: one over the sum of all targets of the batch.
  void learn(Levels logits, Share& share, const std::vector<scene::LabelledBox>& truths, double each,
             LevelGradients gradients) const {
    share.box = share.classes = 0;
    for (const Found& found : share.rows) {
      const auto level = static_cast<std::size_t>(found.row.level);
      const float* raw = logits[level].data() + found.row.offset;
      float* gradient = gradients[level].data() + found.row.offset;
      const scene::LabelledBox* truth =
          found.truth == kNobody ? nullptr : &truths[static_cast<std::size_t>(found.truth)];
      const double weight = settings_.class_weight * each;
      for (std::int32_t c = 0; c < grid_.classes; ++c) {
        const double target = truth != nullptr && truth->class_index == c ? found.target : 0;
        const double logit = double{raw[grid_.first_class() + c]};
        share.classes += weight * cross_entropy(logit, target);
        gradient[grid_.first_class() + c] = static_cast<float>(weight * (logistic(logit) - target));
      }
      std::fill_n(gradient, heads::kRowBox, 0.0f);
      if (truth == nullptr) continue;
      const Overlap overlap = complete_iou(found.box, truth->box);
      const double box_weight = settings_.box_weight * each * found.target;
      share.box += box_weight * (1 - overlap.value);
      const auto slopes = box_slopes(raw, grid_, found.row);
      for (std::size_t i = 0; i < slopes.size(); ++i)
        gradient[i] = static_cast<float>(-box_weight * overlap.gradient[i] * slopes[i]);
    }
  }

  scene::BoxGrid grid_;
  AlignedLossSettings settings_;
  std::vector<Share> shares_;
};

}  // namespace

std::unique_ptr<BoxLoss> make_aligned_loss(const scene::BoxGrid& grid, const AlignedLossSettings& settings) {
  return std::make_unique<AlignedLoss>(grid, settings);
}

}  // namespace tinsmith::train
