// studio/object_finder.h — finds objects of any kind with the shipped detector, without a training.
#pragma once

#include <vector>

#include "bundle/model.h"
#include "image/image.h"
#include "infer/interpreter.h"

namespace tinsmith::studio {

// Proposes boxes for a person to check. docs/studio.md has its measured recall and precision: it finds things that
// stand apart from their surroundings, and misses touching and tiny ones. Not thread-safe.
class ObjectFinder {
 public:
  // Boxes with a lower score are not returned.
  static constexpr double kMinScore = 0.02;

  // Loads the shipped weights of tinsmith-det. NotFound: they are not part of the program.
  static Result<ObjectFinder> make();

  // Returns at most 100 boxes in pixels of the picture, highest score first. Their class index is 0.
  std::vector<scene::Detection> find(const image::Image& picture);

 private:
  // The detector for pictures that are scaled to one size.
  struct AtSize {
    bundle::Model model;
    infer::Interpreter interpreter;
  };
  static Result<AtSize> at_size(std::int32_t side_px);
  explicit ObjectFinder(std::vector<AtSize> sizes) : sizes_(std::move(sizes)) {}

  std::vector<AtSize> sizes_;
};

}  // namespace tinsmith::studio
