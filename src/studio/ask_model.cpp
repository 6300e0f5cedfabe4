#include "studio/ask_model.h"

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "scene/scene.h"
#include "store/classes.h"
#include "store/doubts.h"
#include "studio/project_data.h"
#include "studio/work.h"
#include "verbs/run_folder.h"

namespace tinsmith::studio {
namespace {

using nlohmann::json;

// A label and a prediction with a higher IoU than this belong to the same object.
constexpr double kSameObject = 0.5;
// Max number of doubts; nobody would review a longer list to its end.
constexpr std::size_t kMaxDoubts = 1000;

std::optional<std::int64_t> class_id_of(const store::Project& project, const std::string& name) {
  for (const store::Class& one : project.classes)
    if (one.name == name) return one.id;
  return std::nullopt;
}

std::string class_name(const store::Project& project, std::int64_t id) {
  for (const store::Class& one : project.classes)
    if (one.id == id) return one.name;
  return "?";
}

scene::Box box_of(const store::Box& box) {
  return {box.x, box.y, box.width, box.height};
}

// Returns whether a label and a prediction belong together: points if one is inside the other's
// box, boxes if they overlap enough.
bool is_same_place(const store::Project& project, const store::Box& label, const store::Box& answer) {
  if (project.task != scene::Task::Centroids) return scene::iou(box_of(label), box_of(answer)) > kSameObject;
  const scene::Point at = scene::centre_of(box_of(answer));
  return at.x >= label.x && at.y >= label.y && at.x < label.x + label.width && at.y < label.y + label.height;
}

store::Doubt doubt_of(const store::Picture& picture, std::string kind, std::string message, double doubt) {
  return {0,    picture.id, picture.revision, picture.name, picture.hash, std::move(kind), std::move(message),
          doubt};
}

// Returns the most serious difference between the labels and the prediction;
// nullopt when none is worth a review.
std::optional<store::Doubt> difference(const store::Project& project, const store::Picture& picture,
                                       const Suggested& answer) {
  std::optional<store::Doubt> gravest;
  const auto consider = [&](std::string kind, std::string message, double doubt) {
    if (!gravest || doubt > gravest->doubt)
      gravest = doubt_of(picture, std::move(kind), std::move(message), doubt);
  };
  if (project.task == scene::Task::Classification) {
    if (picture.class_id && answer.class_id && *picture.class_id != *answer.class_id)
      consider("class",
               fmt::format("labelled {}, looks like {}", class_name(project, *picture.class_id),
                           class_name(project, *answer.class_id)),
               answer.score);
    return gravest;
  }
  for (const auto& [box, score] : answer.boxes) {
    const auto label =
        std::find_if(picture.boxes.begin(), picture.boxes.end(),
                     [&, &found = box](const store::Box& one) { return is_same_place(project, one, found); });
    if (label == picture.boxes.end())
      consider("extra", fmt::format("there seems to be {} without a box", class_name(project, box.class_id)),
               score);
    else if (label->class_id != box.class_id)
      consider("class",
               fmt::format("labelled {}, looks like {}", class_name(project, label->class_id),
                           class_name(project, box.class_id)),
               score);
  }
  for (const store::Box& label : picture.boxes) {
    double best = 0;
    for (const auto& [box, score] : answer.boxes)
      if (is_same_place(project, label, box)) best = std::max(best, score);
    if (best == 0)
      consider("missed",
               fmt::format("labelled {}, but the model detects nothing there",
                           class_name(project, label.class_id)),
               0.5);
  }
  return gravest;
}

// A model, and the project pictures on which a job runs it.
struct Question {
  std::optional<NewestModel> model;  // nullopt: the instant model
  ProjectData data;

