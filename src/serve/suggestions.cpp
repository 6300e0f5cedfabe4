// The handler for labels that a model suggests for one picture.
#include "serve/handlers.h"
#include "serve/pictures.h"
#include "studio/ask_model.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json suggestion_json(const store::Project& project, const studio::Suggested& suggested, double threshold) {
  json result{{"threshold", threshold}, {"boxes", json::array()}};
  if (suggested.class_id) result["class_id"] = *suggested.class_id;
  if (project.task == scene::Task::Classification) result["score"] = suggested.score;
  for (const auto& [box, score] : suggested.boxes) {
    json one = box_json(box);
    one["score"] = score;
    if (box.class_id == studio::Suggested::kUnknownClass) one.erase("class_id");
    result["boxes"].push_back(std::move(one));
  }
  return result;
}

}  // namespace

Result<Reply> suggest(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  TRY(const auto model, studio::suggesting_model(call.store(), *database, project));
  TRY(const auto bytes, call.store().files().get(picture.hash));
  const auto wanted = call.real("threshold");
  if (!model && project.task != scene::Task::Classification) {
    auto& instant_boxes = call.installation.instant_boxes;
    // The boxes of a picture that is being labelled are not complete: it is not learned from.
    const bool is_begun = picture.state != store::LabelState::Unlabelled;
    TRY(const auto classes, instant_boxes.of(call.store(), *database, project, is_begun ? picture.id : 0));
    TRY(const auto answer, instant_boxes.suggest(classes, picture, bytes, wanted));
    return Reply(suggestion_json(project, studio::suggested(answer), answer.threshold));
  }
  if (!model) {
    TRY(const auto answer, call.installation.instant_models.ask(call.store(), *database, project.id, bytes));
    const double threshold = wanted.value_or(studio::InstantModel::kThreshold);
    return Reply(suggestion_json(project, studio::suggested(answer, threshold), threshold));
  }
  TRY(const auto answer, call.installation.models.ask(model->file, bytes, wanted));
  json result =
      suggestion_json(project, studio::suggested(answer, project, answer.threshold), answer.threshold);
  result["run_id"] = model->run.id;
  return Reply(std::move(result));
}

}  // namespace tinsmith::serve
