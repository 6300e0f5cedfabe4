// store/bin.h — the bin: deleted pictures that can be restored.
#pragma once

#include <optional>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

// Number of days that a picture stays in the bin.
inline constexpr int kBinDays = 30;
// Move pictures to the bin, restore them from it, or delete them permanently: the given ones, or all in the
// bin when `ids` is absent. Return the number of pictures.
Result<std::int64_t> bin_pictures(Database& database, std::int64_t project_id,
                                  const std::vector<std::int64_t>& ids);
Result<std::int64_t> restore_pictures(Database& database, std::int64_t project_id,
                                      const std::vector<std::int64_t>& ids);
Result<std::int64_t> empty_bin(Database& database, std::int64_t project_id,
                               const std::optional<std::vector<std::int64_t>>& ids);
// Permanently deletes the pictures of all projects that have been in the bin for more than `days`.
Result<std::int64_t> empty_old_bins(Database& database, int days);

}  // namespace tinsmith::store
