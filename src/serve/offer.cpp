#include "serve/offer.h"

#include <fmt/format.h>

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

}  // namespace tinsmith::serve
