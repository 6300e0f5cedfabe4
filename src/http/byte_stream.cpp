#include "http/byte_stream.h"

namespace tinsmith::http {
namespace {

constexpr std::size_t kDrained_bytes = 4 << 10;
constexpr std::chrono::seconds kPatience{2};

}  // namespace

ByteStream::ByteStream(Tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
  ErrorCode ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

std::string ByteStream::address() const {
  ErrorCode gone;
  const auto end = socket_.remote_endpoint(gone);
  return gone ? "" : end.address().to_string();
}

void ByteStream::start(std::function<void(const ErrorCode&)> done) {
  if (!tls_) return done({});
  tls_->async_handshake(asio::ssl::stream_base::server, std::move(done));
}

void ByteStream::read_some(asio::mutable_buffer buffer, Moved done) {
  if (tls_) return tls_->async_read_some(buffer, std::move(done));
  socket_.async_read_some(buffer, std::move(done));
}

void ByteStream::write_some(asio::const_buffer buffer, Moved done) {
  if (tls_) return tls_->async_write_some(buffer, std::move(done));
  socket_.async_write_some(buffer, std::move(done));
}

void ByteStream::stop_sending() {
  ErrorCode ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
}

void ByteStream::drain(std::function<void()> done) {
  drained_.resize(kDrained_bytes);
  patience_.emplace(socket_.get_executor(), kPatience);
  patience_->async_wait([this](const ErrorCode& cancelled) {
    if (!cancelled) close();
  });
  drain_more(std::move(done));
}

void ByteStream::drain_more(std::function<void()> done) {
  socket_.async_read_some(asio::buffer(drained_),
                          [this, done = std::move(done)](const ErrorCode& error, std::size_t) {
                            if (!error) return drain_more(done);
                            patience_->cancel();
                            done();
                          });
}

void ByteStream::close() {
  ErrorCode ignored;
  socket_.close(ignored);
}

}  // namespace tinsmith::http
