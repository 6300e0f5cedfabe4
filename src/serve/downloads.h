// serve/downloads.h — starting jobs, files that come in for them and files that come out.
#pragma once

#include "serve/call.h"
#include "store/jobs.h"

namespace tinsmith::serve {

// Queues the job in the asker's name (in the path's project, unless it names one) and answers {"job_id"}.
Result<Reply> start_job(Call& call, store::Database& database, store::Job job);
// The same, its number alone.
Result<std::int64_t> queue_job(Call& call, store::Database& database, store::Job job);

// Keeps the request's file for a job: its name in the store's uploads.
Result<std::string> keep_upload(Call& call);

// Queues a job that writes a file (at spec["path"]) and answers the Download: a link whose key is the right
// to it.
Result<Reply> start_download(Call& call, store::Database& database, store::Job job, const std::string& name);

}  // namespace tinsmith::serve
