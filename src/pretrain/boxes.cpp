#include "pretrain/boxes.h"

#include "base/files.h"
#include "base/json.h"
#include "files/source.h"
#include "formats/weights/layers.h"
#include "pretrain/crops.h"
#include "train/trained_graph.h"
#include "zoo/zoo.h"

namespace tinsmith::pretrain {
namespace {

namespace fs = std::filesystem;

Result<Done> unpack(const fs::path& zip, const fs::path& out) {
  TRY(const auto source, files::open_source(zip));
  for (const files::Entry& entry : source->entries()) {
    const fs::path target = out / entry.path;
    TRY(const auto bytes, source->read(entry.path));
    TRY_DONE(make_folder(target.parent_path()));
    TRY_DONE(write_file(target, bytes));
  }
  return Done{};
}

// Returns the graph that the run trained. All its objects are of one class (`--single-class`).
Result<graph::Graph> graph_of_run(const fs::path& settings_file) {
  TRY(const auto text, read_text_file(settings_file));
  const auto settings = parse_json(text);
  const auto has = [&](const char* key, auto is) { return settings.contains(key) && (settings[key].*is)(); };
  if (!settings.is_object() || !has("model", &nlohmann::json::is_string) ||
      !has("size", &nlohmann::json::is_number_integer) ||
      !has("channels", &nlohmann::json::is_number_integer) ||
      !has("single_class", &nlohmann::json::is_string) || settings["single_class"] == "")
    return fail(Fault::InvalidInput, "{} does not hold the settings of a training with --single-class",
                settings_file.string());
  TRY(const auto* network, zoo::find_network(settings["model"].get<std::string>()));
  const auto size_px = settings["size"].get<std::int32_t>();
  return zoo::build(*network, {.width = size_px,
                               .height = size_px,
                               .channels = settings["channels"].get<std::int32_t>(),
                               .classes = 1});
}

}  // namespace

Result<std::int64_t> unpack_pictures_with_boxes(const fs::path& detection, const fs::path& out) {
  TRY(const auto zips, learned_zips(detection, scene::Task::Boxes));
  for (const fs::path& zip : zips)
    TRY_DONE(unpack(zip, out / zip.stem()).during("unpacking " + zip.string()));
  return std::ssize(zips);
}

Result<Bytes> weights_of_run(const fs::path& run) {
  const fs::path checkpoint = run / "checkpoint" / "last.safetensors";
  std::error_code ignored;
  if (!fs::exists(checkpoint, ignored)) return fail(Fault::NotFound, "{} has no checkpoint", run.string());
  TRY(const auto graph, graph_of_run(run / "config.json"));
  TRY(const auto trained, train::trained_graph(graph, checkpoint));
  return formats::write_weights(trained, formats::StoredType::F16);
}

}  // namespace tinsmith::pretrain