  template <class IsWanted>
  std::vector<const store::Picture*> pictures(const IsWanted& is_wanted) const {
    std::vector<const store::Picture*> wanted;
    for (const store::Picture& picture : data.pictures)
      if (is_wanted(picture)) wanted.push_back(&picture);
    return wanted;
  }
};

// `may_be_instant`: the instant model will do where no model has been trained.
Result<Question> question_of(store::Store& store, const store::Job& job, bool may_be_instant) {
  const std::int64_t project_id = job.project_id.value_or(0);
  TRY(auto database, store.connect());
  TRY(auto data, project_data(store, *database, project_id));
  Question question{std::nullopt, std::move(data)};
  if (may_be_instant) {
    TRY(question.model, suggesting_model(store, *database, question.data.project));
  } else {
    TRY(question.model, newest_model(store, *database, project_id));
  }
  return question;
}

// Predicts pictures for a question. All are predicted by the same model, also if labels change meanwhile.
class Asker {
 public:
  Asker(store::Store& store, const Question& question, std::optional<double> threshold)
      : store_(store), question_(question), threshold_(threshold) {}

  Result<Suggested> ask(store::Database& database, const store::Picture& picture, ByteView bytes) {
    const store::Project& project = question_.data.project;
    if (question_.model) {
      TRY(const auto answer, models_.ask(question_.model->file, bytes, threshold_));
      return suggested(answer, project, answer.threshold);
    }
    if (project.task != scene::Task::Classification) {
      if (!box_model_) {
        TRY(box_model_, instant_boxes_.of(store_, database, project));
      }
      TRY(const auto answer, instant_boxes_.suggest(box_model_, picture, bytes, threshold_));
      return suggested(answer);
    }
    TRY(auto answer, instant_ ? instant_models_.predict(instant_, bytes)
                              : instant_models_.ask(store_, database, project.id, bytes));
    instant_ = answer.model;
    return suggested(answer, threshold_.value_or(InstantModel::kThreshold));
  }

 private:
  store::Store& store_;
  const Question& question_;
  std::optional<double> threshold_;
  Models models_;
  Backbones backbones_;
  FeatureCache features_{backbones_};
  InstantModels instant_models_{features_};
  InstantBoxes instant_boxes_{backbones_};
  // Once the first picture was predicted.
  std::shared_ptr<const InstantModel> instant_;
  InstantBoxes::Model box_model_;
};

// Calls `use` with the model's prediction for each of the pictures.
template <class Use>
Result<Done> ask_each(store::Store& store, const Question& question,
                      const std::vector<const store::Picture*>& pictures, std::optional<double> threshold,
                      Progress& progress, const Use& use) {
  Asker asker(store, question, threshold);
  TRY(auto database, store.connect());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (progress.should_stop())
      return fail(Fault::Cancelled, "{} of {} pictures were checked", i, pictures.size());
    progress.report("checking pictures", static_cast<double>(i), static_cast<double>(pictures.size()));
    TRY(const auto bytes, read_file(store.files().path_of(pictures[i]->hash)));
    TRY(const auto answer, asker.ask(*database, *pictures[i], bytes));
    TRY_DONE(use(*pictures[i], answer));
  }
  return Done{};
}

}  // namespace

Result<NewestModel> newest_model(store::Store& store, store::Database& database, std::int64_t project_id) {
  TRY(const auto run, store::newest_done_run(database, project_id));
  if (!run) return fail(Fault::NotFound, "no model was trained in this project yet; train one first");
  return NewestModel{*run, verbs::RunFolder{store.run_folder(run->id)}.int8_model()};
}

Result<std::optional<NewestModel>> suggesting_model(store::Store& store, store::Database& database,
                                                    const store::Project& project) {
  auto trained = newest_model(store, database, project.id);
  if (trained) return std::optional(std::move(*trained));
  if (trained.error().fault == Fault::NotFound) return std::optional<NewestModel>();
  return trained.error();
}

Suggested suggested(const InstantModels::Answer& answer, double threshold) {
  Suggested result;
  result.score = answer.scores[answer.best()];
  if (result.score >= threshold) result.class_id = answer.model->class_ids[answer.best()];
  return result;
}

Suggested suggested(const InstantBoxes::Answer& answer) {
  Suggested result;
  for (const InstantBoxes::Box& one : answer.boxes)
    result.boxes.push_back({{one.class_id.value_or(Suggested::kUnknownClass), one.box.x, one.box.y,
                             one.box.width, one.box.height},
                            one.score});
  return result;
}

