#include "formats/keras/keras.h"

#include <map>

#include "base/json.h"
#include "formats/keras/layers.h"
#include "formats/keras/weights.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using nlohmann::json;

constexpr int kMaxConfigDepth = 40;

// Returns the names of the layers whose outputs a layer reads, from either form of Keras' "inbound_nodes".
std::vector<std::string> inbound_layers(const json& layer) {
  std::vector<std::string> names;
  const auto nodes = layer.find("inbound_nodes");
  if (nodes == layer.end() || !nodes->is_array() || nodes->empty()) return names;
  const auto visit = [&](const auto& self, const json& value) -> void {
    if (value.is_object() && value.contains("keras_history") && value["keras_history"].is_array() &&
        !value["keras_history"].empty() && value["keras_history"][0].is_string()) {
      names.push_back(value["keras_history"][0].get<std::string>());
    } else if (value.is_array() && !value.empty() && value[0].is_string()) {
      names.push_back(value[0].get<std::string>());
    } else if (value.is_structured()) {
      for (const json& part : value) self(self, part);
    }
  };
  visit(visit, (*nodes)[0]);
  return names;
}

Result<json> parsed_config(const std::string& text) {
  if (text.empty())
    return fail(
        Fault::Unsupported,
        "it contains weights without the network; save the whole model, or name the network with --model");
  json config = parse_json(text, kMaxConfigDepth);
  if (!config.is_object() || !config.contains("config"))
    return fail(Fault::Corrupt, "its model_config is not readable");
  return config;
}

Result<std::string> name_of(const json& layer) {
  if (!layer.is_object() || !layer.contains("class_name") || !layer["class_name"].is_string() ||
      !layer.contains("config") || !layer["config"].is_object())
    return fail(Fault::Corrupt, "a layer has no class or config");
  for (const json& holder : {layer["config"], layer})
    if (holder.contains("name") && holder["name"].is_string()) return holder["name"].get<std::string>();
  return fail(Fault::Corrupt, "a layer has no name");
}

}  // namespace

Result<graph::Graph> graph_of(const KerasFile& file) {
  TRY(const auto config, parsed_config(file.model_config));
  const json& body = config["config"];
  const json& layers = body.is_array()                               ? body
                       : body.is_object() && body.contains("layers") ? body["layers"]
                                                                     : json();
  if (!layers.is_array()) return fail(Fault::Corrupt, "its model_config lists no layers");
  KerasGraph build(file);
  std::string previous;
  for (const json& layer : layers) {
    TRY(const auto name, name_of(layer));
    auto from = inbound_layers(layer);
    if (from.empty() && !previous.empty()) from = {previous};
    TRY_DONE(build.add(layer["class_name"].get<std::string>(), name, layer["config"], from)
                 .during(fmt::format("layer '{}'", name)));
    previous = name;
  }
  auto graph = build.finish(previous);
  TRY_DONE(graph::validate(graph));
  return graph;
}

Result<graph::Graph> read_keras(const std::filesystem::path& path) {
  TRY(const auto file, read_keras_file(path));
  return graph_of(file).during("reading " + path.string());
}

}  // namespace tinsmith::formats
