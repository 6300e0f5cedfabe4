// cli/data_folder.h — where the user's data is when no folder is given.
#pragma once

#include <cstdlib>
#include <string>

namespace tinsmith::cli {

inline std::string usual_data_folder() {
  if (const char* folder = std::getenv("XDG_DATA_HOME"); folder != nullptr && *folder != 0)
    return std::string(folder) + "/tinsmith";
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.local/share/tinsmith";
}

}  // namespace tinsmith::cli
