// studio/apply_labels.h — applies imported labels to a picture that the project already has.
#pragma once

#include <string_view>

#include "base/result.h"
#include "store/pictures.h"

namespace tinsmith::studio {

// The treatment of a picture that a person has already labelled differently.
enum class OtherLabels : std::uint8_t {
  Keep,     // the existing labels stay, the imported ones are ignored
  Replace,  // the imported labels replace the existing ones
  Add,      // imported boxes are added, except one of the same class in the same place
};
inline constexpr std::string_view kOtherLabels[] = {"keep", "replace", "add"};
// Returns Keep for an unknown word.
OtherLabels other_labels_from(std::string_view word);

enum class Applied : std::uint8_t {
  Nothing,  // the import has no labels for this picture
  Labelled,
  Same,  // the picture already has these labels
  Kept,  // the picture has other labels, which were kept
};

// Applies `labels` to the picture with the id `labels.id`. They always replace a model's
// labels that nobody has reviewed.
Result<Applied> apply_labels(store::Database& database, std::int64_t project_id, const store::Picture& labels,
                             OtherLabels choice);

}  // namespace tinsmith::studio
