#include "tidy/rooms.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "tidy/source.h"

namespace tinsmith::tidy {
namespace {

constexpr std::string_view kMap = "docs/ARCHITECTURE.md";
constexpr std::string_view kGround =
    "base";  // every room may use its names, with or without an include of its own

std::vector<std::string> words_of(std::string text) {
  std::istringstream stream(std::move(text));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string without_parentheses(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
  return text;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  for (std::size_t end = line.find('|'); end != std::string_view::npos; end = line.find('|')) {
    cells.emplace_back(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  return cells;
}

bool is_test(std::string_view path) {
  const std::string stem = stem_of(path);
  return stem.ends_with("_test") || stem.ends_with("_fuzz") || stem.ends_with("_for_test");
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::set<std::string> rooms_in(const Tree& tree) {
  std::set<std::string> rooms;
  for (const File& file : tree.files) {
    if (const std::string room = room_of(file.path); !room.empty()) rooms.insert(room);
  }
  return rooms;
}

Build build_of(const Tree& tree, const std::string& room) {
  const File* cmake = tree.find(fmt::format("src/{}/CMakeLists.txt", room));
  return cmake == nullptr ? Build() : read_build(cmake->text);
}

void check_needs(const std::string& room, const Room& row, const Build& build, Complaints& complaints) {
  const std::string cmake = fmt::format("src/{}/CMakeLists.txt", room);
  const std::vector<std::string> needs =
      build.contains("NEEDS") ? build.at("NEEDS") : std::vector<std::string>();
  for (const std::string& need : needs) {
    if (!row.may_include.contains(need)) {
      complaints.push_back(
          {cmake, 0, fmt::format("needs {}, which its row in {} does not list", need, kMap)});
    }
  }
}

void check_include(const File& file, const Include& include, const std::map<std::string, Room>& map,
                   const Build& build, Complaints& complaints) {
  if (!include.quoted) return;
  const std::string room = room_of(file.path);
  const std::string other = include.path.substr(0, include.path.find('/'));
  if (!map.contains(other)) {
    complaints.push_back(
        {file.path, include.line,
         fmt::format("\"{}\" does not begin with a room; what is not ours is included with <>",
                     include.path)});
    return;
  }
  if (other == room) return;
  const bool needed = build.contains("NEEDS") && contains(build.at("NEEDS"), other);
  const bool needed_by_test =
      is_test(file.path) && build.contains("TEST_LINKS") && contains(build.at("TEST_LINKS"), other);
  if (!needed && !needed_by_test) {
    complaints.push_back(
        {file.path, include.line, fmt::format("{} may not include {}; see {}", room, other, kMap)});
  }
}

void check_room(const Tree& tree, const std::string& room, const std::map<std::string, Room>& map,
                Complaints& complaints) {
  if (!map.contains(room)) {
    complaints.push_back({"src/" + room, 0, fmt::format("has no row in {}", kMap)});
    return;
  }
  const Build build = build_of(tree, room);
  if (build.empty()) return;  // headers only; sources without a build are dead files
  check_needs(room, map.at(room), build, complaints);
  for (const File& file : tree.files) {
    if (room_of(file.path) != room || !is_source(file.path)) continue;
    for (const Include& include : includes_of(file.text))
      check_include(file, include, map, build, complaints);
  }
}

// Returns the rooms that the sources of `room` include.
std::set<std::string> rooms_included_by(const Tree& tree, const std::string& room) {
  std::set<std::string> included;
  for (const File& file : tree.files) {
    if (room_of(file.path) != room || !is_source(file.path) || is_test(file.path)) continue;
    for (const Include& include : includes_of(file.text)) {
      if (include.quoted) included.insert(include.path.substr(0, include.path.find('/')));
    }
  }
  return included;
}

// Returns whether a CMakeLists.txt in the file's folder or above it names the file (a room names it without
// .cpp).
bool is_built(const Tree& tree, const File& file) {
  const std::string room = room_of(file.path);
  if (!room.empty()) {
    const Build build = build_of(tree, room);
    const std::string name = stem_of(file.path.substr(room.size() + 5));
    const auto lists = [&](const char* kind, const std::string& wanted) {
      return build.contains(kind) && contains(build.at(kind), wanted);
    };
    if (lists("SOURCES", name) || lists("TESTS", name)) return true;
    // A program or a library of its own beside the room's.
    const File* cmake = tree.find("src/" + room + "/CMakeLists.txt");
    if (cmake != nullptr && contains(words_of(without_parentheses(cmake->text)), name + ".cpp")) return true;
    const bool beside_a_source = name.ends_with("_test") || name.ends_with("_fuzz");
    return beside_a_source && lists("SOURCES", name.substr(0, name.size() - 5));
  }
  for (std::string folder = folder_of(file.path);; folder = folder_of(folder)) {
    const File* cmake = tree.find(folder.empty() ? "CMakeLists.txt" : folder + "/CMakeLists.txt");
    const std::string name = file.path.substr(folder.empty() ? 0 : folder.size() + 1);
    if (cmake != nullptr && contains(words_of(without_parentheses(cmake->text)), name)) return true;
    if (folder.empty()) return false;
  }
}

}  // namespace

std::map<std::string, Room> read_map(const Tree& tree, Complaints& complaints) {
  std::map<std::string, Room> map;
  const File* file = tree.find(kMap);
  if (file == nullptr) {
    complaints.push_back({std::string(kMap), 0, "is missing"});
    return map;
  }
  int number = 0;
  for (const std::string& line : lines_of(file->text)) {
    ++number;
    if (!line.starts_with("| ") || line.starts_with("| floor") || line.starts_with("| ---")) continue;
    const std::vector<std::string> cells = cells_of(line);
    const std::vector<std::string> floor = cells.empty() ? std::vector<std::string>() : words_of(cells[0]);
    const std::vector<std::string> name = cells.size() < 4 ? std::vector<std::string>() : words_of(cells[1]);
    Room room;
    if (floor.size() != 1 || name.size() != 1 ||
        std::from_chars(floor[0].data(), floor[0].data() + floor[0].size(), room.floor).ec != std::errc()) {
      complaints.push_back(
          {std::string(kMap), number, "is not a row: | floor | room | may include | one line |"});
      continue;
    }
    for (const std::string& neighbour : words_of(cells[2])) {
      if (!map.contains(neighbour) || map.at(neighbour).floor >= room.floor) {
        complaints.push_back(
            {std::string(kMap), number,
             fmt::format("{} may not include {}: it is on no lower floor", name[0], neighbour)});
      }
      room.may_include.insert(neighbour);
    }
    map[name[0]] = room;
  }
  return map;
}

Build read_build(std::string_view cmake) {
  static const std::set<std::string> kKinds = {"NEEDS", "SOURCES", "LINKS", "TESTS", "TEST_LINKS"};
  Build build;
  const std::size_t call = cmake.find("tinsmith_room(");
  if (call == std::string_view::npos) return build;
  std::string without_comments;
  for (const std::string& line : lines_of(cmake.substr(call)))
    without_comments += line.substr(0, line.find('#')) + "\n";
  const std::size_t open = without_comments.find('(');
  std::string kind;
  for (const std::string& word :
       words_of(without_comments.substr(open + 1, without_comments.find(')') - open - 1))) {
    if (kKinds.contains(word)) {
      kind = word;
    } else if (!kind.empty()) {
      build[kind].push_back(word);
    }
  }
  return build;
}

Complaints check_rooms(const Tree& tree) {
  Complaints complaints;
  const std::map<std::string, Room> map = read_map(tree, complaints);
  const std::set<std::string> rooms = rooms_in(tree);
  for (const std::string& room : rooms) check_room(tree, room, map, complaints);
  return complaints;
}

Complaints check_rows(const Tree& tree) {
  Complaints complaints;
  Complaints unreadable;  // reported by check_rooms
  const std::set<std::string> rooms = rooms_in(tree);
  for (const auto& [name, room] : read_map(tree, unreadable)) {
    if (!rooms.contains(name)) {
      complaints.push_back({std::string(kMap), 0, name + " has a row but no folder in src"});
      continue;
    }
    const Build build = build_of(tree, name);
    const std::set<std::string> included = rooms_included_by(tree, name);
    for (const std::string& neighbour : room.may_include) {
      if (!build.contains("NEEDS") || !contains(build.at("NEEDS"), neighbour)) {
        complaints.push_back(
            {std::string(kMap), 0, fmt::format("{} may include {}, but is built without", name, neighbour)});
      } else if (neighbour != kGround && !included.contains(neighbour)) {
        complaints.push_back(
            {std::string(kMap), 0, fmt::format("{} may include {}, but never does", name, neighbour)});
      }
    }
  }
  return complaints;
}

Complaints check_dead_files(const Tree& tree) {
  Complaints complaints;
  std::set<std::string> included;
  for (const File& file : tree.files) {
    const bool is_for_boards =
        file.path.ends_with(".c") || file.path.ends_with(".cc");  // sources of packages
    if (!is_source(file.path) && !is_for_boards) continue;
    for (const Include& include : includes_of(file.text)) included.insert("/" + include.path);
  }
  for (const File& file : tree.files) {
    if (file.path.ends_with(".cpp") && !is_built(tree, file)) {
      complaints.push_back({file.path, 0, "is built by no CMakeLists.txt"});
    }
    if (file.path.ends_with(".h")) {
      const bool is_included = std::any_of(included.begin(), included.end(), [&](const std::string& path) {
        return file.path.ends_with(path);
      });
      if (!is_included) complaints.push_back({file.path, 0, "is included by nobody"});
    }
  }
  return complaints;
}

Complaints check_test_material(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    if (room_of(file.path).empty() || !is_source(file.path) || is_test(file.path)) continue;
    for (const Include& include : includes_of(file.text)) {
      if (include.quoted && stem_of(include.path).ends_with("_for_test"))
        complaints.push_back(
            {file.path, include.line, fmt::format("includes {}, which is for tests only", include.path)});
    }
  }
  for (const std::string& room : rooms_in(tree)) {
    const Build build = build_of(tree, room);
    if (!build.contains("SOURCES")) continue;
    for (const std::string& source : build.at("SOURCES")) {
      if (is_test(source))
        complaints.push_back({fmt::format("src/{}/CMakeLists.txt", room), 0,
                              fmt::format("compiles {} into the product; list it under TESTS", source)});
    }
  }
  return complaints;
}

}  // namespace tinsmith::tidy
