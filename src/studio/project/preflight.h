// studio/project/preflight.h — what a training will be, before it is begun: its settings, and whether its
// model would run on the board.
#pragma once

#include <nlohmann/json.hpp>

#include "store/store.h"
#include "store/versions.h"
#include "studio/train_config.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {

// The settings as people gave them to the studio (serve's TrainSettings), for a version of the project.
// InvalidInput; NotFound (a version or run of another project).
Result<TrainConfig> train_config_of(store::Store& store, store::Database& database, const store::Run& run);

// Names of the boards whose firmware understands what the network answers; whether one has room for it,
// preflight says.
std::vector<std::string_view> boards_for(const zoo::Network& network);

// Builds the network and quantizes it with weights as they are before training: file, memory and operators
// are exactly those of the trained one. As serve's Preflight. Takes a second.
Result<nlohmann::json> preflight(store::Store& store, store::Database& database, const store::Run& planned);

}  // namespace tinsmith::studio
