// Handlers for the files of a run.
#include <algorithm>
#include <filesystem>

#include "base/progress.h"
#include "files/zip_writer.h"
#include "serve/answer.h"
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/runs.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// The downloadable files of a run's folder, with a description.
struct RunFile {
  std::string_view name, about;
};
constexpr RunFile kRunFiles[] = {
    {"model.int8.tflite", "the model for boards"},
    {"model.float.tflite", "the model before it was quantized"},
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
  for (const RunFile& file : kRunFiles) {
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
  const bool is_known = std::any_of(std::begin(kRunFiles), std::end(kRunFiles),
                                    [&](const RunFile& file) { return file.name == name; });
  const auto path = call.store().run_folder(run.id) / name;
  std::error_code ignored;
  if (!is_known || !std::filesystem::exists(path, ignored))
    return fail(Fault::NotFound, "this run has no file {}", name);
  Reply reply = Reply::of_file(path, std::string(content_type_of(name)));
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
  for (const RunFile& file : kRunFiles)
    if (std::error_code ignored; std::filesystem::exists(folder / file.name, ignored))
      TRY_DONE(zip.add(std::string(file.name), folder / file.name));
  SilentProgress progress;
  TRY_DONE(zip.finish(progress));
  return offered(call, *database, offer, fmt::format("{}-run{}.zip", project.name, run.number));
}

}  // namespace tinsmith::serve
