#include "studio/work.h"

namespace tinsmith::studio {

// A switch, so that a kind without work does not compile.
ProjectWork work_of(store::JobKind kind) {
  using store::JobKind;
  switch (kind) {
    case JobKind::Import:
      return import_archive;
    case JobKind::Demo:
      return make_demo_project;
    case JobKind::Version:
      return freeze_version;
    case JobKind::Train:
      return train_run;
    case JobKind::AutoLabel:
      return auto_label;
    case JobKind::Review:
      return review_labels;
    case JobKind::Pack:
      return pack_version;
    case JobKind::Backup:
      return back_up;
    case JobKind::Restore:
      return restore;
    case JobKind::Verify:
      return verify;
  }
  return nullptr;
}

}  // namespace tinsmith::studio
