#include "pretrain/probe.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/files.h"
#include "base/random.h"
#include "formats/weights/assign.h"
#include "pretrain/pretrainer.h"
#include "pretrain/variation.h"
#include "train/engine.h"

namespace tinsmith::pretrain {
namespace {

constexpr std::size_t kProbeBatch = 64;
// Penalties that are tried, relative to the mean squared length of a feature vector.
constexpr std::array<double, 5> kPenalties{1e-3, 1e-2, 3e-2, 1e-1, 1};

// A symmetric positive definite matrix, row-major.
struct Square {
  std::size_t side;
  std::vector<double> values;
  double& at(std::size_t row, std::size_t column) { return values[row * side + column]; }
};

// Replaces the matrix by its inverse: L·Lᵀ = A, then A⁻¹ = L⁻ᵀ·L⁻¹.
void invert(Square& a) {
  const std::size_t n = a.side;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a.at(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= a.at(i, k) * a.at(j, k);
      a.at(i, j) = i == j ? std::sqrt(sum) : sum / a.at(j, j);
    }
  // Row i of `inverse` is column i of L⁻¹, so the sums below run along rows.
  Square inverse{n, std::vector<double>(n * n, 0)};
  for (std::size_t column = 0; column < n; ++column)
    for (std::size_t i = column; i < n; ++i) {
      double sum = i == column ? 1 : 0;
      for (std::size_t k = column; k < i; ++k) sum -= a.at(i, k) * inverse.at(column, k);
      inverse.at(column, i) = sum / a.at(i, i);
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = i; k < n; ++k) sum += inverse.at(i, k) * inverse.at(j, k);
      a.at(i, j) = a.at(j, i) = sum;
    }
}

// The features of the learned pictures are centred by their mean; so are the targets, by the class's share.
class Ridge {
 public:
  Ridge(const CropSet& set, std::span<const float> features, const Division& division)
      : count_(division.learned.size()),
        channels_(features.size() / set.pictures.size()),
        classes_(set.classes.size()),
        mean_(channels_, 0.0),
        shares_(classes_, 0.0),
        learned_(count_ * channels_),
        targets_(count_ * classes_, 0.0) {
    for (const std::size_t picture : division.learned)
      for (std::size_t c = 0; c < channels_; ++c)
        mean_[c] += features[picture * channels_ + c] / static_cast<double>(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      const std::size_t picture = division.learned[i];
      for (std::size_t c = 0; c < channels_; ++c)
        learned_[i * channels_ + c] = features[picture * channels_ + c] - mean_[c];
      const auto label = static_cast<std::size_t>(set.labels[picture]);
      targets_[i * classes_ + label] = 1;
      shares_[label] += 1.0 / static_cast<double>(count_);
    }
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t k = 0; k < classes_; ++k) targets_[i * classes_ + k] -= shares_[k];
    products_ = Square{count_, std::vector<double>(count_ * count_)};
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t j = 0; j <= i; ++j) products_.at(i, j) = products_.at(j, i) = product(i, j);
    solve();
  }

  // Index of the highest score; ties are broken by the lower index.
  std::size_t answer(std::span<const float> features) const {
    std::vector<double> scores = shares_;
    for (std::size_t k = 0; k < classes_; ++k)
      for (std::size_t c = 0; c < channels_; ++c)
        scores[k] += weights_[k * channels_ + c] * (features[c] - mean_[c]);
    return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
  }

 private:
  double product(std::size_t i, std::size_t j) const {
    double sum = 0;
    for (std::size_t c = 0; c < channels_; ++c)
      sum += learned_[i * channels_ + c] * learned_[j * channels_ + c];
    return sum;
  }

  // α = (X·Xᵀ + λ·I)⁻¹·Y; the leave-one-out residual of picture i is α[i] / (X·Xᵀ + λ·I)⁻¹[i, i].
  void solve() {
    double length = 0;
    for (std::size_t i = 0; i < count_; ++i) length += products_.at(i, i) / static_cast<double>(count_);
    double best_error = std::numeric_limits<double>::infinity();
    std::vector<double> best;
    for (const double penalty : kPenalties) {
      Square inverse = products_;
      for (std::size_t i = 0; i < count_; ++i) inverse.at(i, i) += std::max(penalty * length, 1e-12);
      invert(inverse);
      std::vector<double> alpha(count_ * classes_, 0.0);
      double error = 0;
      for (std::size_t i = 0; i < count_; ++i)
        for (std::size_t k = 0; k < classes_; ++k) {
          for (std::size_t j = 0; j < count_; ++j)
            alpha[i * classes_ + k] += inverse.at(i, j) * targets_[j * classes_ + k];
          error += std::pow(alpha[i * classes_ + k] / inverse.at(i, i), 2);
        }
      if (error < best_error) best_error = error, best = std::move(alpha);
    }
    weights_.assign(classes_ * channels_, 0.0);
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t k = 0; k < classes_; ++k)
        for (std::size_t c = 0; c < channels_; ++c)
          weights_[k * channels_ + c] += best[i * classes_ + k] * learned_[i * channels_ + c];
  }

  std::size_t count_, channels_, classes_;
  std::vector<double> mean_, shares_, learned_, targets_;
  Square products_{};
  std::vector<double> weights_;
};

}  // namespace

