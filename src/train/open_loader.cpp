#include "train/open_loader.h"

namespace tinsmith::train {

Result<std::unique_ptr<loader::Loader>> open_loader(
    const FitArguments& arguments, const std::vector<std::size_t>& pictures,
    const std::optional<loader::AugmentSettings>& augmentation) {
  loader::LoaderSettings settings;
  settings.preparation = arguments.data.preparation;
  settings.augmentation = augmentation;
  settings.batch = arguments.settings.batch;
  settings.seed = arguments.settings.seed;
  settings.threads = arguments.pool.threads();
  settings.part = static_cast<std::size_t>(arguments.ranks.rank());
  settings.parts = static_cast<std::size_t>(arguments.ranks.count());
  return loader::Loader::make(arguments.data.dataset, pictures, settings);
}

}  // namespace tinsmith::train
