// dataset/write.h — writes a Dataset to a folder in one of the layouts.
#pragma once

#include <filesystem>
#include <string_view>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

// Writes the data set into `folder`, which is created or must be empty. Pictures are copied byte for byte.
// Splits, classes without objects and null annotations are kept where the layout can represent them
// (docs/formats/datasets.md lists this).
//   Usage         no such layout, or a read-only one
//   Conflict      the folder contains files already
//   Unsupported   the layout does not hold labels of this kind
//   InvalidInput  the layout cannot represent a class name
//   Unavailable   a file cannot be written
Result<Done> write_dataset(const Dataset& dataset, std::string_view format,
                           const std::filesystem::path& folder);

}  // namespace tinsmith::dataset