Result<Division> drawn_division(const CropSet& set, std::int32_t per_class, std::uint64_t seed) {
  Division division;
  for (std::size_t k = 0; k < set.classes.size(); ++k) {
    std::vector<std::size_t> pictures;
    for (std::size_t i = 0; i < set.labels.size(); ++i)
      if (static_cast<std::size_t>(set.labels[i]) == k) pictures.push_back(i);
    if (std::ssize(pictures) <= per_class)
      return fail(Fault::InvalidInput, "class {} of {} has {} pictures; more than {} are needed",
                  set.classes[k], set.name, pictures.size(), per_class);
    Rng{seed, k}.shuffle(std::span(pictures));
    const auto middle = pictures.begin() + per_class;
    division.learned.insert(division.learned.end(), pictures.begin(), middle);
    division.judged.insert(division.judged.end(), middle, pictures.end());
  }
  std::sort(division.learned.begin(), division.learned.end());
  std::sort(division.judged.begin(), division.judged.end());
  return division;
}

Result<graph::Graph> backbone(const std::string& network, std::int32_t size_px,
                              const std::optional<std::filesystem::path>& weights) {
  TRY(const auto* found, zoo::find_network(network));
  TRY(const auto build, classifier_of(*found));
  graph::Graph graph = without_last_layer(build(*found, {size_px, size_px, 3, 2, 1}));
  if (!weights) return graph;
  const auto during = "reading " + weights->string();
  TRY(const auto bytes, read_file(*weights));
  TRY(const auto file, formats::read_safetensors(bytes).during(during));
  TRY(const auto layers, formats::layers_of(file).during(during));
  TRY(const auto report, formats::assign_layers(layers, graph).during(during));
  if (!report.left.empty())
    return fail(Fault::InvalidInput, "{} has no weights for {}", weights->string(), report.left.front());
  return graph;
}

Result<std::vector<float>> features_of(const graph::Graph& backbone, std::int32_t size_px,
                                       std::span<const image::Image> pictures, ThreadPool& pool) {
  TRY(auto engine, train::Engine::make(backbone, kProbeBatch, pool));
  const image::Preparation preparation = preparation_for(size_px);
  std::vector<float> features;
  for (std::size_t first = 0; first < pictures.size(); first += kProbeBatch) {
    const std::size_t count = std::min(kProbeBatch, pictures.size() - first);
    auto target = engine.input().begin();
    for (std::size_t i = first; i < first + count; ++i)
      for (const std::uint8_t value : image::prepared(pictures[i], preparation).pixels)
        *target++ = static_cast<float>(value) / 255;
    engine.forward(static_cast<std::int32_t>(count), train::Engine::Mode::Inference);
    const auto output = engine.output();
    features.insert(features.end(), output.begin(), output.end());
  }
  return features;
}

double linear_accuracy(const CropSet& set, std::span<const float> features, const Division& division) {
  const Ridge ridge(set, features, division);
  const std::size_t channels = features.size() / set.pictures.size();
  std::size_t right = 0;
  for (const std::size_t picture : division.judged)
    right += ridge.answer(features.subspan(picture * channels, channels)) ==
                     static_cast<std::size_t>(set.labels[picture])
                 ? 1
                 : 0;
  return static_cast<double>(right) / static_cast<double>(division.judged.size());
}

}  // namespace tinsmith::pretrain
