// jobs/deliver.h — one message handed to a mail server or a web address, now, in this thread.
#pragma once

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "jobs/mail.h"
#include "store/settings.h"

namespace tinsmith::jobs {

// How a connection to a mail server is kept from being read or changed on its way.
enum class MailPrivacy {
  WhenOffered,  // STARTTLS if the server has it, whoever the server is: as mail servers do among themselves
  Required,     // TLS or nothing, with a certificate that proves the server's name
};
// Required for smtps://, and for a password that leaves this machine. InvalidInput when the address is not
// smtp://HOST[:PORT] or smtps://HOST[:PORT].
Result<MailPrivacy> mail_privacy(const store::Settings& settings);

// Whether messages can be sent with these settings, as far as can be told without trying: InvalidInput names
// the setting. What is not set is fine.
Result<Done> check_notification(const store::Settings& settings);

// Faults: InvalidInput as check_notification; Unavailable with what the server said; Cancelled once
// `give_up`. A mail takes at most 30 seconds, a web address 10. Redirects are not followed.
Result<Done> send_mail(const store::Settings& settings, const Mail& mail, const std::atomic<bool>& give_up);
Result<Done> post_json(const std::string& url, const nlohmann::json& message,
                       const std::atomic<bool>& give_up);

}  // namespace tinsmith::jobs
