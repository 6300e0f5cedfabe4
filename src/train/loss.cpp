#include "train/loss.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tinsmith::train {
namespace {

std::size_t channels_of(std::span<const float> logits, std::size_t rows, std::span<float> gradient) {
  CHECK(rows > 0 && logits.size() % rows == 0 && gradient.size() == logits.size(),
        "{} logits, {} gradients, {} rows", logits.size(), gradient.size(), rows);
  return logits.size() / rows;
}

// log Σ e^z without overflow.
double log_sum_of(std::span<const float> logits) {
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float z : logits) sum += std::exp(z - highest);
  return highest + std::log(sum);
}

// log(1 + e^x) without overflow.
double soft_plus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

}  // namespace

double CrossEntropy::operator()(std::span<const float> logits, std::span<const std::int32_t> targets,
                                std::span<float> gradient) const {
  const std::size_t classes = channels_of(logits, targets.size(), gradient);
  CHECK(class_weights.empty() || class_weights.size() == classes, "{} weights for {} classes",
        class_weights.size(), classes);
  const auto weight = [&](std::size_t c) { return class_weights.empty() ? 1.0 : double{class_weights[c]}; };
  double weight_sum = 0, all_weights = 0;
  for (const std::int32_t target : targets) weight_sum += weight(static_cast<std::size_t>(target));
  for (std::size_t c = 0; c < classes; ++c) all_weights += weight(c);
  if (weight_sum <= 0) {
    std::fill(gradient.begin(), gradient.end(), 0.0f);
    return 0;
  }
  const double per_class = smoothing / static_cast<double>(classes);
  double loss = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto target = static_cast<std::size_t>(targets[i]);
    CHECK(target < classes, "class {} of {}", target, classes);
    const double log_sum = log_sum_of(row);
    // d/dz[c] = p[c] · Σk a[k] − a[c], where a[k] is the factor of −log p[k].
    const double total = (1 - smoothing) * weight(target) + per_class * all_weights;
    for (std::size_t c = 0; c < classes; ++c) {
      const double factor = per_class * weight(c) + (c == target ? (1 - smoothing) * weight(c) : 0.0);
      loss += factor * (log_sum - row[c]);
      gradient[i * classes + c] =
          static_cast<float>((std::exp(row[c] - log_sum) * total - factor) / weight_sum);
    }
  }
  return loss / weight_sum;
}

const GroupedCrossEntropy::Group& GroupedCrossEntropy::group_of(std::int32_t target) const {
  const auto after = std::upper_bound(groups.begin(), groups.end(), target,
                                      [](std::int32_t c, const Group& group) { return c < group.first; });
  CHECK(after != groups.begin() && target < std::prev(after)->first + std::prev(after)->count,
        "class {} is in no group", target);
  return *std::prev(after);
}

double GroupedCrossEntropy::operator()(std::span<const float> logits, std::span<const std::int32_t> targets,
                                       std::span<float> gradient) const {
  const std::size_t classes = channels_of(logits, targets.size(), gradient);
  CHECK(!groups.empty() && static_cast<std::size_t>(groups.back().first + groups.back().count) == classes,
        "the groups do not end at class {}", classes);
  const double scale = 1.0 / static_cast<double>(targets.size());
  double loss = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto slopes = gradient.subspan(i * classes, classes);
    const Group& group = group_of(targets[i]);
    const auto first = static_cast<std::size_t>(group.first), count = static_cast<std::size_t>(group.count);
    const auto inside = row.subspan(first, count);
    const double log_group = log_sum_of(inside), share = smoothing / static_cast<double>(count);
    std::fill(slopes.begin(), slopes.end(), 0.0f);
    if (group_weight > 0) {
      const double log_all = log_sum_of(row);
      loss += group_weight * (log_all - log_group);
      for (std::size_t c = 0; c < classes; ++c)
        slopes[c] = static_cast<float>(group_weight * std::exp(row[c] - log_all) * scale);
    }
    for (std::size_t c = 0; c < count; ++c) {
      const bool is_target = first + c == static_cast<std::size_t>(targets[i]);
      const double wanted = share + (is_target ? 1 - smoothing : 0.0);
      loss += wanted * (log_group - inside[c]);
      const double slope = (1 - group_weight) * std::exp(inside[c] - log_group) - wanted;
      slopes[first + c] += static_cast<float>(slope * scale);
    }
  }
  return loss * scale;
}

double WeightedSigmoid::operator()(std::span<const float> logits, std::span<const std::int32_t> cells,
                                   std::span<float> gradient) const {
  const std::size_t channels = channels_of(logits, cells.size(), gradient);
  const double scale = 1.0 / static_cast<double>(logits.size());
  double loss = 0;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (std::size_t c = 0; c < channels; ++c) {
      const double z = logits[i * channels + c];
      const bool is_target = static_cast<std::size_t>(cells[i]) == c;
      const double weight = c == 0 ? 1.0 : object_weight;
      const double sigmoid = 1 / (1 + std::exp(-z));
      loss += is_target ? weight * soft_plus(-z) : soft_plus(z);
      gradient[i * channels + c] = static_cast<float>((is_target ? weight * (sigmoid - 1) : sigmoid) * scale);
    }
  return loss * scale;
}

}  // namespace tinsmith::train
