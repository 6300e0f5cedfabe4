// http/connection.h — one connection: reads requests, has the application answer them on other threads, writes responses.
#pragma once

#include <atomic>
#include <mutex>

#include "http/reply_writer.h"
#include "http/request_reader.h"
#include "http/transport.h"

namespace tinsmith::http {

// One request and its response, on which the application's threads work. While `Connection::is_working_`, it belongs to them.
struct Exchange {
  Request request;
  std::unique_ptr<Intake> intake;
  std::optional<Response> answer;  // made before the end of the body
  std::string taken;               // the piece of the body to take
  std::optional<Error> trouble;    // why the body did not arrive
  bool has_begun = false, is_wanted = true;
  Outgoing outgoing;

  // Calls the application. `is_over`: no more of the body comes, so that the response is made.
  void work(Application& application, bool is_over, bool closes, std::chrono::seconds idle_timeout);
};

// By which a stream, on any thread, announces new text to its connection.
class Bell {
 public:
  Bell(asio::io_context& io, std::weak_ptr<class Connection> connection)
      : io_(&io), connection_(std::move(connection)) {}
  void ring();
  void remove();  // the connection has ended; the thread of the sockets may end then
  bool take_ring() { return is_rung_.exchange(false); }

 private:
  std::mutex lock_;
  asio::io_context* io_;
  std::weak_ptr<class Connection> connection_;
  std::atomic<bool> is_rung_ = false;
};

class Connection final : public Peer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Transport& transport, std::unique_ptr<ByteStream> stream);
  void start() override;
  void check(Clock::time_point now) override;
  void stop() override;
  std::optional<Clock::time_point> idle_until() const override;
  // The stream may have new text.
  void pump();

 private:
  enum class Phase { Starting, Head, Body, Writing, Streaming, Lingering, Ended };

  // Reading.
  std::string_view unread() const { return {in_.data() + at_, filled_ - at_}; }
  void read_more();
  void arrived(const ErrorCode& error, std::size_t count);
  void parse();
  void continue_body();
  void give_up_body(Error trouble);
  void work(bool is_over);
  void worked(bool was_over);
  bool is_body_over() const;
  bool is_too_slow(Clock::time_point now) const;

  // Writing.
  void respond();
  void refuse(int status, const std::string& message);
  void write(std::string bytes);
  void write_rest();
  void written();
  void next_of_file();
  void begin_stream();
  void end_stream();
  std::string chunked_or_plain(std::string text) const;
  void upgrade();
  void next_request();
  void linger();
  void end();

  Transport& transport_;
  std::unique_ptr<ByteStream> stream_;
  Phase phase_ = Phase::Starting;
  // The time after which the present phase, or in a body the silence of its client, has lasted too long.
  Clock::time_point deadline_, body_begun_, last_sent_;

  std::string in_;
  std::size_t at_ = 0, filled_ = 0;  // [at_, filled_) of `in_` has not been read by `reader_`
  bool is_reading_ = false;
  RequestReader reader_;
  std::string piece_;  // of the body, for the application
  std::uint64_t body_bytes_ = 0;
  std::optional<Error> trouble_;  // why the rest of the body does not come
  std::shared_ptr<Exchange> exchange_;
  bool is_working_ = false, is_answering_ = false, waits_for_continue_ = false;

  std::string out_;
  std::size_t sent_ = 0;
  bool is_writing_ = false;
  Outgoing outgoing_;
  std::shared_ptr<Bell> bell_;
  bool is_pumping_ = false, is_last_chunk_ = false;
};

}  // namespace tinsmith::http
