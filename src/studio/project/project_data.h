// studio/project/project_data.h — a project's pictures and labels as a data set, as every verb takes it.
#pragma once

#include <filesystem>
#include <vector>

#include "dataset/duplicates.h"
#include "dataset/health.h"
#include "loader/augment.h"
#include "store/projects.h"
#include "store/store.h"
#include "store/versions.h"

namespace tinsmith::studio {

struct ProjectData {
  store::Project project;
  std::vector<store::Picture> pictures;  // oldest first; as `dataset.pictures`, one to one
  dataset::Dataset dataset;              // paths are "<id>/<name>", read from the store's files
};

// `dataset` refers to `store`, which must outlive it. NotFound.
Result<ProjectData> project_data(const store::Store& store, store::Database& database,
                                 std::int64_t project_id);

// Those kept when the pictures came.
dataset::Fingerprints fingerprints_of(const ProjectData& data);

// The labels of `picture` that a data set's picture stands for; `class_ids` by class index.
store::Picture labels_from(const dataset::Picture& picture, const std::vector<std::int64_t>& class_ids);

// Exact for the pictures and labels of now; decodes nothing.
Result<dataset::Health> project_health(const store::Store& store, store::Database& database,
                                       std::int64_t project_id, const dataset::HealthOptions& options);

// The settings a version has, with defaults where it says nothing.
// InvalidInput names what is out of its range.
Result<loader::AugmentSettings> augmentation_of(const nlohmann::json& settings);

// A grid of varied pictures of the project, some of each class, as training on such settings would show them.
// InvalidInput when it has no pictures.
Result<Bytes> augmentation_preview(const store::Store& store, store::Database& database,
                                   std::int64_t project_id, const loader::AugmentSettings& settings,
                                   std::int32_t side, std::uint64_t seed);

}  // namespace tinsmith::studio
