// serve/pictures.h — a picture and its boxes as JSON, for several handlers.
#pragma once

#include "serve/call.h"
#include "store/pictures.h"

namespace tinsmith::serve {

nlohmann::json box_json(const store::Box& box);
nlohmann::json picture_json(const store::Picture& picture);
// Finds a picture of the path's project. NotFound.
Result<store::Picture> picture_of(const Call& call, store::Database& database, std::int64_t id);
// Notifies pages after several pictures have changed, and returns the reply, such as "3 pictures approved".
Reply changed_reply(const Call& call, std::int64_t count, std::string_view what);

}  // namespace tinsmith::serve
