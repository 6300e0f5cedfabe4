#include "train/linear_head.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/check.h"

namespace tinsmith::train {
namespace {

// Penalties that are tried, relative to the mean squared length of a feature vector.
constexpr std::array<double, 5> kPenalties{1e-3, 1e-2, 3e-2, 1e-1, 1};
// Factors of the regression's outputs that are tried. The outputs are near 0 and 1; as logits they need a scale.
constexpr std::array<double, 9> kScales{1, 2, 3, 4, 6, 8, 12, 16, 24};
constexpr double kMinPenalty = 1e-12;
// The bias is the weight of one more feature, whose square is this many times the mean squared length of a feature
// vector, so that the penalty hardly counts for it. A bias that was taken from the means of all pictures would tell
// the classes of pictures that are left out.
constexpr double kBiasFeatureSquare = 10;
constexpr std::size_t kLanes = 8;

// Sum of the products. Several partial sums let the compiler use vector units; their number is fixed, so the
// result is the same on all machines.
double dot(const double* a, const double* b, std::size_t count) {
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  double sum = 0;
  for (const double lane : sums) sum += lane;
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

// A square matrix, row-major.
struct Square {
  explicit Square(std::size_t side_) : side(side_), values(side_ * side_, 0.0) {}
  std::size_t side;
  std::vector<double> values;
  double* row(std::size_t i) { return values.data() + i * side; }
  const double* row(std::size_t i) const { return values.data() + i * side; }
};

// Replaces the lower triangle of a symmetric positive definite matrix by L, where L·Lᵀ is the matrix.
void factorize(Square& a) {
  for (std::size_t i = 0; i < a.side; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const double sum = a.row(i)[j] - dot(a.row(i), a.row(j), j);
      a.row(i)[j] = i == j ? std::sqrt(sum) : sum / a.row(j)[j];
    }
}

// Returns the inverse of a symmetric positive definite matrix, A⁻¹ = L⁻ᵀ·L⁻¹.
Square inverse_of(Square a) {
  const std::size_t n = a.side;
  factorize(a);
  // Row i is column i of L⁻¹, so that the sums run along rows.
  Square columns(n);
  for (std::size_t column = 0; column < n; ++column)
    for (std::size_t i = column; i < n; ++i) {
      const double sum =
          (i == column ? 1 : 0) - dot(a.row(i) + column, columns.row(column) + column, i - column);
      columns.row(column)[i] = sum / a.row(i)[i];
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      a.row(i)[j] = a.row(j)[i] = dot(columns.row(i) + i, columns.row(j) + i, n - i);
  return a;
}

// The regression's inputs. Features are centred by their mean, and targets by the fraction of the class, which keeps
// numbers small; the bias is learned nevertheless.
struct Regression {
  std::size_t pictures, channels, classes;
  std::vector<double> mean, fractions;  // [channels], [classes]
  std::vector<double> features;         // [pictures, channels]
  std::vector<double> targets;          // [classes, pictures]

  Regression(std::span<const float> values, std::span<const scene::ClassIndex> labels,
             std::size_t class_count)
      : pictures(labels.size()),
        channels(values.size() / labels.size()),
        classes(class_count),
        mean(channels, 0.0),
        fractions(classes, 0.0),
        features(values.begin(), values.end()),
        targets(classes * pictures, 0.0) {
    const auto count = static_cast<double>(pictures);
    for (std::size_t i = 0; i < pictures; ++i) {
      const auto label = static_cast<std::size_t>(labels[i]);
      targets[label * pictures + i] = 1;
      fractions[label] += 1 / count;
      for (std::size_t c = 0; c < channels; ++c) mean[c] += features[i * channels + c] / count;
    }
    for (std::size_t i = 0; i < pictures; ++i)
      for (std::size_t c = 0; c < channels; ++c) features[i * channels + c] -= mean[c];
    for (std::size_t k = 0; k < classes; ++k)
      for (std::size_t i = 0; i < pictures; ++i) targets[k * pictures + i] -= fractions[k];
  }
  const double* picture(std::size_t i) const { return features.data() + i * channels; }
};

struct Products {
  Square values;           // X·Xᵀ, with the bias feature
  double mean_square = 0;  // mean squared length of a feature vector, without the bias feature
  double bias_square = 0;  // square of the bias feature
};

Products products_of(const Regression& regression, ThreadPool& pool) {
  Square products(regression.pictures);
  pool.run(static_cast<std::int64_t>(regression.pictures), [&](std::int64_t index, int) {
    const auto i = static_cast<std::size_t>(index);
    for (std::size_t j = 0; j <= i; ++j)
      products.row(i)[j] = products.row(j)[i] =
          dot(regression.picture(i), regression.picture(j), regression.channels);
  });
  double mean_square = 0;
  for (std::size_t i = 0; i < regression.pictures; ++i)
    mean_square += products.row(i)[i] / static_cast<double>(regression.pictures);
  const double bias_square = std::max(kBiasFeatureSquare * mean_square, kMinPenalty);
  for (double& value : products.values) value += bias_square;
  return {std::move(products), mean_square, bias_square};
}

using Groups = std::vector<std::vector<std::size_t>>;

// Returns the positions of the pictures of each group, in the order of the groups' first pictures.
Groups members_of(std::span<const std::int64_t> groups) {
  std::map<std::int64_t, std::size_t> places;
  Groups members;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto [found, is_new] = places.emplace(groups[i], members.size());
    if (is_new) members.emplace_back();
    members[found->second].push_back(i);
  }
  return members;
}

struct Solution {
  double error = 0;           // sum of the squared residuals
  std::vector<double> alpha;  // [classes, pictures]
  std::vector<double>
      residuals;  // [classes, pictures]: target minus prediction, with the picture's group left out
};

// Solves L·Lᵀ·x = b in place; `factors` holds L.
void solve_with(const Square& factors, std::vector<double>& b) {
  const std::size_t n = factors.side;
  for (std::size_t i = 0; i < n; ++i) b[i] = (b[i] - dot(factors.row(i), b.data(), i)) / factors.row(i)[i];
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= factors.row(k)[i] * b[k];
    b[i] /= factors.row(i)[i];
  }
}

// Sets the residuals of one group G: r[G] = ((X·Xᵀ + λ·I)⁻¹[G, G])⁻¹·α[G].
void set_residuals(const Square& inverse, const std::vector<std::size_t>& group, std::size_t classes,
                   Solution& solution) {
  Square own(group.size());
  for (std::size_t i = 0; i < group.size(); ++i)
    for (std::size_t j = 0; j < group.size(); ++j) own.row(i)[j] = inverse.row(group[i])[group[j]];
  factorize(own);
  std::vector<double> values(group.size());
  for (std::size_t k = 0; k < classes; ++k) {
    for (std::size_t i = 0; i < group.size(); ++i) values[i] = solution.alpha[k * inverse.side + group[i]];
    solve_with(own, values);
    for (std::size_t i = 0; i < group.size(); ++i) {
      solution.residuals[k * inverse.side + group[i]] = values[i];
      solution.error += values[i] * values[i];
    }
  }
}

// α = (X·Xᵀ + λ·I)⁻¹·Y.
Solution solve(const Regression& regression, const Square& products, const Groups& groups, double penalty) {
  const std::size_t n = regression.pictures;
  Square regularized = products;
  for (std::size_t i = 0; i < n; ++i) regularized.row(i)[i] += penalty;
  const Square inverse = inverse_of(std::move(regularized));
  Solution solution;
  for (std::size_t k = 0; k < regression.classes; ++k)
    for (std::size_t i = 0; i < n; ++i)
      solution.alpha.push_back(dot(inverse.row(i), regression.targets.data() + k * n, n));
  solution.residuals.resize(solution.alpha.size());
  for (const auto& group : groups) set_residuals(inverse, group, regression.classes, solution);
  return solution;
}

Solution best_solution(const Regression& regression, const Products& products, const Groups& groups,
                       ThreadPool& pool) {
  std::array<Solution, kPenalties.size()> solutions;
  pool.run(std::ssize(solutions), [&](std::int64_t index, int) {
    const auto i = static_cast<std::size_t>(index);
    const double penalty = std::max(kPenalties[i] * products.mean_square, kMinPenalty);
    solutions[i] = solve(regression, products.values, groups, penalty);
  });
  return std::move(*std::min_element(solutions.begin(), solutions.end(),
                                     [](const Solution& a, const Solution& b) { return a.error < b.error; }));
}

// Returns the predictions of the targets with the picture's group left out, [pictures, classes].
std::vector<double> held_out_targets(const Regression& regression, const Solution& solution) {
  std::vector<double> predictions(regression.pictures * regression.classes);
  for (std::size_t k = 0; k < regression.classes; ++k)
    for (std::size_t i = 0; i < regression.pictures; ++i) {
      const std::size_t at = k * regression.pictures + i;
      predictions[i * regression.classes + k] =
          regression.fractions[k] + regression.targets[at] - solution.residuals[at];
    }
  return predictions;
}

double cross_entropy(std::span<const double> predictions, std::span<const scene::ClassIndex> labels,
                     std::size_t classes, double scale) {
  double total = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = predictions.subspan(i * classes, classes);
    const double highest = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const double value : row) sum += std::exp(scale * (value - highest));
    total += std::log(sum) - scale * (row[static_cast<std::size_t>(labels[i])] - highest);
  }
  return total;
}

