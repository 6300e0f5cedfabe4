// serve/runs.h — training runs, for several handlers.
#pragma once

#include "serve/call.h"
#include "store/runs.h"

namespace tinsmith::serve {

// Finds a run of the path's project. NotFound.
Result<store::Run> run_of(const Call& call, store::Database& database, std::int64_t id);
// Finds the finished run of the path. NotFound; Conflict when it is not finished.
Result<store::Run> finished_run_of(const Call& call, store::Database& database);
// Lists the files of a run's folder that can be downloaded, as RunFile of the API.
nlohmann::json run_files_json(const std::filesystem::path& run_folder);

}  // namespace tinsmith::serve
