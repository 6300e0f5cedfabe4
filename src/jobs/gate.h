// jobs/gate.h — a child process that exists and has a number, and waits at a gate before it begins.
//
// The number must be in the job's row before the job begins: a server that is killed in between would
// otherwise start the same job twice. When this process goes away, or changes its mind, the child ends
// without having done anything.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::jobs {

class GatedProcess {
 public:
  // Forks. The child has a session of its own, nothing to read, `log` to write to (at its end), no other open
  // file, and every signal as it is by default, but SIGUSR1, which it ignores until it knows better. When
  // memory runs short the kernel rather takes it than this process. Unavailable: no memory, no log.
  // `mark` ("NAME=value") is added to its environment, and so to that of all it starts.
  static Result<GatedProcess> make(const std::vector<std::string>& command, const std::string& mark,
                                   const std::filesystem::path& log);
  GatedProcess(GatedProcess&& other) noexcept;
  GatedProcess& operator=(GatedProcess&&) = delete;
  ~GatedProcess();  // unless let_go() answered Done, the child ends and is reaped

  pid_t number() const { return number_; }

  // Runs the command. Unavailable when it cannot be run (it is gone, or not a program).
  Result<Done> let_go();

 private:
  GatedProcess(pid_t number, std::string program, int gate, int trouble)
      : number_(number), program_(std::move(program)), gate_(gate), trouble_(trouble) {}

  pid_t number_;  // 0 once it has gone its way
  std::string program_;
  int gate_;     // one byte opens it, its end closes it
  int trouble_;  // errno of the exec that did not work
};

}  // namespace tinsmith::jobs
