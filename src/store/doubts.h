// store/doubts.h — labels that the newest model doubts, which a person reviews.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct Doubt {
  std::int64_t run_id = 0, picture_id = 0;
  std::int64_t revision = 0;  // revision of the labels that are doubted
  std::string picture_name, picture_hash;
  std::string kind, message;
  double doubt = 0;
};

// Replaces all doubts of the project.
Result<Done> set_doubts(Database& database, std::int64_t project_id, const std::vector<Doubt>& doubts);
// Returns the most doubtful first, only for pictures whose labels have not changed since they were checked.
Result<std::vector<Doubt>> list_doubts(Database& database, std::int64_t project_id, std::int64_t most);

}  // namespace tinsmith::store
