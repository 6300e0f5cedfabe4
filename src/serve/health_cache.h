// serve/health_cache.h — caches the health of projects, computed once for each state of their data.
#pragma once

#include <map>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "store/store.h"

namespace tinsmith::serve {

// Comparing all pictures with each other takes seconds for a hundred thousand. So a page gets the previous
// result at once, marked with "is_current": false, while a thread computes the new one. Only the first result
// of a project is waited for. Thread-safe.
class HealthCache {
 public:
  ~HealthCache();
  // Returns dataset::to_json of the project's health, with "is_current" added.
  Result<nlohmann::json> of(store::Store& store, std::int64_t project_id, std::int32_t size_px,
                            bool checks_platforms);

 private:
  struct Key {
    std::int64_t project;
    std::int32_t size;
    bool checks_platforms;
    auto operator<=>(const Key&) const = default;
  };
  struct Seen {
    std::string state;  // state of pictures and labels
    nlohmann::json health;
    bool is_looking = false;
    std::thread looker;  // the last one that was started
  };
  Result<Done> look(store::Store& store, const Key& key, const std::string& state);

  std::mutex lock_;
  std::map<Key, Seen> seen_;
};

}  // namespace tinsmith::serve
