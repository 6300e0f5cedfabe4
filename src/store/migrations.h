// store/migrations.h — the tables, as the list of steps that led to them. Steps are only ever added.
#pragma once

#include "store/database.h"

namespace tinsmith::store {

// Applies the steps that this database has not seen, each whole or not at all. Conflict when it has seen
// more than there are: a newer Tinsmith wrote it.
Result<Done> migrate(Database& database);

// How many steps there are.
std::int64_t newest_schema();

}  // namespace tinsmith::store
