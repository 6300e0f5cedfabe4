#include "jobs/gated_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "jobs/pipe_signal.h"

namespace tinsmith::jobs {
namespace {

// The out-of-memory score adjustment of the child: above the default of a process (0), below the max (1000).
constexpr std::string_view kOutOfMemoryScore = "500";

struct Ends {
  int read = -1, write = -1;
  Ends() = default;
  Ends(Ends&& other) noexcept : read(std::exchange(other.read, -1)), write(std::exchange(other.write, -1)) {}
  Ends& operator=(Ends&&) = delete;
  ~Ends() {
    if (read >= 0) close(read);
    if (write >= 0) close(write);
  }
};

Result<Ends> make_pipe() {
  Ends ends;
  int descriptors[2];
  if (pipe2(descriptors, O_CLOEXEC) != 0)
    return fail(Fault::Unavailable, "cannot create a pipe for a job: {}", strerror(errno));
  ends.read = descriptors[0];
  ends.write = descriptors[1];
  return ends;
}

// Converts the strings to the null-terminated pointer array that exec takes.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Between fork and exec, the child of a multithreaded process may call only
// async-signal-safe functions (signal-safety(7)).

void close_on_exec_from(int first) {
  if (close_range(static_cast<unsigned>(first), ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  for (int descriptor = first; descriptor < 65536; ++descriptor) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void reset_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGUSR1, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void raise_out_of_memory_score() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  // A failed write is ignored, because the job can run without it.
  [[maybe_unused]] const auto written = write(file, kOutOfMemoryScore.data(), kOutOfMemoryScore.size());
  close(file);
}

[[noreturn]] void run_child_side(char* const* arguments, char* const* environment, int nothing, int log,
                                 const Ends& gate, const Ends& trouble) {
  close(gate.write);
  setsid();
  reset_signals();
  raise_out_of_memory_score();
  char byte = 0;
  if (read(gate.read, &byte, 1) != 1) _exit(127);
  if (dup2(nothing, 0) >= 0 && dup2(log, 1) >= 0 && dup2(log, 2) >= 0) {
    close_on_exec_from(3);
    execve(arguments[0], arguments, environment);
  }
  const int reason = errno;
  [[maybe_unused]] const auto written = write(trouble.write, &reason, sizeof reason);
  _exit(127);
}

}  // namespace

Result<GatedProcess> GatedProcess::make(const std::vector<std::string>& command, const std::string& mark,
                                        const std::filesystem::path& log) {
  CHECK(!command.empty(), "a job needs a command");
  std::vector<std::string> words = command, settings = {mark};
  for (char* const* setting = environ; *setting != nullptr; ++setting) settings.emplace_back(*setting);
  const std::vector<char*> arguments = pointers_to(words), environment = pointers_to(settings);

  TRY(Ends gate, make_pipe());
  TRY(Ends trouble, make_pipe());
  Ends files;
  files.read = open("/dev/null", O_RDONLY | O_CLOEXEC);
  files.write = open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (files.read < 0 || files.write < 0)
    return fail(Fault::Unavailable, "cannot open {} for a job: {}",
                files.read < 0 ? "/dev/null" : log.string(), strerror(errno));
  const pid_t number = fork();
  if (number < 0) return fail(Fault::Unavailable, "cannot start a process for a job: {}", strerror(errno));
  if (number == 0)
    run_child_side(arguments.data(), environment.data(), files.read, files.write, gate, trouble);
  return GatedProcess(number, command.front(), std::exchange(gate.write, -1),
                      std::exchange(trouble.read, -1));
}

GatedProcess::GatedProcess(GatedProcess&& other) noexcept
    : number_(std::exchange(other.number_, 0)),
      program_(std::move(other.program_)),
      gate_(std::exchange(other.gate_, -1)),
      trouble_(std::exchange(other.trouble_, -1)) {}

GatedProcess::~GatedProcess() {
  if (gate_ >= 0) close(gate_);
  if (trouble_ >= 0) close(trouble_);
  if (number_ > 0) waitpid(number_, nullptr, 0);
}

Result<Done> GatedProcess::let_go() {
  {
    const PipeSignalHeld held;  // a child that was killed while it waited no longer reads
    [[maybe_unused]] const auto written = write(gate_, "g", 1);
  }
  close(std::exchange(gate_, -1));

  int reason = 0;
  ssize_t got = 0;
  do {
    got = read(trouble_, &reason, sizeof reason);
  } while (got < 0 && errno == EINTR);
  if (got == sizeof reason) return fail(Fault::Unavailable, "cannot run {}: {}", program_, strerror(reason));
  number_ = 0;
  return Done{};
}

}  // namespace tinsmith::jobs
