// http/http_for_test.h — a small application behind a running server, and clients that send any bytes.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "base/check.h"
#include "http/server.h"

namespace tinsmith::http {

// Bytes that a test has received. Thread-safe.
class Kept {
 public:
  std::size_t add(std::string_view piece) {
    const std::lock_guard guard(lock_);
    return bytes_.append(piece).size();
  }
  // Returns it, and forgets it.
  std::string take() {
    const std::lock_guard guard(lock_);
    return std::exchange(bytes_, "");
  }
  std::size_t size() const {
    const std::lock_guard guard(lock_);
    return bytes_.size();
  }

 private:
  mutable std::mutex lock_;
  std::string bytes_;
};

// Keeps what it takes until there is as much as is wanted.
class KeepingIntake final : public Intake {
 public:
  explicit KeepingIntake(Kept& kept, std::size_t max_bytes) : kept_(kept), max_bytes_(max_bytes) {}
  bool take(std::string_view piece) override { return kept_.add(piece) < max_bytes_; }
  Response finish(const std::optional<Error>& trouble) override {
    Response response;
    response.status = trouble ? 400 : 200;
    response.body = trouble ? trouble->text() : std::to_string(kept_.size());
    response.type = "text/plain";
    return response;
  }

 private:
  Kept& kept_;
  const std::size_t max_bytes_;
};

// Answers a GET with what the test has put at the path, and keeps bodies.
class TestApplication final : public Application {
 public:
  using Get = std::function<Response(const Request&)>;
  void put(const std::string& path, Get get) {
    const std::lock_guard guard(lock_);
    gets_[path] = std::move(get);
  }
  Reaction begin(const Request& request) override {
    if (request.method == "POST" && request.path == "/unwanted") return refuse(403, "not here");
    if (request.method == "POST")
      return std::unique_ptr<Intake>(std::make_unique<KeepingIntake>(kept, max_kept_bytes));
    Get get;
    {
      const std::lock_guard guard(lock_);
      if (const auto found = gets_.find(request.path); found != gets_.end()) get = found->second;
    }
    return get ? get(request) : refuse(404, "nothing at " + request.path);
  }
  Response refuse(int status, const std::string& message) override {
    Response response;
    response.status = status;
    response.body = message;
    response.type = "text/plain";
    return response;
  }

  Kept kept;
  std::atomic<std::size_t> max_kept_bytes = std::size_t{1} << 40;

 private:
  std::mutex lock_;
  std::map<std::string, Get> gets_;
};

// Ends when the test lets it.
class Gate {
 public:
  void pass() {
    std::unique_lock guard(lock_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(guard, [&] { return is_open_; });
  }
  void open() {
    const std::lock_guard guard(lock_);
    is_open_ = true;
    changed_.notify_all();
  }
  void await_waiting(int count) {
    std::unique_lock guard(lock_);
    changed_.wait(guard, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool is_open_ = false;
};

// A stream into which a test says something.
class SpokenStream final : public TextStream {
 public:
  void set_wake(std::function<void()> wake) override {
    const std::lock_guard guard(lock_);
    wake_ = std::move(wake);
  }
  std::string next() override {
    const std::lock_guard guard(lock_);
    return std::exchange(text_, "");
  }
  bool has_ended() const override { return has_ended_; }
  std::string heartbeat() const override { return "beat\n"; }
  void say(const std::string& text) {
    std::function<void()> wake;
    {
      const std::lock_guard guard(lock_);
      text_ += text;
      wake = wake_;
    }
    if (wake) wake();
  }
  void end() {
    has_ended_ = true;
    say("");
  }

 private:
  std::mutex lock_;
  std::string text_;
  std::function<void()> wake_;
  std::atomic<bool> has_ended_ = false;
};

class ServerForTest {
 public:
  explicit ServerForTest(ServerOptions options = {}) : options_(std::move(options)) {}
  ~ServerForTest() { stop(); }
  void start() {
    server_ = Server::bind(application, options_).value();
    thread_ = std::thread([this] { server_->run(); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }
  int port() const { return server_->port(); }

  TestApplication application;

 private:
  ServerOptions options_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

// A connection on which the test sends what it wants.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "cannot connect to port {}", port);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(socket_); }

  bool send(std::string_view bytes) const {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  // Returns all that arrives until `end` is in it; without `end`, until the server closes the connection.
  std::string receive(std::string_view end = "") const {
    std::string all;
    char part[4096];
    while (end.empty() || all.find(end) == all.npos) {
      const ssize_t count = ::recv(socket_, part, sizeof part, 0);
      if (count <= 0) break;
      all.append(part, static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  int socket_;
};

}  // namespace tinsmith::http
