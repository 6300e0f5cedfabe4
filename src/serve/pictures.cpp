// Handlers for pictures, their files, and the bin.
#include "serve/pictures.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/counted.h"
#include "base/files.h"
#include "image/decode.h"
#include "image/encode.h"
#include "scene/split.h"
#include "serve/handlers.h"
#include "store/bin.h"
#include "studio/pictures.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kMaxListed = 500, kUsuallyListed = 100;
constexpr std::size_t kMaxBoxesInRow = 24;
// Besides the label states: labelled by a model and not yet reviewed.
constexpr std::string_view kByModel = "by_model";
constexpr std::int32_t kThumbnailSides[] = {128, 256, 512};
// Quality of a JPEG that replaces a picture which browsers cannot show; it is not used for training.
constexpr int kShownQuality = 92;

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

// Adds the members that only some pictures have: the job whose model made the
// labels, and the time of deletion.
void add_origin(const store::Picture& picture, json& result) {
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
  add_origin(row.picture, result);
  return result;
}

}  // namespace

json box_json(const store::Box& box) {
  return {
      {"class_id", box.class_id}, {"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
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
  add_origin(picture, result);
  return result;
}

Result<store::Picture> picture_of(const Call& call, store::Database& database, std::int64_t id) {
  TRY(const auto picture, store::find_picture(database, call.project(), id));
  if (!picture) return fail(Fault::NotFound, "this project has no picture {}", id);
  return *picture;
}

Reply changed_reply(const Call& call, std::int64_t count, std::string_view what) {
  call.publish("pictures");
  call.publish("project");
  return done(fmt::format("{} {}", counted(count, "picture", "pictures"), what));
}

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
  if (added.id || added.is_labelled) call.publish("pictures", added.id ? added.id : added.twin);
  return Reply(std::move(result));
}

Result<Reply> get_picture(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto picture, picture_of(call, *database, call.id("picture")));
  return Reply(picture_json(picture));
}

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

Result<Reply> delete_pictures(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::empty_old_bins(*database, store::kBinDays));
  TRY(const auto count, store::bin_pictures(*database, call.project(), call.body.at("ids").get<Ids>()));
  return changed_reply(call, count, "moved to the bin");
}

Result<Reply> delete_picture(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::bin_pictures(*database, call.project(), {call.id("picture")}));
  if (count == 0) return fail(Fault::NotFound, "this project has no picture {}", call.id("picture"));
  call.publish("pictures", call.id("picture"));
  return Reply(done());
}

Result<Reply> restore_pictures(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::restore_pictures(*database, call.project(), call.body.at("ids").get<Ids>()));
  return changed_reply(call, count, "restored from the bin");
}

Result<Reply> empty_bin(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::empty_bin(*database, call.project(), call.member<Ids>("ids")));
  return changed_reply(call, count, "permanently deleted");
}

}  // namespace tinsmith::serve
