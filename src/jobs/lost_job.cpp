#include "jobs/lost_job.h"

#include <algorithm>
#include <csignal>
#include <fstream>

#include "base/files.h"
#include "base/json.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

constexpr int kMaxCrashesInARow = 3;
// A process lost together with the server or the machine is hardly the job's fault, unless it always happens.
constexpr int kMaxLossesInARow = 25;
constexpr double kFurther = 1e-6;
constexpr std::int64_t kLogTail_bytes = 4096;
constexpr std::size_t kMaxLine_bytes = 300;

std::string last_line_of_log(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  file.seekg(0, std::ios::end);
  const std::int64_t size = file ? static_cast<std::int64_t>(file.tellg()) : 0;
  file.seekg(std::max<std::int64_t>(0, size - kLogTail_bytes));
  std::string line, last;
  while (std::getline(file, line)) {
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.pop_back();
    // A line written by note_in_log separates two attempts.
    if (line.starts_with("--- "))
      last.clear();
    else if (!line.empty())
      last = line;
  }
  // Text with carriage returns is a progress line; only its last state counts.
  if (const auto back = last.rfind('\r'); back != std::string::npos) last.erase(0, back + 1);
  return as_line(last, kMaxLine_bytes);
}

double number_in(const nlohmann::json& object, const char* name, double otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<double>() : otherwise;
}

// Returns how many times in a row the job has ended in this way ("crashes", "losses") without progress. The
// count is stored beside the log, so that it survives when the machine goes down with the job each time.
int count_in_a_row(store::Store& store, const store::Job& job, const char* way) {
  const std::filesystem::path file = store.job_folder(job.id) / "broken_off.json";
  nlohmann::json kept = nlohmann::json::object();
  if (const auto text = read_text_file(file)) {
    const auto read = parse_json(*text);
    if (read.is_object() && job.progress <= number_in(read, "furthest", -1) + kFurther) kept = read;
  }
  const int in_a_row = static_cast<int>(number_in(kept, way, 0)) + 1;
  kept[way] = in_a_row;
  kept["furthest"] = std::max(number_in(kept, "furthest", -1), job.progress);
  if (!write_file(file, kept.dump())) return std::max(in_a_row, static_cast<int>(job.attempts));
  return in_a_row;
}

// Returns whether the process was interrupted by a signal that requests termination, such as at a system
// shutdown, rather than by a kill or a crash.
bool is_interruption(const Ending& ending) {
  if (ending.how == Ending::How::Exited) return ending.number == kWasInterrupted;
  return ending.how == Ending::How::Killed &&
         (ending.number == SIGTERM || ending.number == SIGINT || ending.number == SIGHUP);
}

Result<Done> end_as_failed(store::Store& store, store::Database& database, const store::Job& job,
                           std::string message) {
  const std::string last = last_line_of_log(store.job_folder(job.id) / "log.txt");
  if (!last.empty()) message += fmt::format("; the last line of its log: {}", last);
  TRY_DONE(store::end_job(database, job.id, store::JobState::Failed, message, nullptr));
  note_in_log(store, job.id, "the job failed: " + message);
  return Done{};
}

Result<Done> queue_again(store::Store& store, store::Database& database, const store::Job& job,
                         const std::string& why) {
  TRY_DONE(store::requeue_job(database, job.id));
  note_in_log(store, job.id, why + "; it is queued again");
  return Done{};
}

}  // namespace

Result<Done> settle_lost_job(store::Store& store, store::Database& database, const store::Job& job,
                             const Ending& ending) {
  if (job.wish == "cancel") {
    TRY_DONE(store::end_job(database, job.id, store::JobState::Cancelled, "cancelled", nullptr));
    note_in_log(store, job.id, "the job was cancelled");
    return Done{};
  }
  if (is_interruption(ending))
    return queue_again(store, database, job, "the job's process was terminated from outside");
  if (ending.how == Ending::How::Exited && ending.number != kCouldNotWriteEnd) {
    return end_as_failed(
        store, database, job,
        fmt::format("the job's process ended with status {} without a message", ending.number));
  }
  const bool is_lost = ending.how == Ending::How::Unknown;
  std::string what = "the job's process was interrupted: " + text_of(ending);
  if (is_lost && !is_of_this_boot(job.process_started.value_or(""))) what = "the machine was restarted";
  if (ending.how == Ending::How::Exited) what = "the job's process could not store its result";
  const int times = count_in_a_row(store, job, is_lost ? "losses" : "crashes");
  if (times < (is_lost ? kMaxLossesInARow : kMaxCrashesInARow))
    return queue_again(store, database, job, what);
  return end_as_failed(store, database, job,
                       fmt::format("{}, {} times in a row without progress", what, times));
}

void note_in_log(store::Store& store, std::int64_t job, const std::string& message) {
  std::ofstream log(store.job_folder(job) / "log.txt", std::ios::app);
  log << "--- " << store::now() << " " << message << "\n";
}

}  // namespace tinsmith::jobs
