#include "jobs/notify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/files.h"
#include "base/json.h"
#include "jobs/deliver.h"
#include "jobs/mail.h"
#include "jobs/text.h"

namespace tinsmith::jobs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uintmax_t kMaxLog_bytes = 1 << 20;
constexpr std::string_view kByMail = "e-mail";
constexpr std::string_view kByWebhook = "webhook";

struct Letter {
  std::string way;     // kByMail or kByWebhook
  nlohmann::json job;  // as sent to a webhook, plus "ended"
  std::size_t attempts = 0;
  Clock::time_point due = {};
};

nlohmann::json message_of(const store::Job& job) {
  return {{"id", job.id},
          {"kind", as_utf8(std::string(store::kind_name(job)))},
          {"title", as_utf8(job.title)},
          {"state", store::name_of(job.state)},
          {"message", as_utf8(job.message)},
          {"project_id", job.project_id ? nlohmann::json(*job.project_id) : nlohmann::json(nullptr)}};
}

// Returns whether a row of the outbox has the form that write_outbox writes. The file could have been edited.
bool is_letter(const nlohmann::json& row) {
  if (!row.is_object() || !row.contains("way") || !row["way"].is_string() || !row.contains("attempts") ||
      !row["attempts"].is_number_unsigned() || !row.contains("job"))
    return false;
  const nlohmann::json& job = row["job"];
  if (!job.is_object() || !job.contains("id") || !job["id"].is_number_integer()) return false;
  for (const char* text : {"kind", "title", "state", "message"})
    if (!job.contains(text) || !job[text].is_string()) return false;
  return true;
}

std::string subject_of(const nlohmann::json& job) {
  const std::string state = job.value("state", "");
  const std::string title = job.value("title", "");
  if (state == "done") return "Done: " + title;
  if (state == "cancelled") return "Cancelled: " + title;
  return state == "failed" ? "Failed: " + title : title;
}

Mail mail_of(const nlohmann::json& job, const std::string& id, const store::Settings& settings,
             const std::vector<std::string>& to) {
  Mail mail;
  mail.from = settings.mail_from;
  mail.to = to;
  mail.subject = "[Tinsmith] " + subject_of(job);
  mail.body = fmt::format("{}\n", subject_of(job));
  if (const std::string message = job.value("message", ""); !message.empty())
    mail.body += fmt::format("\n{}\n", message);
  mail.body += fmt::format("\nJob {}, kind: {}", job.value("id", 0), job.value("kind", ""));
  if (job.contains("project_id") && job["project_id"].is_number())
    mail.body += fmt::format(", project {}", job["project_id"].get<std::int64_t>());
  mail.body +=
      ".\n\nYou receive this message because your address is in the settings of a Tinsmith studio.\n";
  mail.id = id;
  mail.time_s = std::time(nullptr);
  return mail;
}

Result<Done> deliver(const std::string_view way, const nlohmann::json& job, const std::string& id,
                     const store::Settings& settings, const std::atomic<bool>& give_up) {
  if (way == kByWebhook) return post_json(settings.webhook_url, {{"job", job}}, give_up);
  TRY_DONE(check_notification(settings));
  TRY(const auto to, addresses_in(settings.mail_to));
  return send_mail(settings, mail_of(job, id, settings, to), give_up);
}

bool is_set(const std::string_view way, const store::Settings& settings) {
  return way == kByMail ? !settings.smtp_url.empty() : !settings.webhook_url.empty();
}

}  // namespace

