// Handlers for labels that a model makes and that nobody has reviewed yet.
#include "serve/handlers.h"
#include "serve/pictures.h"
#include "serve/start_job.h"
#include "store/model_labels.h"
#include "studio/ask_model.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

// Returns whether the project has a model that needs no training and that knows classes.
Result<bool> has_instant_model(Call& call, store::Database& database, const store::Project& project) {
  if (project.task == scene::Task::Classification) {
    TRY(const auto model, call.installation.instant_models.of(call.store(), database, project.id));
    return model != nullptr;
  }
  TRY(const auto model, call.installation.instant_boxes.of(call.store(), database, project));
  return model != nullptr;
}

}  // namespace

Result<Reply> auto_label(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  const auto trained = studio::newest_model(call.store(), *database, call.project());
  if (!trained) {
    TRY(const bool is_possible, has_instant_model(call, *database, project));
    if (!is_possible) return trained.error();
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
