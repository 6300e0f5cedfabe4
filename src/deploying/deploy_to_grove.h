// deploying/deploy_to_grove.h — the way of a model onto a Grove Vision AI V2, for deploy.h. Not for other rooms.
#pragma once

#include "deploying/board_session.h"
#include "deploying/deploy.h"

namespace tinsmith::deploying {

// In the log the address of a board whose firmware did not answer before it was written: it could be any.
inline constexpr std::string_view kUnknownGrove = "a silent Grove Vision AI V2";

// As deploy.
Result<Deployed> deploy_to_grove(devices::Link& link, const DeployRequest& request, const MetBoard& met,
                                 Progress& progress);

}  // namespace tinsmith::deploying
