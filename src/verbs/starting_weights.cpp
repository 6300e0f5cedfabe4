#include "verbs/starting_weights.h"

#include <filesystem>

#include "base/files.h"
#include "bundle/model.h"
#include "formats/keras/keras.h"
#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "formats/weights/assign.h"
#include "formats/weights/pth.h"
#include "verbs/run_folder.h"
#include "zoo/swift_yolo.h"
#include "zoo/yolov5_names.h"

namespace tinsmith::verbs {
namespace {

using Layers = Result<std::vector<formats::LayerWeights>>;
namespace fs = std::filesystem;

Layers from_tflite(const fs::path& file) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto model, formats::read_tflite(bytes));
  auto layers = formats::layers_of(model.graph);
  if (layers.empty())
    return fail(
        Fault::Unsupported,
        "it has no float weights: an INT8 model cannot be fine-tuned; give the float model of the same run");
  return layers;
}

Layers from_onnx(const fs::path& file) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto model,
      formats::read_onnx(bytes, file.has_parent_path() ? file.parent_path() : fs::path(".")));
  return formats::layers_of(model.graph);
}

Layers from_keras(const fs::path& file) {
  TRY(const auto graph, formats::read_keras(file));
  return formats::layers_of(graph);
}

Layers from_safetensors(const fs::path& file) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto tensors, formats::read_safetensors(bytes));
  return formats::layers_of(tensors);
}

Layers from_pytorch(const fs::path& file) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto tensors, formats::read_pth(bytes));
  TRY(auto layers, formats::layers_of(tensors));
  for (formats::LayerWeights& layer : layers) layer.name = zoo::from_yolov5_name(layer.name);
  return layers;
}

struct WeightRow {
  std::string_view ending;
  Layers (*read)(const fs::path& file);
};
constexpr WeightRow kReaders[] = {
    {".tflite", from_tflite},           {".onnx", from_onnx},   {".h5", from_keras},   {".hdf5", from_keras},
    {".safetensors", from_safetensors}, {".pth", from_pytorch}, {".pt", from_pytorch},
};

Layers layers_in(const std::string& file_or_run) {
  std::error_code ignored;
  fs::path file = file_or_run;
  if (fs::is_directory(file, ignored)) file = RunFolder{file}.float_model();
  const std::string ending = ending_of(file);
  for (const WeightRow& row : kReaders)
    if (row.ending == ending) return row.read(file);
  return fail(Fault::Unsupported,
              "'{}' is not a file of weights; a .safetensors, .pth, .pt, .h5, .onnx or .tflite file or a run "
              "folder is expected",
              ending);
}

std::string starting_from(const std::string& file) {
  return "starting from " + file;
}

}  // namespace

Result<std::string> start_from(graph::Graph& graph, const std::string& file) {
  TRY(const auto layers, layers_in(file).during(starting_from(file)));
  TRY(const auto report, formats::assign_layers(layers, graph).during(starting_from(file)));
  return fmt::format("Starting from {}: {}", file, report.sentence());
}

Result<const zoo::Network*> network_of_weights(const zoo::Network& network, const std::string& file) {
  constexpr std::string_view kFamily = "swift-yolo-", kDeep = "-deep";
  if (!network.name.starts_with(kFamily)) return &network;
  TRY(const auto layers, layers_in(file).during(starting_from(file)));
  std::vector<std::string> names;
  for (const auto& layer : layers) names.push_back(layer.name);
  const auto deepness = zoo::swift_yolo_deepness(names);
  if (!deepness || *deepness == network.variant) return &network;
  std::string name(network.name);
  if (name.ends_with(kDeep)) name.resize(name.size() - kDeep.size());
  return zoo::find_network(*deepness == 1 ? name : name + std::string(kDeep));
}

}  // namespace tinsmith::verbs
