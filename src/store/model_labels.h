// store/model_labels.h — labels that a model made and that nobody has reviewed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

// Approve labels made by a model that nobody has reviewed (they become a person's), or remove them (undo):
// those of the given pictures, or all that the job made. Return the number of pictures.
Result<std::int64_t> approve_labels(Database& database, std::int64_t project_id,
                                    const std::vector<std::int64_t>& ids);
Result<std::int64_t> approve_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
Result<std::int64_t> undo_labels_of(Database& database, std::int64_t project_id, std::int64_t model_job);
// The pictures that one job labelled and nobody has reviewed.
struct LabelBatch {
  std::int64_t job = 0, pictures = 0;
  std::optional<std::string> created;  // time of the job; absent when its row is gone
};
Result<std::vector<LabelBatch>> label_batches(Database& database, std::int64_t project_id);  // newest first

}  // namespace tinsmith::store
