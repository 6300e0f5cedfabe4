// jobs/process.h — a handle to another process that is safe against reuse of process numbers by the kernel.
//
// A process is identified by its number and its start time; signals are sent through a pidfd, which always
// refers to the process that it was opened for.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace tinsmith::jobs {

// Returns "TICKS@BOOT": the start time (field 22 of /proc/NUMBER/stat) and the boot's id. nullopt
// when there is no such process.
std::optional<std::string> start_of(pid_t number);

// Returns whether `started` is from the current boot of the machine.
bool is_of_this_boot(const std::string& started);

// Sends SIGKILL to the processes that an already ended process has left in its session. Only those with
// `mark` ("NAME=value") in their environment are killed, because the session's number may have been reused.
void kill_left_behind(pid_t session, const std::string& started, const std::string& mark);

// The way in which a process ended, as far as this process can find out.
struct Ending {
  // Unknown: it was not a child of this process
  enum class How { Exited, Killed, Unknown } how = How::Unknown;
  int number = 0;  // exit status, or signal
};

// Describes an ending: "it was killed by SIGSEGV (Segmentation fault)", "it ended with status 3", …
std::string text_of(const Ending& ending);

class Process {
 public:
  // Returns nullopt when the process no longer exists. Unavailable when the kernel cannot provide a pidfd
  // (too many open files).
  static Result<std::optional<Process>> open(pid_t number, const std::string& started);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  // A file descriptor that poll(2) reports as readable once the process has ended.
  int descriptor() const { return descriptor_; }
  bool has_ended() const;
  void signal(int number) const;
  // Sends SIGKILL to the process and all its descendants that stayed in its session. Also correct after the
  // process has ended: processes that it left behind must not continue to write.
  void kill_session() const;
  // Returns how the process ended. Precondition: has_ended(). Call it only once, because it
  // reaps a child of this process.
  Ending take_ending() const;

 private:
  Process(pid_t number, std::string started, int descriptor)
      : number_(number), started_(std::move(started)), descriptor_(descriptor) {}

  pid_t number_;
  std::string started_;
  int descriptor_;
};

}  // namespace tinsmith::jobs
