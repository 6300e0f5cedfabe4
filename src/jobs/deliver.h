// jobs/deliver.h — sends one message to a mail server or a webhook, synchronously in the calling thread.
#pragma once

#include <atomic>
#include <string>

#include "base/json.h"
#include "jobs/mail.h"
#include "store/settings.h"

namespace tinsmith::jobs {

// The protection of the connection to a mail server against eavesdropping and tampering.
enum class MailPrivacy {
  WhenOffered,  // STARTTLS if the server offers it, without a check of its identity, as between mail servers
  Required,     // TLS is mandatory, with a certificate that proves the server's name
};
// Returns Required for smtps://, and when a password would leave this machine. InvalidInput when the address
// is not smtp://HOST[:PORT] or smtps://HOST[:PORT].
Result<MailPrivacy> mail_privacy(const store::Settings& settings);

// Checks, without a connection, that messages can be sent with these settings. InvalidInput names the wrong
// setting. Settings that are not set are accepted.
Result<Done> check_notification(const store::Settings& settings);

// Send one message. Sending a mail takes at most 30 seconds, a webhook request
// 10. Redirects are not followed.
//   InvalidInput  as check_notification
//   Unavailable   with the reply of the server
//   Cancelled     `give_up` became true
Result<Done> send_mail(const store::Settings& settings, const Mail& mail, const std::atomic<bool>& give_up);
Result<Done> post_json(const std::string& url, const nlohmann::json& message,
                       const std::atomic<bool>& give_up);

}  // namespace tinsmith::jobs
