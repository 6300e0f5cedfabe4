// jobs/mail_server_for_test.h — runs Debian's Exim on its own port, with its mail in a temporary folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"

namespace tinsmith::jobs {

class MailServer {
 public:
  // Returns a sentence with the reason when the mail server is not available on this machine.
  static std::optional<std::string> missing();

  // Accepts mail for every recipient; the user "ann" with password "tin can" may sign in. Plain text and
  // STARTTLS on smtp_url(), TLS on smtps_url(), with a self-signed certificate.
  MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;
  ~MailServer();

  std::string smtp_url() const;
  std::string smtps_url() const;
  // Returns all received mails, as text.
  std::vector<std::string> mails() const;
  std::string log() const;
  void stop();
  void start();

 private:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  int port_, tls_port_;
  pid_t process_ = 0;
};

// Returns a port of this machine that is currently free.
int free_port();

}  // namespace tinsmith::jobs
