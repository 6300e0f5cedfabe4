// http/byte_stream.h — the bytes of one connection, with or without TLS. It belongs to the thread of the sockets.
#pragma once

#include <utility>  // Asio needs it before its own headers

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/role.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tinsmith::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// Operations take std::function, so that what is built on them is compiled once for both kinds of connection.
class ByteStream {
 public:
  using Moved = std::function<void(const ErrorCode&, std::size_t)>;

  // `tls`: nullptr for a connection without it; it must outlive the stream.
  ByteStream(Tcp::socket socket, asio::ssl::context* tls);

  bool is_encrypted() const { return tls_.has_value(); }
  std::string address() const;  // IP address of the client
  // Calls `done` when bytes can be read and written.
  void start(std::function<void(const ErrorCode&)> done);
  // Reads or writes at least one byte. The buffer must stay until `done` is called.
  void read_some(asio::mutable_buffer buffer, Moved done);
  void write_some(asio::const_buffer buffer, Moved done);
  void stop_sending();
  // Reads and discards until the client has closed its side, or for two seconds. A connection that is closed while bytes
  // are unread loses what was sent last.
  void drain(std::function<void()> done);
  void close();

  // The operations that Beast requires of a stream.
  using executor_type = Tcp::socket::executor_type;
  executor_type get_executor() { return socket_.get_executor(); }
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    asio::mutable_buffer first;
    for (auto one = asio::buffer_sequence_begin(buffers);
         one != asio::buffer_sequence_end(buffers) && first.size() == 0; ++one)
      first = asio::mutable_buffer(*one);
    read_some(first, shared(std::forward<Handler>(handler)));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    constexpr std::size_t kMaxJoined_bytes = 16 << 10;
    joined_.clear();  // the head of a frame and its bytes go together
    for (auto one = asio::buffer_sequence_begin(buffers); one != asio::buffer_sequence_end(buffers); ++one) {
      const asio::const_buffer part(*one);
      const std::size_t count = std::min(part.size(), kMaxJoined_bytes - joined_.size());
      joined_.append(static_cast<const char*>(part.data()), count);
      if (count < part.size()) break;
    }
    write_some(asio::buffer(std::as_const(joined_)), shared(std::forward<Handler>(handler)));
  }
  template <class Handler>
  friend void async_teardown(boost::beast::role_type, ByteStream& stream, Handler&& handler) {
    stream.stop_sending();
    stream.drain(stream.shared_end(std::forward<Handler>(handler)));
  }
  friend void beast_close_socket(ByteStream& stream) { stream.close(); }

 private:
  // Beast's operations can be moved only, std::function wants to copy.
  template <class Handler>
  static Moved shared(Handler&& handler) {
    auto one = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [one](const ErrorCode& error, std::size_t count) { (*one)(error, count); };
  }
  template <class Handler>
  static std::function<void()> shared_end(Handler&& handler) {
    auto one = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [one] { (*one)(ErrorCode()); };
  }

  void drain_more(std::function<void()> done);

  Tcp::socket socket_;
  std::optional<asio::ssl::stream<Tcp::socket&>> tls_;
  std::string joined_, drained_;
  std::optional<asio::steady_timer> patience_;
};

}  // namespace tinsmith::http
