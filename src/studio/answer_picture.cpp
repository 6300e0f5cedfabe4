#include "studio/answer_picture.h"

#include <chrono>

#include "heads/answer.h"
#include "studio/measure.h"

namespace tinsmith::studio {
namespace {

std::vector<scene::Detection> objects_found(const infer::Interpreter& interpreter, const bundle::Model& model,
                                            double threshold) {
  if (model.head == heads::Head::Boxes)
    return boxes_found(model, rows_answered(interpreter, model), threshold);
  return heads::decode_centroids(probabilities_answered(interpreter, model), grid_of(model),
                                 model.preparation.size.width, model.preparation.size.height,
                                 {.threshold = threshold});
}

}  // namespace

double threshold_of(const bundle::Model& model) {
  constexpr double kUsual = 0.5;
  return model.threshold.value_or(kUsual);
}

PictureAnswer answer_picture(infer::Interpreter& interpreter, const bundle::Model& model,
                             const image::Image& picture, double threshold) {
  using Clock = std::chrono::steady_clock;
  fill_input(interpreter, image::prepared(picture, model.preparation), model.input_values);
  const auto begin = Clock::now();
  interpreter.run();
  PictureAnswer answer;
  answer.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  if (model.head == heads::Head::Classification) {
    answer.probabilities = probabilities_answered(interpreter, model);
    return answer;
  }
  answer.found = objects_found(interpreter, model, threshold);
  for (scene::Detection& detection : answer.found)
    detection.box = in_original(detection.box, model.preparation, picture.size);
  return answer;
}

}  // namespace tinsmith::studio