class Notifier::Sender {
 public:
  Sender(store::Store& store, NotifierOptions options) : store_(store), options_(std::move(options)) {
    read_outbox();
    thread_ = std::thread([this] { send(); });
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() {
    give_up_ = true;
    wake();
    thread_.join();
  }

  void wake() {
    {
      const std::lock_guard guard(lock_);
      is_woken_ = true;
    }
    woken_.notify_all();
  }

 private:
  std::filesystem::path outbox_file() const { return store_.root() / "notify-outbox.json"; }
  void send();
  void wait();
  void read_outbox();
  Result<Done> write_outbox(const std::vector<Letter>& letters);
  // Returns the settings that the ended jobs were taken with.
  Result<store::Settings> take_ended_jobs(store::Database& database);
  void deliver_due(const store::Settings& settings);
  // Returns whether the message is finished: delivered or given up.
  bool try_letter(Letter& letter, const store::Settings& settings);
  void log(const std::string& message);

  store::Store& store_;
  const NotifierOptions options_;
  std::atomic<bool> give_up_{false};
  std::mutex lock_;
  std::condition_variable woken_;
  bool is_woken_ = false;

  // Used only by the thread.
  std::vector<Letter> outbox_;
  std::string trouble_;

  std::thread thread_;
};

void Notifier::Sender::send() {
  while (!give_up_) {
    const auto sent = [&]() -> Result<Done> {
      TRY(auto database, store_.connect());
      TRY(const auto settings, take_ended_jobs(*database));
      deliver_due(settings);
      return Done{};
    }();
    const std::string trouble = sent ? "" : sent.error().text();
    if (trouble != trouble_ && !trouble.empty()) log("cannot look for ended jobs: " + trouble);
    trouble_ = trouble;
    wait();
  }
}

void Notifier::Sender::wait() {
  auto until = Clock::now() + std::chrono::milliseconds(options_.look_ms);
  for (const Letter& letter : outbox_) until = std::min(until, letter.due);
  std::unique_lock guard(lock_);
  woken_.wait_until(guard, until, [&] { return is_woken_ || give_up_; });
  is_woken_ = false;
}

void Notifier::Sender::read_outbox() {
  const auto text = read_text_file(outbox_file());
  if (!text) return;
  const auto kept = parse_json(*text);
  if (!kept.is_array()) return;
  for (const auto& row : kept) {
    if (!is_letter(row)) continue;
    Letter letter;
    letter.way = row["way"];
    letter.job = row["job"];
    letter.attempts = row["attempts"];
    letter.due = Clock::now();
    outbox_.push_back(std::move(letter));
  }
}

Result<Done> Notifier::Sender::write_outbox(const std::vector<Letter>& letters) {
  nlohmann::json kept = nlohmann::json::array();
  for (const Letter& letter : letters)
    kept.push_back({{"way", letter.way}, {"job", letter.job}, {"attempts", letter.attempts}});
  return write_file(outbox_file(), kept.dump());
}

Result<store::Settings> Notifier::Sender::take_ended_jobs(store::Database& database) {
  std::vector<Letter> letters = outbox_;
  store::Settings settings;
  const auto taken = database.all_or_nothing([&]() -> Result<Done> {
    // Read in this transaction: settings from before it may lack the address for a job that ended since.
    TRY(settings, store::read_settings(database));
    TRY(const auto jobs, store::take_unreported_jobs(database));
    for (const store::Job& job : jobs) {
      if (options_.is_worth_reporting && !options_.is_worth_reporting(job)) continue;
      // The machine may have stopped after the outbox was written and before the database was updated.
      const bool is_there = std::any_of(outbox_.begin(), outbox_.end(), [&](const Letter& letter) {
        return letter.job.value("id", std::int64_t{0}) == job.id;
      });
      for (const std::string_view way : {kByMail, kByWebhook})
        if (is_set(way, settings) && !is_there)
          letters.push_back({std::string(way), message_of(job), 0, Clock::now()});
    }
    if (letters.size() == outbox_.size()) return Done{};
    return write_outbox(letters);
  });
  if (!taken) return taken.error();
  outbox_ = std::move(letters);
  return settings;
}

void Notifier::Sender::deliver_due(const store::Settings& settings) {
  for (std::size_t i = 0; i < outbox_.size();) {
    if (give_up_) return;
    if (outbox_[i].due > Clock::now() || !try_letter(outbox_[i], settings)) {
      ++i;
      continue;
    }
    outbox_.erase(outbox_.begin() + static_cast<std::ptrdiff_t>(i));
    // Written at once, so that the message is not sent again after a restart.
    if (const auto written = write_outbox(outbox_); !written) log(written.error().text());
  }
}

bool Notifier::Sender::try_letter(Letter& letter, const store::Settings& settings) {
  const std::int64_t id = letter.job.value("id", std::int64_t{0});
  const std::string name = fmt::format("job {} by {}", id, letter.way);
  if (!is_set(letter.way, settings)) {
    log(fmt::format("{}: not notified, because it is no longer configured", name));
    return true;
  }
  const std::string mail_id =
      fmt::format("job-{}-{:016x}", id, std::hash<std::string>()(store_.root().string() + letter.job.dump()));
  const auto delivered = deliver(letter.way, letter.job, mail_id, settings, give_up_);
  if (delivered) {
    log(name + ": notified");
    return true;
  }
  if (delivered.error().fault == Fault::Cancelled) return false;
  ++letter.attempts;
  const bool is_last = letter.attempts > options_.pauses_ms.size();
  log(fmt::format("{}: {}; {}", name, delivered.error().text(),
                  is_last
                      ? std::string("gave up")
                      : fmt::format("next attempt in {} s", options_.pauses_ms[letter.attempts - 1] / 1000)));
  if (is_last) return true;
  letter.due = Clock::now() + std::chrono::milliseconds(options_.pauses_ms[letter.attempts - 1]);
  (void)write_outbox(outbox_);  // stores `attempts`; a failed write costs at most one extra attempt
  return false;
}

void Notifier::Sender::log(const std::string& message) {
  const std::filesystem::path file = store_.root() / "notify.log";
  std::error_code error;
  if (const auto size = std::filesystem::file_size(file, error); !error && size > kMaxLog_bytes)
    std::filesystem::rename(file, store_.root() / "notify.log.old", error);
  std::ofstream(file, std::ios::app) << store::now() << " " << as_utf8(message) << "\n";
}

Notifier::Notifier(store::Store& store, NotifierOptions options)
    : sender_(std::make_unique<Sender>(store, std::move(options))) {}
Notifier::~Notifier() = default;

void Notifier::wake() {
  sender_->wake();
}

Result<Done> send_test_message(const store::Settings& settings) {
  TRY_DONE(check_notification(settings));
  const nlohmann::json job = {{"id", 0},
                              {"kind", "test"},
                              {"title", "a test"},
                              {"state", "done"},
                              {"message", "If you can read this, notifications work."},
                              {"project_id", nullptr}};
  // A unique id, so that mail servers do not treat two test messages as duplicates.
  const std::string id =
      fmt::format("test-{}-{}", std::time(nullptr), Clock::now().time_since_epoch().count());
  const std::atomic<bool> never{false};
  std::string trouble;
  bool is_anything_set = false;
  for (const std::string_view way : {kByMail, kByWebhook}) {
    if (!is_set(way, settings)) continue;
    is_anything_set = true;
    const auto delivered = deliver(way, job, id, settings, never);
    if (!delivered)
      trouble += (trouble.empty() ? "" : "; ") + fmt::format("{}: {}", way, delivered.error().text());
  }
  if (!is_anything_set)
    return fail(Fault::InvalidInput,
                "neither a mail server nor a webhook is configured; configure one of them first");
  if (!trouble.empty()) return fail(Fault::Unavailable, "{}", trouble);
  return Done{};
}

}  // namespace tinsmith::jobs
