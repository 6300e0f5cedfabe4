// dataset/export.h — the steps that all layout writers share.
//
// They choose names, copy pictures, and reject what does not fit the layout.
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
  // Starts an export into `folder`. Conflict (the folder contains files).
  static Result<Export> start(const Dataset& dataset, const std::filesystem::path& folder);

  const Dataset& dataset() const { return *dataset_; }

  // Returns the file name for the picture: its own name, or with its folders in front ("a_b.jpg") when that
  // name is taken. `among` holds the stems used before. The stem differs from all of them without regard to
  // case, so that a label file beside the picture belongs to it alone.
  std::string name_for(const Picture& picture, std::set<std::string>& among) const;

  // Copies the picture's bytes to `path` inside the folder.
  Result<Done> copy(const Picture& picture, std::string_view path) const;
  Result<Done> write(std::string_view path, std::string_view text) const;

 private:
  Export(const Dataset& dataset, std::filesystem::path folder)
      : dataset_(&dataset), folder_(std::move(folder)) {}
  // The only way to get a path for writing. Rejects paths that would leave the folder.
  Result<std::filesystem::path> path_for(std::string_view path) const;

  const Dataset* dataset_;
  std::filesystem::path folder_;
};

// Returns the folder for the pictures of a split: "train", `validation` ("valid" or "val") or "test"; `none`
// for pictures without a split.
std::string_view folder_of_split(Split split, std::string_view validation, std::string_view none);

// True when any picture has a split.
bool has_splits(const Dataset& dataset);

// Returns the shortest decimal text that parses to the same double: "12.5", "3".
std::string digits(double value);

}  // namespace tinsmith::dataset
