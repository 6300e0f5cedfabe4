// verbs/watched.h — predictions of the best epoch so far on a few validation pictures.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "base/json.h"
#include "base/thread_pool.h"
#include "bundle/model.h"
#include "verbs/training_data.h"

namespace tinsmith::verbs {

// Writes `file`: {"epoch", "pictures": [{"name", "image": "data:…", "width", "height", …}]}. A picture of a
// classification has "truth_class", "seen_class" and "score" (0 … 1). Other pictures have "truth" and "seen",
// lists of {"class_name", "x", "y", "width", "height"} in pixels of the image; those in "seen" also have a
// "score". A centroid is a box of size 0.
class WatchedPictures {
 public:
  // Selects validation pictures, evenly spread over the validation split. `training_data` must outlive this object.
  WatchedPictures(const TrainingData& training_data, std::filesystem::path file);

  // Returns true at first, then only after a few seconds have passed, so that the cost is negligible.
  bool is_due() const;
  // Runs the model of that epoch on the pictures and writes the file.
  Result<Done> look(const bundle::Model& model, std::int32_t epoch, ThreadPool& pool);

 private:
  const TrainingData& data_;
  std::filesystem::path file_;
  std::vector<std::size_t> pictures_;  // indices in the data set
  std::optional<std::chrono::steady_clock::time_point> looked_;
};

}  // namespace tinsmith::verbs
