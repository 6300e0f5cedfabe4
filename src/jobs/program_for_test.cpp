// The program that the tests of this room run as separate processes:
//   jobs_program_for_test job ROOT ID        runs a job; its spec says what it does
//   jobs_program_for_test server ROOT        owns a Queue until it is killed
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "jobs/child.h"
#include "jobs/queue.h"

namespace tinsmith::jobs {
namespace {

using nlohmann::json;

void sleep_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

void add_line(const std::filesystem::path& file, const std::string& line) {
  std::ofstream(file, std::ios::app) << line + "\n";
}

json open_descriptors() {
  json found = json::array();
  for (int descriptor = 0; descriptor < 1024; ++descriptor)
    if (fcntl(descriptor, F_GETFD) >= 0) found.push_back(descriptor);
  return found;
}

void crash() {
  std::signal(SIGSEGV, SIG_DFL);  // sanitizers would catch it
  std::raise(SIGSEGV);
}

// Starts another process, which would run forever.
void start_helper(const std::filesystem::path& folder) {
  const pid_t helper = fork();
  if (helper == 0) {
    setpgid(0, 0);
    std::signal(SIGTERM, SIG_IGN);
    while (true) pause();
  }
  add_line(folder / "helper", std::to_string(helper));
}

Result<json> count(const json& spec, const store::Job& job, ChildProgress& progress) {
  const int steps = spec.value("steps", 1);
  // A second attempt continues where the first one stopped, as a training does from its checkpoint.
  for (int step = static_cast<int>(job.progress * steps + 0.5); step < steps; ++step) {
    if (progress.should_stop()) return fail(Fault::Cancelled, "asked to stop");
    if (progress.wants_to_stop_and_keep()) return json{{"message", "kept"}, {"steps", step}};
    progress.report("counting", step, steps);
    sleep_ms(spec.value("step_ms", 10));
    if (spec.value("crash_every", 0) > 0 && step % spec.value("crash_every", 0) == 1) {
      progress.report("counting", step + 1, steps);
      sleep_ms(600);
      crash();
    }
  }
  return json{{"message", "counted"}, {"steps", steps}};
}

Result<json> work(const std::filesystem::path& folder, const json& descriptors, const store::Job& job,
                  ChildProgress& progress) {
  const json& spec = job.spec;
  const std::string what = spec.value("do", "count");
  add_line(folder / "begun", std::to_string(getpid()));
  if (what == "hold") {
    while (!std::filesystem::exists(folder / "let_go")) {
      if (!std::filesystem::exists(folder)) _exit(0);  // the test is over
      if (progress.should_stop()) return fail(Fault::Cancelled, "asked to stop");
      sleep_ms(10);
    }
    return json{};
  }
  if (what == "crash") {
    fmt::print("about to crash\n");
    std::fflush(stdout);
    crash();
  }
  if (what == "exit") {
    fmt::print("no such picture: \xff.png\n");
    std::fflush(stdout);
    _exit(spec.value("status", 3));
  }
  if (what == "ignore") {
    start_helper(folder);
    while (true) sleep_ms(100);
  }
  if (what == "leave_helper") {
    start_helper(folder);
    while (!std::filesystem::exists(folder / "let_go")) sleep_ms(10);
    crash();
  }
  if (what == "look_around")
    return json{{"session", getsid(0)}, {"process", getpid()}, {"descriptors", descriptors}};
  if (what == "fail") return fail(Fault::InvalidInput, "picture 4 is empty");
  return count(spec, job, progress);
}

int run_job(const std::filesystem::path& root, std::int64_t id) {
  const json descriptors = open_descriptors();
  auto store = store::Store::open(root);
  if (!store) {
    fmt::print(stderr, "{}\n", store.error().text());
    return 2;
  }
  const auto folder = (*store)->job_folder(id);
  return run_child(**store, id, [&](const store::Job& job, ChildProgress& progress) {
    return work(folder, descriptors, job, progress);
  });
}

int run_server(const std::string& program, const std::string& root) {
  auto store = store::Store::open(root);
  if (!store) return 2;
  QueueOptions options;
  options.command = {program, "job", root};
  options.busy_look_ms = 20;
  auto queue = Queue::start(**store, options);
  if (!queue) {
    fmt::print(stderr, "{}\n", queue.error().text());
    return 1;
  }
  fmt::print("ready\n");
  std::fflush(stdout);
  while (true) pause();
}

}  // namespace
}  // namespace tinsmith::jobs

int main(int count, char** arguments) {
  const std::string verb = count > 1 ? arguments[1] : "";
  if (verb == "job" && count == 4) return tinsmith::jobs::run_job(arguments[2], std::stoll(arguments[3]));
  if (verb == "server" && count == 3) return tinsmith::jobs::run_server(arguments[0], arguments[2]);
  return 64;
}
