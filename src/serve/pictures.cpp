// Handlers for pictures, labels, suggestions of a model, and health.
#include <algorithm>

#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/files.h"
#include "image/decode.h"
#include "image/encode.h"
#include "scene/split.h"
#include "serve/call.h"
#include "serve/downloads.h"
#include "serve/handlers.h"
#include "serve/health_cache.h"
#include "store/doubts.h"
#include "store/pictures.h"
#include "store/runs.h"
#include "studio/ask_model.h"
#include "studio/pictures.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxListed = 500, kUsuallyListed = 100, kMaxDoubts = 200;
constexpr std::size_t kMaxBoxes = 2000, kMaxBoxesInRow = 24;
// Besides the label states: labelled by a model and not yet reviewed.
constexpr std::string_view kByModel = "by_model";
constexpr std::int32_t kThumbnailSides[] = {128, 256, 512};

// Returns the value that the query names; nullopt without the query. `also`: a word that the message lists too.
template <class Values>
Result<std::optional<typename Values::value_type>> one_of(const Call& call, const char* name,
                                                          const Values& values, std::string_view also = {}) {
  using Value = typename Values::value_type;
  const auto text = call.text(name);
  if (!text) return std::optional<Value>();
  std::vector<std::string_view> words;
  for (const Value value : values) {
    if (name_of(value) == *text) return std::optional<Value>(value);
    words.push_back(name_of(value));
  }
  if (!also.empty()) words.push_back(also);
  return fail(Fault::InvalidInput, "query {} is '{}'; one of {} is expected", name, text->substr(0, 100),
              fmt::join(words, ", "));
}

Result<store::PictureFilter> filter_of(const Call& call) {
  store::PictureFilter filter;
  filter.search = call.text("search");
  filter.class_id = call.whole("class_id");
  filter.is_by_model = call.text("state") == kByModel;
  if (!filter.is_by_model) {
    TRY(filter.state, one_of(call, "state", store::kLabelStates, kByModel));
  }
  TRY(filter.split, one_of(call, "split", scene::kSplits));
  TRY(const auto sort, one_of(call, "sort", store::kPictureSorts));
  if (sort) filter.sort = *sort;
  filter.model_job = call.whole("model_job");
  filter.is_binned = call.flag("bin");
  return filter;
}

// The check of the body has refused other words.
store::LabelState state_asked_for(const Call& call) {
  return *store::find_label_state(call.body.at("state").get<std::string>());
}

