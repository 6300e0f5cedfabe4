// Handlers that label pictures, and those for the review of labels that the newest model doubts.
#include "serve/handlers.h"
#include "serve/pictures.h"
#include "serve/start_job.h"
#include "store/doubts.h"
#include "store/runs.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBoxes = 2000;
constexpr std::int64_t kMaxDoubts = 200;

// The check of the body has refused other words.
store::LabelState state_asked_for(const Call& call) {
  return *store::find_label_state(call.body.at("state").get<std::string>());
}

// Checks that labels are valid for a picture: boxes are inside it, and "null"
// and "unlabelled" have no labels.
Result<Done> check_labels(const store::Picture& labels, const store::Picture& picture) {
  const bool has_label = labels.class_id || !labels.boxes.empty();
  if (has_label != (labels.state == store::LabelState::Labelled))
    return fail(Fault::InvalidInput,
                "a picture with a class or boxes must be labelled, one without must be null or unlabelled; "
                "this one is {}",
                store::name_of(labels.state));
  if (labels.boxes.size() > kMaxBoxes)
    return fail(Fault::InvalidInput, "{} boxes; at most {} are allowed", labels.boxes.size(), kMaxBoxes);
  constexpr double kRounding_px = 0.01;
  for (const store::Box& box : labels.boxes)
    if (!(box.width > 0 && box.height > 0 && box.x >= -kRounding_px && box.y >= -kRounding_px &&
          box.x + box.width <= static_cast<double>(picture.width) + kRounding_px &&
          box.y + box.height <= static_cast<double>(picture.height) + kRounding_px))
      return fail(Fault::InvalidInput, "the box at ({}, {}) of {} × {} is not inside the picture of {} × {}",
                  box.x, box.y, box.width, box.height, picture.width, picture.height);
  return Done{};
}

json doubt_json(const store::Doubt& one) {
  return {{"picture_id", one.picture_id}, {"name", one.picture_name},
          {"hash", one.picture_hash},     {"kind", one.kind},
          {"message", one.message},       {"doubt", one.doubt}};
}

}  // namespace

Result<Reply> label_pictures(Call& call) {
  TRY(auto database, call.database());
  store::Picture labels;
  labels.state = state_asked_for(call);
  labels.class_id = call.member<std::int64_t>("class_id");
  const auto ids = call.body.at("ids").get<std::vector<std::int64_t>>();
  const auto set = database->all_or_nothing([&]() -> Result<Done> {
    for (const std::int64_t id : ids) {
      TRY(const auto picture, picture_of(call, *database, id));
      labels.id = id;
      TRY_DONE(check_labels(labels, picture));
      TRY_DONE(store::set_labels(*database, call.project(), labels, std::nullopt));
    }
    return Done{};
  });
  if (!set) return set.error();
  call.publish("pictures");
  return Reply(done(fmt::format("{} pictures labelled", ids.size())));
}

Result<Reply> put_labels(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  store::Picture labels;
  labels.id = picture.id;
  labels.state = state_asked_for(call);
  labels.class_id = call.member<std::int64_t>("class_id");
  for (const json& box : call.member<std::vector<json>>("boxes").value_or(std::vector<json>()))
    labels.boxes.push_back({box.at("class_id").get<std::int64_t>(), box.at("x").get<double>(),
                            box.at("y").get<double>(), box.at("width").get<double>(),
                            box.at("height").get<double>()});
  TRY_DONE(check_labels(labels, picture));
  TRY_DONE(store::set_labels(*database, call.project(), labels, call.member<std::int64_t>("revision")));
  call.publish("pictures", picture.id);
  TRY(const auto now, picture_of(call, *database, picture.id));
  return Reply(picture_json(now));
}

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
