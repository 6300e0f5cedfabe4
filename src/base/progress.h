// base/progress.h — the progress callback of long work, which also tells the work to stop.
#pragma once

#include <string_view>

namespace tinsmith {

class Progress {
 public:
  virtual ~Progress() = default;

  // Reports that `done` of `total` units of `stage` (for example "reading pictures") are complete. It is
  // called often, so it must be cheap, and from one thread at a time.
  virtual void report(std::string_view stage, double done, double total) = 0;

  // Returns true once a stop was requested (Ctrl-C, a cancelled job). The work then saves
  // its state and returns Cancelled.
  virtual bool should_stop() const = 0;
};

// Ignores progress and never requests a stop.
class SilentProgress final : public Progress {
 public:
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return false; }
};

}  // namespace tinsmith
