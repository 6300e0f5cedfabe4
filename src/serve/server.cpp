#include "serve/server.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "http/addresses.h"
#include "http/server.h"
#include "serve/answer.h"
#include "serve/authorize.h"
#include "serve/body.h"
#include "serve/handlers.h"
#include "serve/route_match.h"
#include "serve/web.h"

namespace tinsmith::serve {
namespace {

constexpr std::size_t kMaxUrl_bytes = 8192;
constexpr std::size_t kMaxHostShownLength = 100;

std::string cookie_of(const http::Request& request, std::string_view cookie) {
  const std::string &cookies = request.header("Cookie"), name = std::string(cookie) + "=";
  for (std::size_t begin = 0; begin < cookies.size();) {
    const std::size_t end = std::min(cookies.find(';', begin), cookies.size());
    std::string_view one(cookies.data() + begin, end - begin);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name)) return std::string(one.substr(name.size()));
    begin = end + 1;
  }
  return "";
}

Credentials credentials_of(const http::Request& request, std::string_view cookie) {
  Credentials credentials{request.header("Host"), request.header("Origin"), cookie_of(request, cookie), "",
                          request.header("X-CSRF-Token")};
  constexpr std::string_view kBearer = "Bearer ";
  if (const std::string& written = request.header("Authorization"); written.starts_with(kBearer))
    credentials.bearer_key = written.substr(kBearer.size());
  return credentials;
}

// Reads the query and checks it against the route's fields.
Result<Done> read_query(Call& call, const Route& route, const http::Request& request) {
  for (const auto& [name, value] : request.query) {
    const auto known = std::find_if(route.query.begin(), route.query.end(),
                                    [&, &key = name](const Field& field) { return field.name == key; });
    if (known == route.query.end())
      return fail(Fault::InvalidInput, "this route has no query '{}'", name.substr(0, 100));
    const bool is_fraction = known->type.starts_with("fraction");
    const bool is_real = is_fraction || known->type.starts_with("number");
    const bool is_number = is_real || known->type.starts_with("integer");
    double number = 0;
    const auto [end, trouble] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_right = known->type.starts_with("boolean") ? value == "true" || value == "false"
                          : is_number ? trouble == std::errc() && end == value.data() + value.size() &&
                                            std::isfinite(number) &&
                                            (is_real || value.find_first_of(".eE") == value.npos) &&
                                            (!is_fraction || (number >= 0 && number <= 1))
                                      : value.size() <= kMaxText_bytes;
    if (!is_right && !(is_optional(*known) && value.empty()))
      return fail(Fault::InvalidInput, "query {} is '{}'; {} is expected", name, value.substr(0, 100),
                  is_fraction ? "a number from 0 to 1" : known->type);
    call.query[name] = value;
  }
  for (const Field& field : route.query)
    if (!is_optional(field) && !call.query.contains(field.name))
      return fail(Fault::InvalidInput, "query {} is missing", field.name);
  return Done{};
}

}  // namespace

class Server::Listener final : public http::Application {
 public:
  Listener(Installation& installation, ServerOptions options)
      : installation_(installation), options_(std::move(options)) {}

