// train/open_loader.h — opens the loaders of a fit.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "loader/loader.h"
#include "train/fit.h"

namespace tinsmith::train {

// Returns a loader of this rank's part of each batch of `pictures`, prepared as the fit's data and settings
// require. `augmentation`: nothing for validation. InvalidInput: a setting is out of its range.
Result<std::unique_ptr<loader::Loader>> open_loader(
    const FitArguments& arguments, const std::vector<std::size_t>& pictures,
    const std::optional<loader::AugmentSettings>& augmentation);

}  // namespace tinsmith::train
