// deploys/one_deploy.h — a model that is being written to one board, in a thread of its own, and what it has come to. Not for
// other rooms, except for the status.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "deploying/deploy.h"
#include "live/connections.h"

namespace tinsmith::deploys {

enum class State : std::uint8_t { Running, Done, Failed };
std::string_view name_of(State state);  // "running", "done", "failed"

struct NewDeploy {
  std::int64_t device_id = 0;         // the connected board (live::Connections)
  std::int64_t user_id = 0;           // who wants it
  std::filesystem::path model;        // a .tflite file
  std::filesystem::path data_folder;  // contains the history of the boards
  deploying::Origin origin;           // of the model
};

struct DeployStatus {
  std::int64_t id = 0, device_id = 0, user_id = 0;
  deploying::Origin origin;
  std::string port, title;  // of the board; a board at a browser has no port
  std::string place;        // the port in sentences
  State state = State::Running;
  deploying::Phase phase = deploying::Phase::Checking;  // the last one
  std::string doing;                                    // a sentence about what is done at present
  double fraction = 0;                          // of the phase that is done; 0 where that is not known
  std::string problem;                          // a sentence: why it failed, and how to go on
  std::optional<deploying::Deployed> deployed;  // since the answers were compared
};

class OneDeploy final : public Progress {
 public:
  // `changed` is called in the deploy's thread when it ends.
  OneDeploy(DeployStatus begin, NewDeploy wanted, live::TakenPort port,
            std::function<void(const DeployStatus&)> changed);
  ~OneDeploy() override { join(); }

  DeployStatus now(std::int64_t& revision) const;
  // Waits until there is something newer than `revision`, at most `longest`, and sets `revision` to what is returned.
  DeployStatus wait(std::int64_t& revision, std::chrono::milliseconds longest) const;

  // Ends it if the model is not being written yet.
  void stop() { is_stopped_ = true; }
  void join();

  // Progress, for the thread.
  void report(std::string_view stage, double done, double total) override;
  bool should_stop() const override { return is_stopped_; }

 private:
  void run();
  Result<deploying::Deployed> deploy();
  template <class Change>
  void change(const Change& change);

  const NewDeploy wanted_;
  const std::function<void(const DeployStatus&)> changed_;
  std::optional<live::TakenPort> port_;  // used by the thread only
  std::atomic<bool> is_stopped_ = false;

  mutable std::mutex lock_;
  mutable std::condition_variable news_;
  DeployStatus status_;
  std::int64_t revision_ = 1;

  std::mutex joining_;
  std::thread thread_;
};

}  // namespace tinsmith::deploys
