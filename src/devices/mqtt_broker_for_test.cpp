#include "devices/mqtt_broker_for_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/check.h"

extern char** environ;

namespace tinsmith::devices {
namespace {

constexpr const char* kBroker = "/usr/sbin/mosquitto";
constexpr const char* kPasswords = "/usr/bin/mosquitto_passwd";

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  CHECK(bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0, "no port is free");
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket);
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  const bool is_open = connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(socket);
  return is_open;
}

pid_t spawned(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int output : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  const int code = posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  CHECK(code == 0, "cannot start {}", command[0]);
  return process;
}

}  // namespace

bool BrokerForTest::is_installed() {
  return access(kBroker, X_OK) == 0;
}

BrokerForTest::BrokerForTest(const std::string& password)
    : folder_(TemporaryFolder::make().value()), port_(free_port()) {
  std::string settings = fmt::format("listener {} 127.0.0.1\nuser root\n", port_);
  if (password.empty()) {
    settings += "allow_anonymous true\n";
  } else {
    const std::string file = (folder_.path() / "passwords").string();
    waitpid(spawned({kPasswords, "-c", "-b", file, "ann", password}), nullptr, 0);
    settings += fmt::format("allow_anonymous false\npassword_file {}\n", file);
  }
  CHECK(write_file(folder_.path() / "settings", settings).has_value(), "cannot write the broker's settings");
  start();
}

void BrokerForTest::start() {
  process_ = spawned({kBroker, "-c", (folder_.path() / "settings").string()});
  for (int i = 0; i < 1000 && !answers(port_); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void BrokerForTest::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string BrokerForTest::address(const std::string& user) const {
  return fmt::format("mqtt://{}127.0.0.1:{}", user, port_);
}

}  // namespace tinsmith::devices
