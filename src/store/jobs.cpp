#include "store/jobs.h"

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::store {
namespace {

constexpr std::string_view kStates[] = {"queued", "running", "done", "failed", "cancelled"};

constexpr std::string_view kSelectJobs = R"(SELECT id, kind, title, project_id, user_name, spec,
  state, priority, progress, stage, eta_s, message, result, attempts, created, started, ended, process,
  process_started, wish FROM jobs)";

std::string select_jobs(std::string_view conditions) {
  return fmt::format("{} {}", kSelectJobs, conditions);
}

// ?1: JSON list of the projects whose jobs are selected, or '' for all jobs; ?2: maximum number of rows.
constexpr std::string_view kOrderOfJobs = R"(WHERE ?1 = '' OR project_id IN (SELECT value FROM json_each(?1))
  ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END,
    CASE WHEN state = 'queued' THEN -priority ELSE 0 END,
    CASE WHEN state = 'queued' THEN id ELSE -id END
  LIMIT ?2)";

constexpr std::string_view kEndJob = R"(UPDATE jobs
  SET state = ?2, message = ?3, result = ?4, ended = ?5, eta_s = NULL, process = NULL,
    progress = CASE WHEN ?2 = 'done' THEN 1 ELSE progress END
  WHERE id = ?1 AND state IN ('running', 'queued'))";

Job job_of(const Row& row) {
  Job job;
  job.id = row.integer(0);
  job.kind = find_job_kind(row.text(1));
  if (!job.kind) job.unknown_kind = row.text(1);
  job.title = row.text(2);
  job.project_id = row.maybe_integer(3);
  job.user_name = row.text(4);
  job.spec = parse_json(row.text(5));
  job.state = job_state_named(row.text(6));
  job.priority = row.integer(7);
  job.progress = row.real(8);
  job.stage = row.text(9);
  job.eta_s = row.maybe_real(10);
  job.message = row.text(11);
  if (!row.is_null(12)) job.result = parse_json(row.text(12));
  job.attempts = row.integer(13);
  job.created = row.text(14);
  job.started = row.maybe_text(15);
  job.ended = row.maybe_text(16);
  job.process = row.maybe_integer(17);
  job.process_started = row.maybe_text(18);
  job.wish = row.text(19);
  return job;
}

}  // namespace

std::string_view kind_name(const Job& job) {
  return job.kind ? name_of(*job.kind) : job.unknown_kind;
}

bool has_ended(const Job& job) {
  return job.state != JobState::Queued && job.state != JobState::Running;
}

std::string_view name_of(JobState state) {
  return kStates[static_cast<std::size_t>(state)];
}

JobState job_state_named(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kStates); ++i)
    if (kStates[i] == name) return static_cast<JobState>(i);
  CHECK(false, "no job state is called '{}'", name);
}

Result<std::int64_t> add_job(Database& database, const Job& job) {
  CHECK(job.kind.has_value(), "a job needs a kind");
  return database.insert(
      R"(INSERT INTO jobs (kind, title, project_id, user_name, spec, state, priority, progress,
         stage, message, attempts, created, wish, is_notified)
         VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, 0, '', '', 0, ?7, '', 0))",
      {std::string(name_of(*job.kind)), job.title, value_of(job.project_id), job.user_name, job.spec.dump(),
       job.priority, now()});
}

Result<std::optional<Job>> find_job(Database& database, std::int64_t id) {
  TRY(const auto row, database.first(select_jobs("WHERE id = ?1"), {id}));
  return row ? std::optional(job_of(*row)) : std::nullopt;
}

Result<std::vector<Job>> list_jobs(Database& database, const std::vector<std::int64_t>* project_ids,
                                   std::int64_t most) {
  const std::string wanted = project_ids ? nlohmann::json(*project_ids).dump() : "";
  return database.all(select_jobs(kOrderOfJobs), {wanted, most}, job_of);
}

