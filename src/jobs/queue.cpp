#include "jobs/queue.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/files.h"
#include "jobs/gated_process.h"
#include "jobs/lock.h"
#include "jobs/lost_job.h"
#include "jobs/process.h"
#include "jobs/text.h"
#include "store/settings.h"

namespace tinsmith::jobs {
namespace {

using Clock = std::chrono::steady_clock;
using store::Job;
using store::JobState;

constexpr std::int64_t kOthersAtOnce = 2;

bool looks_the_same(const Job& a, const Job& b) {
  return a.state == b.state && a.progress == b.progress && a.stage == b.stage && a.eta_s == b.eta_s &&
         a.message == b.message && a.wish == b.wish && a.priority == b.priority && a.attempts == b.attempts &&
         a.title == b.title;
}

// A job's process, and the requests that were sent to it.
struct Running {
  Process process;
  bool was_asked_to_stop = false;
  std::optional<Clock::time_point> must_end_by;
  std::optional<Ending> ending;  // set if the process is gone but the row could not be updated yet
};

}  // namespace

class Queue::Watch {
 public:
  Watch(store::Store& store, QueueOptions options, FolderLock lock, int wake)
      : store_(store), options_(std::move(options)), lock_(std::move(lock)), wake_(wake) {
    thread_ = std::thread([this] { watch(); });
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() {
    is_stopping_ = true;
    wake();
    thread_.join();
    close(wake_);
  }

  void wake() { eventfd_write(wake_, 1); }
  Result<Done> cancel(std::int64_t id);
  Result<Done> stop(std::int64_t id);

 private:
  void watch();
  Result<Done> look(store::Database& database);
  Result<Done> adopt_unknown(store::Database& database, const std::vector<Job>& running);
  Result<Done> see_to(store::Database& database, std::int64_t id, Running& running);
  void pass_on_wish(const Job& job, Running& running);
  Result<Done> start_queued(store::Database& database, std::vector<Job> queued);
  Result<Done> start_one(store::Database& database, const Job& job);
  Result<Done> report_changes(store::Database& database);
  // The environment variable that identifies a job's processes when nothing else does.
  std::string mark_of(std::int64_t id) const { return "TINSMITH_JOB=" + store_.job_folder(id).string(); }
  void wait();
  void complain(const std::string& message);

  store::Store& store_;
  const QueueOptions options_;
  FolderLock lock_;
  const int wake_;
  std::atomic<bool> is_stopping_{false};
  std::mutex touched_lock_;
  // changed by a call; reported even if they ended before the thread saw them
  std::set<std::int64_t> touched_;

  // Used only by the thread.
  std::map<std::int64_t, Running> running_;
  std::map<std::int64_t, Job> seen_;
  bool has_seen_all_ = false;
  bool is_busy_ = false;
  std::string complaint_;

  std::thread thread_;
};

void Queue::Watch::watch() {
  while (!is_stopping_) {
    auto database = store_.connect();
    auto looked = database ? look(**database) : Result<Done>(database.error());
    // A failed pass (disk full, database locked) is repeated at the next one. Nothing is lost,
    // because the rows are the queue.
    complain(looked ? "" : looked.error().text());
    wait();
  }
}

void Queue::Watch::complain(const std::string& message) {
  if (message != complaint_ && !message.empty()) say("tinsmith: job queue: " + message);
  complaint_ = message;
}

void Queue::Watch::wait() {
  std::vector<pollfd> waited{{wake_, POLLIN, 0}};
  for (const auto& [id, running] : running_)
    if (!running.ending) waited.push_back({running.process.descriptor(), POLLIN, 0});
  const bool is_troubled = !complaint_.empty();
  poll(waited.data(), waited.size(), is_busy_ || is_troubled ? options_.busy_look_ms : options_.idle_look_ms);
  eventfd_t count = 0;
  if (waited.front().revents != 0) eventfd_read(wake_, &count);
}

Result<Done> Queue::Watch::look(store::Database& database) {
  TRY(const auto were_running, store::jobs_in(database, JobState::Running));
  TRY_DONE(adopt_unknown(database, were_running));
  for (auto entry = running_.begin(); entry != running_.end();) {
    TRY_DONE(see_to(database, entry->first, entry->second));
    entry = entry->second.ending ? running_.erase(entry) : std::next(entry);
  }
  TRY(auto queued, store::jobs_in(database, JobState::Queued));
  TRY_DONE(start_queued(database, std::move(queued)));
  return report_changes(database);
}

// Adopts running jobs whose process was started by an earlier server, not by this Queue.
Result<Done> Queue::Watch::adopt_unknown(store::Database& database, const std::vector<Job>& running) {
  for (const Job& job : running) {
    if (running_.contains(job.id)) continue;
    const auto number = static_cast<pid_t>(job.process.value_or(0));
    const std::string started = job.process_started.value_or("");
    TRY(auto process, Process::open(number, started));
    if (process) {
      running_.emplace(job.id, Running{std::move(*process)});
      continue;
    }
    kill_left_behind(number, started, mark_of(job.id));
    TRY_DONE(settle_lost_job(store_, database, job, Ending{}));
  }
  return Done{};
}

// Handles one running job. If it returns Done and `running.ending` is set, the job needs no further handling.
Result<Done> Queue::Watch::see_to(store::Database& database, std::int64_t id, Running& running) {
  const bool is_gone = running.process.has_ended();
  // Read after that check, because a process writes the end to its row before it exits.
  TRY(const auto job, store::find_job(database, id));
  if (is_gone) {
    running.process.kill_session();
    if (!running.ending) running.ending = running.process.take_ending();
    if (job && job->state == JobState::Running)
      return settle_lost_job(store_, database, *job, *running.ending);
    return Done{};
  }
  if (job && job->state == JobState::Running) {
    pass_on_wish(*job, running);
  } else if (!running.must_end_by) {
    // Its row has ended or was deleted, so the process should exit soon.
    running.must_end_by = Clock::now() + std::chrono::milliseconds(options_.grace_ms);
  }
  if (running.must_end_by && Clock::now() >= *running.must_end_by) running.process.kill_session();
  return Done{};
}

void Queue::Watch::pass_on_wish(const Job& job, Running& running) {
  if (job.wish == "cancel" && !running.must_end_by) {
    running.process.signal(SIGTERM);
    running.must_end_by = Clock::now() + std::chrono::milliseconds(options_.grace_ms);
  }
  if (job.wish == "stop" && !running.was_asked_to_stop) {
    running.process.signal(SIGUSR1);
    running.was_asked_to_stop = true;
  }
}

Result<Done> Queue::Watch::start_queued(store::Database& database, std::vector<Job> queued) {
  if (queued.empty()) return Done{};
  TRY(const auto settings, store::read_settings(database));
  TRY(const auto running, store::jobs_in(database, JobState::Running));
  std::int64_t free_for_training = std::max<std::int64_t>(1, settings.jobs_at_once);
  std::int64_t free_for_others = kOthersAtOnce;
  for (const Job& job : running)
    --(store::info_of(job.kind).is_training ? free_for_training : free_for_others);
  for (const Job& job : queued) {
    if (job.wish == "cancel") {
      TRY_DONE(store::end_job(database, job.id, JobState::Cancelled, "cancelled", nullptr));
      continue;
    }
    std::int64_t& free = store::info_of(job.kind).is_training ? free_for_training : free_for_others;
    // A process of an earlier attempt that is still running keeps its slot.
    if (free <= 0 || running_.contains(job.id) || is_stopping_) continue;
    --free;
    TRY_DONE(start_one(database, job));
  }
  return Done{};
}

Result<Done> Queue::Watch::start_one(store::Database& database, const Job& job) {
  TRY_DONE(make_folder(store_.job_folder(job.id)));
  std::vector<std::string> command = options_.command;
  command.push_back(std::to_string(job.id));
  auto child = GatedProcess::make(command, mark_of(job.id), store_.job_folder(job.id) / "log.txt");
  if (!child) {
    TRY_DONE(store::end_job(database, job.id, JobState::Failed, child.error().text(), nullptr));
    return Done{};
  }
  const std::string started = start_of(child->number()).value_or("");
  TRY(auto process, Process::open(child->number(), started));
  if (!process) return fail(Fault::Unavailable, "the process of job {} was killed before it started", job.id);
  TRY(const bool has_begun, store::begin_job(database, job.id, child->number(), started));
  if (!has_begun) return Done{};  // the job was cancelled in the meantime
  note_in_log(store_, job.id, fmt::format("attempt {}, process {}", job.attempts + 1, child->number()));
  if (auto gone = child->let_go(); !gone) {
    TRY_DONE(store::end_job(database, job.id, JobState::Failed, gone.error().text(), nullptr));
    return Done{};
  }
  running_.emplace(job.id, Running{std::move(*process)});
  return Done{};
}

Result<Done> Queue::Watch::report_changes(store::Database& database) {
  std::map<std::int64_t, Job> now;
  for (const JobState state : {JobState::Queued, JobState::Running}) {
    TRY(auto jobs, store::jobs_in(database, state));
    for (Job& job : jobs) now.insert_or_assign(job.id, std::move(job));
  }
  std::set<std::int64_t> touched;
  {
    const std::lock_guard guard(touched_lock_);
    touched.swap(touched_);
  }
  std::map<std::int64_t, Job> changed;
  for (const auto& [id, job] : now) {
    const auto before = seen_.find(id);
    if (before == seen_.end() ? has_seen_all_ : !looks_the_same(before->second, job))
      changed.emplace(id, job);
  }
  for (const auto& [id, job] : seen_) touched.insert(id);
  for (const std::int64_t id : touched) {
    if (now.contains(id)) continue;
    TRY(const auto job, store::find_job(database, id));
    if (job) changed.insert_or_assign(id, *job);
  }
  seen_ = std::move(now);
  has_seen_all_ = true;
  is_busy_ = !seen_.empty() || !running_.empty();
  if (options_.on_change)
    for (const auto& [id, job] : changed) options_.on_change(job);
  return Done{};
}

Result<Done> Queue::Watch::cancel(std::int64_t id) {
  TRY(auto database, store_.connect());
  const auto cancelled = database->all_or_nothing([&]() -> Result<Done> {
    TRY(const auto job, store::find_job(*database, id));
    if (!job) return fail(Fault::NotFound, "there is no job {}", id);
    if (store::has_ended(*job))
      return fail(Fault::Conflict, "job {} cannot be cancelled: it is already {}", id,
                  store::name_of(job->state));
    if (job->state == JobState::Running) return store::wish_of_job(*database, id, "cancel");
    TRY(const bool has_ended_now, store::end_job(*database, id, JobState::Cancelled, "cancelled", nullptr));
    CHECK(has_ended_now, "job {} was queued in this transaction", id);
    return Done{};
  });
  if (!cancelled) return cancelled.error();
  {
    const std::lock_guard guard(touched_lock_);
    touched_.insert(id);
  }
  wake();
  return Done{};
}

Result<Done> Queue::Watch::stop(std::int64_t id) {
  TRY(auto database, store_.connect());
  const auto asked = database->all_or_nothing([&]() -> Result<Done> {
    TRY(const auto job, store::find_job(*database, id));
    if (!job) return fail(Fault::NotFound, "there is no job {}", id);
    if (!store::info_of(job->kind).can_stop_and_keep)
      return fail(Fault::Conflict,
                  "job {} ({}) has no partial result to keep, so it cannot be stopped; cancel it", id,
                  store::kind_name(*job));
    if (job->state != JobState::Running)
      return fail(Fault::Conflict, "job {} cannot be stopped: it is {}", id, store::name_of(job->state));
    // A request to cancel takes precedence.
    return job->wish == "cancel" ? Result<Done>(Done{}) : store::wish_of_job(*database, id, "stop");
  });
  if (!asked) return asked.error();
  wake();
  return Done{};
}

Result<std::unique_ptr<Queue>> Queue::start(store::Store& store, QueueOptions options) {
  CHECK(!options.command.empty(), "the queue needs the command that runs a job");
  TRY(FolderLock lock, FolderLock::take(store.root()));
  TRY_DONE(store.connect());
  const int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake < 0) return fail(Fault::Unavailable, "cannot start the job queue: no free file descriptor");
  return std::make_unique<Queue>(std::make_unique<Watch>(store, std::move(options), std::move(lock), wake));
}

Queue::Queue(std::unique_ptr<Watch> watch) : watch_(std::move(watch)) {}
Queue::~Queue() = default;

void Queue::wake() {
  watch_->wake();
}
Result<Done> Queue::cancel(std::int64_t id) {
  return watch_->cancel(id);
}
Result<Done> Queue::stop(std::int64_t id) {
  return watch_->stop(id);
}

}  // namespace tinsmith::jobs
