#include "train/objective.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "eval/centroids.h"
#include "eval/classification.h"
#include "eval/coco.h"
#include "heads/answer.h"
#include "heads/boxes.h"
#include "heads/heads.h"

namespace tinsmith::train {
namespace {

// Mean validation loss over pictures.
class MeanLoss {
 public:
  void add(double batch_mean, std::size_t pictures) {
    sum_ += batch_mean * static_cast<double>(pictures);
    pictures_ += pictures;
  }
  double take() {
    return std::exchange(sum_, 0.0) /
           static_cast<double>(std::max<std::size_t>(1, std::exchange(pictures_, 0u)));
  }

 private:
  double sum_ = 0;
  std::size_t pictures_ = 0;
};

class ClassificationObjective final : public Objective {
 public:
  ClassificationObjective(std::int32_t classes, CrossEntropy loss)
      : classes_(classes), loss_(std::move(loss)) {}

  double loss(Outputs logits, const loader::Batch& batch, OutputGradients gradients) override {
    const std::size_t count = batch.classes.size() * static_cast<std::size_t>(classes_);
    return loss_(logits[0].first(count), batch.classes, gradients[0].first(count));
  }

  void observe(Outputs logits, const loader::Batch& batch) override {
    const auto classes = static_cast<std::size_t>(classes_);
    const auto used = logits[0].first(batch.classes.size() * classes);
    scratch_.resize(used.size());
    validation_loss_.add(CrossEntropy{}(used, batch.classes, scratch_), batch.classes.size());
    for (std::size_t i = 0; i < batch.classes.size(); ++i)
      answers_.push_back(eval::best_class(used.subspan(i * classes, classes)));
    truths_.insert(truths_.end(), batch.classes.begin(), batch.classes.end());
  }

  Score take_score() override {
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < truths_.size(); ++i) hits += truths_[i] == answers_[i];
    const auto pictures = static_cast<double>(std::max<std::size_t>(1, truths_.size()));
    return {static_cast<double>(hits) / pictures, validation_loss_.take(), 0, std::exchange(truths_, {}),
            std::exchange(answers_, {})};
  }

  std::string_view metric_name() const override {
    return heads::info_of(scene::Task::Classification).choosing_title;
  }

 private:
  std::int32_t classes_;
  CrossEntropy loss_;
  MeanLoss validation_loss_;
  std::vector<float> scratch_;
  std::vector<scene::ClassIndex> truths_, answers_;  // since the last score
};

// Shifts of the background's logit that are tried, at equal distances. The score of a shift is the mean over
// itself and its neighbours, because with few validation pictures a single shift can be good by chance.
constexpr int kFirstShift = -3, kLastShift = 9;
constexpr double kShiftStep = 0.5;

class CentroidObjective final : public Objective {
 public:
  CentroidObjective(const heads::Grid& grid, double width, double height, WeightedSigmoid loss)
      : grid_(grid), width_(width), height_(height), loss_(loss) {}

  double loss(Outputs logits, const loader::Batch& batch, OutputGradients gradients) override {
    const std::size_t count = encode(batch);
    return loss_(logits[0].first(count), cells_, gradients[0].first(count));
  }

  void observe(Outputs logits, const loader::Batch& batch) override {
    const std::size_t count = encode(batch);
    scratch_.resize(count);
    const auto used = logits[0].first(count);
    validation_loss_.add(loss_(used, cells_, scratch_), batch.boxes.size());
    logits_.insert(logits_.end(), used.begin(), used.end());
    for (const auto& boxes : batch.boxes) {
      eval::PictureCentroids& picture = pictures_.emplace_back();
      for (const scene::LabelledBox& box : boxes)
        picture.truths.push_back(eval::centroid_of(box.class_index, box.box, width_, height_));
    }
  }

