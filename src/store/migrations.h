// store/migrations.h — the database schema, as a list of migration steps. Steps are only ever appended.
#pragma once

#include "store/database.h"

namespace tinsmith::store {

// Applies the steps that this database lacks, each in a transaction. Conflict when the database has more
// steps than this list: a newer version of Tinsmith wrote it.
Result<Done> migrate(Database& database);

// Returns the number of steps.
std::int64_t newest_schema();

}  // namespace tinsmith::store
