// deploying/record_pictures.h — pictures of a board's camera as the pictures of a class in a data set.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "devices/link.h"

namespace tinsmith::deploying {

struct RecordRequest {
  std::filesystem::path out;  // the data set: class folders
  std::string class_name;
  std::int64_t count = 1;
  double seconds = 0;  // over which the pictures are spread; 0: as fast as the board sends them
  std::function<void(const std::filesystem::path& file)> saved = [](const auto&) {};
  std::function<bool()> should_stop = [] { return false; };
};

// Saves the JPEG files as the board sends them, in a folder with the name of the class, under names that are free. Returns how
// many were saved: fewer than `count` when it was stopped.
//   InvalidInput  the name of the class is no name of a folder
//   Unavailable   the board does not send pictures, or they cannot be saved
Result<std::int64_t> record_pictures(devices::Link& link, const RecordRequest& request);

}  // namespace tinsmith::deploying
