// deploys/deploys.h — the deploys that the server of the studio carries out: one at a time for each board.
//
// They are no jobs in processes of their own, because the server has the ports.
#pragma once

#include <map>
#include <vector>

#include "deploys/one_deploy.h"

namespace tinsmith::deploys {

// Thread-safe.
class Deploys {
 public:
  // `changed` is called when a deploy has begun or ended, also from other threads.
  explicit Deploys(
      live::Connections& connections,
      std::function<void(const DeployStatus&)> changed = [](const DeployStatus&) {})
      : connections_(connections), changed_(std::move(changed)) {}
  ~Deploys() {
    close([](const std::string&) {});
  }

  // Takes the board's port from its watchers and begins.
  //   NotFound     there is no such board
  //   Conflict     a model is being written to it already
  //   Unavailable  the server is stopping
  Result<DeployStatus> start(NewDeploy wanted);

  // The running ones and the last kMaxKept, the newest first.
  std::vector<DeployStatus> all() const;
  // None: there is no such deploy, or it is forgotten.
  std::optional<DeployStatus> now(std::int64_t id) const;
  // Waits until there is something newer than `revision`, at most `longest`, and sets `revision`.
  std::optional<DeployStatus> wait(std::int64_t id, std::int64_t& revision,
                                   std::chrono::milliseconds longest) const;

  // Ends those that have not begun to write, and waits for the others, of which `say` is told: a board of which the flash is half
  // written has no model. Later ones are refused.
  void close(const std::function<void(const std::string& sentence)>& say);

  static constexpr std::size_t kMaxKept = 20;

 private:
  std::shared_ptr<OneDeploy> find(std::int64_t id) const;
  void forget_old();

  live::Connections& connections_;
  const std::function<void(const DeployStatus&)> changed_;
  mutable std::mutex lock_;
  std::map<std::int64_t, std::shared_ptr<OneDeploy>> deploys_;
  std::int64_t last_id_ = 0;
  bool is_closed_ = false;
};

}  // namespace tinsmith::deploys
