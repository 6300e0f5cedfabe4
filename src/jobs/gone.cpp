#include "jobs/gone.h"

#include <algorithm>
#include <csignal>
#include <fstream>

#include "base/files.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

constexpr int kMostCrashesInARow = 3;
constexpr double kFurther = 1e-6;
constexpr std::int64_t kLogTail_bytes = 4096;
constexpr std::size_t kLongestLine_bytes = 300;

std::string last_line_of_log(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  file.seekg(0, std::ios::end);
  const std::int64_t size = file ? static_cast<std::int64_t>(file.tellg()) : 0;
  file.seekg(std::max<std::int64_t>(0, size - kLogTail_bytes));
  std::string line, last;
  while (std::getline(file, line)) {
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.pop_back();
    // A line of ours (note_in_log) stands between two attempts.
    if (line.starts_with("--- "))
      last.clear();
    else if (!line.empty())
      last = line;
  }
  // What overwrote itself with carriage returns was a progress line; the last state of it counts.
  if (const auto back = last.rfind('\r'); back != std::string::npos) last.erase(0, back + 1);
  return as_line(last, kLongestLine_bytes);
}

// How often in a row the job has crashed without getting further. Kept beside the log, so that a machine that
// goes down with the job each time does not start over counting.
int count_crash(store::Store& store, const store::Job& job) {
  const std::filesystem::path file = store.job_folder(job.id) / "crashes.json";
  int in_a_row = 0;
  double furthest = -1;
  if (const auto text = read_text_file(file)) {
    const auto kept = nlohmann::json::parse(*text, nullptr, false);
    if (kept.is_object()) {
      in_a_row = kept.value("in_a_row", 0);
      furthest = kept.value("furthest", -1.0);
    }
  }
  in_a_row = job.progress > furthest + kFurther ? 1 : in_a_row + 1;
  furthest = std::max(furthest, job.progress);
  const nlohmann::json kept = {{"in_a_row", in_a_row}, {"furthest", furthest}};
  if (!write_file(file, kept.dump())) return std::max(in_a_row, static_cast<int>(job.attempts));
  return in_a_row;
}

// A signal that asks rather than kills, from whoever stops the machine or its services.
bool is_interruption(const Ending& ending) {
  if (ending.how == Ending::How::Exited) return ending.number == kWasInterrupted;
  return ending.how == Ending::How::Killed &&
         (ending.number == SIGTERM || ending.number == SIGINT || ending.number == SIGHUP);
}

Result<Done> end_as_failed(store::Store& store, store::Database& database, const store::Job& job,
                           std::string says) {
  const std::string last = last_line_of_log(store.job_folder(job.id) / "log.txt");
  if (!last.empty()) says += fmt::format("; the last line of its log: {}", last);
  TRY_DONE(store::end_job(database, job.id, store::JobState::Failed, says, nullptr));
  note_in_log(store, job.id, "the job has failed: " + says);
  return Done{};
}

Result<Done> queue_again(store::Store& store, store::Database& database, const store::Job& job,
                         const std::string& why) {
  TRY_DONE(store::requeue_job(database, job.id));
  note_in_log(store, job.id, why + "; it is queued again");
  return Done{};
}

}  // namespace

Result<Done> settle_gone_job(store::Store& store, store::Database& database, const store::Job& job,
                             const Ending& ending) {
  if (job.wish == "cancel") {
    TRY_DONE(store::end_job(database, job.id, store::JobState::Cancelled, "cancelled", nullptr));
    note_in_log(store, job.id, "the job was cancelled");
    return Done{};
  }
  if (ending.how == Ending::How::Unknown && !is_of_this_boot(job.process_started.value_or("")))
    return queue_again(store, database, job, "the machine was restarted");
  if (is_interruption(ending))
    return queue_again(store, database, job, "the job's process was asked from outside to end");
  if (ending.how == Ending::How::Exited && ending.number != kCouldNotWriteEnd) {
    return end_as_failed(
        store, database, job,
        fmt::format("the job's process ended with status {} and did not say why", ending.number));
  }
  const std::string what = ending.how == Ending::How::Exited
                               ? "the job's process could not write how it ended"
                               : "the job's process broke off: " + text_of(ending);
  const int crashes = count_crash(store, job);
  if (crashes < kMostCrashesInARow) return queue_again(store, database, job, what);
  return end_as_failed(store, database, job,
                       fmt::format("{}, {} times in a row without getting further", what, crashes));
}

void note_in_log(store::Store& store, std::int64_t job, const std::string& says) {
  std::ofstream log(store.job_folder(job) / "log.txt", std::ios::app);
  log << "--- " << store::now() << " " << says << "\n";
}

}  // namespace tinsmith::jobs
