// http/socket_session.h — one WebSocket (RFC 6455), with the frames of Beast.
#pragma once

#include "http/byte_stream.h"

#include <deque>
#include <mutex>

#include "http/application.h"
#include "http/transport.h"

namespace tinsmith::http {

// Starts when the request has been authorized; the client's request is accepted or refused by the rules of the protocol.
class SocketSession final : public Peer, public std::enable_shared_from_this<SocketSession> {
 public:
  SocketSession(Transport& transport, std::unique_ptr<ByteStream> stream, Request request,
                std::shared_ptr<SocketUser> user);
  ~SocketSession() override;
  void start() override;
  void check(Clock::time_point now) override;
  void stop() override;
  std::optional<Clock::time_point> idle_until() const override { return std::nullopt; }

 private:
  class Handle;
  struct Frames;  // Beast's stream, which only the source includes

  void call_user(std::function<void(SocketUser&)> call, std::function<void(SocketSession&)> then);
  void read();
  void flush();
  void close(int code, const std::string& reason);
  void end(int code);

  Transport& transport_;
  Request request_;
  std::shared_ptr<SocketUser> user_;
  std::shared_ptr<Handle> handle_;
  std::unique_ptr<Frames> frames_;
  std::string sending_;  // the message that is being written
  bool is_open_ = false, is_writing_ = false, is_closing_ = false, has_ended_ = false;
  int close_code_ = 0;  // with which we close
  Clock::time_point close_deadline_;
};

}  // namespace tinsmith::http
