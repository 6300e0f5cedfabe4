// http/server.h — an HTTP/1.1 and WebSocket server. One thread serves all sockets, so that idle and slow clients cost memory only;
// the application is called on threads of a pool.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/application.h"

namespace tinsmith::http {

// The files of a certificate in PEM form: the chain, that of the server first, and its private key.
struct Certificate {
  std::filesystem::path chain, key;
};

struct Limits {
  // When there are more, the connection that has been idle longest is closed.
  std::size_t max_connections = 10'000;
  std::size_t max_threads = 512;                    // of the application's calls
  std::chrono::milliseconds head_timeout{30'000};   // from the first byte of a request to the end of its head
  std::chrono::milliseconds idle_timeout{60'000};   // between two requests
  std::chrono::milliseconds body_timeout{30'000};   // between two pieces of a body
  std::chrono::milliseconds write_timeout{30'000};  // for any bytes of a response to be taken by the client
  std::chrono::milliseconds heartbeat{15'000};      // of text streams
  std::chrono::milliseconds socket_silence{
      60'000};  // of a WebSocket; after half of it a ping asks for a sign of life
  // The minimum average rate of a body applies after the grace time.
  std::uint64_t min_body_bytes_per_s = 4096;
  std::chrono::milliseconds body_grace{20'000};
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                            // 0: any that is free
  std::optional<Certificate> certificate;  // HTTPS instead of HTTP
  Limits limits{};
};

class Transport;

class Server {
 public:
  // Binds the port. `application` must outlive the server.
  //   Unavailable   the port is in use, or the host is not an address of this machine
  //   InvalidInput  the certificate cannot be used
  static Result<std::unique_ptr<Server>> bind(Application& application, const ServerOptions& options);
  ~Server();

  int port() const;
  // Serves until `stop` is called, and until all calls of the application have returned. Call it from one thread only.
  void run();
  // Ends streams, WebSockets and bodies that still arrive at once; responses that are ready are sent. Thread-safe.
  void stop();

 private:
  explicit Server(std::unique_ptr<Transport> transport);
  std::unique_ptr<Transport> transport_;
};

}  // namespace tinsmith::http
