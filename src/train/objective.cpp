#include "train/objective.h"

#include <algorithm>
#include <utility>

#include "eval/centroids.h"
#include "eval/classification.h"
#include "heads/answer.h"

namespace tinsmith::train {
namespace {

// The mean of validation losses over pictures.
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

  double loss(std::span<const float> logits, const dataset::Batch& batch,
              std::span<float> gradient) override {
    const std::size_t count = batch.classes.size() * static_cast<std::size_t>(classes_);
    return loss_(logits.first(count), batch.classes, gradient.first(count));
  }

  void observe(std::span<const float> logits, const dataset::Batch& batch) override {
    const auto classes = static_cast<std::size_t>(classes_);
    const auto used = logits.first(batch.classes.size() * classes);
    scratch_.resize(used.size());
    validation_loss_.add(CrossEntropy{}(used, batch.classes, scratch_), batch.classes.size());
    for (std::size_t i = 0; i < batch.classes.size(); ++i)
      hits_ += eval::best_class(used.subspan(i * classes, classes)) == batch.classes[i];
    pictures_ += static_cast<std::int64_t>(batch.classes.size());
  }

  Score take_score() override {
    const auto pictures = static_cast<double>(std::max<std::int64_t>(1, std::exchange(pictures_, 0)));
    return {static_cast<double>(std::exchange(hits_, 0)) / pictures, validation_loss_.take()};
  }

  std::string_view metric_name() const override { return "accuracy"; }

 private:
  std::int32_t classes_;
  CrossEntropy loss_;
  MeanLoss validation_loss_;
  std::vector<float> scratch_;
  std::int64_t hits_ = 0, pictures_ = 0;
};

class CentroidObjective final : public Objective {
 public:
  CentroidObjective(const heads::Grid& grid, double width, double height, WeightedSigmoid loss)
      : grid_(grid), width_(width), height_(height), loss_(loss) {}

  double loss(std::span<const float> logits, const dataset::Batch& batch,
              std::span<float> gradient) override {
    const std::size_t count = encode(batch);
    return loss_(logits.first(count), cells_, gradient.first(count));
  }

  void observe(std::span<const float> logits, const dataset::Batch& batch) override {
    const std::size_t count = encode(batch);
    scratch_.resize(count);
    validation_loss_.add(loss_(logits.first(count), cells_, scratch_), batch.boxes.size());
    probabilities_.assign(logits.begin(), logits.begin() + static_cast<std::ptrdiff_t>(count));
    heads::softmax_rows(probabilities_, grid_.channels());
    const std::size_t a_picture = count / batch.boxes.size();
    for (std::size_t i = 0; i < batch.boxes.size(); ++i)
      counts_ += eval::match_usual(
          seen(batch.boxes[i], std::span<const float>(probabilities_).subspan(i * a_picture, a_picture)));
  }

  Score take_score() override {
    return {std::exchange(counts_, eval::MatchCounts{}).f1(), validation_loss_.take()};
  }

  std::string_view metric_name() const override { return "f1"; }

 private:
  // Fills `cells_` with the targets of the batch; returns how many logits that is.
  std::size_t encode(const dataset::Batch& batch) {
    cells_.clear();
    for (const auto& boxes : batch.boxes) {
      const auto target = heads::encode_centroids(boxes, width_, height_, grid_);
      cells_.insert(cells_.end(), target.channels.begin(), target.channels.end());
    }
    return cells_.size() * static_cast<std::size_t>(grid_.channels());
  }

  eval::PictureCentroids seen(std::span<const scene::LabelledBox> boxes,
                              std::span<const float> probabilities) const {
    eval::PictureCentroids picture;
    for (const scene::LabelledBox& box : boxes)
      picture.truths.push_back(eval::centroid_of(box.class_index, box.box, width_, height_));
    const heads::CentroidDecoding usual{.comparison = heads::Threshold::Above};
    for (const auto& find : heads::decode_centroids(probabilities, grid_, width_, height_, usual))
      picture.finds.push_back(eval::centroid_of(find.class_index, find.box, width_, height_));
    return picture;
  }

  heads::Grid grid_;
  double width_, height_;
  WeightedSigmoid loss_;
  MeanLoss validation_loss_;
  eval::MatchCounts counts_;
  std::vector<std::int32_t> cells_;
  std::vector<float> scratch_, probabilities_;
};

}  // namespace

std::unique_ptr<Objective> make_classification_objective(std::int32_t classes, CrossEntropy loss) {
  return std::make_unique<ClassificationObjective>(classes, std::move(loss));
}

std::unique_ptr<Objective> make_centroid_objective(const heads::Grid& grid, double input_width,
                                                   double input_height, WeightedSigmoid loss) {
  return std::make_unique<CentroidObjective>(grid, input_width, input_height, loss);
}

}  // namespace tinsmith::train
