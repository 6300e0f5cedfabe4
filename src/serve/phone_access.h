// serve/phone_access.h — the https address at which phones of the local network reach the capture of a project.
//
// It is opened when a person asks for it, and closed when nobody wants it any more: by a person, or after half an hour without
// a request of a phone. A phone is paired by a code, which is valid once and for a few minutes.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/addresses.h"
#include "serve/web.h"

namespace tinsmith::serve {

struct Installation;

struct PhoneSettings {
  bool is_allowed = true;
  // The address of `serve --phone`; "": one of this machine's is chosen. Another machine's is that of a gateway, such as the
  // host of a container: then every address of this machine is listened on.
  std::string host;
  int port = 8421;  // where that is taken, any that is free
  std::string
      studio_host;  // where the studio itself listens; its address is preferred when phones can reach it
  std::span<const WebFile> pages;
};

struct PhoneCode {
  enum class State : std::uint8_t { None, Waiting, Expired, Withdrawn };
  State state = State::None;
  std::string text;                       // ten letters and digits
  std::chrono::seconds left{};            // until it expires
  std::optional<std::int64_t> user_id{};  // who asked for it; nullopt: the single person
};
std::string_view name_of(PhoneCode::State state);  // "none", "waiting", "expired", "withdrawn"

struct OpenAddress {
  std::string origin;       // "https://192.168.1.20:8421"
  std::string fingerprint;  // of its certificate
};

// Thread-safe.
class PhoneAccess {
 public:
  using Clock = std::chrono::steady_clock;
  PhoneAccess(Installation& installation, PhoneSettings settings);
  ~PhoneAccess();

  bool is_allowed() const { return settings_.is_allowed; }
  // Returns the addresses among which a person can choose, the most probable first.
  std::vector<http::NetworkAddress> choices() const;

  // Opens the address, for this project, and makes a new code, which replaces an earlier one of the project. `host`: one of
  // `choices`; "": the present one, or the first. Another address than the present one closes that.
  //   Refused       the server was started with --phone off
  //   NotFound      this machine is in no network, or `host` is not among its addresses
  //   Unavailable   nothing can listen there, or the certificate cannot be written
  Result<PhoneCode> invite(std::int64_t project, std::optional<std::int64_t> user_id,
                           const std::string& host);
  // Ends the capture by phones for the project, and closes the address when no other project wants it.
  void end(std::int64_t project);
  void close();
  // Closes what nobody has used. To be called now and then.
  void close_idle(Clock::time_point now = Clock::now());

  // Returns nullopt when the address is closed, or not open for this project.
  std::optional<OpenAddress> address_for(std::int64_t project) const;
  PhoneCode code_of(std::int64_t project, Clock::time_point now = Clock::now()) const;

  // Uses a code up and returns what it is for. InvalidInput for a wrong or expired one; ten wrong ones withdraw all codes.
  struct Pairing {
    std::int64_t project = 0;
    std::optional<std::int64_t> user_id;
  };
  Result<Pairing> redeem(const std::string& code, Clock::time_point now = Clock::now());
  // Returns whether phones may work on the project, and notes the use.
  bool use(std::int64_t project, Clock::time_point now = Clock::now());

 private:
  struct Wish {  // of a project for which the address is open
    Clock::time_point last_used;
    std::string code;  // "" when it was used
    std::optional<std::int64_t> user_id;
    Clock::time_point expires;
    bool is_withdrawn = false;
  };
  struct Door;
  Result<std::unique_ptr<Door>> open(const std::string& host);
  void close_unwanted();
  static void shut(std::unique_ptr<Door> door);

  Installation& installation_;
  const PhoneSettings settings_;
  std::mutex opening_;       // for one who opens or closes; the requests of phones do not wait for it
  mutable std::mutex lock_;  // guards what is below
  std::unique_ptr<Door> door_;
  std::map<std::int64_t, Wish> wishes_;
  int wrong_codes_ = 0;
};

}  // namespace tinsmith::serve
