#include "studio/backbones.h"

namespace tinsmith::studio {

ThreadPool& Backbones::pool() {
  if (!pool_) pool_ = std::make_unique<ThreadPool>();
  return *pool_;
}

Result<PictureFeatures*> Backbones::features() {
  if (!features_) {
    TRY(features_, PictureFeatures::make(pool()));
  }
  return &*features_;
}

Result<ObjectFinder*> Backbones::finder() {
  if (!finder_) {
    TRY(finder_, ObjectFinder::make());
  }
  return &*finder_;
}

}  // namespace tinsmith::studio
