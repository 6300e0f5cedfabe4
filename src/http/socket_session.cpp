#include "http/socket_session.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket.hpp>

namespace tinsmith::http {
namespace {

namespace websocket = boost::beast::websocket;

constexpr std::chrono::seconds kHandshake{10}, kClosing{2};
constexpr int kBroken = 1006;
constexpr std::size_t kMaxQueued = 4096;  // messages

}  // namespace

struct SocketSession::Frames {
  explicit Frames(std::unique_ptr<ByteStream> bytes) : stream(std::move(bytes)), socket(*stream) {}
  std::unique_ptr<ByteStream> stream;
  websocket::stream<ByteStream&, false> socket;  // false: no compression of messages
  boost::beast::flat_buffer buffer;
};

// The end of the WebSocket that the application holds; it may outlive the session.
class SocketSession::Handle final : public WebSocket {
 public:
  Handle(asio::io_context& io, std::weak_ptr<SocketSession> session, std::size_t max_bytes)
      : io_(&io), session_(std::move(session)), max_bytes_(max_bytes) {}

  struct Message {
    std::string bytes;
    bool is_text;
  };

  bool send(std::string message, bool is_text) override {
    const std::lock_guard guard(lock_);
    if (io_ == nullptr || close_ || queued_bytes_ + message.size() > max_bytes_ ||
        queue_.size() >= kMaxQueued)
      return false;
    queued_bytes_ += message.size();
    queue_.push_back({std::move(message), is_text});
    post();
    return true;
  }
  void close(int code, std::string reason) override {
    const std::lock_guard guard(lock_);
    if (io_ == nullptr || close_) return;
    close_ = {code, std::move(reason)};
    post();
  }

  void remove() {
    const std::lock_guard guard(lock_);
    io_ = nullptr;
    queue_.clear();
  }
  std::optional<Message> take() {
    const std::lock_guard guard(lock_);
    if (queue_.empty()) return std::nullopt;
    Message message = std::move(queue_.front());
    queue_.pop_front();
    queued_bytes_ -= message.bytes.size();
    return message;
  }
  std::optional<std::pair<int, std::string>> wanted_close() {
    const std::lock_guard guard(lock_);
    return close_;
  }

 private:
  void post() {
    asio::post(*io_, [session = session_] {
      if (const auto one = session.lock()) one->flush();
    });
  }

  std::mutex lock_;
  asio::io_context* io_;
  std::weak_ptr<SocketSession> session_;
  const std::size_t max_bytes_;
  std::deque<Message> queue_;
  std::size_t queued_bytes_ = 0;
  std::optional<std::pair<int, std::string>> close_;
};

SocketSession::SocketSession(Transport& transport, std::unique_ptr<ByteStream> stream, Request request,
                             std::shared_ptr<SocketUser> user)
    : transport_(transport),
      request_(std::move(request)),
      user_(std::move(user)),
      frames_(std::make_unique<Frames>(std::move(stream))) {}

SocketSession::~SocketSession() = default;

void SocketSession::start() {
  handle_ = std::make_shared<Handle>(transport_.io(), weak_from_this(), user_->max_queued_bytes());
  boost::beast::http::request<boost::beast::http::empty_body> head;
  head.method(boost::beast::http::verb::get);
  head.target(request_.target);
  head.version(11);
  for (const Header& header : request_.headers) head.insert(header.name, header.value);
  frames_->socket.set_option(
      websocket::stream_base::timeout{kHandshake, transport_.limits().socket_silence, true});
  frames_->socket.read_message_max(user_->max_message_bytes());
  frames_->socket.async_accept(head, [self = shared_from_this()](const ErrorCode& error) {
    if (error || self->has_ended_) return self->end(kBroken);
    self->is_open_ = true;
    self->call_user([handle = self->handle_](SocketUser& user) { user.open(handle); },
                    [](SocketSession& session) { session.read(); });
    self->flush();
  });
}

// Calls the user on a thread of the application, and then continues on the thread of the sockets.
void SocketSession::call_user(std::function<void(SocketUser&)> call,
                              std::function<void(SocketSession&)> then) {
  transport_.workers().add(
      [self = shared_from_this(), user = user_, call = std::move(call), then = std::move(then)]() mutable {
        call(*user);
        asio::io_context& io = self->transport_.io();
        asio::post(io, [self = std::move(self), then = std::move(then)] { then(*self); });
      });
}

void SocketSession::read() {
  frames_->buffer.clear();
  frames_->socket.async_read(
      frames_->buffer, [self = shared_from_this()](const ErrorCode& error, std::size_t) {
        Frames& frames = *self->frames_;
        if (error == websocket::error::closed) return self->end(frames.socket.reason().code);
        if (error == websocket::error::message_too_big) return self->end(websocket::close_code::too_big);
        if (error) return self->end(self->is_closing_ ? self->close_code_ : kBroken);
        const auto bytes = frames.buffer.data();
        self->call_user(
            [message = std::string(static_cast<const char*>(bytes.data()), bytes.size()),
             is_text = frames.socket.got_text()](SocketUser& user) { user.receive(message, is_text); },
            [](SocketSession& session) { session.read(); });
      });
}

void SocketSession::flush() {
  if (!is_open_ || is_writing_ || has_ended_ || is_closing_) return;
  auto message = handle_->take();
  if (!message) {
    if (const auto wanted = handle_->wanted_close()) close(wanted->first, wanted->second);
    return;
  }
  is_writing_ = true;
  sending_ = std::move(message->bytes);
  frames_->socket.text(message->is_text);
  frames_->socket.async_write(asio::buffer(std::as_const(sending_)),
                              [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                                self->is_writing_ = false;
                                if (!error) self->flush();  // a reading operation notices the end
                              });
}

void SocketSession::close(int code, const std::string& reason) {
  if (has_ended_ || is_closing_) return;
  is_closing_ = true;
  close_code_ = code;
  close_deadline_ = Clock::now() + kClosing;
  if (!is_open_) return frames_->stream->close();
  const websocket::close_reason why(static_cast<websocket::close_code>(code), reason.substr(0, 120));
  frames_->socket.async_close(
      why, [self = shared_from_this()](const ErrorCode&) { self->frames_->stream->close(); });
}

void SocketSession::check(Clock::time_point now) {
  if (is_closing_ && now > close_deadline_) frames_->stream->close();
}

void SocketSession::stop() {
  close(websocket::close_code::going_away, "the server stops");
}

void SocketSession::end(int code) {
  if (has_ended_) return;
  has_ended_ = true;
  handle_->remove();
  frames_->stream->close();
  const auto self = shared_from_this();
  if (is_open_) call_user([code](SocketUser& user) { user.closed(code); }, [](SocketSession&) {});
  transport_.remove(this);
}

}  // namespace tinsmith::http
