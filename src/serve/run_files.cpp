// Handlers for the files of a run.
#include <algorithm>
#include <filesystem>

#include "base/progress.h"
#include "files/zip_writer.h"
#include "serve/answer.h"
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/runs.h"
#include "verbs/export_run.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// The downloadable files of a run, with a description. Those with an export format are made when they are asked for, from
// the float model; the others are in the folder of the run.
struct RunFile {
  std::string_view name, about;
  std::string_view export_format = {};
};
constexpr std::string_view kFloatModel = "model.float.tflite";
constexpr RunFile kRunFiles[] = {
    {"model.int8.tflite", "the model for boards"},
    {"model.float.tflite", "the model before it was quantized"},
    {"model.onnx", "the model before it was quantized, for other runtimes", "onnx"},
    {"model.safetensors", "its weights, to start another training from", "safetensors"},
    {"labels.txt", "the class names, one per line, in the order of the model's output"},
    {"report.html", "the report as a web page"},
    {"report.json", "the report as JSON"},
    {"thresholds.json", "the metrics of each model at each threshold, as JSON"},
    {"config.json", "all settings"},
    {"log.jsonl", "the training log, one line per epoch"},
    {"split.json", "the pictures of each split"},
    {"ground_truth.json", "the ground truth of the test pictures, in COCO format"},
    {"detections.json", "the detections of the int8 model, in COCO format"},
};

}  // namespace

json run_files_json(const std::filesystem::path& run_folder) {
  json files = json::array();
  std::error_code ignored;
  const bool has_float_model = std::filesystem::exists(run_folder / kFloatModel, ignored);
  for (const RunFile& file : kRunFiles) {
    if (!file.export_format.empty() && has_float_model)
      files.push_back({{"name", file.name}, {"about", file.about}});
    std::error_code error;
    const auto bytes = std::filesystem::file_size(run_folder / file.name, error);
    if (!error) files.push_back({{"name", file.name}, {"bytes", bytes}, {"about", file.about}});
  }
  return files;
}

Result<Reply> get_run_file(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, run_of(call, *database, call.id("run")));
  const std::string& name = call.word("file");
  const auto* row = std::find_if(std::begin(kRunFiles), std::end(kRunFiles),
                                 [&](const RunFile& file) { return file.name == name; });
  const bool is_known = row != std::end(kRunFiles), is_exported = is_known && !row->export_format.empty();
  const auto folder = call.store().run_folder(run.id);
  std::error_code ignored;
  if (!is_known || !std::filesystem::exists(folder / (is_exported ? kFloatModel : row->name), ignored))
    return fail(Fault::NotFound, "this run has no file {}", name);
  Reply reply = Reply::of_file(folder / name, std::string(content_type_of(name)));
  if (is_exported) {
    TRY(auto bytes, verbs::exported(folder.string(), std::string(row->export_format)));
    reply = Reply::of_bytes(std::move(bytes), std::string(content_type_of(name)));
  }
  // Sent as a download: a report is an independent page and must not run as a page of this server.
  reply.save_as = fmt::format("run{}-{}", run.number, name);
  return reply;
}

Result<Reply> download_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, finished_run_of(call, *database));
  TRY(const auto project, project_of(call, *database));
  const Offer offer = new_offer();
  const auto folder = call.store().run_folder(run.id);
  TRY(auto zip, files::ZipWriter::start(call.store().root() / offer.path));
  for (const RunFile& file : kRunFiles) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / file.name, ignored))
      TRY_DONE(zip.add(std::string(file.name), folder / file.name));
    if (file.export_format.empty() || !std::filesystem::exists(folder / kFloatModel, ignored)) continue;
    TRY(const auto bytes, verbs::exported(folder.string(), std::string(file.export_format)));
    TRY_DONE(zip.add(std::string(file.name), std::string(as_text(bytes))));
  }
  SilentProgress progress;
  TRY_DONE(zip.finish(progress));
  return offered(call, *database, offer, fmt::format("{}-run{}.zip", project.name, run.number));
}

}  // namespace tinsmith::serve
