#include "verbs/starting_weights.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/files.h"
#include "bundle/model.h"
#include "formats/keras/keras.h"
#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "formats/weights/assign.h"
#include "formats/weights/pth.h"
#include "train/checkpoint.h"
#include "train/trained_graph.h"
#include "verbs/data_record.h"
#include "verbs/run_folder.h"
#include "verbs/shipped_weights.h"
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

// The network of a run as it was built. Its checkpoint has flat arrays, which only this network can name.
Result<graph::Graph> network_of(const RunFolder& run) {
  TRY(const auto config, run.resume());
  TRY(const auto* network, zoo::find_network(config.model));
  TRY(const auto text, read_text_file(run.data_record()));
  TRY(const auto record, data_record_from_text(text));
  return zoo::build(*network, {.width = config.size,
                               .height = config.size,
                               .channels = config.channels,
                               .classes = static_cast<std::int32_t>(record.classes.size())});
}

// The best epoch, from the checkpoint where there is one: unlike the float model it has the batch norms, without
// which training continues at a higher loss.
Layers from_run(const RunFolder& run) {
  std::error_code ignored;
  if (!fs::exists(run.checkpoint(), ignored)) return from_tflite(run.float_model());
  TRY(const auto network, network_of(run).during("reading the run " + run.root.string()));
  TRY(const auto trained, train::trained_graph(network, run.checkpoint()));
  return formats::layers_of(trained);
}

Layers from_safetensors(const fs::path& file) {
  TRY(const auto bytes, read_file(file));
  TRY(const auto tensors, formats::read_safetensors(bytes));
  if (train::is_checkpoint(tensors)) return from_run({fs::absolute(file).parent_path().parent_path()});
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
  const fs::path file = file_or_run;
  if (fs::is_directory(file, ignored)) return from_run({file});
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

Layers shipped_layers(const zoo::Network& network) {
  const auto bytes = shipped_weights(network.name);
  if (!bytes)
    return fail(Fault::NotFound, "no weights for {} are part of this program, only for {}; give --from {}",
                network.name, fmt::join(networks_with_shipped_weights(), ", "), kRandomWeights);
  TRY(const auto tensors, formats::read_safetensors(*bytes));
  return formats::layers_of(tensors);
}

// A grey picture is a colour picture with three equal channels, so the sum of the three kernels gives the
// same answers.
void add_up_colours(formats::LayerWeights& layer) {
  constexpr std::int32_t kColours = 3;
  if (layer.kind != formats::LayerWeights::Kind::Conv || layer.shape[3] != kColours) return;
  layer.shape[3] = 1;
  std::vector<float> sums(layer.weights.size() / kColours, 0.0f);
  for (std::size_t i = 0; i < layer.weights.size(); ++i) sums[i / kColours] += layer.weights[i];
  layer.weights = std::move(sums);
}

// Last layers of a detector. Their channels are, per anchor, some that mean the same for any classes, and then one
// value per class.
struct LastLayers {
  std::string_view begin, end;  // of their names
  std::size_t shared;           // channels per anchor before those of the classes
};
constexpr std::array<LastLayers, 2> kLastLayers{{
    {"head", "_score", 1},                         // tinsmith-det: the objectness
    {"bbox_head.head_module.convs_pred.", "", 5},  // swift-yolo: the box and the objectness
}};

const LastLayers* last_layers(std::string_view name) {
  const auto found = std::find_if(kLastLayers.begin(), kLastLayers.end(), [&](const LastLayers& layers) {
    return name.starts_with(layers.begin) && name.ends_with(layers.end);
  });
  return found == kLastLayers.end() ? nullptr : found;
}

// A detector with more classes has last layers of another shape than one that was trained on one class. But the
// channels that do not belong to classes mean the same, so each layer is given the target's shape: these channels
// from the source, those of the classes from the target.
void keep_shared_channels(std::vector<formats::LayerWeights>& layers, const graph::Graph& graph,
                          const zoo::Network& network) {
  if (network.box_grid == nullptr) return;
  const scene::BoxGrid grid = network.box_grid({});
  const auto anchors = static_cast<std::size_t>(std::ssize(grid.levels[0].anchors));
  for (formats::LayerWeights& target : formats::layers_of(graph)) {
    const LastLayers* last = last_layers(target.name);
    const auto found = std::find_if(layers.begin(), layers.end(), [&](const formats::LayerWeights& layer) {
      return layer.name == target.name && layer.kind == target.kind;
    });
    if (last == nullptr || found == layers.end() || found->channels() != anchors * (last->shared + 1) ||
        target.channels() % anchors != 0 ||
        found->weights.size() / found->channels() != target.weights.size() / target.channels())
      continue;
    const std::size_t channel_values = target.weights.size() / target.channels();
    const std::size_t target_channels = target.channels() / anchors;
    for (std::size_t a = 0; a < anchors; ++a) {
      const std::size_t from = (last->shared + 1) * a, to = target_channels * a;
      std::copy_n(found->weights.begin() + static_cast<std::ptrdiff_t>(from * channel_values),
                  last->shared * channel_values,
                  target.weights.begin() + static_cast<std::ptrdiff_t>(to * channel_values));
      std::copy_n(found->bias.begin() + static_cast<std::ptrdiff_t>(from), last->shared,
                  target.bias.begin() + static_cast<std::ptrdiff_t>(to));
    }
    *found = std::move(target);
  }
}

bool names_a_file(const std::string& from) {
  return from != kShippedWeights && from != kRandomWeights;
}

}  // namespace

std::string_view default_start(const zoo::Network& network) {
  return are_default_start(network.name) ? kShippedWeights : kRandomWeights;
}

std::vector<std::string_view> possible_starts(const zoo::Network& network) {
  if (!shipped_weights(network.name)) return {kRandomWeights};
  const std::string_view first = default_start(network);
  return {first, first == kShippedWeights ? kRandomWeights : kShippedWeights};
}

Result<std::string> start_from(graph::Graph& graph, const zoo::Network& network, const std::string& from) {
  if (from == kRandomWeights) return std::string("Starting from random weights.");
  TRY(auto layers,
      (names_a_file(from) ? layers_in(from) : shipped_layers(network)).during(starting_from(from)));
  const bool is_grey = graph.tensor(graph.inputs[0]).shape[3] == 1;
  if (is_grey && !layers.empty()) add_up_colours(layers.front());
  keep_shared_channels(layers, graph, network);
  TRY(const auto report, formats::assign_layers(layers, graph).during(starting_from(from)));
  if (names_a_file(from)) return fmt::format("Starting from {}: {}", from, report.sentence());
  return fmt::format("Starting from the shipped weights: {} --from {} starts from random weights.",
                     report.sentence(), kRandomWeights);
}

Result<const zoo::Network*> network_of_weights(const zoo::Network& network, const std::string& from) {
  constexpr std::string_view kFamily = "swift-yolo-", kDeep = "-deep";
  if (!network.name.starts_with(kFamily) || !names_a_file(from)) return &network;
  TRY(const auto layers, layers_in(from).during(starting_from(from)));
  std::vector<std::string> names;
  for (const auto& layer : layers) names.push_back(layer.name);
  const auto deepness = zoo::swift_yolo_deepness(names);
  if (!deepness || *deepness == network.variant) return &network;
  std::string name(network.name);
  if (name.ends_with(kDeep)) name.resize(name.size() - kDeep.size());
  return zoo::find_network(*deepness == 1 ? name : name + std::string(kDeep));
}

}  // namespace tinsmith::verbs
