// serve/downloads.h — files that are packed for one person to download, each behind a link with a key.
#pragma once

#include <optional>
#include <string>

#include "serve/call.h"

namespace tinsmith::serve {

struct Offer {
  std::string key;   // in the link; only its hash is stored
  std::string path;  // of the file to write, in the data folder
};
Offer new_offer();

// Records the offer and returns the Download. `name`: the file's name when it is saved. `job_id`: the job that
// writes the file; without one, it has been written.
Result<Reply> offered(Call& call, store::Database& database, const Offer& offer, const std::string& name,
                      std::optional<std::int64_t> job_id = std::nullopt);

}  // namespace tinsmith::serve
