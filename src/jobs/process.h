// jobs/process.h — another process of this machine, held so that a number the kernel gives out again is never
// taken for it.
//
// A process is known by its number together with when the kernel started it; signals go through a pidfd,
// which stays with the process that it was opened for.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace tinsmith::jobs {

// "TICKS@BOOT": field 22 of /proc/NUMBER/stat and the boot's id. Nothing when there is no such process.
std::optional<std::string> start_of(pid_t number);

// Whether `started` is of this boot of the machine.
bool is_of_this_boot(const std::string& started);

// SIGKILL for what a process that was gone before anybody looked has left in its session: of those, the ones
// that carry `mark` ("NAME=value") in their environment, for the session's number may be another's by now.
void kill_left_behind(pid_t session, const std::string& started, const std::string& mark);

// How a process ended, as far as this process can know.
struct Ending {
  enum class How { Exited, Killed, Unknown } how = How::Unknown;  // Unknown: it was nobody's child of ours
  int number = 0;                                                 // exit status, or signal
};

// "it was killed by SIGSEGV (Segmentation fault)", "it ended with status 3", …
std::string text_of(const Ending& ending);

class Process {
 public:
  // Nothing when it is gone. Unavailable when the kernel gives no pidfd (too many open files).
  static Result<std::optional<Process>> open(pid_t number, const std::string& started);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  // Readable, as poll(2) says it, once the process has ended.
  int descriptor() const { return descriptor_; }
  bool has_ended() const;
  void signal(int number) const;
  // SIGKILL for it and for everything that it has started, as long as that stayed in its session. Also right
  // after it has ended: what it left behind must not go on writing.
  void kill_session() const;
  // After has_ended(): how. Reaps it when it was a child of this process; so only once.
  Ending take_ending() const;

 private:
  Process(pid_t number, std::string started, int descriptor)
      : number_(number), started_(std::move(started)), descriptor_(descriptor) {}

  pid_t number_;
  std::string started_;
  int descriptor_;
};

}  // namespace tinsmith::jobs
