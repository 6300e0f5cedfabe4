// jobs/gone.h — what becomes of a job whose process is gone without having said how the job ended.
#pragma once

#include "jobs/process.h"
#include "store/jobs.h"
#include "store/store.h"

namespace tinsmith::jobs {

// Exit statuses of a job's process (jobs/child.h) that are no fault of the job.
inline constexpr int kCouldNotWriteEnd = 74;  // EX_IOERR: the disk was full, the work is done or kept
inline constexpr int kWasInterrupted = 75;    // EX_TEMPFAIL: somebody stopped the process, not the job

// Ends the job or queues it again, and says so in its log. Faults as the database's.
Result<Done> settle_gone_job(store::Store& store, store::Database& database, const store::Job& job,
                             const Ending& ending);

// One line of ours in the job's log, with the time. What cannot be written is left out.
void note_in_log(store::Store& store, std::int64_t job, const std::string& says);

}  // namespace tinsmith::jobs
