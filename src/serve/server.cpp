#include "serve/server.h"

#include <httplib.h>

#include <charconv>

#include "serve/addresses.h"
#include "serve/answer.h"
#include "serve/authorize.h"
#include "serve/body.h"
#include "serve/growing_pool.h"
#include "serve/handlers.h"
#include "serve/routes.h"
#include "serve/web.h"

namespace tinsmith::serve {
namespace {

constexpr const char* kApi = "/api/v1";
constexpr std::size_t kMaxUrl_bytes = 8192;
constexpr std::size_t kMaxHostShownLength = 100;

struct Pattern {
  std::string expression;
  std::vector<std::string> words;
};

Pattern pattern_of(std::string_view path) {
  Pattern pattern{kApi, {}};
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] != '{') {
      if (path[at] == '.') pattern.expression += '\\';
      pattern.expression += path[at++];
      continue;
    }
    const std::size_t end = path.find('}', at);
    const std::string word(path.substr(at + 1, end - at - 1));
    const TextWord* text = find_text_word(word);
    pattern.expression += fmt::format("({})", text != nullptr ? text->expression : "[0-9]{1,18}");
    pattern.words.push_back(word);
    at = end + 1;
  }
  return pattern;
}

std::string cookie_of(const httplib::Request& request) {
  const std::string cookies = request.get_header_value("Cookie"), name = std::string(kSessionCookie) + "=";
  for (std::size_t begin = 0; begin < cookies.size();) {
    const std::size_t end = std::min(cookies.find(';', begin), cookies.size());
    std::string_view one(cookies.data() + begin, end - begin);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name)) return std::string(one.substr(name.size()));
    begin = end + 1;
  }
  return "";
}

Credentials credentials_of(const httplib::Request& request) {
  Credentials credentials{request.get_header_value("Host"), request.get_header_value("Origin"),
                          cookie_of(request), "", request.get_header_value("X-CSRF-Token")};
  constexpr std::string_view kBearer = "Bearer ";
  if (const std::string written = request.get_header_value("Authorization"); written.starts_with(kBearer))
    credentials.bearer_key = written.substr(kBearer.size());
  return credentials;
}

// RFC 9112, section 6.3: a request without a stated length has no body. httplib would
// wait for one until its timeout.
bool has_body(const httplib::Request& request) {
  return request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
}
const httplib::ContentReader kNoBody([](const auto&) { return true; },
                                     [](const auto&, const auto&) { return true; });

