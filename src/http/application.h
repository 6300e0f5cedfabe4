// http/application.h — what a server needs from the program that it serves.
//
// All calls come from worker threads and may block: only the sockets are event-driven. One object of a request, a stream or a
// WebSocket is never called by two threads at the same time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace tinsmith::http {

// Takes the body of one request.
class Intake {
 public:
  virtual ~Intake() = default;
  // Takes the next piece. Returns false when no more of the body is wanted: the rest is then read and discarded, so that the
  // client can read the response.
  virtual bool take(std::string_view piece) = 0;
  // Returns the response. `trouble` is set when the body did not arrive as a whole. It is not called when the server stops.
  virtual Response finish(const std::optional<Error>& trouble) = 0;
};

// The first reaction to a request whose head has arrived.
struct Reaction {
  Reaction(Response answer) : response(std::move(answer)) {}
  Reaction(std::unique_ptr<Intake> body) : intake(std::move(body)) {}

  Response response;               // used unless `intake` is set
  std::unique_ptr<Intake> intake;  // takes the body and makes the response
};

class Application {
 public:
  virtual ~Application() = default;
  // `request` exists until the response has been made, also by an intake.
  virtual Reaction begin(const Request& request) = 0;
  // May be called by any thread. Returns the response to a request that the server itself refuses, such as one that is not HTTP.
  virtual Response refuse(int status, const std::string& message) = 0;
};

// Text that is sent while the connection is open, such as server-sent events.
class TextStream {
 public:
  virtual ~TextStream() = default;
  // Sets the function to call whenever `next` may return something. It may be called by any thread, at any time, also after
  // the connection has ended.
  virtual void set_wake(std::function<void()> wake) = 0;
  // Returns the next text; "" when there is none at present. It must not block for long.
  virtual std::string next() = 0;
  virtual bool has_ended() const = 0;
  // Returns the text that is sent after a time without any, so that nothing between client and server closes the connection.
  virtual std::string heartbeat() const = 0;
};

// A WebSocket. All functions are thread-safe, and have no effect after its end.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // Queues a message. Returns false, and drops the message, when the connection has ended or the queue is full because the
  // client reads more slowly than messages are sent.
  virtual bool send(std::string message, bool is_text) = 0;
  // Ends the connection after the messages that are queued. `code`: RFC 6455, section 7.4; 1000 is a normal end.
  virtual void close(int code, std::string reason) = 0;
};

// The user of a WebSocket. The next message is read when `receive` has returned.
class SocketUser {
 public:
  virtual ~SocketUser() = default;
  virtual void open(std::shared_ptr<WebSocket> socket) = 0;
  virtual void receive(std::string message, bool is_text) = 0;
  // Called last. `code` is 1006 when the connection broke without a closing message.
  virtual void closed(int code) = 0;
  virtual std::size_t max_message_bytes() const { return std::size_t{1} << 20; }
  virtual std::size_t max_queued_bytes() const { return std::size_t{4} << 20; }
};

}  // namespace tinsmith::http
