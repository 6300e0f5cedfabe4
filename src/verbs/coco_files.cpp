#include "verbs/coco_files.h"

#include "base/files.h"
#include "base/json.h"

namespace tinsmith::verbs {
namespace {

using Json = nlohmann::ordered_json;

Json corners_of(const scene::Box& box) {
  return {box.x, box.y, box.width, box.height};
}

Json ground_truth(const bundle::Model& model, const dataset::Dataset& dataset, const Measured& measured) {
  Json images = Json::array(), annotations = Json::array(), categories = Json::array();
  for (std::size_t i = 0; i < model.classes.size(); ++i)
    categories.push_back({{"id", i + 1}, {"name", model.classes[i]}});
  for (std::size_t i = 0; i < measured.boxes.size(); ++i) {
    const dataset::Picture& picture = dataset.pictures[measured.pictures[i]];
    images.push_back({{"id", i + 1},
                      {"file_name", picture.path},
                      {"width", picture.size.width},
                      {"height", picture.size.height}});
    for (const scene::LabelledBox& truth : measured.boxes[i].truths)
      annotations.push_back({{"id", annotations.size() + 1},
                             {"image_id", i + 1},
                             {"category_id", truth.class_index + 1},
                             {"bbox", corners_of(truth.box)},
                             {"area", truth.box.area()},
                             {"iscrowd", truth.is_crowd ? 1 : 0}});
  }
  return {{"images", std::move(images)},
          {"annotations", std::move(annotations)},
          {"categories", std::move(categories)}};
}

Json detections(const Measured& measured) {
  Json found = Json::array();
  for (std::size_t i = 0; i < measured.boxes.size(); ++i)
    for (const scene::Detection& detection : measured.boxes[i].detections)
      found.push_back({{"image_id", i + 1},
                       {"category_id", detection.class_index + 1},
                       {"bbox", corners_of(detection.box)},
                       {"score", detection.score}});
  return found;
}

std::string text_of(const Json& json) {
  return json_text(json) + "\n";
}

}  // namespace

Result<Done> write_coco_files(const RunFolder& folder, const bundle::Model& model,
                              const dataset::Dataset& dataset, const Measured& measured) {
  TRY_DONE(write_file(folder.ground_truth(), text_of(ground_truth(model, dataset, measured))));
  return write_file(folder.detections(), text_of(detections(measured)));
}

}  // namespace tinsmith::verbs
