// dataset/export.h — what every writer of a layout does alike: pick names, copy pictures, say what does not
// fit.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::dataset {

class Export {
 public:
  // Conflict (the folder holds files), Unsupported (the data set is of another task than the layout).
  static Result<Export> start(const Dataset& dataset, std::string_view format, Task task,
                              const std::filesystem::path& folder);

  const Dataset& dataset() const { return *dataset_; }

  // The file name the picture gets: its own, with its folders before it ("a_b.jpg") where another has that
  // name too. `among`: names given before. Different from all of them also where upper and lower case count
  // alike, and in its stem, so that a label file beside it is its own.
  std::string name_for(const Picture& picture, std::set<std::string>& among) const;

  // Copies the picture's bytes to `path` inside the folder.
  Result<Done> copy(const Picture& picture, std::string_view path) const;
  Result<Done> write(std::string_view path, std::string_view text) const;

 private:
  Export(const Dataset& dataset, std::filesystem::path folder)
      : dataset_(&dataset), folder_(std::move(folder)) {}
  // The one place that opens files for writing: refuses what would leave the folder.
  Result<std::filesystem::path> place_for(std::string_view path) const;

  const Dataset* dataset_;
  std::filesystem::path folder_;
};

// The folder a split's pictures go to: "train", "valid" or "val", "test"; `none` for pictures of no split.
std::string_view folder_of_split(Split split, std::string_view validation, std::string_view none);

// True when any picture has a split.
bool has_splits(const Dataset& dataset);

// Shortest digits that give the same double back: "12.5", "3".
std::string digits(double value);

}  // namespace tinsmith::dataset