  Score take_score() override {
    std::vector<double> f1;
    for (int i = kFirstShift; i <= kLastShift; ++i)
      f1.push_back(strict_f1(static_cast<float>(i * kShiftStep)));
    Score best;
    best.metric = -1;
    best.loss = validation_loss_.take();
    for (std::size_t i = 1; i + 1 < f1.size(); ++i) {
      const double mean = (f1[i - 1] + f1[i] + f1[i + 1]) / 3;
      const double shift = (kFirstShift + static_cast<int>(i)) * kShiftStep;
      const bool changes_less = mean == best.metric && std::abs(shift) < std::abs(best.background_shift);
      if (mean > best.metric || changes_less) {
        best.metric = mean;
        best.background_shift = shift;
      }
    }
    answer_cells(best);
    logits_.clear();
    pictures_.clear();
    return best;
  }

  std::string_view metric_name() const override {
    return heads::info_of(scene::Task::Centroids).choosing_title;
  }

 private:
  // Fills `cells_` with the targets of the batch; returns the number of logits.
  std::size_t encode(const loader::Batch& batch) {
    cells_.clear();
    for (const auto& boxes : batch.boxes) {
      const auto target = heads::encode_centroids(boxes, width_, height_, grid_);
      cells_.insert(cells_.end(), target.channels.begin(), target.channels.end());
    }
    return cells_.size() * static_cast<std::size_t>(grid_.channels());
  }

  // Adds the class that the cell in the middle of each object predicts.
  void answer_cells(Score& score) const {
    const auto channels = static_cast<std::size_t>(grid_.channels());
    const std::size_t a_picture = channels * static_cast<std::size_t>(grid_.cells());
    const auto place = [](double at, std::int32_t cells) {
      return std::clamp(static_cast<std::int32_t>(at * cells), 0, cells - 1);
    };
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      for (const eval::Centroid& truth : pictures_[i].truths) {
        const std::int64_t cell =
            std::int64_t{place(truth.at.y, grid_.height)} * grid_.width + place(truth.at.x, grid_.width);
        const auto values =
            std::span(logits_).subspan(i * a_picture + static_cast<std::size_t>(cell) * channels, channels);
        score.truths.push_back(truth.class_index);
        score.answers.push_back(eval::best_class(values) - 1);
      }
    }
  }

  // Computes F1 by the strict rule over all observed pictures.
  double strict_f1(float background_shift) {
    scratch_ = logits_;
    const auto channels = static_cast<std::size_t>(grid_.channels());
    for (std::size_t i = 0; i < scratch_.size(); i += channels) scratch_[i] += background_shift;
    heads::softmax_rows(scratch_, grid_.channels());
    const std::size_t a_picture = channels * static_cast<std::size_t>(grid_.cells());
    const heads::CentroidDecoding usual{.comparison = heads::Threshold::Above};
    eval::MatchCounts counts;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      pictures_[i].finds.clear();
      const std::span probabilities = std::span<const float>(scratch_).subspan(i * a_picture, a_picture);
      for (const auto& find : heads::decode_centroids(probabilities, grid_, width_, height_, usual))
        pictures_[i].finds.push_back(eval::centroid_of(find.class_index, find.box, width_, height_));
      counts += eval::match_strict(pictures_[i], {grid_.width, grid_.height});
    }
    return counts.f1();
  }

  heads::Grid grid_;
  double width_, height_;
  WeightedSigmoid loss_;
  MeanLoss validation_loss_;
  std::vector<eval::PictureCentroids> pictures_;  // observed since the last score
  std::vector<float> logits_;                     // logits of these pictures
  std::vector<std::int32_t> cells_;
  std::vector<float> scratch_;
};

// Min score of rows used in validation: COCO's metrics count every detection.
constexpr double kMinScore = 0.001;
// Min score and IoU of a detection that counts as finding an object, to determine the class predicted for it.
constexpr double kFoundScore = 0.2, kFoundIou = 0.5;

class BoxObjective final : public Objective {
 public:
  BoxObjective(scene::BoxGrid grid, std::unique_ptr<BoxLoss> loss, const heads::BoxDecoding& decoding,
               ThreadPool& pool)
      : grid_(std::move(grid)), loss_(std::move(loss)), decoding_(decoding), pool_(pool) {
    decoding_.threshold = kMinScore;
  }

