// dataset/demo.h — draws a small demo data set of nuts, bolts and washers on a workbench.
//
// With it, the first run needs no download.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/progress.h"
#include "base/result.h"
#include "base/thread_pool.h"
#include "dataset/dataset.h"

namespace tinsmith::dataset {

// Number of pictures for a first try. A minute is enough for either, and the test pictures of the classes, 15 %, are so
// many that a model without mistakes counts as ready to rely on (report/verdict.h).
constexpr int usual_demo_pictures(LabelKind kind) {
  return kind == LabelKind::Boxes ? 240 : 520;
}

struct DemoOptions {
  // Boxes: pictures with several objects, as COCO JSON. Classes: one object per picture, as class folders.
  LabelKind label_kind = LabelKind::Boxes;
  int pictures = usual_demo_pictures(LabelKind::Boxes);
  image::Size size{160, 120};
  std::uint64_t seed = 1;
};

// Draws into `folder`, which is created or must be empty. The same options give the same bytes.
//   Cancelled    `progress` asked to stop
//   Conflict     the folder contains files already
//   Usage        fewer than 12 or more than 100 000 pictures, or sides outside 48…1024 pixels
//   Unavailable  a file cannot be written
Result<Done> draw_demo(const std::filesystem::path& folder, const DemoOptions& options, ThreadPool& threads,
                       Progress& progress);

}  // namespace tinsmith::dataset
