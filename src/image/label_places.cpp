#include "image/label_places.h"

#include <algorithm>

namespace tinsmith::image {
namespace {

constexpr int kMaxMoves = 4;  // max shift up and down, in label heights

double shared_area(const Rectangle& a, const Rectangle& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

std::vector<Point> candidates_of(const LabelToPlace& label) {
  const Rectangle& box = label.box;
  const double right = box.x + box.width, bottom = box.y + box.height;
  const Point around[] = {{box.x, box.y - label.height},
                          {box.x, box.y},
                          {box.x, bottom},
                          {right - label.width, box.y - label.height},
                          {right - label.width, bottom},
                          {box.x, bottom - label.height},
                          {right, box.y},
                          {box.x - label.width, box.y}};
  std::vector<Point> candidates(std::begin(around), std::end(around));
  for (int moves = 1; moves <= kMaxMoves; ++moves)
    for (const double heights : {-double(moves), double(moves)})
      for (const Point& place : around) candidates.push_back({place.x, place.y + heights * label.height});
  return candidates;
}

}  // namespace

std::vector<Point> places_of_labels(std::span<const LabelToPlace> labels, double picture_width,
                                    double picture_height) {
  std::vector<Rectangle> placed;
  std::vector<Point> places;
  for (const LabelToPlace& label : labels) {
    Rectangle best;
    double least = -1;
    for (const Point& candidate : candidates_of(label)) {
      const Rectangle inside{std::clamp(candidate.x, 0.0, std::max(0.0, picture_width - label.width)),
                             std::clamp(candidate.y, 0.0, std::max(0.0, picture_height - label.height)),
                             label.width, label.height};
      double covered = 0;
      for (const Rectangle& other : placed) covered += shared_area(inside, other);
      if (least >= 0 && covered >= least) continue;
      best = inside;
      least = covered;
      if (covered == 0) break;
    }
    placed.push_back(best);
    places.push_back({best.x, best.y});
  }
  return places;
}

}  // namespace tinsmith::image
