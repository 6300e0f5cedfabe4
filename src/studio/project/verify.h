// studio/project/verify.h — whether a data folder still holds what was put into it.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "store/store.h"

namespace tinsmith::studio {

struct Verified {
  std::size_t files = 0;
  std::vector<std::string>
      broken;              // a sentence for each file that is damaged or missing, and for the database
  std::int64_t swept = 0;  // files that nothing had referred to for a day, removed
  std::string says() const;
};

// Reads every stored file and compares it with its name, which is the hash of its bytes. Others may use the
// folder meanwhile. Cancelled when it was asked to stop.
Result<Verified> verify_store(store::Store& store, Progress& progress);

}  // namespace tinsmith::studio
