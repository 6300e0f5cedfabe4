// Measures the time per picture of computing the twelve COCO metrics. The numbers of pictures, classes,
// objects and detections are those of COCO's validation set with a common detector.
//
// Prints JSON lines as benchmarks/README.md describes.
#include <fmt/core.h>

#include <chrono>
#include <vector>

#include "base/random.h"
#include "eval/coco.h"

namespace tinsmith {
namespace {

// The same values as in peer_eval.py.
constexpr int kPictures = 5000, kObjects = 7, kDetections = 100;
constexpr std::int32_t kClasses = 80;
constexpr double kSide_px = 500;

scene::Box drawn_box(Rng& rng) {
  const double width = rng.uniform(8, 200), height = rng.uniform(8, 200);
  return {rng.uniform(0, kSide_px), rng.uniform(0, kSide_px), width, height};
}

eval::PictureBoxes drawn_picture(Rng& rng) {
  eval::PictureBoxes picture;
  for (int i = 0; i < kObjects; ++i)
    picture.truths.push_back({static_cast<scene::ClassIndex>(rng.below(kClasses)), drawn_box(rng)});
  for (int i = 0; i < kDetections; ++i) {
    const scene::LabelledBox& truth = picture.truths[static_cast<std::size_t>(i % kObjects)];
    scene::Detection found{truth.class_index, rng.uniform(0, 1), truth.box};
    if (i >= 2 * kObjects)
      found = {static_cast<scene::ClassIndex>(rng.below(kClasses)), found.score, drawn_box(rng)};
    found.box.x += rng.uniform(-10, 10);
    picture.detections.push_back(found);
  }
  return picture;
}

double milliseconds_per_picture() {
  Rng rng(1);
  std::vector<eval::PictureBoxes> pictures;
  for (int i = 0; i < kPictures; ++i) pictures.push_back(drawn_picture(rng));
  const auto began = std::chrono::steady_clock::now();
  const auto figures = eval::coco_figures(pictures, kClasses);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  CHECK(figures[eval::CocoFigure::Map].has_value(), "nothing was measured");
  return seconds * 1e3 / kPictures;
}

}  // namespace
}  // namespace tinsmith

int main() {
  fmt::print("{{\"name\": \"COCO figures, 80 classes\", \"unit\": \"ms\", \"value\": {:.4f}}}\n",
             tinsmith::milliseconds_per_picture());
}
