// verbs/answer_picture.h — runs a model on one picture and decodes its predictions.
#pragma once

#include <vector>

#include "base/json.h"
#include "bundle/model.h"
#include "opening/runner.h"
#include "scene/scene.h"

namespace tinsmith::verbs {

struct PictureAnswer {
  std::vector<float> probabilities;  // classification: one per class
  // Boxes and centroids, in pixels of the picture, in the order in which the model's board reports them.
  std::vector<scene::Detection> found;
  double milliseconds = 0;  // run time of the interpreter only
};

// Returns the model's own confidence threshold; without one, the initial threshold
// of its board's firmware, or scene::kDefaultThreshold.
double threshold_of(const bundle::Model& model);

// `threshold` is the confidence threshold of boxes and centroids.
PictureAnswer answer_picture(const opening::Runner& runner, const bundle::Model& model,
                             const image::Image& picture, double threshold);

// {"class", "probability", "classes": [{"class", "probability"}]} with the most probable class first, or
// {"objects": [{"class", "score", "centre": [x, y], "box": [x, y, width, height]}]}.
nlohmann::json json_of(const PictureAnswer& answer, const bundle::Model& model);

}  // namespace tinsmith::verbs
