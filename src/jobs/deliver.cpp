#include "jobs/deliver.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <array>
#include <memory>

#include "base/json.h"
#include "jobs/pipe_signal.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

constexpr long kMail_ms = 30'000;
constexpr long kPost_ms = 10'000;
constexpr std::size_t kMaxReason_bytes = 300;

struct UrlFreed {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlFreed>;

struct ListFreed {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFreed>;

struct HandleFreed {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

// Initializes libcurl once per process; curl_easy_init would do it too, but is not thread-safe.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(started == CURLE_OK, "libcurl did not start: {}", curl_easy_strerror(started));
}

std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return "";
  const std::string copy(text);
  curl_free(text);
  return copy;
}

Result<Url> parse_url(const std::string& text, const std::string& what,
                      std::array<std::string_view, 2> schemes) {
  start_curl();
  Url url(curl_url());
  const CURLUcode parsed = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0);
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  if (parsed != CURLUE_OK || (scheme != schemes[0] && scheme != schemes[1]) ||
      part_of(url, CURLUPART_HOST).empty())
    return fail(Fault::InvalidInput, "{} is '{}'; it must begin with {}:// or {}:// and a host", what,
                as_line(text, 200), schemes[0], schemes[1]);
  return url;
}

Result<Url> parse_mail_url(const store::Settings& settings) {
  TRY(Url url, parse_url(settings.smtp_url, "the mail server", {"smtp", "smtps"}));
  if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
    return fail(Fault::InvalidInput,
                "the mail server's address contains a user; user and password have their own fields");
  return url;
}

// Returns whether the host is an address in 127.0.0.0/8, not just a name with that prefix.
bool is_loopback_number(const std::string& host) {
  in_addr number{};
  return inet_pton(AF_INET, host.c_str(), &number) == 1 && ntohl(number.s_addr) >> 24 == 127;
}

MailPrivacy privacy_of(const Url& url, const store::Settings& settings) {
  const std::string host = part_of(url, CURLUPART_HOST);
  const bool is_here = host == "localhost" || host == "[::1]" || is_loopback_number(host);
  const bool has_secret = !settings.smtp_user.empty() || !settings.smtp_password.empty();
  return part_of(url, CURLUPART_SCHEME) == "smtps" || (has_secret && !is_here) ? MailPrivacy::Required
                                                                               : MailPrivacy::WhenOffered;
}

// libcurl's read callback. `user` points to the text that is not sent yet.
std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& left = *static_cast<std::string_view*>(user);
  const std::size_t copied = left.copy(buffer, size * count);
  left.remove_prefix(copied);
  return copied;
}

std::size_t forget_answer(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

int look_whether_to_give_up(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(user) ? 1 : 0;
}

class Transfer {
 public:
  Transfer(const Url& url, const char* protocols, long limit_ms, const std::atomic<bool>& give_up)
      : name_(part_of(url, CURLUPART_SCHEME) + "://" + part_of(url, CURLUPART_HOST)),
        handle_(curl_easy_init()) {
    CHECK(handle_ != nullptr, "libcurl gave no handle");
    set(CURLOPT_CURLU, url.get());
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_TIMEOUT_MS, limit_ms);
    set(CURLOPT_CONNECTTIMEOUT_MS, limit_ms);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, reason_.data());
    set(CURLOPT_WRITEFUNCTION, forget_answer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, look_whether_to_give_up);
    set(CURLOPT_XFERINFODATA, &give_up);
  }

  template <class Setting>
  void set(CURLoption option, Setting value) {
    const CURLcode answer = curl_easy_setopt(handle_.get(), option, value);
    CHECK(answer == CURLE_OK, "libcurl refused option {}: {}", static_cast<int>(option),
          curl_easy_strerror(answer));
  }

  // Runs the transfer and returns the last status code of the server.
  Result<long> run() {
    const PipeSignalHeld held;
    const CURLcode answer = curl_easy_perform(handle_.get());
    if (answer == CURLE_ABORTED_BY_CALLBACK) return fail(Fault::Cancelled, "{}: gave up", name_);
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (answer != CURLE_OK) {
      const std::string reason = reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(answer);
      return fail(Fault::Unavailable, "{} did not accept the message: {}{}", name_,
                  as_line(reason, kMaxReason_bytes),
                  status > 0 ? fmt::format(" (it answered {})", status) : "");
    }
    return status;
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
  std::unique_ptr<CURL, HandleFreed> handle_;
};

}  // namespace

