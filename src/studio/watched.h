// studio/watched.h — a few validation pictures and what the best epoch so far sees in them, for whoever
// watches a training.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/thread_pool.h"
#include "bundle/model.h"
#include "studio/lesson.h"

namespace tinsmith::studio {

// Writes `file`: {"epoch", "pictures": [{"name", "image": "data:…", "width", "height", …}]}, where a
// classified picture has "truth_class", "seen_class" and "score" (0 … 1), others "truth" and "seen", lists of
// {"class_name", "x", "y", "width", "height"} in pixels of the image, those seen with a "score"; a centroid
// is a box of no size.
class WatchedPictures {
 public:
  // Of the lesson, which must outlive it: validation pictures spread over the whole of them.
  WatchedPictures(const Lesson& lesson, std::filesystem::path file);

  // Not more often than every few seconds, so that it costs the training next to nothing; the first time at
  // once.
  bool is_due() const;
  // Asks the model of that epoch.
  Result<Done> look(const bundle::Model& model, std::int32_t epoch, ThreadPool& pool);

 private:
  const Lesson& lesson_;
  std::filesystem::path file_;
  std::vector<std::size_t> pictures_;  // of the data set
  std::optional<std::chrono::steady_clock::time_point> looked_;
};

}  // namespace tinsmith::studio