  double loss(Outputs logits, const loader::Batch& batch, OutputGradients gradients) override {
    return (*loss_)(logits, batch.boxes, gradients, pool_).sum();
  }

  void observe(Outputs logits, const loader::Batch& batch) override {
    validation_loss_.add(loss_without_gradients(logits, batch), batch.boxes.size());
    const std::size_t before = pictures_.size();
    pictures_.resize(before + batch.boxes.size());
    pool_.run(static_cast<std::int64_t>(batch.boxes.size()), [&](std::int64_t picture, int) {
      const auto i = static_cast<std::size_t>(picture);
      pictures_[before + i].truths = batch.boxes[i];
      pictures_[before + i].detections = detections(logits, picture);
    });
  }

  Score take_score() override {
    const auto figures = eval::coco_figures(pictures_, grid_.classes);
    Score score;
    score.metric = figures[eval::CocoFigure::Map].value_or(0);
    score.loss = validation_loss_.take();
    for (const eval::PictureBoxes& picture : pictures_) {
      for (const scene::LabelledBox& truth : picture.truths) {
        score.truths.push_back(truth.class_index);
        score.answers.push_back(class_found_at(truth.box, picture.detections));
      }
    }
    pictures_.clear();
    return score;
  }

  std::string_view metric_name() const override { return heads::info_of(scene::Task::Boxes).choosing_title; }

 private:
  // Class of the detection with the highest score at this box; −1 if no score is high enough.
  static scene::ClassIndex class_found_at(const scene::Box& box,
                                          const std::vector<scene::Detection>& detections) {
    const scene::Detection* found = nullptr;
    for (const scene::Detection& one : detections) {
      if (one.score < kFoundScore || scene::iou(one.box, box) < kFoundIou) continue;
      if (found == nullptr || one.score > found->score) found = &one;
    }
    return found == nullptr ? -1 : found->class_index;
  }

  double loss_without_gradients(Outputs logits, const loader::Batch& batch) {
    scratch_.resize(logits.size());
    std::vector<std::span<float>> gradients;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      scratch_[i].resize(logits[i].size());
      gradients.emplace_back(scratch_[i]);
    }
    return (*loss_)(logits, batch.boxes, gradients, pool_).sum();
  }

  std::vector<scene::Detection> detections(Outputs logits, std::int64_t picture) const {
    std::vector<std::span<const float>> levels;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      const scene::BoxLevel& level = grid_.levels[i];
      const auto size = static_cast<std::size_t>(grid_.cells(level)) * level.anchors.size() *
                        static_cast<std::size_t>(grid_.channels());
      levels.push_back(logits[i].subspan(static_cast<std::size_t>(picture) * size, size));
    }
    const auto rows = heads::decoded_rows(levels, grid_);
    return heads::detections_in(rows, grid_.classes, grid_.input_width, grid_.input_height, decoding_);
  }

  scene::BoxGrid grid_;
  std::unique_ptr<BoxLoss> loss_;
  heads::BoxDecoding decoding_;
  ThreadPool& pool_;
  MeanLoss validation_loss_;
  std::vector<eval::PictureBoxes> pictures_;  // observed since the last score
  std::vector<std::vector<float>> scratch_;
};

}  // namespace

std::unique_ptr<Objective> make_box_objective(const scene::BoxGrid& grid, std::unique_ptr<BoxLoss> loss,
                                              const heads::BoxDecoding& decoding, ThreadPool& pool) {
  return std::make_unique<BoxObjective>(grid, std::move(loss), decoding, pool);
}

std::unique_ptr<Objective> make_classification_objective(std::int32_t classes, CrossEntropy loss) {
  return std::make_unique<ClassificationObjective>(classes, std::move(loss));
}

std::unique_ptr<Objective> make_centroid_objective(const heads::Grid& grid, double input_width,
                                                   double input_height, WeightedSigmoid loss) {
  return std::make_unique<CentroidObjective>(grid, input_width, input_height, loss);
}

}  // namespace tinsmith::train
