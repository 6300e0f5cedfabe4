#include "packaging/settings.h"

#include "heads/heads.h"

namespace tinsmith::packaging {
namespace {

using nlohmann::ordered_json;

ordered_json quantized_json(const graph::Tensor& tensor) {
  return {{"type", graph::name_of(tensor.type)},
          {"scale", tensor.quantization.scales.at(0)},
          {"zero_point", tensor.quantization.zero_points.at(0)}};
}

}  // namespace

ordered_json settings_of(const Contents& contents) {
  const bundle::Model& model = contents.model;
  const graph::Tensor& input = model.graph.tensor(model.graph.inputs[0]);
  ordered_json settings{{"name", contents.name},
                        {"network", model.name},
                        {"task", heads::info_of(model.task).report_name},
                        {"classes", model.classes},
                        {"board", contents.board.name}};
  settings["input"] = quantized_json(input);
  settings["input"]["width"] = model.preparation.size.width;
  settings["input"]["height"] = model.preparation.size.height;
  settings["input"]["channels"] = model.preparation.channels;
  settings["preparation"] = image::to_json(model.preparation);
  settings["outputs"] = ordered_json::array();
  for (const graph::TensorId id : model.graph.outputs) {
    const graph::Tensor& output = model.graph.tensor(id);
    ordered_json row{{"name", output.name}, {"shape", output.shape}};
    row.update(quantized_json(output));
    settings["outputs"].push_back(row);
  }
  if (model.task != scene::Task::Classification) settings["threshold"] = contents.threshold;
  if (model.task == scene::Task::Boxes) {
    settings["overlap"] = contents.boxes.iou_threshold;
    settings["suppression"] = heads::name_of(contents.boxes.suppression);
  }
  settings["arena_bytes"] = contents.arena_bytes;
  settings["model_bytes"] = contents.file.size();
  settings["operators"] = contents.operators;
  return settings;
}

}  // namespace tinsmith::packaging
