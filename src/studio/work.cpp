#include "studio/work.h"

namespace tinsmith::studio {
namespace {

struct Row {
  std::string_view kind;
  ProjectWork work;
};
constexpr Row kRows[] = {
    {"import", import_archive}, {"demo", make_demo_project}, {"version", freeze_version},
    {"train", train_run},       {"auto_label", auto_label},  {"review", review_labels},
    {"pack", pack_version},     {"backup", back_up},         {"restore", restore},
    {"verify", verify},
};

}  // namespace

ProjectWork work_of(std::string_view kind) {
  for (const Row& row : kRows)
    if (row.kind == kind) return row.work;
  return nullptr;
}

}  // namespace tinsmith::studio
