#include "eval/random_boxes_for_test.h"

#include <cmath>

#include "base/random.h"

namespace tinsmith::eval {
namespace {

constexpr int kPictures = 24;
constexpr int kCrowdedPicture = 3;  // has more detections of one class than are evaluated
constexpr int kEmptyPicture = 5;    // has no objects

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : rng_(seed), has_whole_pixels_(seed % 2 == 1) {}

  PictureBoxes picture(int index) {
    PictureBoxes picture;
    const std::uint64_t truths = index == kEmptyPicture ? 0 : rng_.below(9);
    for (std::uint64_t i = 0; i < truths; ++i) add_truth(picture);
    for (const scene::LabelledBox& truth : picture.truths) {
      for (std::uint64_t i = rng_.below(4); i > 0; --i) picture.detections.push_back(near(truth));
    }
    const std::uint64_t strays = index == kCrowdedPicture ? 150 : rng_.below(6);
    for (std::uint64_t i = 0; i < strays; ++i) {
      const auto of =
          static_cast<scene::ClassIndex>(rng_.below(index == kCrowdedPicture ? 1 : kRandomClasses));
      picture.detections.push_back({of, score(), box()});
    }
    return picture;
  }

 private:
  void add_truth(PictureBoxes& picture) {
    const scene::Box place = box();
    const auto of = static_cast<scene::ClassIndex>(rng_.below(kRandomClasses - 1));
    picture.truths.push_back({of, place, rng_.chance(0.15), false});
    picture.truth_areas.push_back(place.area() * rng_.uniform(0.5, 1));
  }

  scene::Detection near(const scene::LabelledBox& truth) {
    const bool is_mixed_up = rng_.chance(0.1);
    scene::Box box = truth.box;
    const double reach = rng_.chance(0.5) ? 0.06 : 0.3;
    box.x = pixels(box.x + box.width * rng_.uniform(-reach, reach));
    box.y = pixels(box.y + box.height * rng_.uniform(-reach, reach));
    box.width = 1 + pixels(box.width * rng_.uniform(1 - reach, 1 + reach));
    box.height = 1 + pixels(box.height * rng_.uniform(1 - reach, 1 + reach));
    return {is_mixed_up ? static_cast<scene::ClassIndex>(rng_.below(kRandomClasses)) : truth.class_index,
            score(), box};
  }

  scene::Box box() {
    const auto side = static_cast<double>(4 << rng_.below(7));  // 4 … 256: covers all size ranges of COCO
    return {pixels(rng_.uniform(0, 400)), pixels(rng_.uniform(0, 400)),
            1 + pixels(side * rng_.uniform(0.6, 1.6)), 1 + pixels(side * rng_.uniform(0.6, 1.6))};
  }

  double pixels(double value) const { return has_whole_pixels_ ? std::floor(value) : value; }
  // Only twenty values, so that many scores are equal.
  double score() { return static_cast<double>(1 + rng_.below(20)) / 20; }

  Rng rng_;
  bool has_whole_pixels_;
};

}  // namespace

std::vector<PictureBoxes> random_boxes(std::uint64_t seed) {
  Maker maker(seed);
  std::vector<PictureBoxes> pictures;
  for (int i = 0; i < kPictures; ++i) pictures.push_back(maker.picture(i));
  return pictures;
}

}  // namespace tinsmith::eval
