#include "train/embedding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace tinsmith::train {
namespace {

// The effective number of a picture's neighbours. The papers advise 5 to 50.
constexpr double kPerplexity = 30;
// Attraction is multiplied by this in the first steps, so that neighbours come together from afar.
constexpr double kExaggeration = 12;
constexpr int kExaggeratedSteps = 250, kSteps = 750;
constexpr double kMinLearningRate = 50;
constexpr double kFirstMomentum = 0.5, kMomentum = 0.8;
constexpr double kMinGain = 0.01;
constexpr double kStartDeviation = 1e-4;
// Below this number of pictures there are no neighbourhoods to keep, and the principal components are the map.
constexpr std::size_t kMinPictures = 5;
constexpr int kPowerSteps = 30;
constexpr std::size_t kSumsAtOnce = 8;

// Coordinates as separate lists, which vector units read several at a time.
struct Plane {
  explicit Plane(std::size_t count) : x(count, 0.0F), y(count, 0.0F) {}
  std::vector<float> x, y;
};

double length_of(const std::vector<double>& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

// Returns features minus their mean.
std::vector<float> centred(std::span<const float> features, std::size_t pictures) {
  const std::size_t channels = features.size() / pictures;
  std::vector<double> mean(channels, 0.0);
  for (std::size_t i = 0; i < features.size(); ++i)
    mean[i % channels] += static_cast<double>(features[i]) / static_cast<double>(pictures);
  std::vector<float> result(features.size());
  for (std::size_t i = 0; i < features.size(); ++i)
    result[i] = static_cast<float>(static_cast<double>(features[i]) - mean[i % channels]);
  return result;
}

// Returns each row's product with `axis`, [pictures].
std::vector<double> along(const std::vector<float>& rows, const std::vector<double>& axis,
                          std::size_t pictures, ThreadPool& pool) {
  std::vector<double> products(pictures);
  pool.run(static_cast<std::int64_t>(pictures), [&](std::int64_t row, int) {
    const auto i = static_cast<std::size_t>(row);
    double sum = 0;
    for (std::size_t c = 0; c < axis.size(); ++c)
      sum += static_cast<double>(rows[i * axis.size() + c]) * axis[c];
    products[i] = sum;
  });
  return products;
}

// Returns the direction of the largest variance that is orthogonal to `earlier`, by power iteration from a fixed
// random direction.
std::vector<double> principal_axis(const std::vector<float>& rows, std::size_t pictures,
                                   const std::vector<double>& earlier, ThreadPool& pool) {
  const std::size_t channels = rows.size() / pictures;
  Rng random{pictures, earlier.size()};
  std::vector<double> axis(channels);
  for (double& value : axis) value = random.normal();
  for (int step = 0; step < kPowerSteps; ++step) {
    const auto products = along(rows, axis, pictures, pool);
    std::fill(axis.begin(), axis.end(), 0.0);
    for (std::size_t i = 0; i < pictures; ++i)
      for (std::size_t c = 0; c < channels; ++c)
        axis[c] += products[i] * static_cast<double>(rows[i * channels + c]);
    if (!earlier.empty()) {
      const double shared = std::inner_product(axis.begin(), axis.end(), earlier.begin(), 0.0);
      for (std::size_t c = 0; c < channels; ++c) axis[c] -= shared * earlier[c];
    }
    const double length = length_of(axis);
    if (length == 0) break;
    for (double& value : axis) value /= length;
  }
  return axis;
}

Plane principal_plane(std::span<const float> features, std::size_t pictures, ThreadPool& pool) {
  const auto rows = centred(features, pictures);
  const auto first = principal_axis(rows, pictures, {}, pool);
  const auto second = principal_axis(rows, pictures, first, pool);
  const auto x = along(rows, first, pictures, pool), y = along(rows, second, pictures, pool);
  const double deviation = length_of(x) / std::sqrt(static_cast<double>(pictures));
  const double scale = deviation > 0 ? kStartDeviation / deviation : 0;
  Plane plane(pictures);
  for (std::size_t i = 0; i < pictures; ++i) {
    plane.x[i] = static_cast<float>(scale * x[i]);
    plane.y[i] = static_cast<float>(scale * y[i]);
  }
  return plane;
}

// Returns the probabilities of one picture's neighbours: exp(−β·d²), normalised, with β such that their perplexity
// (two to the power of their entropy) is the wanted one.
std::vector<double> neighbour_probabilities(std::span<const float> distances, double perplexity) {
  constexpr int kBisections = 60;
  const double nearest = static_cast<double>(distances.front()), mean_square = [&] {
    double sum = 0;
    for (const float distance : distances)
      sum += static_cast<double>(distance) * static_cast<double>(distance);
    return sum / static_cast<double>(distances.size()) - nearest * nearest;
  }();
  std::vector<double> probabilities(distances.size());
  // β is searched on a logarithmic scale around the scale of the distances.
  double low = -20, high = 20;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    const double beta = std::exp(middle) / std::max(mean_square, 1e-30);
    double sum = 0, weighted = 0;
    for (std::size_t k = 0; k < distances.size(); ++k) {
      const double square =
          static_cast<double>(distances[k]) * static_cast<double>(distances[k]) - nearest * nearest;
      probabilities[k] = std::exp(-beta * square);
      sum += probabilities[k];
      weighted += beta * square * probabilities[k];
    }
    const double entropy = std::log(sum) + weighted / sum;
    for (double& value : probabilities) value /= sum;
    (entropy > std::log(perplexity) ? low : high) = middle;
  }
  return probabilities;
}

// One side of the symmetric attraction between two pictures.
struct Attraction {
  std::size_t other;
  float weight;  // the pair's probability; their sum over all pictures is 1
};
using Attractions = std::vector<std::vector<Attraction>>;

Attractions attractions_of(const Neighbours& neighbours, ThreadPool& pool) {
  const std::size_t pictures = neighbours.pictures;
  const double perplexity = std::min(kPerplexity, static_cast<double>(pictures - 1) / 3);
  std::vector<std::vector<double>> probabilities(pictures);
  pool.run(static_cast<std::int64_t>(pictures), [&](std::int64_t row, int) {
    const auto i = static_cast<std::size_t>(row);
    probabilities[i] = neighbour_probabilities(neighbours.distances_of(i), perplexity);
  });
  Attractions attractions(pictures);
  for (std::size_t i = 0; i < pictures; ++i)
    for (std::size_t k = 0; k < neighbours.per_picture; ++k) {
      const auto j = static_cast<std::size_t>(neighbours.of(i)[k]);
      const auto weight = static_cast<float>(probabilities[i][k] / (2 * static_cast<double>(pictures)));
      attractions[i].push_back({j, weight});
      attractions[j].push_back({i, weight});
    }
  return attractions;
}

// The sum of the forces of all pictures on one picture, before the division by the sum of all `weights`.
struct Repulsion {
  double weights = 0, x = 0, y = 0;
};

Repulsion repulsion_of(const Plane& plane, std::size_t i) {
  const std::size_t count = plane.x.size();
  const float own_x = plane.x[i], own_y = plane.y[i];
  std::array<float, kSumsAtOnce> weights{}, x{}, y{};
  const auto add = [&](std::size_t j, std::size_t sum) {
    const float dx = own_x - plane.x[j], dy = own_y - plane.y[j];
    const float weight = 1 / (1 + dx * dx + dy * dy), square = weight * weight;
    weights[sum] += weight;
    x[sum] += square * dx;
    y[sum] += square * dy;
  };
  std::size_t j = 0;
  for (; j + kSumsAtOnce <= count; j += kSumsAtOnce)
    for (std::size_t sum = 0; sum < kSumsAtOnce; ++sum) add(j + sum, sum);
  for (; j < count; ++j) add(j, 0);
  Repulsion total;
  for (std::size_t sum = 0; sum < kSumsAtOnce; ++sum) {
    total.weights += static_cast<double>(weights[sum]);
    total.x += static_cast<double>(x[sum]);
    total.y += static_cast<double>(y[sum]);
  }
  total.weights -= 1;  // its own
  return total;
}

// Gradient descent with momentum and a gain per coordinate, which grows while its direction stays the same.
class Descent {
 public:
  Descent(Plane start, Attractions attractions, ThreadPool& pool)
      : plane_(std::move(start)),
        attractions_(std::move(attractions)),
        pool_(pool),
        repulsions_(plane_.x.size()),
        x_(plane_.x.size()),
        y_(plane_.x.size()) {}

