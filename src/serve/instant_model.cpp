// Handlers for the classifier that is ready without a training.
#include "studio/instant_model.h"

#include "base/files.h"
#include "serve/call.h"
#include "serve/handlers.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json model_json(const studio::InstantModel* model) {
  json result{{"min_pictures_per_class", studio::InstantModel::kMinPicturesPerClass},
              {"class_ids", json::array()},
              {"pictures", 0},
              {"correct", 0}};
  if (model != nullptr)
    result.update(
        {{"class_ids", model->class_ids}, {"pictures", model->pictures}, {"correct", model->correct}});
  return result;
}

}  // namespace

Result<Reply> get_instant_model(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto model, call.installation.instant_models.of(call.store(), *database, call.project()));
  return Reply(model_json(model.get()));
}

Result<Reply> predict_instantly(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto bytes, read_file(call.upload->path()));
  TRY(const auto answer,
      call.installation.instant_models.ask(call.store(), *database, call.project(), bytes));
  return Reply(json{{"model", model_json(answer.model.get())}, {"scores", answer.scores}});
}

}  // namespace tinsmith::serve
