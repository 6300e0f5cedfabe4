#include "serve/downloads.h"

#include <fmt/format.h>

#include <filesystem>

#include "serve/handlers.h"
#include "serve/secrets.h"
#include "store/downloads.h"

namespace tinsmith::serve {

Offer new_offer() {
  Offer offer;
  offer.key = random_token();
  offer.path = "downloads/" + hash_of_token(offer.key);
  return offer;
}

Result<Reply> offered(Call& call, store::Database& database, const Offer& offer, const std::string& name,
                      std::optional<std::int64_t> job_id) {
  TRY_DONE(
      store::add_download(database, hash_of_token(offer.key), {call.project(), offer.path, name, job_id}));
  nlohmann::json download{{"url", fmt::format("/api/v1/raw/{}/{}", offer.key, "file.zip")}};
  if (job_id) download["job_id"] = *job_id;
  return Reply(std::move(download));
}

Result<Reply> get_raw(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto download, store::find_download(*database, hash_of_token(call.word("key"))));
  if (!download) return fail(Fault::NotFound, "this link is not valid, or has expired");
  const auto path = call.store().root() / download->path;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return fail(Fault::Conflict, "the file is still being packed; try again in a moment");
  Reply reply = Reply::of_file(path, "application/zip");
  reply.save_as = download->name;
  return reply;
}

}  // namespace tinsmith::serve