double best_scale(std::span<const double> predictions, std::span<const scene::ClassIndex> labels,
                  std::size_t classes) {
  std::array<double, kScales.size()> entropies{};
  for (std::size_t i = 0; i < kScales.size(); ++i)
    entropies[i] = cross_entropy(predictions, labels, classes, kScales[i]);
  const auto lowest = std::min_element(entropies.begin(), entropies.end()) - entropies.begin();
  return kScales[static_cast<std::size_t>(lowest)];
}

}  // namespace

std::vector<double> LinearHead::logits(std::span<const float> features) const {
  std::vector<double> logits(bias.begin(), bias.end());
  for (std::size_t k = 0; k < logits.size(); ++k)
    for (std::size_t c = 0; c < features.size(); ++c)
      logits[k] += double{weights[k * features.size() + c]} * double{features[c]};
  return logits;
}

std::vector<double> probabilities_of(std::span<const double> logits) {
  std::vector<double> scores(logits.begin(), logits.end());
  const double highest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& score : scores) sum += score = std::exp(score - highest);
  for (double& score : scores) score /= sum;
  return scores;
}

std::vector<double> LinearHead::probabilities(std::span<const float> features) const {
  return probabilities_of(logits(features));
}

scene::ClassIndex LinearHead::predicted(std::span<const float> features) const {
  const auto values = logits(features);
  return static_cast<scene::ClassIndex>(std::max_element(values.begin(), values.end()) - values.begin());
}

