// The handler for the health of a project's data.
#include <algorithm>

#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/health_cache.h"

namespace tinsmith::serve {

Result<Reply> get_health(Call& call) {
  const auto size =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(call.whole("size").value_or(96), 16, 1024));
  TRY(auto health, call.installation.health.of(call.store(), call.project(), size, call.flag("platforms")));
  return Reply(std::move(health));
}

}  // namespace tinsmith::serve
