// serve/downloads.h — starting jobs, files that come in for them and files that come out.
#pragma once

#include <functional>

#include "serve/call.h"
#include "store/jobs.h"

namespace tinsmith::serve {

// Queues the job in the asker's name (in the path's project, unless it names one) and answers {"job_id"}.
Result<Reply> start_job(Call& call, store::Database& database, store::Job job);

// A row and the job that works on it come into being together or not at all.
struct RowWithJob {
  std::function<Result<std::int64_t>()> add;  // the row: its id
  store::Job job;
  std::string_view id_key;  // of the row's id in the job's spec
  Result<Done> (*set_job)(store::Database& database, std::int64_t id, std::int64_t job_id);
};
// The row's id.
Result<std::int64_t> start_job_on(Call& call, store::Database& database, RowWithJob row);

// Keeps the request's file for a job: its name in the store's uploads.
Result<std::string> keep_upload(Call& call);

// Queues a job that writes a file (at spec["path"]) and answers the Download: a link whose key is the right
// to it.
Result<Reply> start_download(Call& call, store::Database& database, store::Job job, const std::string& name);

}  // namespace tinsmith::serve
