// tidy/rooms.h — checks that the map of rooms, the build and the includes agree.
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

// Reads the table of docs/ARCHITECTURE.md; complains about rows that it cannot read and rows that include a
// room on the same or a higher floor.
std::map<std::string, Room> read_map(const Tree& tree, Complaints& complaints);

// Reads the call of tinsmith_room in a room's CMakeLists.txt: the words after each of NEEDS, SOURCES, LINKS,
// TESTS, TEST_LINKS.
using Build = std::map<std::string, std::vector<std::string>>;
Build read_build(std::string_view cmake);

// Checks that every room has a row and a build, that NEEDS is within the row, and that every quoted include
// is within NEEDS (tests: also within TEST_LINKS).
Complaints check_rooms(const Tree& tree);

// Checks the opposite direction: every row has its folder, and everything that a row allows is needed and
// included.
Complaints check_rows(const Tree& tree);

// Checks that every .cpp is built and that every header is included by another file.
Complaints check_dead_files(const Tree& tree);

// Checks that test material, whose name ends in _for_test, is neither included by a source of the product nor
// compiled into it.
Complaints check_test_material(const Tree& tree);

}  // namespace tinsmith::tidy
