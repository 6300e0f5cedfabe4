// studio/backbones.h — the pretrained networks that the instant models share, in memory once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "base/thread_pool.h"
#include "studio/object_finder.h"
#include "studio/picture_features.h"

namespace tinsmith::studio {

// Each network is loaded when it is first needed. Thread-safe only while `in_use` is locked; one caller works at a
// time.
class Backbones {
 public:
  std::mutex in_use;

  ThreadPool& pool();
  // Return the network. NotFound: its weights are not part of the program.
  Result<PictureFeatures*> features();
  Result<ObjectFinder*> finder();

 private:
  std::unique_ptr<ThreadPool> pool_;
  std::optional<PictureFeatures> features_;
  std::optional<ObjectFinder> finder_;
};

}  // namespace tinsmith::studio
