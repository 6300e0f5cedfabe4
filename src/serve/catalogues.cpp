// Handlers for what this version of Tinsmith offers: networks, boards and layouts of data sets.
#include <algorithm>

#include "boards/boards.h"
#include "dataset/formats.h"
#include "scene/task.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "studio/preflight.h"
#include "verbs/starting_weights.h"
#include "verbs/train_settings.h"
#include "zoo/zoo.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

}  // namespace

Result<Reply> list_networks(Call&) {
  std::vector<zoo::Network> networks(zoo::networks().begin(), zoo::networks().end());
  std::stable_partition(networks.begin(), networks.end(), [](const auto& one) { return one.is_default; });
  json list = json::array();
  for (const zoo::Network& network : networks) {
    verbs::TrainConfig usual;
    verbs::resolve(usual, network);
    list.push_back({{"name", network.name},
                    {"about", network.about},
                    {"kind", scene::name_of(network.task)},
                    {"size", usual.size},
                    {"size_step", network.stride},
                    {"batch", usual.batch},
                    {"learning_rate", usual.learning_rate},
                    {"starts", verbs::possible_starts(network)},
                    {"boards", studio::boards_for(network)}});
  }
  return Reply(json{{"networks", list}, {"settings", verbs::settings_for_form()}});
}

Result<Reply> list_boards(Call&) {
  json list = json::array();
  for (const boards::Board& board : boards::board_table()) {
    json one{{"name", board.name}, {"title", board.title}, {"about", board.about}};
    if (board.max_side_px > 0) one["max_side"] = board.max_side_px;
    if (board.arena_bytes > 0) one["arena_bytes"] = board.arena_bytes;
    if (board.model_bytes > 0) one["model_bytes"] = board.model_bytes;
    one["side_multiple"] = board.side_multiple;
    if (!board.loads.empty()) one.update({{"loads", board.loads}, {"converter", board.converter}});
    if (board.fastest_ms_per_million > 0)
      one.update({{"ms_per_million", {board.fastest_ms_per_million, board.slowest_ms_per_million}},
                  {"speed_source", board.speed_source}});
    one.update({{"memory", board.hardware.memory},
                {"flash", board.hardware.flash},
                {"camera", board.hardware.camera},
                {"runtime", board.hardware.runtime}});
    list.push_back(std::move(one));
  }
  return Reply(json{{"boards", list}});
}

Result<Reply> list_formats(Call&) {
  json written = json::array(), read = json::array();
  for (const dataset::Format& format : dataset::formats()) {
    const json one{{"name", format.name}, {"title", format.title}, {"kind", dataset::name_of(format.holds)}};
    read.push_back(one);
    if (format.write != nullptr) written.push_back(one);
  }
  return Reply(json{{"formats", written}, {"read", read}});
}

}  // namespace tinsmith::serve
