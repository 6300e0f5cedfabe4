// studio/project_data.h — a project's pictures and labels as a data set, in the form that verbs use.
#pragma once

#include <filesystem>
#include <vector>

#include "dataset/duplicates.h"
#include "dataset/health.h"
#include "loader/augment.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/store.h"

namespace tinsmith::studio {

struct ProjectData {
  store::Project project;
  std::vector<store::Picture> pictures;  // oldest first; same order as `dataset.pictures`
  dataset::Dataset dataset;              // paths are "<id>/<name>"; bytes come from the store
};

// Reads the project. `dataset` refers to `store`, which must outlive it. NotFound.
Result<ProjectData> project_data(const store::Store& store, store::Database& database,
                                 std::int64_t project_id);

// Returns the fingerprints that were computed when the pictures were added.
dataset::Fingerprints fingerprints_of(const ProjectData& data);

// Converts the labels of a data set's picture to those of a project's picture;
// `class_ids` maps class index to class id.
store::Picture labels_from(const dataset::Picture& picture, const std::vector<std::int64_t>& class_ids);

// Computes the data health from the current pictures and labels, without decoding pictures.
Result<dataset::Health> project_health(const store::Store& store, store::Database& database,
                                       std::int64_t project_id, const dataset::HealthOptions& options);

// Returns the augmentation settings of a version; missing values get their defaults. InvalidInput names a
// value that is out of range.
Result<loader::AugmentSettings> augmentation_of(const nlohmann::json& settings);

// Returns a grid of augmented pictures of the project, some of each class, as training with these settings
// would produce them. InvalidInput when the project has no pictures.
Result<Bytes> augmentation_preview(const store::Store& store, store::Database& database,
                                   std::int64_t project_id, const loader::AugmentSettings& settings,
                                   std::int32_t side, std::uint64_t seed);

}  // namespace tinsmith::studio
