// base/progress.h — how long work tells whoever waits how far it is, and hears that it should stop.
#pragma once

#include <string_view>

namespace tinsmith {

class Progress {
 public:
  virtual ~Progress() = default;

  // `done` of `total` of `stage` ("reading pictures"). Cheap; called often; from one thread at a time.
  virtual void report(std::string_view stage, double done, double total) = 0;

  // True once somebody asked to stop (Ctrl-C, a cancelled job). Work then saves what it has and answers
  // Cancelled.
  virtual bool should_stop() const = 0;
};

// Nobody waits, nobody stops.
class SilentProgress final : public Progress {
 public:
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return false; }
};

}  // namespace tinsmith
