// Handlers for the review of labels that the newest model doubts.
#include "serve/handlers.h"
#include "serve/start_job.h"
#include "store/doubts.h"
#include "store/runs.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxDoubts = 200;

json doubt_json(const store::Doubt& one) {
  return {{"picture_id", one.picture_id}, {"name", one.picture_name},
          {"hash", one.picture_hash},     {"kind", one.kind},
          {"message", one.message},       {"doubt", one.doubt}};
}

}  // namespace

Result<Reply> start_review(Call& call) {
  return start_job_with_model(call, store::JobKind::Review, "Searching for label errors", json::object());
}

Result<Reply> get_review(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto doubts, store::list_doubts(*database, call.project(), kMaxDoubts));
  TRY(const auto run, store::newest_done_run(*database, call.project()));
  TRY(const auto job, store::active_job(*database, call.project(), store::JobKind::Review));
  Reply reply = list_reply("items", doubts, doubt_json);
  if (run) reply.body["run_id"] = run->id;
  if (job) reply.body["job_id"] = *job;
  return reply;
}

}  // namespace tinsmith::serve
