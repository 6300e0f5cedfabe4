#include "serve/health_cache.h"

#include "store/projects.h"
#include "studio/project_data.h"

namespace tinsmith::serve {
HealthCache::~HealthCache() {
  for (auto& [key, seen] : seen_)
    if (seen.looker.joinable()) seen.looker.join();
}

Result<Done> HealthCache::look(store::Store& store, const Key& key, const std::string& state) {
  const auto health = [&]() -> Result<dataset::Health> {
    TRY(auto database, store.connect());
    dataset::HealthOptions options;
    options.input = {key.size, key.size};
    options.checks_platforms = key.checks_platforms;
    return studio::project_health(store, *database, key.project, options);
  }();
  const std::lock_guard guard(lock_);
  Seen& seen = seen_[key];
  if (!health) return health.error();
  seen.state = state;
  seen.health = dataset::to_json(*health);
  return Done{};
}

Result<nlohmann::json> HealthCache::of(store::Store& store, std::int64_t project_id, std::int32_t size_px,
                                       bool checks_platforms) {
  const Key key{project_id, size_px, checks_platforms};
  TRY(auto database, store.connect());
  TRY(const auto state, store::content_stamp(*database, project_id));
  bool is_known = false;
  {
    const std::lock_guard guard(lock_);
    Seen& seen = seen_[key];
    is_known = !seen.health.is_null();
    if (is_known && seen.state != state && !seen.is_looking) {
      seen.is_looking = true;
      if (seen.looker.joinable()) seen.looker.join();  // it has ended, as is_looking says
      seen.looker = std::thread([this, &store, key, state] {
        const auto looked = look(store, key, state);
        if (!looked)
          fmt::print(stderr, "the health of project {} could not be computed: {}\n", key.project,
                     looked.error().text());
        const std::lock_guard end(lock_);
        seen_[key].is_looking = false;  // after a failure, too, so that the next request looks again
      });
    }
  }
  if (!is_known) TRY_DONE(look(store, key, state));
  const std::lock_guard guard(lock_);
  nlohmann::json health = seen_[key].health;
  health["is_current"] = seen_[key].state == state;
  return health;
}

}  // namespace tinsmith::serve
