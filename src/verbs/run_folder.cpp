#include "verbs/run_folder.h"

#include "base/files.h"
#include "base/json.h"
#include "bundle/model.h"

namespace tinsmith::verbs {

Result<Done> RunFolder::check_free() const {
  std::error_code ignored;
  if (std::filesystem::exists(config(), ignored))
    return fail(Fault::Conflict, "{} already contains a run; resume it with --resume, or give another --out",
                root.string());
  return Done{};
}

Result<Done> RunFolder::begin(const TrainConfig& config_of_run) const {
  TRY_DONE(check_free());
  TRY_DONE(make_folder(root));
  TRY_DONE(make_folder(checkpoint().parent_path()));
  return write_file(config(), to_json(config_of_run).dump(2) + "\n");
}

Result<TrainConfig> RunFolder::resume() const {
  std::error_code ignored;
  if (!std::filesystem::exists(config(), ignored))
    return fail(Fault::NotFound, "{} contains no run that can be resumed", root.string());
  const auto during = "reading " + config().string();
  TRY(const auto text, read_text_file(config()).during(during));
  const auto json = parse_json(text);
  if (json.is_discarded()) return fail(Fault::Corrupt, "{} is not JSON", config().string());
  return train_config_from_json(json).during(during);
}

Result<Done> RunFolder::write_log(const std::vector<train::EpochRecord>& records) const {
  std::string lines;
  for (const train::EpochRecord& record : records) lines += to_json(record).dump() + "\n";
  return write_file(log(), lines);
}

Result<Done> RunFolder::write_labels(const std::vector<std::string>& classes) const {
  return write_file(labels(), bundle::labels_text(classes));
}

Result<std::filesystem::path> model_file_of(const std::filesystem::path& file_or_run) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(file_or_run, ignored)) return file_or_run;
  const RunFolder run{file_or_run};
  if (std::filesystem::exists(run.int8_model(), ignored)) return run.int8_model();
  return fail(Fault::NotFound, "{} contains no finished run: {} is missing", file_or_run.string(),
              run.int8_model().filename().string());
}

}  // namespace tinsmith::verbs
