// store/classes.h — the classes of a project.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct Class {
  std::int64_t id = 0;
  std::string name, colour;  // "#rrggbb"
};

// Returns the classes of a project in their permanent order.
Result<std::vector<Class>> list_classes(Database& database, std::int64_t project_id);
// Replaces the list of classes, in this order; an id of 0 means a new class. Conflict when a removed class
// still has labels, or two classes have the same name.
Result<Done> set_classes(Database& database, std::int64_t project_id, const std::vector<Class>& classes);
// Changes every label of class `from` to class `into` and removes `from`. Returns the number
// of changed pictures and labels.
//   NotFound      the project does not have one of the classes
//   InvalidInput  the classes are the same
struct Merged {
  std::int64_t pictures = 0, labels = 0;
};
Result<Merged> merge_classes(Database& database, std::int64_t project_id, std::int64_t from,
                             std::int64_t into);
// Returns the id of the class with that name, and creates the class if necessary.
Result<std::int64_t> class_named(Database& database, std::int64_t project_id, const std::string& name);
Result<Done> set_class_colour(Database& database, std::int64_t class_id, const std::string& colour);
// Returns a colour for the class at that position; the first 14 colours are distinct.
std::string colour_of_class(std::size_t position);

}  // namespace tinsmith::store
