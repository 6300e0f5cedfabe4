// tidy/rooms.h — map = build = includes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tidy/tree.h"

namespace tinsmith::tidy {

struct Room {
  int floor = 0;
  std::set<std::string> may_include;
};

// The table of docs/ARCHITECTURE.md; complains about rows it cannot read and rows that point up or sideways.
std::map<std::string, Room> read_map(const Tree& tree, Complaints& complaints);

// The call of tinsmith_room in a room's CMakeLists.txt: the words after each of NEEDS, SOURCES, LINKS, TESTS,
// TEST_LINKS.
using Build = std::map<std::string, std::vector<std::string>>;
Build read_build(std::string_view cmake);

// Every room has a row and a build; NEEDS stays within the row; every quoted include within NEEDS (tests:
// also within TEST_LINKS).
Complaints check_rooms(const Tree& tree);

// The other way round: every row has its folder, and what a row allows is needed and included.
Complaints check_rows(const Tree& tree);

// Every .cpp is built and every header included by another file.
Complaints check_dead_files(const Tree& tree);

}  // namespace tinsmith::tidy
