#include "deploys/one_deploy.h"

namespace tinsmith::deploys {
namespace {

// Progress is reported for each KiB; the watchers need less.
constexpr double kShownStep = 0.01;

}  // namespace

std::string_view name_of(State state) {
  constexpr std::string_view kNames[] = {"running", "done", "failed"};
  return kNames[static_cast<std::size_t>(state)];
}

OneDeploy::OneDeploy(DeployStatus begin, NewDeploy wanted, live::TakenPort port,
                     std::function<void(const DeployStatus&)> changed)
    : wanted_(std::move(wanted)),
      changed_(std::move(changed)),
      port_(std::move(port)),
      status_(std::move(begin)),
      thread_([this] { run(); }) {}

void OneDeploy::join() {
  const std::lock_guard guard(joining_);
  if (thread_.joinable()) thread_.join();
}

DeployStatus OneDeploy::now(std::int64_t& revision) const {
  const std::lock_guard guard(lock_);
  revision = revision_;
  return status_;
}

DeployStatus OneDeploy::wait(std::int64_t& revision, std::chrono::milliseconds longest) const {
  std::unique_lock guard(lock_);
  news_.wait_for(guard, longest, [&] { return revision_ > revision || status_.state != State::Running; });
  revision = revision_;
  return status_;
}

template <class Change>
void OneDeploy::change(const Change& change) {
  {
    const std::lock_guard guard(lock_);
    change();
    ++revision_;
  }
  news_.notify_all();
}

void OneDeploy::report(std::string_view, double done, double total) {
  const double fraction = total > 0 ? done / total : 0;
  if (fraction < status_.fraction + kShownStep && fraction >= status_.fraction) return;
  change([&] { status_.fraction = fraction; });
}

Result<deploying::Deployed> OneDeploy::deploy() {
  TRY(const auto link, port_->open());
  deploying::DeployRequest request;
  request.model = wanted_.model;
  request.data_folder = wanted_.data_folder;
  request.origin = wanted_.origin;
  request.say = [this](deploying::Phase phase, const std::string& sentence) {
    change([&] {
      status_.phase = phase;
      status_.doing = sentence;
      status_.fraction = 0;
    });
  };
  request.compared = [this](const deploying::Deployed& so_far) {
    change([&] { status_.deployed = so_far; });
  };
  return deploying::deploy(*link, request, *this);
}

void OneDeploy::run() {
  const auto deployed = deploy();
  port_.reset();  // the board is connected again before anybody reads that the deploy has ended
  change([&] {
    status_.state = deployed ? State::Done : State::Failed;
    if (deployed) status_.deployed = *deployed;
    if (!deployed) status_.problem = deployed.error().text();
  });
  std::int64_t revision = 0;
  changed_(now(revision));
}

}  // namespace tinsmith::deploys