json box_json(const store::Box& box) {
  return {
      {"class_id", box.class_id}, {"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

// Adds the members that only some pictures have: the job whose model made the
// labels, and the time of deletion.
void tell_origin(const store::Picture& picture, json& result) {
  if (picture.model_job) result["model_job"] = *picture.model_job;
  if (picture.binned) result["binned"] = *picture.binned;
}

json row_json(const store::PictureRow& row) {
  const std::vector<store::Box>& boxes = row.picture.boxes;
  json first_boxes = json::array();
  for (std::size_t i = 0; i < std::min(boxes.size(), kMaxBoxesInRow); ++i)
    first_boxes.push_back(box_json(boxes[i]));
  json result{{"id", row.picture.id},         {"name", row.picture.name},
              {"hash", row.picture.hash},     {"width", row.picture.width},
              {"height", row.picture.height}, {"state", store::name_of(row.picture.state)},
              {"class_ids", row.class_ids},   {"boxes", boxes.size()},
              {"first_boxes", first_boxes},   {"split", scene::name_of(row.picture.split)}};
  tell_origin(row.picture, result);
  return result;
}

json picture_json(const store::Picture& picture) {
  json boxes = json::array();
  for (const store::Box& box : picture.boxes) boxes.push_back(box_json(box));
  json result{{"id", picture.id},
              {"name", picture.name},
              {"hash", picture.hash},
              {"width", picture.width},
              {"height", picture.height},
              {"state", store::name_of(picture.state)},
              {"boxes", boxes},
              {"split", scene::name_of(picture.split)},
              {"revision", picture.revision},
              {"session", picture.session},
              {"created", picture.created}};
  if (picture.class_id) result["class_id"] = *picture.class_id;
  tell_origin(picture, result);
  return result;
}

json doubt_json(const store::Doubt& one) {
  return {{"picture_id", one.picture_id}, {"name", one.picture_name},
          {"hash", one.picture_hash},     {"kind", one.kind},
          {"message", one.message},       {"doubt", one.doubt}};
}

Result<store::Picture> picture_of(Call& call, store::Database& database, std::int64_t id) {
  TRY(const auto picture, store::find_picture(database, call.project(), id));
  if (!picture) return fail(Fault::NotFound, "this project has no picture {}", id);
  return *picture;
}

// Starts a job of that kind, if the project has a trained model.
Result<Reply> ask_newest_model(Call& call, store::JobKind kind, std::string title, json spec) {
  TRY(auto database, call.database());
  TRY_DONE(studio::newest_model(call.store(), *database, call.project()));
  return start_job(call, *database, new_job(kind, std::move(title), std::move(spec)));
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

}  // namespace

Result<Reply> list_pictures(Call& call) {
  TRY(const auto filter, filter_of(call));
  const auto offset = std::max<std::int64_t>(call.whole("offset").value_or(0), 0);
  const auto limit = std::clamp<std::int64_t>(call.whole("limit").value_or(kUsuallyListed), 1, kMaxListed);
  TRY(auto database, call.database());
  TRY(const auto total, store::count_pictures(*database, call.project(), filter));
  TRY(const auto rows, store::list_pictures(*database, call.project(), filter, offset, limit));
  Reply reply = list_reply("pictures", rows, row_json);
  reply.body.update({{"total", total}, {"offset", offset}});
  return reply;
}

Result<Reply> get_picture_beside(Call& call) {
  TRY(const auto filter, filter_of(call));
  const bool is_next = call.text("direction").value_or("next") != "previous";
  TRY(auto database, call.database());
  TRY(const auto id,
      store::picture_beside(*database, call.project(), filter, call.whole("after").value_or(0), is_next));
  if (!id) return Reply(json::object());
  TRY(const auto picture, picture_of(call, *database, *id));
  return Reply(json{{"picture", picture_json(picture)}});
}

Result<Reply> add_picture(Call& call) {
  TRY(const auto split, one_of(call, "split", scene::kSplits));
  studio::NewPicture wanted;
  wanted.name = *call.text("name");
  wanted.class_id = call.whole("class_id");
  wanted.session = call.text("session").value_or("").substr(0, 100);
  wanted.split = split.value_or(scene::Split::None);
  wanted.refuses_blurred = call.flag("refuse_blurred");
  TRY(const auto bytes, read_file(call.upload->path()));
  TRY(auto database, call.database());
  TRY(const auto added, studio::add_picture(call.store(), *database, call.project(), bytes, wanted));
  json result{{"result", added.result}, {"sharpness", added.sharpness}, {"is_labelled", added.is_labelled}};
  if (added.id) result["id"] = *added.id;
  if (added.twin) result["twin"] = *added.twin;
  if (added.id || added.is_labelled) call.tell("pictures", added.id ? added.id : added.twin);
  return Reply(std::move(result));
}

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
  call.tell("pictures");
  return Reply(done(fmt::format("{} pictures labelled", ids.size())));
}

Result<Reply> get_picture(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  return Reply(picture_json(picture));
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
  call.tell("pictures", picture.id);
  TRY(const auto now, picture_of(call, *database, picture.id));
  return Reply(picture_json(now));
}

// Quality of a JPEG that replaces a picture which browsers cannot show; it is not used for training.
constexpr int kShownQuality = 92;

Result<Reply> get_picture_file(Call& call) {
  TRY(auto database, call.database());
  TRY(const bool is_there, store::has_file(*database, call.project(), call.word("hash")));
  if (!is_there) return fail(Fault::NotFound, "this project has no such file");
  TRY(const auto bytes, call.store().files().get(call.word("hash")));
  TRY(const auto header, image::read_header(bytes));
  // Only Safari can show HEIC.
  if (header.format == image::Format::Heic) {
    TRY(const auto pixels, image::decode(bytes));
    TRY(auto jpeg, image::encode_jpeg(pixels, kShownQuality));
    Reply shown = Reply::of_bytes(std::move(jpeg), "image/jpeg");
    shown.etag = call.word("hash") + "-shown";
    return shown;
  }
  Reply reply = Reply::of_bytes(bytes, "image/" + lowered(image::name_of(header.format)));
  reply.etag = call.word("hash");
  return reply;
}

Result<Reply> get_thumbnail(Call& call) {
  const auto side = static_cast<std::int32_t>(call.whole("side").value_or(256));
  if (std::find(std::begin(kThumbnailSides), std::end(kThumbnailSides), side) == std::end(kThumbnailSides))
    return fail(Fault::InvalidInput, "side is {}; 128, 256 or 512 is expected", side);
  TRY(auto database, call.database());
  TRY(const bool is_there, store::has_file(*database, call.project(), call.word("hash")));
  if (!is_there) return fail(Fault::NotFound, "this project has no such file");
  TRY(auto bytes, studio::thumbnail(call.store(), call.word("hash"), side));
  Reply reply = Reply::of_bytes(std::move(bytes), "image/jpeg");
  reply.etag = fmt::format("{}-{}", call.word("hash"), side);
  return reply;
}

Result<Reply> get_health(Call& call) {
  const auto size =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(call.whole("size").value_or(96), 16, 1024));
  TRY(auto health, call.installation.health.of(call.store(), call.project(), size, call.flag("platforms")));
  return Reply(std::move(health));
}

Result<Reply> suggest(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto project, project_of(call, *database));
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  TRY(const auto model, studio::newest_model(call.store(), *database, call.project()));
  TRY(const auto bytes, call.store().files().get(picture.hash));
  TRY(const auto answer, call.installation.models.ask(model.file, bytes, call.real("threshold")));
  const auto suggested = studio::suggested(answer, project, answer.threshold);
  json result{{"run_id", model.run.id}, {"threshold", answer.threshold}, {"boxes", json::array()}};
  if (suggested.class_id) result["class_id"] = *suggested.class_id;
  if (project.task == scene::Task::Classification) result["score"] = suggested.score;
  for (const auto& [box, score] : suggested.boxes) {
    json one = box_json(box);
    one["score"] = score;
    result["boxes"].push_back(std::move(one));
  }
  return Reply(std::move(result));
}

Result<Reply> auto_label(Call& call) {
  return ask_newest_model(
      call, store::JobKind::AutoLabel, "Labelling all unlabelled pictures",
      call.real("threshold") ? json{{"threshold", *call.real("threshold")}} : json::object());
}

Result<Reply> start_review(Call& call) {
  return ask_newest_model(call, store::JobKind::Review, "Searching for label errors", json::object());
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
