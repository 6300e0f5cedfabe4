#include "verbs/answer_picture.h"

#include <algorithm>
#include <chrono>

#include "heads/answer.h"
#include "heads/classification.h"
#include "verbs/measure.h"
#include "verbs/target_board.h"

namespace tinsmith::verbs {
namespace {

std::vector<scene::Detection> objects_found(const opening::Runner& runner, const bundle::Model& model,
                                            double threshold) {
  if (model.task == scene::Task::Boxes) return boxes_found(model, rows_answered(runner, model), threshold);
  return heads::decode_centroids(probabilities_answered(runner, model), grid_of(model),
                                 model.preparation.size.width, model.preparation.size.height,
                                 {.threshold = threshold});
}

}  // namespace

double threshold_of(const bundle::Model& model) {
  const boards::Board* board = board_of(model);
  const bool has_rule = board != nullptr && model.task == scene::Task::Boxes;
  return model.threshold.value_or(has_rule ? board->boxes.threshold : scene::kDefaultThreshold);
}

PictureAnswer answer_picture(const opening::Runner& runner, const bundle::Model& model,
                             const image::Image& picture, double threshold) {
  using Clock = std::chrono::steady_clock;
  runner.fill(image::prepared(picture, model.preparation), model.input_values);
  const auto begin = Clock::now();
  runner.run();
  PictureAnswer answer;
  answer.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  if (model.task == scene::Task::Classification) {
    answer.probabilities = probabilities_answered(runner, model);
    return answer;
  }
  answer.found = objects_found(runner, model, threshold);
  for (scene::Detection& detection : answer.found)
    detection.box = in_original(detection.box, model.preparation, picture.size);
  if (const boards::Board* board = board_of(model);
      board != nullptr && board->box_order == boards::BoxOrder::Left)
    std::stable_sort(answer.found.begin(), answer.found.end(), [](const auto& one, const auto& other) {
      return scene::centre_of(one.box).x < scene::centre_of(other.box).x;
    });
  return answer;
}

nlohmann::json json_of(const PictureAnswer& answer, const bundle::Model& model) {
  const auto name_of = [&](scene::ClassIndex index) {
    return model.classes[static_cast<std::size_t>(index)];
  };
  nlohmann::json json = nlohmann::json::object();
  if (model.task == scene::Task::Classification) {
    const auto ranked = heads::ranked(answer.probabilities);
    json["class"] = name_of(ranked[0].class_index);
    json["probability"] = ranked[0].probability;
    for (const heads::RankedClass& row : ranked)
      json["classes"].push_back({{"class", name_of(row.class_index)}, {"probability", row.probability}});
    return json;
  }
  json["objects"] = nlohmann::json::array();
  for (const scene::Detection& detection : answer.found) {
    const scene::Point middle = scene::centre_of(detection.box);
    json["objects"].push_back(
        {{"class", name_of(detection.class_index)},
         {"score", detection.score},
         {"centre", {middle.x, middle.y}},
         {"box", {detection.box.x, detection.box.y, detection.box.width, detection.box.height}}});
  }
  return json;
}

}  // namespace tinsmith::verbs
