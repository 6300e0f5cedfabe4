// http/transport.h — the thread of the sockets, and the connections that it serves.
#pragma once

#include "http/byte_stream.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <unordered_map>

#include "http/server.h"
#include "http/workers.h"

namespace tinsmith::http {

using Clock = std::chrono::steady_clock;

// A connection or a WebSocket. All functions are called by the thread of the sockets.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual void start() = 0;
  // Called about once per second; ends what takes too long.
  virtual void check(Clock::time_point now) = 0;
  // The server stops.
  virtual void stop() = 0;
  // Returns the time at which it would be closed if its client stays silent; nullopt when it is busy.
  virtual std::optional<Clock::time_point> idle_until() const = 0;
};

class Transport {
 public:
  Transport(Application& application, const Limits& limits);
  Result<Done> bind(const ServerOptions& options);
  int port() const { return port_; }
  void run();
  void stop();

  // For the peers.
  Application& application() { return application_; }
  const Limits& limits() const { return limits_; }
  asio::io_context& io() { return io_; }
  bool is_stopping() const { return is_stopping_; }
  Workers& workers() { return workers_; }
  Workers& readers() { return readers_; }
  void add(std::shared_ptr<Peer> peer);
  void remove(const Peer* peer);

 private:
  Result<Done> load(const Certificate& certificate);
  void accept();
  void accepted(const ErrorCode& error, Tcp::socket socket);
  void close_longest_idle();
  void tick();

  Application& application_;
  const Limits limits_;
  int port_ = 0;
  bool is_stopping_ = false;
  std::optional<asio::ssl::context> tls_;
  asio::io_context io_{1};
  Tcp::acceptor acceptor_{io_};
  asio::steady_timer ticker_{io_}, pause_{io_};
  std::unordered_map<const Peer*, std::shared_ptr<Peer>> peers_;
  Workers workers_;  // calls of the application
  Workers readers_{
      4};  // the next piece of files and streams: short calls, which do not wait behind long ones
};

}  // namespace tinsmith::http
