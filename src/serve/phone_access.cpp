#include "serve/phone_access.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <thread>

#include "http/own_certificate.h"
#include "serve/installation.h"
#include "serve/secrets.h"
#include "serve/server.h"

namespace tinsmith::serve {
namespace {

constexpr std::chrono::minutes kCodeValid{5};
constexpr std::chrono::minutes kIdle{30};
constexpr int kMaxWrongCodes = 10;
constexpr const char* kCertificateFile = "phone_certificate.pem";

// A few phones, and strangers who are then refused.
http::Limits limits_for_phones() {
  http::Limits limits;
  limits.max_connections = 64;
  limits.max_threads = 16;
  return limits;
}

// The page for phones instead of the studio's. The scripts are the same for everybody and hold nothing of a project.
std::vector<WebFile> pages_for_phones(std::span<const WebFile> all) {
  std::vector<WebFile> pages;
  for (const WebFile& file : all) {
    if (file.path == "/index.html") continue;
    pages.push_back(file);
    if (file.path == "/phone.html") pages.back().path = "/index.html";
  }
  return pages;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  const std::string text(name.data());
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '.';
  });
  return is_plain && !text.starts_with('-') ? text : "";
}

bool is_among(const std::vector<http::NetworkAddress>& choices, const std::string& host) {
  return std::any_of(choices.begin(), choices.end(),
                     [&](const http::NetworkAddress& one) { return one.host == host; });
}

