#include "packaging/other_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/files.h"

namespace tinsmith::packaging {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kMaxTime{10};
constexpr std::chrono::milliseconds kPause{20};
constexpr std::size_t kMaxPrinted_bytes = std::size_t{1} << 20;

// Waits for the child. Returns its status, or Unavailable after `kMaxTime`, when it was ended.
Result<int> status_of(pid_t child, const std::string& name) {
  const auto end = std::chrono::steady_clock::now() + kMaxTime;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return fail(Fault::Unavailable, "{} did not end within {} minutes and was stopped", name,
                  kMaxTime.count());
    }
    std::this_thread::sleep_for(kPause);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<std::string> beginning_of(const fs::path& file) {
  TRY(auto text, read_text_file(file));
  if (text.size() > kMaxPrinted_bytes) text.resize(kMaxPrinted_bytes);
  return text;
}

}  // namespace

std::string program_on_path(std::string_view name) {
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const fs::path candidate = fs::path(folders.substr(0, end)) / name;
    std::error_code ignored;
    if (candidate.is_absolute() && fs::is_regular_file(candidate, ignored) &&
        ::access(candidate.c_str(), X_OK) == 0)
      return candidate.string();
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return {};
}

Result<ProgramRun> run_program(const std::vector<std::string>& command, const fs::path& printed) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, printed.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int trouble = ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (trouble != 0)
    return fail(Fault::Unavailable, "{} cannot be started: {}", command[0], std::strerror(trouble));
  TRY(const int status, status_of(child, command[0]));
  TRY(auto text, beginning_of(printed));
  return ProgramRun{status, std::move(text)};
}

}  // namespace tinsmith::packaging
