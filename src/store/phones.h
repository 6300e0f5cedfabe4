// store/phones.h — phones that may add pictures to one project.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct Phone {
  std::int64_t id = 0;
  std::int64_t project_id = 0;
  // The account that paired it, whose rights it has at most; nullopt: the single person of a studio without accounts.
  std::optional<std::int64_t> user_id;
  std::string name, client;  // model of the device, which it need not give, and its browser's User-Agent
  std::string created, last_used;
};

// A phone that was not used for so long has to be paired again.
inline constexpr std::int64_t kPhone_days = 30;
inline constexpr std::int64_t kMaxPhones = 20;  // of one project

// Returns the new id; `created` and `last_used` of the row are now. Phones of any project that are no longer valid are removed.
// Conflict when the project has kMaxPhones already.
Result<std::int64_t> add_phone(Database& database, const Phone& phone, const std::string& token_hash);
// Returns nullopt when it was removed, or is no longer valid. Also updates last_used, at most once per minute.
Result<std::optional<Phone>> find_phone(Database& database, const std::string& token_hash);
// Returns the valid phones of a project, the one that was used last first.
Result<std::vector<Phone>> list_phones(Database& database, std::int64_t project_id);
// Returns false when the project has no phone with this id.
Result<bool> remove_phone(Database& database, std::int64_t project_id, std::int64_t id);

}  // namespace tinsmith::store