  void step(double exaggeration, double momentum) {
    const auto count = static_cast<std::int64_t>(plane_.x.size());
    pool_.run(count, [&](std::int64_t row, int) {
      repulsions_[static_cast<std::size_t>(row)] = repulsion_of(plane_, static_cast<std::size_t>(row));
    });
    double all = 0;
    for (const Repulsion& one : repulsions_) all += one.weights;
    const double rate = std::max(static_cast<double>(count) / kExaggeration / 4, kMinLearningRate);
    pool_.run(count, [&](std::int64_t row, int) {
      const auto i = static_cast<std::size_t>(row);
      double x = -repulsions_[i].x / all, y = -repulsions_[i].y / all;
      for (const Attraction& one : attractions_[i]) {
        const double dx = static_cast<double>(plane_.x[i] - plane_.x[one.other]);
        const double dy = static_cast<double>(plane_.y[i] - plane_.y[one.other]);
        const double pull = exaggeration * static_cast<double>(one.weight) / (1 + dx * dx + dy * dy);
        x += pull * dx;
        y += pull * dy;
      }
      x_[i].turn(4 * x, rate, momentum);
      y_[i].turn(4 * y, rate, momentum);
    });
    for (std::size_t i = 0; i < plane_.x.size(); ++i) {
      plane_.x[i] += static_cast<float>(x_[i].speed);
      plane_.y[i] += static_cast<float>(y_[i].speed);
    }
  }
  const Plane& plane() const { return plane_; }

