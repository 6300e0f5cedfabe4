// jobs/hook_for_test.h — a webhook server that records requests and replies as configured.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"

namespace tinsmith::jobs {

class Hook {
 public:
  explicit Hook(std::string answer = "204 No Content") : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CHECK(bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
              listen(listener_, 8) == 0 &&
              getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
          "no port for the test");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  Hook(const Hook&) = delete;
  Hook& operator=(const Hook&) = delete;
  ~Hook() {
    is_ending_ = true;
    thread_.join();
    close(listener_);
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}/ended", port_); }
  // Sets the status line of all later replies; "" never replies.
  void answer_with(const std::string& answer) {
    const std::lock_guard guard(lock_);
    answer_ = answer;
  }
  // Returns the complete requests received so far.
  std::vector<std::string> requests() {
    const std::lock_guard guard(lock_);
    return requests_;
  }

 private:
  void serve() {
    while (!is_ending_) {
      pollfd waited{listener_, POLLIN, 0};
      if (poll(&waited, 1, 20) == 1) answer_one(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    }
  }

  void answer_one(int connection) {
    std::string request;
    char buffer[4096];
    while (!is_whole(request) && !is_ending_) {
      const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    std::string answer;
    {
      const std::lock_guard guard(lock_);
      requests_.push_back(request);
      answer = answer_;
    }
    while (answer.empty() && !is_ending_) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const std::string head = "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    send(connection, head.data(), head.size(), MSG_NOSIGNAL);
    close(connection);
  }

  static bool is_whole(const std::string& request) {
    const std::size_t end = request.find("\r\n\r\n");
    const std::size_t length = request.find("Content-Length: ");
    if (end == std::string::npos || length == std::string::npos) return false;
    return request.size() >= end + 4 + std::stoul(request.substr(length + 16));
  }

  int listener_ = -1;
  int port_ = 0;
  std::mutex lock_;
  std::string answer_;
  std::vector<std::string> requests_;
  std::atomic<bool> is_ending_{false};
  std::thread thread_;
};

}  // namespace tinsmith::jobs
