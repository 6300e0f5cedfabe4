#include "serve/start_job.h"

#include "serve/downloads.h"
#include "serve/secrets.h"
#include "studio/ask_model.h"

namespace tinsmith::serve {
namespace {

// Queues the job in the asker's name and in the path's project, unless the job names a project.
Result<std::int64_t> queue_job(Call& call, store::Database& database, store::Job job) {
  if (!job.project_id && call.path_words.contains("project")) job.project_id = call.project();
  job.user_name = call.asker.name;
  TRY(const auto id, store::add_job(database, job));
  call.installation.queue.wake();
  call.installation.events.publish({"job", job.project_id, id});
  return id;
}

}  // namespace

store::Job new_job(store::JobKind kind, std::string title, nlohmann::json spec) {
  store::Job job;
  job.kind = kind;
  job.title = std::move(title);
  job.spec = std::move(spec);
  return job;
}

store::Job demo_job(std::int64_t project_id) {
  store::Job job = new_job(store::JobKind::Demo, "Generating the demo project");
  job.project_id = project_id;
  return job;
}

Result<Reply> start_job(Call& call, store::Database& database, store::Job job) {
  TRY(const auto id, queue_job(call, database, std::move(job)));
  return Reply(nlohmann::json{{"job_id", id}});
}

Result<Reply> start_job_with_model(Call& call, store::JobKind kind, std::string title, nlohmann::json spec) {
  TRY(auto database, call.database());
  TRY_DONE(studio::newest_model(call.store(), *database, call.project()));
  return start_job(call, *database, new_job(kind, std::move(title), std::move(spec)));
}

Result<std::int64_t> start_job_on(Call& call, store::Database& database, RowWithJob row) {
  std::int64_t id = 0;
  const auto made = database.all_or_nothing([&]() -> Result<Done> {
    TRY(id, row.add());
    row.job.spec[std::string(row.id_key)] = id;
    TRY(const auto job_id, queue_job(call, database, std::move(row.job)));
    return row.set_job(database, id, job_id);
  });
  if (!made) return made.error();
  call.installation.queue.wake();  // again, because the job is visible only after the commit
  call.publish("project");
  return id;
}

bool may_be_repeated(const store::Job& job) {
  if (!store::info_of(job.kind).may_be_repeated) return false;
  if (job.state == store::JobState::Failed) return true;
  if (!job.result.is_object()) return false;
  return job.result.value("kept", 0) > 0 || !job.result.value("problems", nlohmann::json::array()).empty();
}

Result<std::string> keep_upload(Call& call) {
  // Renamed, because the request's own file is deleted with the request.
  const std::string name = random_token();
  std::error_code error;
  std::filesystem::rename(call.upload->path(), call.store().uploads() / name, error);
  if (error) return fail(Fault::Unavailable, "the upload cannot be stored: {}", error.message());
  return name;
}

Result<Reply> start_download(Call& call, store::Database& database, store::Job job, const std::string& name) {
  const Offer offer = new_offer();
  job.spec["path"] = offer.path;
  TRY(const auto id, queue_job(call, database, std::move(job)));
  return offered(call, database, offer, name, id);
}

}  // namespace tinsmith::serve
