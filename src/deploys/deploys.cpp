#include "deploys/deploys.h"

namespace tinsmith::deploys {
namespace {

std::string place_of(const live::ConnectedBoard& board) {
  return board.pipe ? board.pipe->name() : board.port;
}

DeployStatus status_of(const OneDeploy& deploy) {
  std::int64_t revision = 0;
  return deploy.now(revision);
}

}  // namespace

Result<DeployStatus> Deploys::start(NewDeploy wanted) {
  const auto stopping = [] { return fail(Fault::Unavailable, "the server is stopping"); };
  {
    const std::lock_guard guard(lock_);
    if (is_closed_) return stopping();
  }
  const auto board = connections_.find(wanted.device_id);
  if (!board) return fail(Fault::NotFound, "there is no connected board {}", wanted.device_id);
  const std::string reason =
      fmt::format("a model is being written to the board at {}; wait until that is done", place_of(*board));
  TRY(auto port, connections_.take(wanted.device_id, reason));
  DeployStatus begin;
  begin.device_id = wanted.device_id;
  begin.user_id = wanted.user_id;
  begin.origin = wanted.origin;
  begin.port = board->port;
  begin.place = place_of(*board);
  begin.title = board->title;
  {
    const std::lock_guard guard(lock_);
    if (is_closed_) return stopping();
    begin.id = ++last_id_;
    deploys_.emplace(begin.id,
                     std::make_shared<OneDeploy>(begin, std::move(wanted), std::move(port), changed_));
    forget_old();
  }
  changed_(begin);
  return begin;
}

// Those that still run are never forgotten.
void Deploys::forget_old() {
  for (auto it = deploys_.begin(); it != deploys_.end() && deploys_.size() > kMaxKept;)
    it = status_of(*it->second).state == State::Running ? std::next(it) : deploys_.erase(it);
}

std::shared_ptr<OneDeploy> Deploys::find(std::int64_t id) const {
  const std::lock_guard guard(lock_);
  const auto found = deploys_.find(id);
  return found == deploys_.end() ? nullptr : found->second;
}

std::vector<DeployStatus> Deploys::all() const {
  std::vector<DeployStatus> all;
  const std::lock_guard guard(lock_);
  for (auto it = deploys_.rbegin(); it != deploys_.rend(); ++it) all.push_back(status_of(*it->second));
  return all;
}

std::optional<DeployStatus> Deploys::now(std::int64_t id) const {
  const auto deploy = find(id);
  return deploy ? std::optional(status_of(*deploy)) : std::nullopt;
}

std::optional<DeployStatus> Deploys::wait(std::int64_t id, std::int64_t& revision,
                                          std::chrono::milliseconds longest) const {
  const auto deploy = find(id);
  return deploy ? std::optional(deploy->wait(revision, longest)) : std::nullopt;
}

void Deploys::close(const std::function<void(const std::string& sentence)>& say) {
  std::map<std::int64_t, std::shared_ptr<OneDeploy>> deploys;
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
    deploys = deploys_;
  }
  for (const auto& [id, deploy] : deploys) deploy->stop();
  for (const auto& [id, deploy] : deploys) {
    const DeployStatus now = status_of(*deploy);
    if (now.state == State::Running && now.phase >= deploying::Phase::Writing)
      say(fmt::format("A model is being written to the board at {}: the server stops when that is done.",
                      now.place));
    deploy->join();
  }
}

}  // namespace tinsmith::deploys