// Without the brackets that an IPv6 address has in a URL.
std::string to_listen_on(const std::string& host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

std::string_view name_of(PhoneCode::State state) {
  constexpr std::string_view kNames[] = {"none", "waiting", "expired", "withdrawn"};
  return kNames[static_cast<std::size_t>(state)];
}

struct PhoneAccess::Door {
  std::string host;
  std::vector<WebFile> pages;
  OpenAddress address;
  std::unique_ptr<Server> server;
  std::thread thread;
};

PhoneAccess::PhoneAccess(Installation& installation, PhoneSettings settings)
    : installation_(installation), settings_(std::move(settings)) {}

PhoneAccess::~PhoneAccess() {
  close();
}

std::vector<http::NetworkAddress> PhoneAccess::choices() const {
  if (!settings_.host.empty()) return {{settings_.host, ""}};
  std::vector<http::NetworkAddress> found = http::local_addresses();
  const auto is_ipv6 = [](const http::NetworkAddress& one) { return one.host.starts_with('['); };
  // Addresses of IPv6 beside others are no other way, but some of them change every day.
  if (!std::all_of(found.begin(), found.end(), is_ipv6)) std::erase_if(found, is_ipv6);
  std::stable_partition(found.begin(), found.end(), [&](const http::NetworkAddress& one) {
    return to_listen_on(one.host) == to_listen_on(settings_.studio_host);
  });
  return found;
}

Result<PhoneCode> PhoneAccess::invite(std::int64_t project, std::optional<std::int64_t> user_id,
                                      const std::string& host) {
  if (!settings_.is_allowed)
    return fail(Fault::Refused, "phones are not allowed here: the server was started with --phone off");
  const auto offered = choices();
  if (offered.empty())
    return fail(Fault::NotFound,
                "this computer is in no network; connect it to the one that the phone is in, and try again");
  const std::lock_guard opening(opening_);
  std::string wanted = host;
  if (wanted.empty()) {
    const std::lock_guard guard(lock_);
    wanted = door_ && is_among(offered, door_->host) ? door_->host : offered.front().host;
  }
  if (!is_among(offered, wanted))
    return fail(Fault::NotFound, "'{}' is not an address of this computer", wanted.substr(0, 100));
  std::unique_ptr<Door> old;
  {
    const std::lock_guard guard(lock_);
    if (door_ && door_->host != wanted) old = std::move(door_);
  }
  shut(std::move(old));
  bool is_open = false;
  {
    const std::lock_guard guard(lock_);
    is_open = door_ != nullptr;
  }
  if (!is_open) {
    TRY(auto door, open(wanted));
    const std::lock_guard guard(lock_);
    door_ = std::move(door);
  }
  const auto now = Clock::now();
  const std::lock_guard guard(lock_);
  wishes_[project] = {now, random_code(), user_id, now + kCodeValid, false};
  wrong_codes_ = 0;
  return PhoneCode{PhoneCode::State::Waiting, wishes_[project].code, kCodeValid, user_id};
}

Result<std::unique_ptr<PhoneAccess::Door>> PhoneAccess::open(const std::string& host) {
  std::vector<std::string> names;
  for (const http::NetworkAddress& one : choices()) names.push_back(one.host);
  if (const std::string name = host_name(); !name.empty()) names.push_back(name);
  TRY(const auto certificate,
      http::own_certificate(installation_.store.root() / kCertificateFile, names, std::time(nullptr)));
  const auto own = http::local_addresses();
  const bool is_own = is_among(own, host) || http::is_loopback(to_listen_on(host));
  auto door = std::make_unique<Door>();
  door->pages = pages_for_phones(settings_.pages);
  ServerOptions options;
  options.host = is_own ? to_listen_on(host) : "0.0.0.0";
  options.port = settings_.port;
  options.pages = door->pages;
  options.routes = phone_routes();
  options.certificate = certificate.files;
  options.limits = limits_for_phones();
  options.audience = Audience::Phones;
  options.names = {host};
  auto server = Server::bind(installation_, options);
  if (!server && settings_.host.empty() && server.error().fault == Fault::Unavailable) {
    options.port = 0;
    server = Server::bind(installation_, options);
  }
  if (!server)
    return fail(Fault::Unavailable,
                "port {} of {} cannot be opened for phones: it is in use, or needs more rights; start the "
                "server with another one, as in --phone {}:8422",
                settings_.port, host, host);
  door->host = host;
  door->server = std::move(server).value();
  door->address = {fmt::format("https://{}:{}", host, door->server->port()), certificate.fingerprint};
  door->thread = std::thread([running = door->server.get()] { running->run(); });
  return door;
}

void PhoneAccess::shut(std::unique_ptr<Door> door) {
  if (!door) return;
  door->server->stop();
  door->thread.join();
}

// The one who calls it holds `opening_`. The threads of the address end without `lock_`, because their last requests need it.
void PhoneAccess::close_unwanted() {
  std::unique_ptr<Door> unwanted;
  {
    const std::lock_guard guard(lock_);
    if (wishes_.empty()) unwanted = std::move(door_);
  }
  shut(std::move(unwanted));
}

void PhoneAccess::end(std::int64_t project) {
  const std::lock_guard opening(opening_);
  {
    const std::lock_guard guard(lock_);
    wishes_.erase(project);
  }
  close_unwanted();
}

void PhoneAccess::close() {
  const std::lock_guard opening(opening_);
  {
    const std::lock_guard guard(lock_);
    wishes_.clear();
  }
  close_unwanted();
}

void PhoneAccess::close_idle(Clock::time_point now) {
  std::vector<std::int64_t> ended;
  const std::lock_guard opening(opening_);
  {
    const std::lock_guard guard(lock_);
    for (const auto& [project, wish] : wishes_)
      if (now - wish.last_used > kIdle) ended.push_back(project);
    for (const std::int64_t project : ended) wishes_.erase(project);
    if (ended.empty()) return;
  }
  close_unwanted();
  for (const std::int64_t project : ended) installation_.events.publish({"project", project, project});
}

std::optional<OpenAddress> PhoneAccess::address_for(std::int64_t project) const {
  const std::lock_guard guard(lock_);
  return door_ && wishes_.contains(project) ? std::optional(door_->address) : std::nullopt;
}

PhoneCode PhoneAccess::code_of(std::int64_t project, Clock::time_point now) const {
  const std::lock_guard guard(lock_);
  const auto found = wishes_.find(project);
  if (found == wishes_.end()) return {};
  const Wish& wish = found->second;
  if (wish.is_withdrawn) return {PhoneCode::State::Withdrawn, "", {}, wish.user_id};
  if (wish.code.empty()) return {};
  if (wish.expires <= now) return {PhoneCode::State::Expired, "", {}, wish.user_id};
  return {PhoneCode::State::Waiting, wish.code, std::chrono::ceil<std::chrono::seconds>(wish.expires - now),
          wish.user_id};
}

Result<PhoneAccess::Pairing> PhoneAccess::redeem(const std::string& code, Clock::time_point now) {
  const std::lock_guard guard(lock_);
  for (auto& [project, wish] : wishes_) {
    const bool is_valid = !wish.code.empty() && !wish.is_withdrawn && now < wish.expires;
    if (!is_valid || !is_same_secret(wish.code, code)) continue;
    wish.code.clear();
    wish.last_used = now;
    return Pairing{project, wish.user_id};
  }
  if (++wrong_codes_ == kMaxWrongCodes) {
    for (auto& [project, wish] : wishes_) {
      wish.is_withdrawn = !wish.code.empty();
      installation_.events.publish({"project", project, project});
    }
  }
  return fail(Fault::InvalidInput,
              "this code is not valid: it was used, has expired, or is another one; get a new code on the "
              "Capture page of the computer");
}

bool PhoneAccess::use(std::int64_t project, Clock::time_point now) {
  const std::lock_guard guard(lock_);
  const auto found = wishes_.find(project);
  if (found == wishes_.end()) return false;
  found->second.last_used = now;
  return true;
}

}  // namespace tinsmith::serve
