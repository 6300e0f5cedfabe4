// serve/health_cache.h — the health of projects, looked at once for each state they are in.
#pragma once

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "store/store.h"

namespace tinsmith::serve {

// Comparing all pictures with all takes seconds for a hundred thousand. So that a page need not wait, it is
// given what was found last while a thread looks again; the JSON then has "is_current": false. Only a project
// that was never looked at is waited for. Safe to use from several threads.
class HealthCache {
 public:
  ~HealthCache();
  // dataset::to_json of the project's health, with "is_current".
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
    std::string state;  // of pictures and labels
    nlohmann::json health;
    bool is_looking = false;
  };
  Result<Done> look(store::Store& store, const Key& key, const std::string& state);

  std::mutex lock_;
  std::map<Key, Seen> seen_;
  std::vector<std::thread> lookers_;
};

}  // namespace tinsmith::serve
