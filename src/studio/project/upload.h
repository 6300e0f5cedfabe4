// studio/project/upload.h — files that came from a person's computer, under names of ours.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace tinsmith::studio {

// `work` on the upload that a job's spec calls `path`. What it says is wrong names the file as the person
// knows it.
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
  rename(error.says);
  for (std::string& part : error.during) rename(part);
  return error;
}

}  // namespace tinsmith::studio
