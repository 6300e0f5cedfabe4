// Handlers for a finished run on a board.
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/runs.h"
#include "studio/preflight.h"
#include "verbs/package_run.h"

namespace tinsmith::serve {

using nlohmann::json;

Result<Reply> get_run_on_board(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, finished_run_of(call, *database));
  TRY(const auto plan, verbs::plan_package(call.store().run_folder(run.id).string(), call.word("board")));
  json answer{{"is_accepted", plan.is_accepted},
              {"rules", studio::rules_json(plan.findings)},
              {"steps", json::array()}};
  if (!plan.refusal.empty()) answer["refusal"] = plan.refusal;
  for (const auto& step : plan.steps) answer["steps"].push_back({{"text", step.text}, {"code", step.code}});
  return Reply(std::move(answer));
}

Result<Reply> package_run(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto run, finished_run_of(call, *database));
  TRY(const auto project, project_of(call, *database));
  const std::string& board = call.word("board");
  const Offer offer = new_offer();
  const std::string name = fmt::format("{}-run{}", project.name, run.number);
  TRY_DONE(verbs::package_run({.model = call.store().run_folder(run.id).string(),
                               .board = board,
                               .out = (call.store().root() / offer.path).string(),
                               .pictures = {},
                               .name = name}));
  return offered(call, *database, offer, fmt::format("{}-{}.zip", name, board));
}

}  // namespace tinsmith::serve
