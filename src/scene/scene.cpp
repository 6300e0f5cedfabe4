#include "scene/scene.h"

#include <algorithm>

namespace tinsmith::scene {

double shared_area(const Box& a, const Box& b) {
  const double width = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const double height = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

double iou(const Box& a, const Box& b) {
  const double intersection = shared_area(a, b);
  const double all = a.area() + b.area() - intersection;
  return all > 0 ? intersection / all : 0;
}

Box clipped(const Box& box, double width, double height) {
  const double left = std::clamp(box.x, 0.0, width), top = std::clamp(box.y, 0.0, height);
  const double right = std::clamp(box.right(), 0.0, width), bottom = std::clamp(box.bottom(), 0.0, height);
  return {left, top, std::max(0.0, right - left), std::max(0.0, bottom - top)};
}

}  // namespace tinsmith::scene
