// Handlers for a finished run on a board.
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/runs.h"
#include "studio/preflight.h"
#include "verbs/package_run.h"

namespace tinsmith::serve {

using nlohmann::json;

namespace {

// The name of a run's model, in the steps of the page and in the package alike.
std::string model_name_of(const store::Project& project, const store::Run& run) {
  return fmt::format("{}-run{}", project.name, run.number);
}

}  // namespace

Result<Reply> get_run_on_board(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, finished_run_of(call, *database));
  TRY(const auto project, project_of(call, *database));
  TRY(const auto plan, verbs::plan_package(call.store().run_folder(run.id).string(), call.word("board"),
                                           model_name_of(project, run)));
  json answer{{"is_accepted", plan.is_accepted},
              {"rules", studio::rules_json(plan.findings)},
              {"steps", json::array()}};
  if (!plan.refusal.empty()) answer["refusal"] = plan.refusal;
  if (!plan.estimated_time.empty()) answer["time"] = plan.estimated_time;
  for (const auto& step : plan.steps) answer["steps"].push_back({{"text", step.text}, {"code", step.code}});
  return Reply(std::move(answer));
}

Result<Reply> package_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, finished_run_of(call, *database));
  TRY(const auto project, project_of(call, *database));
  const std::string& board = call.word("board");
  const Offer offer = new_offer();
  const std::string name = model_name_of(project, run);
  TRY_DONE(verbs::package_run({.model = call.store().run_folder(run.id).string(),
                               .board = board,
                               .out = (call.store().root() / offer.path).string(),
                               .pictures = {},
                               .name = name}));
  return offered(call, *database, offer, fmt::format("{}-{}.zip", name, board));
}

}  // namespace tinsmith::serve
