// Handlers for the bin.
#include "store/bin.h"
#include "serve/handlers.h"
#include "serve/pictures.h"

namespace tinsmith::serve {
namespace {

using Ids = std::vector<std::int64_t>;

}  // namespace

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
