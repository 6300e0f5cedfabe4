// jobs/pipe_signal.h — suppresses SIGPIPE while writing to a pipe or connection that the reader has closed.
#pragma once

#include <csignal>
#include <ctime>

namespace tinsmith::jobs {

// During the lifetime of this object, a SIGPIPE caused by this thread is discarded. Otherwise it would end a
// process that does not ignore the signal.
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
