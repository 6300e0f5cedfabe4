// store/downloads.h — links to packed files; the key of a link authorizes its download.
#pragma once

#include <optional>
#include <string>

#include "store/database.h"

namespace tinsmith::store {

struct Download {
  std::int64_t project_id = 0;
  std::string path;  // relative to the data folder
  std::string name;  // suggested file name
  std::optional<std::int64_t> job_id;
};

Result<Done> add_download(Database& database, const std::string& key_hash, const Download& download);
Result<std::optional<Download>> find_download(Database& database, const std::string& key_hash);

}  // namespace tinsmith::store
