// Handlers for the queue, the settings, and the installation as a whole.
#include <algorithm>

#include "base/files.h"
#include "base/json.h"
#include "jobs/deliver.h"
#include "jobs/notify.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/openapi.h"
#include "serve/start_job.h"
#include "store/projects.h"
#include "store/settings.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxJobs = 200;
constexpr std::size_t kLogShown_bytes = 64 << 10;
constexpr std::int64_t kMaxJobsAtOnce = 16, kMaxPriority = 1000;

json job_json(const store::Job& job) {
  json result{{"id", job.id},
              {"kind", store::kind_name(job)},
              {"can_stop_and_keep", store::info_of(job.kind).can_stop_and_keep},
              {"title", job.title},
              {"state", store::name_of(job.state)},
              {"priority", job.priority},
              {"progress", job.progress},
              {"stage", job.stage},
              {"message", job.message},
              {"attempts", job.attempts},
              {"created", job.created},
              {"user_name", job.user_name}};
  if (job.project_id) result["project_id"] = *job.project_id;
  if (job.eta_s) result["eta_s"] = *job.eta_s;
  if (!job.result.is_null()) result["result"] = job.result;
  if (job.started) result["started"] = *job.started;
  if (job.ended) result["ended"] = *job.ended;
  return result;
}

// Returns the job if the asker has at least that role in its project. Jobs without a project are visible to
// the user who started them and to owners. For others the job does not exist.
Result<store::Job> job_of(Call& call, store::Database& database, store::Role least) {
  const auto missing = [&] { return fail(Fault::NotFound, "there is no job {}", call.id("job")); };
  TRY(const auto job, store::find_job(database, call.id("job")));
  if (!job) return missing();
  if (call.asker.is_owner) return *job;
  if (!job->project_id) return job->user_name == call.asker.name ? Result<store::Job>(*job) : missing();
  TRY(const auto role, store::role_in(database, *job->project_id, call.asker.user_id));
  if (role == store::Role::None) return missing();
  if (role < least)
    return fail(Fault::Refused, "this needs the role {} in the job's project; yours is {}",
                store::name_of(least), store::name_of(role));
  return *job;
}

Result<Reply> settings_reply(store::Database& database) {
  TRY(const auto settings, store::read_settings(database));
  return Reply(json{{"jobs_at_once", settings.jobs_at_once},
                    {"smtp_url", settings.smtp_url},
                    {"smtp_user", settings.smtp_user},
                    {"mail_from", settings.mail_from},
                    {"mail_to", settings.mail_to},
                    {"webhook_url", settings.webhook_url}});
}

}  // namespace

Result<Reply> list_jobs(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto ids, store::project_ids(*database, call.asker.user_id));
  TRY(const auto jobs, store::list_jobs(*database, call.asker.is_owner ? nullptr : &ids, kMaxJobs));
  return list_reply("jobs", jobs, job_json);
}

Result<Reply> get_job(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, job_of(call, *database, store::Role::Viewer));
  return Reply(job_json(job));
}

Result<Reply> get_job_log(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, job_of(call, *database, store::Role::Viewer));
  const auto text = read_text_file(call.store().job_folder(job.id) / "log.txt");
  std::string shown = text ? *text : std::string();
  if (shown.size() > kLogShown_bytes) shown.erase(0, shown.size() - kLogShown_bytes);
  return Reply(json{{"text", shown}});
}

Result<Reply> change_job(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, job_of(call, *database, store::Role::Editor));
  const auto priority = call.body.at("priority").get<std::int64_t>();
  TRY_DONE(store::prioritise_job(*database, job.id, std::clamp(priority, -kMaxPriority, kMaxPriority)));
  call.installation.queue.wake();
  call.installation.events.publish({"job", job.project_id, job.id});
  return get_job(call);
}

Result<Reply> cancel_job(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto job, job_of(call, *database, store::Role::Editor));
  TRY_DONE(call.installation.queue.cancel(job.id));
  call.installation.events.publish({"job", job.project_id, job.id});
  return get_job(call);
}

Result<Reply> watch_events(Call&) {
  CHECK(false, "the server streams events by itself");
}

Result<Reply> get_settings(Call& call) {
  TRY(auto database, call.database());
  return settings_reply(*database);
}

Result<Reply> put_settings(Call& call) {
  TRY(auto database, call.database());
  TRY(auto settings, store::read_settings(*database));
  call.body.at("jobs_at_once").get_to(settings.jobs_at_once);
  call.body.at("smtp_url").get_to(settings.smtp_url);
  call.body.at("smtp_user").get_to(settings.smtp_user);
  call.body.at("mail_from").get_to(settings.mail_from);
  call.body.at("mail_to").get_to(settings.mail_to);
  call.body.at("webhook_url").get_to(settings.webhook_url);
  if (const auto password = call.member<std::string>("smtp_password")) settings.smtp_password = *password;
  if (settings.jobs_at_once < 1 || settings.jobs_at_once > kMaxJobsAtOnce)
    return fail(Fault::InvalidInput, "{} trainings at the same time; 1 to {} are allowed",
                settings.jobs_at_once, kMaxJobsAtOnce);
  TRY_DONE(jobs::check_notification(settings));
  TRY_DONE(store::write_settings(*database, settings));
  call.installation.queue.wake();
  return settings_reply(*database);
}

Result<Reply> send_test_message(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto settings, store::read_settings(*database));
  TRY_DONE(jobs::send_test_message(settings));
  return Reply(done("The configured mail server or webhook accepted the message."));
}

Result<Reply> verify_store(Call& call) {
  TRY(auto database, call.database());
  return start_job(call, *database, new_job(store::JobKind::Verify, "Checking all stored files"));
}

Result<Reply> get_openapi(Call&) {
  return Reply(parse_json(openapi().dump()));
}

}  // namespace tinsmith::serve