Result<std::vector<Job>> jobs_in(Database& database, JobState state) {
  return database.all(select_jobs("WHERE state = ?1 ORDER BY priority DESC, id"),
                      {std::string(name_of(state))}, job_of);
}

Result<bool> begin_job(Database& database, std::int64_t id, std::int64_t process,
                       const std::string& process_started) {
  TRY(const auto changed, database.run(R"(UPDATE jobs
        SET state = 'running', started = coalesce(started, ?2), process = ?3, process_started = ?4,
          attempts = attempts + 1
        WHERE id = ?1 AND state = 'queued')",
                                       {id, now(), process, process_started}));
  return changed == 1;
}

Result<Done> report_job(Database& database, std::int64_t id, double progress, const std::string& stage,
                        std::optional<double> eta_s) {
  TRY_DONE(database.run(
      "UPDATE jobs SET progress = ?2, stage = ?3, eta_s = ?4 WHERE id = ?1 AND state = 'running'",
      {id, progress, stage, value_of(eta_s)}));
  return Done{};
}

Result<bool> end_job(Database& database, std::int64_t id, JobState state, const std::string& message,
                     const nlohmann::json& result) {
  TRY(const auto changed,
      database.run(kEndJob, {id, std::string(name_of(state)), message,
                             result.is_null() ? Value(nullptr) : Value(result.dump()), now()}));
  return changed == 1;
}

Result<Done> requeue_job(Database& database, std::int64_t id) {
  TRY_DONE(database.run(
      "UPDATE jobs SET state = 'queued', process = NULL WHERE id = ?1 AND state = 'running'", {id}));
  return Done{};
}

Result<Done> wish_of_job(Database& database, std::int64_t id, const std::string& wish) {
  TRY_DONE(database.run("UPDATE jobs SET wish = ?2 WHERE id = ?1", {id, wish}));
  return Done{};
}

Result<Done> prioritise_job(Database& database, std::int64_t id, std::int64_t priority) {
  TRY_DONE(database.run("UPDATE jobs SET priority = ?2 WHERE id = ?1", {id, priority}));
  return Done{};
}

Result<std::vector<Job>> take_unreported_jobs(Database& database) {
  std::vector<Job> jobs;
  const auto taken = database.all_or_nothing([&]() -> Result<Done> {
    TRY(jobs, database.all(select_jobs("WHERE is_notified = 0 AND state IN ('done', 'failed', 'cancelled')"),
                           {}, job_of));
    TRY_DONE(
        database.run("UPDATE jobs SET is_notified = 1 WHERE is_notified = 0 AND state IN ('done', 'failed', "
                     "'cancelled')"));
    return Done{};
  });
  if (!taken) return taken.error();
  return jobs;
}

Result<std::optional<std::int64_t>> active_job(Database& database, std::int64_t project_id,
                                               std::optional<JobKind> kind) {
  TRY(const auto row, database.first(R"(SELECT id FROM jobs
        WHERE project_id = ?1 AND state IN ('queued', 'running') AND (?2 = '' OR kind = ?2)
        LIMIT 1)",
                                     {project_id, std::string(kind ? name_of(*kind) : "")}));
  return row ? std::optional(row->integer(0)) : std::nullopt;
}

Result<std::vector<nlohmann::json>> specs_in_use(Database& database, std::chrono::hours kept) {
  nlohmann::json repeatable = nlohmann::json::array();
  for (const JobKindInfo& one : kJobKinds)
    if (one.may_be_repeated) repeatable.push_back(one.name);
  TRY(const auto rows, database.query(R"(SELECT spec FROM jobs
        WHERE state IN ('queued', 'running') OR (kind IN (SELECT value FROM json_each(?1))
          AND state != 'cancelled' AND ended > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?2)))",
                                      {repeatable.dump(), fmt::format("-{} hours", kept.count())}));
  std::vector<nlohmann::json> specs;
  for (const Row& row : rows) specs.push_back(parse_json(row.text(0)));
  return specs;
}

}  // namespace tinsmith::store
