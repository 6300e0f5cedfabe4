// studio/project/apply_labels.h — labels of an import for a picture that the project has already.
#pragma once

#include <string_view>

#include "base/result.h"
#include "store/projects.h"

namespace tinsmith::studio {

// What happens to a picture that a person has labelled otherwise.
enum class OtherLabels : std::uint8_t {
  Keep,     // they stay, the import's are left out
  Replace,  // the import's take their place
  Add,      // the import's boxes join them; a box of the same class at the same place is not doubled
};
inline constexpr std::string_view kOtherLabels[] = {"keep", "replace", "add"};
// The first for a word that is none of them.
OtherLabels other_labels_from(std::string_view word);

enum class Applied : std::uint8_t {
  Nothing,  // the import says nothing of this picture
  Labelled,
  Same,  // the picture has just these labels
  Kept,  // it has other labels, which stayed
};

// `labels.id` is the picture's. Labels of a model that nobody has looked at give way to an import's.
Result<Applied> apply_labels(store::Database& database, std::int64_t project_id, const store::Picture& labels,
                             OtherLabels choice);

}  // namespace tinsmith::studio
