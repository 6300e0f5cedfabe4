#include "train/boxes/complete_iou.h"

#include <cmath>
#include <numbers>

namespace tinsmith::train {
namespace {

constexpr double kTiny = 1e-7;  // keeps quotients finite, as in every published implementation

// A value and its derivatives with respect to the four numbers of the predicted box.
struct Slope {
  double value = 0;
  std::array<double, 4> along{};
};

Slope constant(double value) {
  return {value, {}};
}
Slope variable(double value, std::size_t index) {
  Slope slope{value, {}};
  slope.along[index] = 1;
  return slope;
}

// The value f(a, b), given ∂f/∂a and ∂f/∂b (chain rule).
Slope chained(double value, const Slope& a, double by_a, const Slope& b, double by_b) {
  Slope result{value, {}};
  for (std::size_t i = 0; i < 4; ++i) result.along[i] = by_a * a.along[i] + by_b * b.along[i];
  return result;
}
Slope operator+(const Slope& a, const Slope& b) {
  return chained(a.value + b.value, a, 1, b, 1);
}
Slope operator-(const Slope& a, const Slope& b) {
  return chained(a.value - b.value, a, 1, b, -1);
}
Slope operator*(const Slope& a, const Slope& b) {
  return chained(a.value * b.value, a, b.value, b, a.value);
}
Slope operator/(const Slope& a, const Slope& b) {
  return chained(a.value / b.value, a, 1 / b.value, b, -a.value / (b.value * b.value));
}
Slope scaled(const Slope& a, double factor) {
  return chained(a.value * factor, a, factor, a, 0);
}
Slope arc_tangent(const Slope& a) {
  return chained(std::atan(a.value), a, 1 / (1 + a.value * a.value), a, 0);
}
const Slope& min_of(const Slope& a, const Slope& b) {
  return b.value < a.value ? b : a;
}
const Slope& max_of(const Slope& a, const Slope& b) {
  return b.value > a.value ? b : a;
}

struct Sides {
  Slope left, top, right, bottom;
};
Sides sides_of(const Slope& x, const Slope& y, const Slope& width, const Slope& height) {
  return {x - scaled(width, 0.5), y - scaled(height, 0.5), x + scaled(width, 0.5), y + scaled(height, 0.5)};
}

}  // namespace

Overlap complete_iou(const scene::Box& found, const scene::Box& truth) {
  const scene::Point from = scene::centre_of(found), to = scene::centre_of(truth);
  const Slope x = variable(from.x, 0), y = variable(from.y, 1), width = variable(found.width, 2),
              height = variable(found.height, 3);
  const Sides a = sides_of(x, y, width, height);
  const Sides b = sides_of(constant(to.x), constant(to.y), constant(truth.width), constant(truth.height));

  const Slope across = max_of(min_of(a.right, b.right) - max_of(a.left, b.left), constant(0));
  const Slope down = max_of(min_of(a.bottom, b.bottom) - max_of(a.top, b.top), constant(0));
  const Slope intersection = across * down;
  const Slope all = width * height + constant(truth.area() + kTiny) - intersection;
  const Slope iou = intersection / all;

  const Slope around_x = max_of(a.right, b.right) - min_of(a.left, b.left);
  const Slope around_y = max_of(a.bottom, b.bottom) - min_of(a.top, b.top);
  const Slope diagonal = around_x * around_x + around_y * around_y + constant(kTiny);
  const Slope dx = x - constant(to.x), dy = y - constant(to.y);
  const Slope distance = (dx * dx + dy * dy) / diagonal;

  const double true_angle = std::atan(truth.width / (truth.height + kTiny));
  const Slope turn = constant(true_angle) - arc_tangent(width / (height + constant(kTiny)));
  const Slope aspect = scaled(turn * turn, 4 / (std::numbers::pi * std::numbers::pi));
  const double alpha = aspect.value / (aspect.value - iou.value + 1 + kTiny);
  const Slope result = iou - distance - scaled(aspect, alpha);
  return {result.value, result.along};
}

}  // namespace tinsmith::train