Result<MailPrivacy> mail_privacy(const store::Settings& settings) {
  TRY(const Url url, parse_mail_url(settings));
  return privacy_of(url, settings);
}

Result<Done> check_notification(const store::Settings& settings) {
  if (!settings.smtp_url.empty()) {
    TRY_DONE(parse_mail_url(settings));
    TRY_DONE(addresses_in(settings.mail_to).during("the recipients"));
    TRY(const auto from, addresses_in(settings.mail_from).during("the sender's address"));
    if (from.size() != 1)
      return fail(Fault::InvalidInput, "the sender has {} addresses; one is expected", from.size());
  }
  if (!settings.webhook_url.empty())
    TRY_DONE(parse_url(settings.webhook_url, "the webhook's address", {"http", "https"}));
  return Done{};
}

Result<Done> send_mail(const store::Settings& settings, const Mail& mail, const std::atomic<bool>& give_up) {
  TRY_DONE(check_notification(settings));
  TRY(const Url url, parse_mail_url(settings));
  Transfer transfer(url, "smtp,smtps", kMail_ms, give_up);
  const bool is_required = privacy_of(url, settings) == MailPrivacy::Required;
  transfer.set(CURLOPT_USE_SSL, static_cast<long>(is_required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  transfer.set(CURLOPT_SSL_VERIFYPEER, is_required ? 1L : 0L);
  transfer.set(CURLOPT_SSL_VERIFYHOST, is_required ? 2L : 0L);
  if (!settings.smtp_user.empty() || !settings.smtp_password.empty()) {
    transfer.set(CURLOPT_USERNAME, settings.smtp_user.c_str());
    transfer.set(CURLOPT_PASSWORD, settings.smtp_password.c_str());
  }
  List recipients;
  for (const std::string& address : mail.to)
    recipients.reset(curl_slist_append(recipients.release(), address.c_str()));
  transfer.set(CURLOPT_MAIL_FROM, mail.from.c_str());
  transfer.set(CURLOPT_MAIL_RCPT, recipients.get());
  const std::string text = text_of(mail);
  std::string_view left = text;
  transfer.set(CURLOPT_UPLOAD, 1L);
  transfer.set(CURLOPT_READFUNCTION, read_upload);
  transfer.set(CURLOPT_READDATA, &left);
  TRY_DONE(transfer.run());
  return Done{};
}

Result<Done> post_json(const std::string& address, const nlohmann::json& message,
                       const std::atomic<bool>& give_up) {
  TRY(const Url url, parse_url(address, "the webhook's address", {"http", "https"}));
  Transfer transfer(url, "http,https", kPost_ms, give_up);
  const std::string text = json_text(message);
  const List headers(curl_slist_append(nullptr, "Content-Type: application/json"));
  transfer.set(CURLOPT_HTTPHEADER, headers.get());
  transfer.set(CURLOPT_USERAGENT, "Tinsmith");
  transfer.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
  transfer.set(CURLOPT_POSTFIELDS, text.c_str());
  TRY(const long status, transfer.run());
  if (status >= 300 && status < 400)
    return fail(Fault::Unavailable,
                "{} answered {}, which is a redirect; set the address to which it redirects", transfer.name(),
                status);
  if (status < 200 || status >= 300)
    return fail(Fault::Unavailable, "{} answered {}; 200 to 299 are expected", transfer.name(), status);
  return Done{};
}

}  // namespace tinsmith::jobs
