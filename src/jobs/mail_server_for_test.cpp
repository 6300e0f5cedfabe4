#include "jobs/mail_server_for_test.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "jobs/folder_for_test.h"

namespace tinsmith::jobs {
namespace {

constexpr const char* kProgram = "/usr/sbin/exim4";
constexpr const char* kUser = "Debian-exim";  // Exim becomes this user, and reads only root's configuration

std::string configuration(const std::string& folder, int port, int tls_port) {
  std::string text = R"(
keep_environment =
primary_hostname = workshop.test
spool_directory = FOLDER/spool
log_file_path = FOLDER/log.%s
pid_file_path = FOLDER/pid
daemon_smtp_ports = PORT : TLS_PORT
tls_on_connect_ports = TLS_PORT
local_interfaces = 127.0.0.1
acl_smtp_rcpt = accept_all
begin acl
accept_all:
  accept
begin routers
all:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = FOLDER/mail
  maildir_format
  user = Debian-exim
  group = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{ann}}{eq{$auth3}{tin can}}}}
  server_set_id = $auth2
)";
  const auto replace = [&](const std::string& word, const std::string& value) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
      text.replace(at, word.size(), value);
  };
  replace("FOLDER", folder);
  replace("TLS_PORT", std::to_string(tls_port));
  replace("PORT", std::to_string(port));
  return text;
}

int connection_to(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return descriptor;
  close(descriptor);
  return -1;
}

}  // namespace

int free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(descriptor);
  return ntohs(address.sin_port);
}

std::optional<std::string> MailServer::missing() {
  if (access(kProgram, X_OK) != 0 || getpwnam(kUser) == nullptr)
    return "the Debian package exim4-daemon-light is not installed";
  if (geteuid() != 0) return "Exim takes mail only when root starts it";
  return std::nullopt;
}

MailServer::MailServer() : port_(free_port()), tls_port_(free_port()) {
  const passwd* user = getpwnam(kUser);
  EXPECT_EQ(chown(folder_.path().c_str(), user->pw_uid, user->pw_gid), 0);
  EXPECT_TRUE(
      write_file(folder_.path() / "configuration", configuration(folder_.path().string(), port_, tls_port_)));
  start();
}

MailServer::~MailServer() {
  stop();
}

void MailServer::start() {
  std::string file = (folder_.path() / "configuration").string();
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  process_ = fork();
  if (process_ == 0) {
    freopen((folder_.path() / "output").c_str(), "a", stderr);
    execl(kProgram, kProgram, "-bdf", "-C", file.c_str(), nullptr);
    _exit(127);
  }
  EXPECT_TRUE(becomes_true([&] {
    const int descriptor = connection_to(port_);
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
  })) << log();
}

void MailServer::stop() {
  if (process_ == 0) return;
  kill(process_, SIGTERM);
  waitpid(std::exchange(process_, 0), nullptr, 0);
}

std::string MailServer::smtp_url() const {
  return fmt::format("smtp://127.0.0.1:{}", port_);
}
std::string MailServer::smtps_url() const {
  return fmt::format("smtps://127.0.0.1:{}", tls_port_);
}

std::vector<std::string> MailServer::mails() const {
  std::vector<std::string> mails;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "mail" / "new", error))
    mails.push_back(text_in(entry.path()));
  return mails;
}

std::string MailServer::log() const {
  std::string all;
  for (const char* name : {"output", "log.main", "log.panic", "log.reject"})
    all += read_text_file(folder_.path() / name).has_value() ? text_in(folder_.path() / name) : "";
  return all;
}

}  // namespace tinsmith::jobs
