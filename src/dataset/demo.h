// dataset/demo.h — a small data set drawn by this program: nuts, bolts and washers on a workbench, so that
// the first run needs no download.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/progress.h"
#include "base/result.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"

namespace tinsmith::dataset {

struct DemoOptions {
  Task task = Task::Detection;  // boxes, as COCO JSON; Classification: one object a picture, in class folders
  int pictures = 240;
  image::Size size{160, 120};
  std::uint64_t seed = 1;
};

// Draws into `folder`, which is made, or empty. The same options give the same bytes. Cancelled, Conflict (the
// folder holds files already), Usage (fewer than 12 or more than 100 000 pictures, sides outside 48…1024 pixels),
// Unavailable.
Result<Done> draw_demo(const std::filesystem::path& folder, const DemoOptions& options, ThreadPool& threads,
                       Progress& progress);

}  // namespace tinsmith::dataset
