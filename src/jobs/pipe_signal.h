// jobs/pipe_signal.h — writing to a pipe or connection that nobody reads any more, without SIGPIPE.
#pragma once

#include <csignal>
#include <ctime>

namespace tinsmith::jobs {

// As long as it lives, a SIGPIPE of this thread's own doing is swallowed; it would end a process that does
// not ignore it.
class PipeSignalHeld {
 public:
  PipeSignalHeld() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  PipeSignalHeld(const PipeSignalHeld&) = delete;
  PipeSignalHeld& operator=(const PipeSignalHeld&) = delete;
  ~PipeSignalHeld() {
    const timespec at_once{};
    sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_, before_;
};

}  // namespace tinsmith::jobs
