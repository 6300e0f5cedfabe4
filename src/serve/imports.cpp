// Handlers that import archives of pictures and labels into a project.
#include <algorithm>
#include <filesystem>

#include <fmt/ranges.h>

#include "dataset/formats.h"
#include "dataset/read.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/secrets.h"
#include "serve/start_job.h"
#include "studio/apply_labels.h"
#include "studio/pictures.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// The options of an import, as named in its query, its body and its job.
constexpr const char* kChoices[] = {"format", "other_labels", "boxes_drawn_on"};

Result<Done> check_choices(const json& spec) {
  const std::string format = spec.value("format", ""), other_labels = spec.value("other_labels", "");
  if (!format.empty()) TRY_DONE(dataset::format_named(format));
  TRY_DONE(dataset::boxes_drawn_on_named(spec.value("boxes_drawn_on", "")));
  const auto& words = studio::kOtherLabels;
  if (!other_labels.empty() && std::find(std::begin(words), std::end(words), other_labels) == std::end(words))
    return fail(Fault::InvalidInput, "other_labels is '{}'; one of {} is expected",
                other_labels.substr(0, 100), fmt::join(words, ", "));
  return Done{};
}

Result<Reply> start_import(Call& call, store::Database& database, json spec) {
  const std::string name = spec.value("name", "");
  return start_job(call, database,
                   new_job(store::JobKind::Import, fmt::format("Importing {}", name), std::move(spec)));
}

// Returns the import job of the path if it has ended and belongs to the path's project.
Result<store::Job> import_of(Call& call, store::Database& database) {
  TRY(const auto job, store::find_job(database, call.id("job")));
  if (!job || job->kind != store::JobKind::Import || job->project_id != call.project())
    return fail(Fault::NotFound, "this project has no import {}", call.id("job"));
  if (!store::has_ended(*job))
    return fail(Fault::Conflict, "import {} is still running; wait until it has finished", job->id);
  return *job;
}

}  // namespace

Result<Reply> import_zip(Call& call) {
  json spec = json::object();
  for (const char* choice : kChoices) spec[choice] = call.text(choice).value_or("");
  TRY_DONE(check_choices(spec));
  TRY(auto database, call.database());
  TRY(spec["path"], keep_upload(call));
  spec["name"] = studio::safe_name(*call.text("name"));
  return start_import(call, *database, std::move(spec));
}

Result<Reply> import_again(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, import_of(call, *database));
  json spec = job.spec;
  for (const char* choice : kChoices)
    if (const auto word = call.member<std::string>(choice)) spec[choice] = *word;
  TRY_DONE(check_choices(spec));
  const Error is_gone = fail(Fault::Conflict, "the file of this import is no longer stored; import {} again",
                             spec.value("name", ""));
  if (!may_be_repeated(job)) return is_gone;  // its file is removed at any moment
  // Renamed, because the file now belongs to the new job.
  const std::string path = random_token();
  std::error_code error;
  std::filesystem::rename(call.store().uploads() / spec.value("path", ""), call.store().uploads() / path,
                          error);
  if (error) return is_gone;
  spec["path"] = path;
  return start_import(call, *database, std::move(spec));
}

Result<Reply> forget_import(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, import_of(call, *database));
  std::error_code ignored;  // the file may be deleted already
  std::filesystem::remove(call.store().uploads() / job.spec.value("path", ""), ignored);
  return Reply(done());
}

}  // namespace tinsmith::serve
