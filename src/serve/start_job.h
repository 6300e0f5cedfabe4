// serve/start_job.h — starts jobs, with the files that they take or make.
#pragma once

#include <functional>

#include "serve/call.h"
#include "store/jobs.h"

namespace tinsmith::serve {

// Returns a job that is not yet in the queue. `title`: a sentence with its Chinese in web/src/lib/messages.
store::Job new_job(store::JobKind kind, std::string title, nlohmann::json spec = nlohmann::json::object());

inline constexpr const char* kDemoName = "Nuts and bolts";  // name of the demo project
// Returns the job that fills the demo project with pictures.
store::Job demo_job(std::int64_t project_id);

// Queues the job in the asker's name (in the path's project, unless the job names one) and returns
// {"job_id"}.
Result<Reply> start_job(Call& call, store::Database& database, store::Job job);

// As start_job, if the project has a trained model. NotFound when it has none.
Result<Reply> start_job_with_model(Call& call, store::JobKind kind, std::string title, nlohmann::json spec);

// A database row and the job that works on it, which are created in one transaction.
struct RowWithJob {
  std::function<Result<std::int64_t>()> add;  // inserts the row and returns its id
  store::Job job;
  std::string_view id_key;  // key of the row's id in the job's spec
  Result<Done> (*set_job)(store::Database& database, std::int64_t id, std::int64_t job_id);
};
// Creates the row and its job, and returns the row's id.
Result<std::int64_t> start_job_on(Call& call, store::Database& database, RowWithJob row);

// Whether a job that has ended may be repeated with its uploaded file: it failed, or it left something open.
bool may_be_repeated(const store::Job& job);

// Moves the request's file to the store's uploads for a job, and returns its name there.
Result<std::string> keep_upload(Call& call);

// Queues a job that writes a file (to spec["path"]) and returns the Download: a link with a key that
// authorizes the download.
Result<Reply> start_download(Call& call, store::Database& database, store::Job job, const std::string& name);

}  // namespace tinsmith::serve
