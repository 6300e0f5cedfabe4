// studio/preflight.h — predicts the settings and the board fit of a training before it starts.
#pragma once

#include <span>

#include "base/json.h"
#include "boards/acceptance.h"
#include "store/runs.h"
#include "store/store.h"
#include "verbs/train_config.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {

// Converts the settings given in the studio (type TrainSettings of serve) to a
// config for a version of the project.
//   InvalidInput  a setting is invalid
//   NotFound      a version or run that is not in this project
Result<verbs::TrainConfig> train_config_of(store::Store& store, store::Database& database,
                                           const store::Run& run);

// Returns the names of the boards whose firmware can decode the network's output. Whether the model fits a
// board's memory is checked by `preflight`.
std::vector<std::string_view> boards_for(const zoo::Network& network);

// Returns what a board's rules say about a model, as Rule[] of serve.
nlohmann::json rules_json(std::span<const boards::Finding> findings);

// Builds the network and quantizes it with untrained weights: file size, memory and operators are exactly
// those of the trained one. Returns the Preflight type of serve. Takes about a second.
Result<nlohmann::json> preflight(store::Store& store, store::Database& database, const store::Run& planned);

}  // namespace tinsmith::studio