  Result<Done> bind() {
    http::ServerOptions transport;
    transport.host = options_.host;
    transport.port = options_.port;
    transport.certificate = options_.certificate;
    transport.limits = options_.limits;
    TRY(http_, http::Server::bind(*this, transport));
    const std::string port = std::to_string(http_->port());
    if (is_for_phones()) {
      for (const std::string& name : options_.names) hosts_.push_back(name + ":" + port);
      constexpr int kUsualPort = 443;  // which browsers leave out
      if (http_->port() == kUsualPort) hosts_ = options_.names;
      return Done{};
    }
    hosts_ = options_.names;
    for (const std::string& name :
         {options_.host, std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]")})
      hosts_.push_back(name + ":" + port);
    // A request to one of this machine's own addresses cannot be a DNS rebinding attack.
    if (http::is_every_address(options_.host))
      for (const std::string& address : http::own_addresses()) hosts_.push_back(address + ":" + port);
    return Done{};
  }

  int port() const { return http_->port(); }
  void run() { http_->run(); }
  void stop() {
    if (!is_for_phones()) installation_.events.close();
    http_->stop();
  }

  http::Reaction begin(const http::Request& request) override {
    try {
      http::Reaction reaction = react(request);
      if (!reaction.intake) reaction.response = with_safety_headers(std::move(reaction.response));
      return reaction;
    } catch (const std::exception& unexpected) {
      return bug(unexpected);
    }
  }

  http::Response refuse(int status, const std::string& message) override {
    return with_safety_headers(refusal(status, message));
  }

 private:
  // A request whose body still arrives.
  class Arrival final : public http::Intake {
   public:
    Arrival(Listener& listener, Call call, const Route& route, const http::Request& request)
        : listener_(listener),
          call_(std::move(call)),
          route_(route),
          request_(request),
          body_(body_reader(call_, route)) {}
    bool take(std::string_view piece) override { return body_->take(piece); }
    http::Response finish(const std::optional<Error>& trouble) override {
      try {
        if (const auto read = body_->finish(call_, trouble); !read)
          return with_safety_headers(refusal(read.error()));
        // While a picture arrived, its phone may have been removed.
        if (call_.phone) {
          if (auto refused = listener_.check_right(call_, route_, request_))
            return with_safety_headers(std::move(*refused));
        }
        return with_safety_headers(listener_.handle(call_, route_, request_));
      } catch (const std::exception& unexpected) {
        return bug(unexpected);
      }
    }

   private:
    Listener& listener_;
    Call call_;
    const Route& route_;
    const http::Request& request_;
    std::unique_ptr<BodyReader> body_;
  };

  // The response to an exception of a foreign library that was not caught.
  static http::Response bug(const std::exception& unexpected) {
    return with_safety_headers(refusal(500, fmt::format("this is a bug: {}", unexpected.what())));
  }

  http::Reaction react(const http::Request& request) {
    if (auto refused = check_host(request)) return std::move(*refused);
    const auto match = match_route(options_.routes, request.method, request.path);
    if (!match) {
      const bool is_page = (request.method == "GET" || request.method == "HEAD") &&
                           (!request.path.starts_with("/api/") || request.path == "/api/");
      if (!is_page) return refusal(404, "there is no such route");
      return is_for_phones() ? answer_file(options_.pages, request.path)
                             : answer_page(options_.pages, request.path);
    }
    const Route& route = *match->route;
    Call call(installation_, Asker());
    call.path_words = match->words;
    if (auto refused = check_right(call, route, request)) return std::move(*refused);
    if (route.answers == kEvents) return events_answer(call);
    if (route.method == Method::Get) return handle(call, route, request);
    if (request.header("Content-Type").starts_with("multipart/form-data"))
      return refusal(415, "send the file itself as the body, not a form");
    return std::unique_ptr<http::Intake>(std::make_unique<Arrival>(*this, std::move(call), route, request));
  }

  // Checks the host before anything of the request is used.
  std::optional<http::Response> check_host(const http::Request& request) const {
    const std::string& host = request.header("Host");
    if (!is_allowed_host(host, hosts_) && is_for_phones())
      return refusal(421, "this server does not accept requests for that host name");
    if (!is_allowed_host(host, hosts_))
      return page_refusal(
          request, 421,
          fmt::format("This server does not accept requests for the host name '{}'. To allow it, "
                      "start the server with --name HOST:PORT, where HOST:PORT is the host and port "
                      "of the address, such as --name studio.local:{}.",
                      host.substr(0, kMaxHostShownLength), port()));
    if (request.target.size() > kMaxUrl_bytes) return refusal(400, "the URL is too long");
    return std::nullopt;
  }

  // Fills in the call. Returns the refusal of a request that its sender may not make.
  std::optional<http::Response> check_right(Call& call, const Route& route, const http::Request& request) {
    call.address = request.address;
    constexpr std::size_t kClientShown = 200;
    call.client = request.header("User-Agent").substr(0, kClientShown);
    const auto refused = is_for_phones()
                             ? authorize_phone(call, route, credentials_of(request, kPhoneCookie))
                             : authorize_person(call, route, credentials_of(request, kSessionCookie));
    if (!refused) return refusal(refused.error());
    if (const auto& why = refused.value()) return refusal(why->status, why->message, why->reason);
    if (const auto read = read_query(call, route, request); !read) return refusal(read.error());
    return std::nullopt;
  }

  static Result<std::optional<Refusal>> authorize_person(Call& call, const Route& route,
                                                         const Credentials& credentials) {
    TRY(call.asker, asker_of(call.installation, credentials));
    return authorize(call, route, credentials);
  }

  bool is_for_phones() const { return options_.audience == Audience::Phones; }

  http::Response handle(Call& call, const Route& route, const http::Request& request) {
    auto reply = route.handle(call);
    if (!reply) return refusal(reply.error());
    note(call, route, request.path);
    return answer(std::move(reply).value(), request);
  }

  // Writes the audit log.
  void note(const Call& call, const Route& route, const std::string& path) {
    if (!is_audited(route)) return;
    auto database = installation_.store.connect();
    if (!database) return;
    const auto noted = store::note_audit(
        *database.value(), {0, "", call.asker.name, fmt::format("{} {}", name_of(route.method), route.path),
                            path, call.address, call.project_name});
    if (!noted) fmt::print(stderr, "the audit trail lacks an entry: {}\n", noted.error().text());
  }

  Installation& installation_;
  ServerOptions options_;
  std::vector<std::string> hosts_;
  std::unique_ptr<http::Server> http_;
};

Server::Server(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::bind(Installation& installation, ServerOptions options) {
  auto listener = std::make_unique<Listener>(installation, std::move(options));
  TRY_DONE(listener->bind());
  return std::unique_ptr<Server>(new Server(std::move(listener)));
}

int Server::port() const {
  return listener_->port();
}
void Server::run() {
  listener_->run();
}
void Server::stop() {
  listener_->stop();
}

}  // namespace tinsmith::serve
