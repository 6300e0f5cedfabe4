#include "tidy/lists.h"

#include <regex>

#include "tidy/source.h"

namespace tinsmith::tidy {

Complaints check_routes(const Tree& tree) {
  const File* handlers = tree.find("src/serve/handlers.h");
  const File* table = tree.find("src/serve/route_table.cpp");
  if (handlers == nullptr || table == nullptr)
    return {{"src/serve", 0,
             "has no handlers.h or no route_table.cpp; correct the paths in tests/tidy/lists.cpp"}};
  Complaints complaints;
  const std::regex declaration(R"(^Result<Reply> (\w+)\(Call& call\);)");
  int number = 0;
  for (const std::string& line : lines_of(handlers->text)) {
    ++number;
    std::smatch found;
    if (!std::regex_search(line, found, declaration)) continue;
    const std::regex entry("\\b" + found[1].str() + "\\}");
    if (!std::regex_search(table->text, entry))
      complaints.push_back({handlers->path, number, found[1].str() + " has no route in " + table->path});
  }
  return complaints;
}

Complaints check_fuzzers(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.path.starts_with("src/dataset/layouts/") || !file.path.ends_with("_read.cpp")) continue;
    if (tree.find(stem_of(file.path) + "_fuzz.cpp") == nullptr)
      complaints.push_back({file.path, 0, "has no fuzzer " + stem_of(file.path) + "_fuzz.cpp"});
  }
  return complaints;
}

Complaints check_settings(const Tree& tree) {
  const File* table = tree.find("src/verbs/train_settings.cpp");
  if (table == nullptr)
    return {{"src/verbs", 0, "has no train_settings.cpp; correct the path in tests/tidy/lists.cpp"}};
  std::string readers;
  for (const File& file : tree.files) {
    if (!file.path.starts_with("src/verbs/") || !file.path.ends_with(".cpp")) continue;
    if (file.path.ends_with("_test.cpp") || &file == table) continue;
    readers += code_only(file.text);
  }
  Complaints complaints;
  const std::regex row(R"(\.member = &TrainConfig::(\w+))");
  int number = 0;
  for (const std::string& line : lines_of(table->text)) {
    ++number;
    std::smatch found;
    if (!std::regex_search(line, found, row)) continue;
    if (!std::regex_search(readers, std::regex("\\bconfig(_)?\\.\\s*" + found[1].str() + "\\b")))
      complaints.push_back({table->path, number, "nothing in src/verbs reads config." + found[1].str()});
  }
  return complaints;
}

}  // namespace tinsmith::tidy
