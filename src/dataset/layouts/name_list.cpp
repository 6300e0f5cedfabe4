#include "dataset/layouts/name_list.h"

#include <algorithm>

#include "files/text.h"

namespace tinsmith::dataset {
namespace {

enum class Shape { Lines, Words, LabelMap };

struct ListPlace {
  std::string_view file_name;  // after '*': the end of the name
  Shape shape;
};
// MaixHub's labels.txt separates names by any white space; CVAT's
// labelmap.txt has "name:colour:parts:actions".
constexpr ListPlace kLists[] = {
    {"*.names", Shape::Lines},    {"classes.txt", Shape::Lines},     {"_darknet.labels", Shape::Lines},
    {"labels.txt", Shape::Words}, {"labelmap.txt", Shape::LabelMap}, {"predefined_classes.txt", Shape::Lines},
};

bool is_of(const ListPlace& kind, std::string_view path) {
  const std::string name = lowered(name_of_file(path));
  return kind.file_name.starts_with('*') ? name.ends_with(kind.file_name.substr(1)) : name == kind.file_name;
}

std::vector<std::string> names_in(std::string_view text, Shape shape) {
  std::vector<std::string> names;
  for (std::string_view piece : shape == Shape::Words ? words_of(text) : lines_of(text)) {
    if (shape == Shape::LabelMap) {
      if (piece.starts_with('#')) continue;
      piece = piece.substr(0, piece.find(':'));
      if (piece == "background") continue;
    }
    piece = trimmed(piece);
    if (!piece.empty()) names.emplace_back(piece);
  }
  return names;
}

}  // namespace

bool is_name_list(std::string_view path) {
  return std::any_of(std::begin(kLists), std::end(kLists),
                     [&](const ListPlace& kind) { return is_of(kind, path); });
}

std::vector<std::string> listed_names(const Survey& survey) {
  for (const ListPlace& kind : kLists) {
    for (const std::string& path : survey.others()) {
      if (!is_of(kind, path)) continue;
      const auto text = survey.text_of(path, kSmallLabelFile_bytes);
      if (text) return names_in(text.value(), kind.shape);
    }
  }
  return {};
}

}  // namespace tinsmith::dataset
