// serve/server.h — the studio's HTTP server: pages, API, live events.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/server.h"
#include "serve/installation.h"
#include "serve/routes.h"
#include "serve/web.h"

namespace tinsmith::serve {

// The senders that a server answers: the users of the studio, or only phones (serve/phone_access.h).
enum class Audience : std::uint8_t { Studio, Phones };

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8420;                 // 0: any that is free
  std::vector<std::string> names;  // further names of the server, such as "studio.example:443"
  std::span<const WebFile> pages;  // must outlive the server
  std::span<const Route> routes = serve::routes();
  std::optional<http::Certificate> certificate{};  // HTTPS instead of HTTP
  http::Limits limits{};
  Audience audience = Audience::Studio;  // phones use `names` only, whose port is that of the server
};

class Server {
 public:
  // Binds the port. Unavailable when it is in use. `installation` must outlive the server.
  static Result<std::unique_ptr<Server>> bind(Installation& installation, ServerOptions options);
  ~Server();

  int port() const;
  // Handles requests until `stop` is called. Call it from one thread only.
  void run();
  // Thread-safe.
  void stop();

 private:
  class Listener;
  explicit Server(std::unique_ptr<Listener> listener);
  std::unique_ptr<Listener> listener_;
};

}  // namespace tinsmith::serve
