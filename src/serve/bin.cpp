// Handlers for the bin, and for labels of a model that nobody has reviewed.
#include "store/bin.h"
#include "base/counted.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "store/model_labels.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;
using Ids = std::vector<std::int64_t>;

json counted(std::int64_t count, std::string_view what) {
  return done(fmt::format("{} {}", tinsmith::counted(count, "picture", "pictures"), what));
}

// Notifies pages after several pictures have changed, and returns the reply.
Reply told(const Call& call, json message) {
  call.tell("pictures");
  call.tell("project");
  return Reply(std::move(message));
}

}  // namespace

Result<Reply> delete_pictures(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::empty_old_bins(*database, store::kBinDays));
  TRY(const auto count, store::bin_pictures(*database, call.project(), call.body.at("ids").get<Ids>()));
  return told(call, counted(count, "moved to the bin"));
}

Result<Reply> delete_picture(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::bin_pictures(*database, call.project(), {call.id("picture")}));
  if (count == 0) return fail(Fault::NotFound, "this project has no picture {}", call.id("picture"));
  call.tell("pictures", call.id("picture"));
  return Reply(done());
}

Result<Reply> restore_pictures(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::restore_pictures(*database, call.project(), call.body.at("ids").get<Ids>()));
  return told(call, counted(count, "restored from the bin"));
}

Result<Reply> empty_bin(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count, store::empty_bin(*database, call.project(), call.member<Ids>("ids")));
  return told(call, counted(count, "permanently deleted"));
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
  const auto ids = call.member<Ids>("ids");
  if (job.has_value() == ids.has_value())
    return fail(Fault::InvalidInput, "either job_id or ids is expected: the labels to approve");
  if (job) {
    TRY(count, store::approve_labels_of(*database, call.project(), *job));
  } else {
    TRY(count, store::approve_labels(*database, call.project(), *ids));
  }
  return told(call, counted(count, "approved"));
}

Result<Reply> undo_auto_labels(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto count,
      store::undo_labels_of(*database, call.project(), call.body.at("job_id").get<std::int64_t>()));
  return told(call, counted(count, "no longer labelled"));
}

}  // namespace tinsmith::serve
