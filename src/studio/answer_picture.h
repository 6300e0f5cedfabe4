// studio/answer_picture.h — what a model sees in one picture.
#pragma once

#include <vector>

#include "bundle/model.h"
#include "infer/interpreter.h"
#include "scene/scene.h"

namespace tinsmith::studio {

struct PictureAnswer {
  std::vector<float> probabilities;  // classification: one a class
  // Boxes and centroids, in pixels of the picture; in the order in which the model's board reports them.
  std::vector<scene::Detection> found;
  double milliseconds = 0;  // of the interpreter alone
};

// The model's own threshold; where it carries none that with which the firmware of its board starts, or 0.5.
double threshold_of(const bundle::Model& model);

// `threshold`: of a found object's score.
PictureAnswer answer_picture(infer::Interpreter& interpreter, const bundle::Model& model,
                             const image::Image& picture, double threshold);

}  // namespace tinsmith::studio