// Reads the query and checks it against the route's fields.
Result<Done> read_query(Call& call, const Route& route, const httplib::Request& request) {
  for (const auto& [name, value] : request.params) {
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

class Server::Listener {
 public:
  Listener(Installation& installation, ServerOptions options)
      : installation_(installation), options_(std::move(options)) {
    http_.new_task_queue = [] { return std::make_unique<GrowingPool>().release(); };  // httplib owns it
    http_.set_keep_alive_max_count(1000);
    http_.set_read_timeout(30);
    http_.set_write_timeout(30);
    http_.set_tcp_nodelay(true);
    http_.set_pre_routing_handler(
        [this](const auto& request, auto& response) { return admit(request, response); });
    http_.set_exception_handler([](const auto&, auto& response, std::exception_ptr thrown) {
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& unexpected) {  // an exception of a foreign library that was not caught
        refuse(response, 500, fmt::format("this is a bug: {}", unexpected.what()));
      }
    });
    // Called for every refusal; those of our handlers have a body already.
    http_.set_error_handler([](const auto&, auto& response) {
      if (response.body.empty() && response.status == 404) refuse(response, 404, "there is no such route");
    });
    for (const Route& route : routes()) listen_for(route);
    http_.Get(R"(/api/.+)", [](const auto&, auto& response) { response.status = 404; });
    http_.Get(R"(/.*)", [this](const auto& request, auto& response) {
      answer_page(options_.pages, request.path, response);
    });
  }

  Result<Done> bind() {
    const int wanted = options_.port;
    if (wanted == 0) options_.port = http_.bind_to_any_port(options_.host);
    if (wanted == 0 ? options_.port < 0 : !http_.bind_to_port(options_.host, wanted))
      return fail(Fault::Unavailable,
                  "cannot listen on port {} of {}: the port is in use, or the address is not one of this "
                  "machine; choose another one with --listen HOST:PORT",
                  wanted, options_.host);
    hosts_ = options_.names;
    const std::string port = std::to_string(options_.port);
    for (const std::string& name :
         {options_.host, std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]")})
      hosts_.push_back(name + ":" + port);
    // A request to one of this machine's own addresses cannot be a DNS rebinding attack.
    if (is_every_address(options_.host))
      for (const std::string& address : own_addresses()) hosts_.push_back(address + ":" + port);
    return Done{};
  }

  int port() const { return options_.port; }
  void run() { http_.listen_after_bind(); }
  void stop() {
    installation_.events.close();
    http_.stop();
  }

 private:
  using Handled = httplib::Server::HandlerResponse;

  // Checks the host before anything of the request is used.
  Handled admit(const httplib::Request& request, httplib::Response& response) {
    set_safety_headers(response);
    const std::string host = request.get_header_value("Host");
    if (!is_allowed_host(host, hosts_)) {
      refuse_page(request, response, 421,
                  fmt::format("This server does not accept requests for the host name '{}'. To allow it, "
                              "start the server with --name HOST:PORT, where HOST:PORT is the host and port "
                              "of the address, such as --name studio.local:{}.",
                              host.substr(0, kMaxHostShownLength), options_.port));
      return Handled::Handled;
    }
    if (request.target.size() > kMaxUrl_bytes || request.ranges.size() > 1) {
      refuse(response, 400, "the URL is too long, or the request has several ranges");
      return Handled::Handled;
    }
    return Handled::Unhandled;
  }

  void listen_for(const Route& route) {
    const Pattern pattern = pattern_of(route.path);
    const auto plain = [this, &route, words = pattern.words](const httplib::Request& request,
                                                             httplib::Response& response) {
      if (route.answers == kEvents) return watch(route, words, request, response);
      serve(route, words, request, response, nullptr);
    };
    const auto with_body = [this, &route, words = pattern.words](const httplib::Request& request,
                                                                 httplib::Response& response,
                                                                 const httplib::ContentReader& reader) {
      serve(route, words, request, response, has_body(request) ? &reader : &kNoBody);
    };
    switch (route.method) {
      case Method::Get:
        http_.Get(pattern.expression, plain);
        break;
      case Method::Post:
        http_.Post(pattern.expression, with_body);
        break;
      case Method::Put:
        http_.Put(pattern.expression, with_body);
        break;
      case Method::Patch:
        http_.Patch(pattern.expression, with_body);
        break;
      case Method::Delete:
        http_.Delete(pattern.expression, with_body);
        break;
    }
  }

  // Fills in the call. Returns false when the request was refused; the response is then complete.
  bool let_in(Call& call, const Route& route, const std::vector<std::string>& words,
              const httplib::Request& request, httplib::Response& response, const Credentials& credentials) {
    for (std::size_t i = 0; i < words.size(); ++i) call.path_words[words[i]] = request.matches[i + 1].str();
    call.address = request.remote_addr;
    constexpr std::size_t kClientShown = 200;
    call.client = request.get_header_value("User-Agent").substr(0, kClientShown);
    const auto refusal = authorize(call, route, credentials);
    if (!refusal) return refuse(response, refusal.error()), false;
    if (refusal.value())
      return refuse(response, refusal.value()->status, refusal.value()->message, refusal.value()->reason),
             false;
    if (const auto read = read_query(call, route, request); !read)
      return refuse(response, read.error()), false;
    return true;
  }

  void serve(const Route& route, const std::vector<std::string>& words, const httplib::Request& request,
             httplib::Response& response, const httplib::ContentReader* reader) {
    const Credentials credentials = credentials_of(request);
    auto asker = asker_of(installation_, credentials);
    if (!asker) return refuse(response, asker.error());
    Call call(installation_, std::move(asker).value());
    if (!let_in(call, route, words, request, response, credentials)) {
      // The body is read and discarded; otherwise the next request on this connection would begin inside it.
      if (reader != nullptr) (*reader)([](const char*, std::size_t) { return true; });
      return;
    }
    if (reader != nullptr) {
      if (request.is_multipart_form_data())
        return refuse(response, 415, "send the file itself as the body, not a form");
      if (const auto read = read_body(call, route, *reader); !read) return refuse(response, read.error());
    }
    auto reply = route.handle(call);
    if (!reply) return refuse(response, reply.error());
    note(call, route, request.path);
    answer(*reply, request, response);
  }

  void watch(const Route& route, const std::vector<std::string>& words, const httplib::Request& request,
             httplib::Response& response) {
    const Credentials credentials = credentials_of(request);
    auto asker = asker_of(installation_, credentials);
    if (!asker) return refuse(response, asker.error());
    Call call(installation_, std::move(asker).value());
    if (let_in(call, route, words, request, response, credentials)) stream_events(call, response);
  }

  // Writes the audit log, which records all changes except those to labels and pictures.
  void note(const Call& call, const Route& route, const std::string& path) {
    if (route.method == Method::Get || route.needs == Needs::Labeller || route.needs == Needs::Viewer) return;
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
  httplib::Server http_;
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
