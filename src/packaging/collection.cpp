#include "packaging/collection.h"

#include "base/json.h"
#include "packaging/template.h"

namespace tinsmith::packaging {
namespace {

struct CollectionRow {
  std::string_view board, camera, folder;
};
constexpr CollectionRow kCollections[] = {
    {"openmv-h7", "collect_openmv.py", "pictures"},
    {"openmv-h7-plus", "collect_openmv.py", "pictures"},
    {"k230", "collect_k230.py", "/sdcard/pictures"},
    {"k210", "collect_k210.py", "/sd/pictures"},
};

// A list of strings is written in Python as in JSON.
std::string in_python(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Result<std::string> collection_script(const boards::Board& board, const std::vector<std::string>& classes) {
  std::string names;
  for (const CollectionRow& row : kCollections) {
    names += (names.empty() ? "" : ", ") + std::string(row.board);
    if (row.board != board.name) continue;
    return filled(template_text("collect.py.in"), {{"CLASSES", in_python(classes)},
                                                   {"FOLDER", std::string(row.folder)},
                                                   {"CAMERA", std::string(template_text(row.camera))}});
  }
  return fail(
      Fault::Refused,
      "{} runs no script that collects pictures; {} do. Take the pictures on the Capture page of the studio",
      board.title, names);
}

}  // namespace tinsmith::packaging
