#include "jobs/process.h"

#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace tinsmith::jobs {
namespace {

// Max number of passes over a session whose processes fork while they are being killed.
constexpr int kMaxPasses = 100;

// Called by system call number, because the header of Debian 12's glibc (2.36)
// declares both without extern "C".
int open_pidfd(pid_t number) {
  return static_cast<int>(syscall(SYS_pidfd_open, number, 0));
}
void signal_pidfd(int descriptor, int number) {
  syscall(SYS_pidfd_send_signal, descriptor, number, nullptr, 0);
}

struct Stat {
  char state = '?';
  pid_t session = 0;
  std::string start_ticks;
};

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string& boot_id() {
  static const std::string id = [] {
    std::string text = text_of_file("/proc/sys/kernel/random/boot_id");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }();
  return id;
}

std::optional<Stat> stat_of(pid_t number) {
  const std::string text = text_of_file(fmt::format("/proc/{}/stat", number));
  // The second field is the program's name in parentheses, which can itself contain parentheses and spaces.
  const std::size_t after_name = text.rfind(") ");
  if (after_name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(after_name + 2));
  Stat stat;
  std::string skipped;
  fields >> stat.state >> skipped >> skipped >> stat.session;  // 3 state, 4 parent, 5 group, 6 session
  for (int field = 7; field < 22; ++field) fields >> skipped;
  fields >> stat.start_ticks;
  if (!fields) return std::nullopt;
  return stat;
}

// Returns whether the process has the mark; an empty mark matches every process.
bool has_mark(pid_t number, const std::string& mark) {
  if (mark.empty()) return true;
  const std::string environment = '\0' + text_of_file(fmt::format("/proc/{}/environ", number));
  return environment.find('\0' + mark + '\0') != std::string::npos;
}

bool kill_member(pid_t member, pid_t session, const std::string& mark) {
  const int descriptor = open_pidfd(member);
  if (descriptor < 0) return false;
  // Checked again, because with the pidfd open the number can no longer refer to another process.
  const auto stat = stat_of(member);
  const bool is_member =
      stat && stat->session == session && stat->state != 'Z' && stat->state != 'X' && has_mark(member, mark);
  if (is_member) signal_pidfd(descriptor, SIGKILL);
  close(descriptor);
  return is_member;
}

int kill_members(pid_t session, const std::string& mark) {
  int killed = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    const auto stat = stat_of(number);
    if (stat && stat->session == session && kill_member(number, session, mark)) ++killed;
  }
  return killed;
}

std::string start_text(const Stat& stat) {
  return stat.start_ticks + "@" + boot_id();
}

void kill_all(pid_t session, const std::string& started, const std::string& mark) {
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    // The number of a session is not reused while the session has members. So if another process has the
    // number now, no member is left.
    const auto leader = stat_of(session);
    if (leader && start_text(*leader) != started) return;
    if (kill_members(session, mark) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace

std::optional<std::string> start_of(pid_t number) {
  const auto stat = stat_of(number);
  return stat ? std::optional(start_text(*stat)) : std::nullopt;
}

bool is_of_this_boot(const std::string& started) {
  return started.ends_with("@" + boot_id());
}

void kill_left_behind(pid_t session, const std::string& started, const std::string& mark) {
  if (session > 0 && is_of_this_boot(started)) kill_all(session, started, mark);
}

std::string text_of(const Ending& ending) {
  switch (ending.how) {
    case Ending::How::Exited:
      return fmt::format("it ended with status {}", ending.number);
    case Ending::How::Killed: {
      const char* name = sigabbrev_np(ending.number);
      const char* description = sigdescr_np(ending.number);
      if (name == nullptr || description == nullptr)
        return fmt::format("it was killed by signal {}", ending.number);
      return fmt::format("it was killed by SIG{} ({})", name, description);
    }
    case Ending::How::Unknown:
      return "it no longer existed when the server checked it";
  }
  CHECK(false, "no such way to end: {}", static_cast<int>(ending.how));
}

Result<std::optional<Process>> Process::open(pid_t number, const std::string& started) {
  const int descriptor = number > 0 ? open_pidfd(number) : -1;
  if (descriptor < 0) {
    if (number <= 0 || errno == ESRCH || errno == EINVAL) return std::optional<Process>();
    return fail(Fault::Unavailable, "cannot watch process {}: {}", number, strerror(errno));
  }
  Process process(number, started, descriptor);
  if (start_of(number) != started) return std::optional<Process>();
  return std::optional<Process>(std::move(process));
}

Process::Process(Process&& other) noexcept
    : number_(other.number_),
      started_(std::move(other.started_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

Process::~Process() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool Process::has_ended() const {
  pollfd waited{descriptor_, POLLIN, 0};
  return poll(&waited, 1, 0) == 1;
}

void Process::signal(int number) const {
  signal_pidfd(descriptor_, number);
}

void Process::kill_session() const {
  kill_all(number_, started_, "");
}

Ending Process::take_ending() const {
  siginfo_t information{};
  if (waitid(P_PIDFD, static_cast<id_t>(descriptor_), &information, WEXITED | WNOHANG) != 0 ||
      information.si_pid == 0)
    return {};
  if (information.si_code == CLD_EXITED) return {Ending::How::Exited, information.si_status};
  return {Ending::How::Killed, information.si_status};
}

}  // namespace tinsmith::jobs
