// The networks that a board's messages recommend, which only a room above both can look up.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "boards/boards.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

TEST(BoardNetworks, ABoardRecommendsNetworksThatExistAndThatItCanDecode) {
  std::set<std::string> recommended;
  for (const boards::Board& board : boards::board_table())
    for (const zoo::Network& network : zoo::networks()) {
      if (network.box_grid == nullptr) continue;
      const auto form = boards::box_form_for(&board, network.box_grid({}));
      if (form) continue;
      std::smatch found;
      const std::string message = form.error().message;
      ASSERT_TRUE(std::regex_search(message, found, std::regex("; use (\\S+)(?: or (\\S+))?$"))) << message;
      for (std::size_t i = 1; i < found.size(); ++i) {
        if (!found[i].matched) continue;
        const auto other = zoo::find_network(found[i].str());
        ASSERT_TRUE(other) << other.error().message;
        EXPECT_TRUE(boards::box_form_for(&board, (*other)->box_grid({}))) << board.name << ": " << message;
        recommended.insert(found[i].str());
      }
    }
  EXPECT_GE(recommended.size(), 3U) << "the boards' messages recommend networks";
}

}  // namespace
}  // namespace tinsmith::verbs
