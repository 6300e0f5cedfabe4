// dataset/write.h — a Dataset becomes a folder in one of the layouts.
#pragma once

#include <filesystem>
#include <string_view>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

// Writes the data set into `folder`, which is made, or empty. Pictures are copied byte for byte; splits,
// classes without objects, and "looked at, holds nothing" survive where the layout has a place for them
// (docs/formats/datasets.md says which has). Usage (no such layout, or one that is only read), Conflict (the
// folder holds files already), Unsupported (boxes into a layout for whole pictures, or the other way),
// InvalidInput (a class name that the layout cannot carry), Unavailable (the disk).
Result<Done> write_dataset(const Dataset& dataset, std::string_view format,
                           const std::filesystem::path& folder);

}  // namespace tinsmith::dataset
