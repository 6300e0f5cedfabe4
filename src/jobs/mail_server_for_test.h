// jobs/mail_server_for_test.h — Debian's Exim on a port of its own, with its mail in a temporary folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"

namespace tinsmith::jobs {

class MailServer {
 public:
  // A sentence when it cannot be had here.
  static std::optional<std::string> missing();

  // Takes mail for everybody; the user "ann" with password "tin can" may sign in. Plain and STARTTLS on
  // smtp_url(), TLS on smtps_url(), with a certificate that nobody has signed.
  MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;
  ~MailServer();

  std::string smtp_url() const;
  std::string smtps_url() const;
  // All that has arrived, as text.
  std::vector<std::string> mails() const;
  std::string log() const;
  void stop();
  void start();

 private:
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  int port_, tls_port_;
  pid_t process_ = 0;
};

// A port of this machine that nobody has now.
int free_port();

}  // namespace tinsmith::jobs
