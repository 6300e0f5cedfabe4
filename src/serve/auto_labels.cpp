// Handlers for labels that a model makes and that nobody has reviewed yet.
#include "serve/handlers.h"
#include "serve/pictures.h"
#include "serve/start_job.h"
#include "store/model_labels.h"
#include "studio/ask_model.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

}  // namespace

Result<Reply> auto_label(Call& call) {
  TRY(auto database, call.database());
  const auto trained = studio::newest_model(call.store(), *database, call.project());
  if (!trained) {
    const auto instant = call.installation.instant_models.of(call.store(), *database, call.project());
    if (!instant || *instant == nullptr) return trained.error();
  }
  return start_job(
      call, *database,
      new_job(store::JobKind::AutoLabel, "Labelling all unlabelled pictures",
              call.real("threshold") ? json{{"threshold", *call.real("threshold")}} : json::object()));
}

Result<Reply> list_auto_labels(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto batches, store::label_batches(*database, call.project()));
  return list_reply("batches", batches, [](const store::LabelBatch& batch) {
    json one{{"job_id", batch.job}, {"pictures", batch.pictures}};
    if (batch.created) one["created"] = *batch.created;
    return one;
  });
}

Result<Reply> approve_auto_labels(Call& call) {
  TRY(auto database, call.database());
  std::int64_t count = 0;
  const auto job = call.member<std::int64_t>("job_id");
  const auto ids = call.member<std::vector<std::int64_t>>("ids");
  if (job.has_value() == ids.has_value())
    return fail(Fault::InvalidInput, "either job_id or ids is expected: the labels to approve");
  if (job) {
    TRY(count, store::approve_labels_of(*database, call.project(), *job));
  } else {
    TRY(count, store::approve_labels(*database, call.project(), *ids));
  }
  return changed_reply(call, count, "approved");
}

Result<Reply> undo_auto_labels(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count,
      store::undo_labels_of(*database, call.project(), call.body.at("job_id").get<std::int64_t>()));
  return changed_reply(call, count, "no longer labelled");
}

}  // namespace tinsmith::serve
