#include "tidy/scripts.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace tinsmith::tidy {
namespace {

constexpr std::string_view kBash = "#!/usr/bin/env bash\n";

bool parses(const std::string& script) {
  std::FILE* bash = popen("bash -n 2>/dev/null", "w");
  if (bash == nullptr) return false;
  const bool was_written = std::fwrite(script.data(), 1, script.size(), bash) == script.size();
  return pclose(bash) == 0 && was_written;
}

}  // namespace

Complaints check_scripts(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    const bool is_bash = file.text.starts_with(kBash) || file.path.ends_with(".sh");
    if (file.text.starts_with("#!") && !file.executable)
      complaints.push_back({file.path, 0, "cannot be executed; chmod +x"});
    if (is_bash && !parses(file.text)) complaints.push_back({file.path, 0, "does not pass `bash -n`"});
    if (file.text.starts_with(kBash) && file.text.find("\nset -euo pipefail\n") == std::string::npos) {
      complaints.push_back({file.path, 0, "goes on after a failing command; write `set -euo pipefail`"});
    }
  }
  return complaints;
}

}  // namespace tinsmith::tidy