LinearHead fit_linear_head(std::span<const float> features, std::span<const scene::ClassIndex> labels,
                           std::span<const std::int64_t> groups, std::int32_t classes, ThreadPool& pool) {
  CHECK(labels.size() >= 2 && labels.size() <= kMaxLinearHeadPictures && groups.size() == labels.size(),
        "{} pictures and {} groups for a linear head", labels.size(), groups.size());
  const Regression regression(features, labels, static_cast<std::size_t>(classes));
  const Products products = products_of(regression, pool);
  const Solution solution = best_solution(regression, products, members_of(groups), pool);
  const auto predictions = held_out_targets(regression, solution);
  const double scale = best_scale(predictions, labels, regression.classes);
  LinearHead head;
  for (const double value : predictions) head.held_out.push_back(static_cast<float>(scale * value));
  for (std::size_t k = 0; k < regression.classes; ++k) {
    std::vector<double> weights(regression.channels, 0.0);
    double bias = regression.fractions[k];
    for (std::size_t i = 0; i < regression.pictures; ++i) {
      const double alpha = solution.alpha[k * regression.pictures + i];
      bias += alpha * products.bias_square;
      for (std::size_t c = 0; c < regression.channels; ++c) weights[c] += alpha * regression.picture(i)[c];
    }
    bias -= dot(weights.data(), regression.mean.data(), regression.channels);
    head.bias.push_back(static_cast<float>(scale * bias));
    for (const double weight : weights) head.weights.push_back(static_cast<float>(scale * weight));
  }
  return head;
}

std::vector<float> features_of(Engine& backbone, std::span<const std::vector<std::uint8_t>> inputs) {
  const auto limit = static_cast<std::size_t>(backbone.batch_limit());
  std::vector<float> features;
  while (!inputs.empty()) {
    const auto batch = inputs.first(std::min(inputs.size(), limit));
    auto target = backbone.input().begin();
    for (const auto& pixels : batch)
      target = std::transform(pixels.begin(), pixels.end(), target,
                              [](std::uint8_t value) { return static_cast<float>(value) / 255; });
    backbone.forward(static_cast<std::int32_t>(batch.size()), Engine::Mode::Inference);
    const auto output = backbone.output();
    features.insert(features.end(), output.begin(), output.end());
    inputs = inputs.subspan(batch.size());
  }
  return features;
}

graph::Graph without_last_layer(graph::Graph graph) {
  CHECK(!graph.operators.empty() && graph.operators.back().is<graph::FullyConnected>(),
        "{} does not end in a dense layer", graph.name);
  graph.outputs = {graph.operators.back().inputs[0]};
  graph.operators.pop_back();
  graph::drop_unused_tensors(graph);
  return graph;
}

}  // namespace tinsmith::train
