// The handler for labels that a model suggests for one picture.
#include "serve/handlers.h"
#include "serve/pictures.h"
#include "studio/ask_model.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

Result<Reply> suggest_instantly(Call& call, store::Database& database, ByteView picture) {
  TRY(const auto answer,
      call.installation.instant_models.ask(call.store(), database, call.project(), picture));
  const double score = answer.scores[answer.best()];
  const double threshold = call.real("threshold").value_or(studio::InstantModel::kThreshold);
  json result{{"threshold", threshold}, {"boxes", json::array()}, {"score", score}};
  if (score >= threshold) result["class_id"] = answer.model->class_ids[answer.best()];
  return Reply(std::move(result));
}

}  // namespace

Result<Reply> suggest(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  TRY(const auto bytes, call.store().files().get(picture.hash));
  const auto model = studio::newest_model(call.store(), *database, call.project());
  if (!model && model.error().fault == Fault::NotFound && project.task == scene::Task::Classification)
    return suggest_instantly(call, *database, bytes);
  if (!model) return model.error();
  TRY(const auto answer, call.installation.models.ask(model->file, bytes, call.real("threshold")));
  const auto suggested = studio::suggested(answer, project, answer.threshold);
  json result{{"run_id", model->run.id}, {"threshold", answer.threshold}, {"boxes", json::array()}};
  if (suggested.class_id) result["class_id"] = *suggested.class_id;
  if (project.task == scene::Task::Classification) result["score"] = suggested.score;
  for (const auto& [box, score] : suggested.boxes) {
    json one = box_json(box);
    one["score"] = score;
    result["boxes"].push_back(std::move(one));
  }
  return Reply(std::move(result));
}

}  // namespace tinsmith::serve