Suggested suggested(const Models::Answer& answer, const store::Project& project, double threshold) {
  Suggested result;
  const auto& scores = answer.seen.probabilities;
  if (!scores.empty()) {
    const auto best =
        static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    result.score = scores[best];
    if (result.score >= threshold) result.class_id = class_id_of(project, answer.classes[best]);
  }
  for (const scene::Detection& one : answer.seen.found) {
    const auto id = class_id_of(project, answer.classes[static_cast<std::size_t>(one.class_index)]);
    const scene::Box inside = scene::clipped(one.box, answer.size.width, answer.size.height);
    if (id && inside.width > 0 && inside.height > 0)
      result.boxes.push_back({{*id, inside.x, inside.y, inside.width, inside.height}, one.score});
  }
  return result;
}

Result<json> auto_label(store::Store& store, const store::Job& job, jobs::ChildProgress& progress) {
  TRY(const auto question, question_of(store, job, true));
  const auto unlabelled =
      question.pictures([](const auto& one) { return one.state == store::LabelState::Unlabelled; });
  TRY(auto database, store.connect());
  std::int64_t labelled = 0;
  const auto label = [&](const store::Picture& picture, const Suggested& answer) -> Result<Done> {
    store::Picture labels;
    labels.id = picture.id;
    labels.state = store::LabelState::Labelled;
    labels.class_id = answer.class_id;
    labels.model_job = job.id;
    for (const auto& [box, score] : answer.boxes)
      if (box.class_id != Suggested::kUnknownClass) labels.boxes.push_back(box);
    if (!labels.class_id && labels.boxes.empty()) return Done{};  // no confident prediction: left to a person
    const auto set = store::set_labels(*database, question.data.project.id, labels, picture.revision);
    if (set) ++labelled;
    // A person has labelled or removed the picture in the meantime: their change stays.
    const bool is_taken =
        !set && (set.error().fault == Fault::Conflict || set.error().fault == Fault::NotFound);
    return set || is_taken ? Result<Done>(Done{}) : set;
  };
  const auto asked = job.spec.find("threshold");
  const auto threshold = asked == job.spec.end() ? std::nullopt : std::optional(asked->get<double>());
  TRY_DONE(ask_each(store, question, unlabelled, threshold, progress, label));
  const std::string message =
      question.model ? fmt::format("{} of {} pictures were labelled by run {}; review them.", labelled,
                                   unlabelled.size(), question.model->run.number)
                     : fmt::format("{} of {} pictures were labelled by the instant model; review them.",
                                   labelled, unlabelled.size());
  return json{{"message", message}, {"labelled", labelled}};
}

Result<json> review_labels(store::Store& store, const store::Job& job, jobs::ChildProgress& progress) {
  TRY(const auto question, question_of(store, job, false));
  const auto labelled = question.pictures(
      [](const auto& one) { return one.state != store::LabelState::Unlabelled && !one.model_job; });
  std::vector<store::Doubt> doubts;
  TRY_DONE(ask_each(store, question, labelled, std::nullopt, progress,
                    [&](const store::Picture& picture, const Suggested& answer) -> Result<Done> {
                      if (auto doubt = difference(question.data.project, picture, answer))
                        doubts.push_back(std::move(*doubt));
                      return Done{};
                    }));
  std::stable_sort(doubts.begin(), doubts.end(),
                   [](const auto& a, const auto& b) { return a.doubt > b.doubt; });
  if (doubts.size() > kMaxDoubts) doubts.resize(kMaxDoubts);
  for (store::Doubt& doubt : doubts) doubt.run_id = question.model->run.id;
  TRY(auto database, store.connect());
  TRY_DONE(store::set_doubts(*database, question.data.project.id, doubts));
  return json{
      {"message", fmt::format("{} of {} labelled pictures may have wrong labels, according to run {}.",
                              doubts.size(), labelled.size(), question.model->run.number)}};
}

}  // namespace tinsmith::studio
