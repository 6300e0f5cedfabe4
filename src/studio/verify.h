// studio/verify.h — checks the integrity of a data folder.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "store/store.h"

namespace tinsmith::studio {

struct Verified {
  std::size_t files = 0;
  // One sentence per damaged or missing file, and for a damaged database.
  std::vector<std::string> broken;
  std::int64_t swept = 0;  // removed files, which nothing had referred to for a day
  std::string message() const;
};

// Reads every stored file and compares its hash with its name. Others may use the folder meanwhile. Cancelled
// when a stop was requested.
Result<Verified> verify_store(store::Store& store, Progress& progress);

}  // namespace tinsmith::studio
