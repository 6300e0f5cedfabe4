// jobs/gated_process.h — a child process that is forked but waits for permission before it runs its command.
//
// The process number must be in the job's row before the job begins; otherwise a server that is killed in
// between would start the same job twice. When this process ends, or decides not to run the command, the
// child exits without having done anything.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::jobs {

class GatedProcess {
 public:
  // Forks. The child has its own session, no standard input, and `log` as output (appended); all other files
  // are closed. All signals have their default handling except SIGUSR1, which is ignored until the job
  // installs a handler. The kernel's out-of-memory killer prefers the child to this process. `mark`
  // ("NAME=value") is added to the environment of the child and so of every process that it starts.
  // Unavailable: out of memory, or the log cannot be opened.
  static Result<GatedProcess> make(const std::vector<std::string>& command, const std::string& mark,
                                   const std::filesystem::path& log);
  GatedProcess(GatedProcess&& other) noexcept;
  GatedProcess& operator=(GatedProcess&&) = delete;
  ~GatedProcess();  // unless let_go() returned Done, the child ends and is reaped

  pid_t number() const { return number_; }

  // Lets the child run the command. Unavailable when the command cannot be run (it does
  // not exist, or is not a program).
  Result<Done> let_go();

 private:
  GatedProcess(pid_t number, std::string program, int gate, int trouble)
      : number_(number), program_(std::move(program)), gate_(gate), trouble_(trouble) {}

  pid_t number_;  // 0 once the child was let go or reaped
  std::string program_;
  int gate_;     // pipe: one byte lets the child run, end of file makes it exit
  int trouble_;  // pipe: receives errno when exec failed
};

}  // namespace tinsmith::jobs
