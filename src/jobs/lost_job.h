// jobs/lost_job.h — decides what happens to a job whose process ended without recording how the job ended.
#pragma once

#include "jobs/process.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

// Exit statuses of a job's process (jobs/child.h) that do not mean that the job failed.
inline constexpr int kCouldNotWriteEnd = 74;  // EX_IOERR: the disk was full; the work is done or saved
inline constexpr int kWasInterrupted = 75;    // EX_TEMPFAIL: the process was stopped, not the job

// Ends the job or queues it again, and records the decision in its log. Faults as those of the database.
Result<Done> settle_lost_job(store::Store& store, store::Database& database, const store::Job& job,
                             const Ending& ending);

// Appends a line with the time to the job's log. Failures to write are ignored.
void note_in_log(store::Store& store, std::int64_t job, const std::string& message);

}  // namespace tinsmith::jobs
