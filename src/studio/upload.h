// studio/upload.h — access to uploaded files, which are stored under generated names.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace tinsmith::studio {

// Calls `work` with the path of the upload that a job's spec names as `path`. In error messages, replaces
// that path by `name`, the file name that the user knows.
template <class Work>
auto with_upload(const store::Store& store, const std::string& path, const std::string& name,
                 const Work& work) -> decltype(work(std::filesystem::path())) {
  const std::filesystem::path file = store.uploads() / path;
  auto answer = work(file);
  if (answer) return answer;
  Error error = answer.error();
  const auto rename = [&](std::string& text) {
    for (auto at = text.find(file.string()); at != text.npos; at = text.find(file.string(), at))
      text.replace(at, file.string().size(), name);
  };
  rename(error.message);
  for (std::string& part : error.during) rename(part);
  return error;
}

}  // namespace tinsmith::studio