 private:
  struct Coordinate {
    double speed = 0, gain = 1;
    void turn(double gradient, double rate, double momentum) {
      const bool goes_on = (gradient > 0) != (speed > 0);
      gain = std::max(goes_on ? gain + 0.2 : gain * 0.8, kMinGain);
      speed = momentum * speed - rate * gain * gradient;
    }
  };

  Plane plane_;
  Attractions attractions_;
  ThreadPool& pool_;
  std::vector<Repulsion> repulsions_;
  std::vector<Coordinate> x_, y_;
};

void stretch(std::vector<float>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const float first = *least, extent = *most - *least;
  for (float& value : values) value = extent > 0 ? (value - first) / extent : 0.5F;
}

}  // namespace

std::vector<PlanePoint> embedded(std::span<const float> features, const Neighbours& neighbours,
                                 ThreadPool& pool) {
  const std::size_t pictures = neighbours.pictures;
  if (pictures == 0) return {};
  Plane plane = principal_plane(features, pictures, pool);
  if (pictures >= kMinPictures) {
    Descent descent(std::move(plane), attractions_of(neighbours, pool), pool);
    for (int step = 0; step < kSteps; ++step) {
      const bool is_early = step < kExaggeratedSteps;
      descent.step(is_early ? kExaggeration : 1, is_early ? kFirstMomentum : kMomentum);
    }
    plane = descent.plane();
  }
  stretch(plane.x);
  stretch(plane.y);
  std::vector<PlanePoint> points;
  for (std::size_t i = 0; i < pictures; ++i) points.push_back({plane.x[i], plane.y[i]});
  return points;
}

}  // namespace tinsmith::train
