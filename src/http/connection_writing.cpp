// The half of a connection that sends responses, files, and streams of text.
#include <boost/asio/post.hpp>

#include "http/connection.h"
#include "http/socket_session.h"

namespace tinsmith::http {
namespace {

constexpr std::size_t kMaxText_bytes = 64 << 10;  // of a stream, sent at a time
constexpr std::chrono::milliseconds kLinger{2'000};

}  // namespace

void Bell::ring() {
  const std::lock_guard guard(lock_);
  if (io_ == nullptr || is_rung_.exchange(true)) return;
  asio::post(*io_, [connection = connection_] {
    if (const auto one = connection.lock()) one->pump();
  });
}

void Bell::remove() {
  const std::lock_guard guard(lock_);
  io_ = nullptr;
}

void Connection::respond() {
  outgoing_ = std::move(exchange_->outgoing);
  if (outgoing_.socket) return upgrade();
  if (trouble_ || transport_.is_stopping()) outgoing_.closes = true;
  phase_ = outgoing_.stream ? Phase::Streaming : Phase::Writing;
  if (outgoing_.stream) begin_stream();
  write(std::move(outgoing_.bytes));
}

void Connection::refuse(int status, const std::string& message) {
  Request request = exchange_ ? std::move(exchange_->request) : Request();
  request.method = "GET";
  outgoing_ = outgoing_of(request, transport_.application().refuse(status, message), transport_.application(),
                          true, std::chrono::seconds(0));
  phase_ = Phase::Writing;
  write(std::move(outgoing_.bytes));
}

void Connection::write(std::string bytes) {
  out_ = std::move(bytes);
  sent_ = 0;
  is_writing_ = true;
  deadline_ = Clock::now() + transport_.limits().write_timeout;
  write_rest();
}

void Connection::write_rest() {
  if (sent_ == out_.size()) {
    is_writing_ = false;
    last_sent_ = Clock::now();
    return written();
  }
  stream_->write_some(asio::buffer(out_.data() + sent_, out_.size() - sent_),
                      [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
                        if (self->phase_ == Phase::Ended) return;
                        if (error) return self->end();
                        self->sent_ += count;
                        if (!self->transport_.is_stopping())
                          self->deadline_ = Clock::now() + self->transport_.limits().write_timeout;
                        self->write_rest();
                      });
}

void Connection::written() {
  if (phase_ == Phase::Streaming) return is_last_chunk_ ? linger() : pump();
  if (outgoing_.file) return next_of_file();
  if (outgoing_.closes) return linger();
  next_request();
}

void Connection::next_of_file() {
  if (outgoing_.file->has_ended()) {
    outgoing_.file.reset();
    return written();
  }
  is_pumping_ = true;
  transport_.readers().add([self = shared_from_this(), file = outgoing_.file]() mutable {
    std::string piece = file->next();
    file.reset();
    asio::io_context& io = self->transport_.io();
    asio::post(io, [self = std::move(self), piece = std::move(piece)]() mutable {
      self->is_pumping_ = false;
      if (self->phase_ == Phase::Ended) return;
      // A file that has become shorter: the client sees that bytes are missing.
      piece.empty() ? self->end() : self->write(std::move(piece));
    });
  });
}

std::string Connection::chunked_or_plain(std::string text) const {
  return outgoing_.is_chunked ? chunk_of(text) : text;
}

void Connection::begin_stream() {
  bell_ = std::make_shared<Bell>(transport_.io(), weak_from_this());
  outgoing_.stream->set_wake([bell = bell_] { bell->ring(); });
  bell_->ring();
  at_ = filled_ = 0;
  read_more();  // to notice when the client goes
}

void Connection::pump() {
  if (phase_ != Phase::Streaming || is_writing_ || is_pumping_ || is_last_chunk_ || !bell_->take_ring())
    return;
  is_pumping_ = true;
  transport_.readers().add([self = shared_from_this(), stream = outgoing_.stream, bell = bell_]() mutable {
    std::string text;
    for (std::string one = stream->next(); !one.empty(); one = stream->next()) {
      text += one;
      if (text.size() < kMaxText_bytes) continue;
      bell->ring();  // there may be more
      break;
    }
    const bool has_ended = stream->has_ended();
    stream.reset();
    asio::io_context& io = self->transport_.io();
    asio::post(io, [self = std::move(self), text = std::move(text), has_ended]() mutable {
      self->is_pumping_ = false;
      if (self->phase_ != Phase::Streaming) return;
      if (has_ended) return self->end_stream();
      text.empty() ? self->pump() : self->write(self->chunked_or_plain(std::move(text)));
    });
  });
}

void Connection::end_stream() {
  if (is_writing_ || is_last_chunk_) return end();  // the client is slow, or it happens for the second time
  is_last_chunk_ = true;
  write(outgoing_.is_chunked ? chunk_of("") : "");
}

void Connection::upgrade() {
  if (at_ < filled_) return refuse(400, "a WebSocket sends nothing before the server has accepted it");
  if (transport_.is_stopping()) return end();
  const auto session = std::make_shared<SocketSession>(
      transport_, std::move(stream_), std::move(exchange_->request), std::move(outgoing_.socket));
  const auto self = shared_from_this();
  end();
  transport_.add(session);
}

// A connection that is closed while bytes of its client are still unread loses what was sent last. So the sending side ends
// first, and what still arrives is discarded for a moment.
void Connection::linger() {
  if (transport_.is_stopping()) return end();
  phase_ = Phase::Lingering;
  deadline_ = Clock::now() + kLinger;
  outgoing_ = {};
  stream_->stop_sending();
  at_ = filled_ = 0;
  read_more();
}

}  // namespace tinsmith::http
