#include "http/connection.h"

#include <boost/asio/post.hpp>

#include "http/encoding.h"

namespace tinsmith::http {
namespace {

constexpr std::size_t kFirstInput_bytes = 4 << 10;  // all that an idle connection needs
constexpr std::size_t kMaxInput_bytes = 64 << 10;
constexpr std::size_t kPiece_bytes = 256 << 10;  // of a body, given to the application at a time
constexpr std::chrono::milliseconds kHandshakeTimeout{10'000};
constexpr std::chrono::milliseconds kStopTimeout{5'000};

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time);
}

}  // namespace

void Exchange::work(Application& application, bool is_over, bool closes, std::chrono::seconds idle_timeout) {
  if (!has_begun) {
    has_begun = true;
    Reaction reaction = application.begin(request);
    intake = std::move(reaction.intake);
    if (!intake) answer = std::move(reaction.response);
    const std::string& encoding = request.header("Content-Encoding");
    if (intake && !encoding.empty() && !is_same_token(encoding, "identity")) {
      intake = unpacking(encoding, std::move(intake));
      if (!intake) answer = application.refuse(415, "the Content-Encoding can be gzip or deflate");
    }
  }
  if (intake && is_wanted && !taken.empty()) is_wanted = intake->take(taken);
  taken.clear();
  if (!is_over) return;
  outgoing = outgoing_of(request, intake ? intake->finish(trouble) : std::move(*answer), application,
                         closes || trouble, idle_timeout);
  intake.reset();
}

Connection::Connection(Transport& transport, std::unique_ptr<ByteStream> stream)
    : transport_(transport), stream_(std::move(stream)) {}

void Connection::start() {
  deadline_ = Clock::now() + kHandshakeTimeout;
  stream_->start([self = shared_from_this()](const ErrorCode& error) {
    if (self->phase_ == Phase::Ended) return;
    if (error) return self->end();
    self->in_.resize(kFirstInput_bytes);
    self->next_request();
  });
}

void Connection::next_request() {
  exchange_.reset();
  outgoing_ = {};
  reader_ = RequestReader();
  piece_ = {};
  body_bytes_ = 0;
  trouble_.reset();
  is_answering_ = false;
  out_ = {};
  phase_ = Phase::Head;
  if (transport_.is_stopping()) return end();
  const bool has_begun = at_ < filled_;
  deadline_ =
      Clock::now() + (has_begun ? transport_.limits().head_timeout : transport_.limits().idle_timeout);
  if (has_begun) return parse();
  if (in_.size() > kFirstInput_bytes) in_ = std::string(kFirstInput_bytes, '\0');
  read_more();
}

void Connection::read_more() {
  if (is_reading_) return;
  if (at_ > 0) {
    std::move(in_.begin() + static_cast<std::ptrdiff_t>(at_),
              in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
    filled_ -= at_;
    at_ = 0;
  }
  if (filled_ == in_.size() && in_.size() >= kMaxInput_bytes)
    return phase_ == Phase::Body
               ? give_up_body(fail(Fault::InvalidInput, "the body has a line that is too long"))
               : refuse(400, "the request has a line that is too long");
  if (filled_ == in_.size() || phase_ == Phase::Body) in_.resize(std::min(kMaxInput_bytes, 4 * in_.size()));
  is_reading_ = true;
  stream_->read_some(asio::buffer(in_.data() + filled_, in_.size() - filled_),
                     [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
                       self->is_reading_ = false;
                       self->arrived(error, count);
                     });
}

void Connection::arrived(const ErrorCode& error, std::size_t count) {
  switch (phase_) {
    case Phase::Head: {
      if (error) return end();
      if (at_ == filled_) deadline_ = Clock::now() + transport_.limits().head_timeout;
      filled_ += count;
      return parse();
    }
    case Phase::Body: {
      if (trouble_ || reader_.state() != RequestReader::State::Body) return;
      if (error)
        return give_up_body(fail(Fault::InvalidInput, "the body ended early, after {} bytes", body_bytes_));
      deadline_ = Clock::now() + transport_.limits().body_timeout;
      filled_ += count;
      return parse();
    }
    case Phase::Streaming:
      return error ? end() : read_more();  // only the end is of interest
    case Phase::Lingering:
      at_ = filled_ = 0;
      return error ? end() : read_more();
    case Phase::Starting:
    case Phase::Writing:
    case Phase::Ended:
      return;
  }
}

void Connection::parse() {
  using State = RequestReader::State;
  const std::size_t before = piece_.size();
  if (phase_ == Phase::Head) {
    at_ += reader_.read(unread(), piece_);
    if (reader_.state() == State::Head) return read_more();
    if (reader_.state() == State::Broken) return refuse(reader_.status(), reader_.message());
    exchange_ = std::make_shared<Exchange>();
    exchange_->request = std::move(reader_.request());
    exchange_->request.address = stream_->address();
    exchange_->request.is_encrypted = stream_->is_encrypted();
    phase_ = Phase::Body;
    body_begun_ = Clock::now();
    deadline_ = body_begun_ + transport_.limits().body_timeout;
    waits_for_continue_ =
        reader_.state() == State::Body && is_same_token(exchange_->request.header("Expect"), "100-continue");
  }
  if (reader_.state() == State::Body && at_ < filled_) {
    at_ += reader_.read(unread(), piece_);
    waits_for_continue_ = false;  // the client does not wait
  }
  body_bytes_ += piece_.size() - before;
  if (reader_.state() == State::Broken)
    return give_up_body(fail(Fault::InvalidInput, "{}", reader_.message()));
  continue_body();
}

void Connection::give_up_body(Error trouble) {
  trouble_ = std::move(trouble);
  continue_body();
}

bool Connection::is_body_over() const {
  return trouble_ || reader_.state() == RequestReader::State::Done;
}

// Hands pieces of the body to the application, and reads the next one meanwhile.
void Connection::continue_body() {
  if (is_answering_) return;
  if (!is_working_) {
    const bool is_discarded = exchange_->has_begun && (!exchange_->intake || !exchange_->is_wanted);
    if (is_discarded) piece_.clear();
    if (is_body_over() || !exchange_->has_begun || piece_.size() >= kPiece_bytes) work(is_body_over());
  }
  if (!is_body_over() && !waits_for_continue_ && piece_.size() < kPiece_bytes) read_more();
}

void Connection::work(bool is_over) {
  is_working_ = true;
  is_answering_ = is_over;
  exchange_->taken.swap(piece_);
  if (is_over) exchange_->trouble = trouble_;
  const bool closes = transport_.is_stopping() || waits_for_continue_;
  transport_.workers().add([self = shared_from_this(), exchange = exchange_, is_over, closes,
                            idle_timeout = whole_seconds(transport_.limits().idle_timeout)]() mutable {
    exchange->work(self->transport_.application(), is_over, closes, idle_timeout);
    exchange.reset();
    asio::io_context& io = self->transport_.io();
    asio::post(io, [self = std::move(self), is_over] { self->worked(is_over); });
  });
}

void Connection::worked(bool was_over) {
  is_working_ = false;
  if (phase_ == Phase::Ended) return exchange_.reset();
  if (was_over) return respond();
  if (transport_.is_stopping()) return end();
  if (waits_for_continue_ && exchange_->intake) {
    waits_for_continue_ = false;
    deadline_ = Clock::now() + transport_.limits().body_timeout;
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    // A text as short as this always fits; if not, the body does not come, and its timeout ends the connection.
    stream_->write_some(asio::buffer(out_), [self = shared_from_this()](const ErrorCode&, std::size_t) {
      if (self->phase_ == Phase::Body) self->continue_body();
    });
    return;
  }
  // The client waits for leave to send a body that is not wanted: it gets the response instead.
  if (waits_for_continue_) return work(true);
  continue_body();
}

// Only the time in which the client could have sent something counts.
bool Connection::is_too_slow(Clock::time_point now) const {
  const std::chrono::duration<double> allowed =
      std::chrono::duration<double>(transport_.limits().body_grace) +
      std::chrono::duration<double>(static_cast<double>(body_bytes_) /
                                    static_cast<double>(transport_.limits().min_body_bytes_per_s));
  return now - body_begun_ > allowed;
}

void Connection::check(Clock::time_point now) {
  switch (phase_) {
    case Phase::Starting:
    case Phase::Lingering:
      if (now > deadline_) end();
      return;
    case Phase::Head:
      if (now <= deadline_) return;
      if (at_ == filled_) return end();
      return refuse(408, "the head of the request did not arrive in time");
    case Phase::Body:
      if (is_body_over() || !is_reading_) return;
      if (is_too_slow(now))
        return give_up_body(fail(Fault::InvalidInput, "the body arrived too slowly: {} bytes in {:.0f} s",
                                 body_bytes_, std::chrono::duration<double>(now - body_begun_).count()));
      if (now > deadline_)
        give_up_body(fail(Fault::InvalidInput, "the body ended early, after {} bytes", body_bytes_));
      return;
    case Phase::Writing:
      if (is_writing_ && now > deadline_) end();
      return;
    case Phase::Streaming:
      if (is_writing_ && now > deadline_) return end();
      if (!is_writing_ && !is_pumping_ && now - last_sent_ > transport_.limits().heartbeat)
        write(chunked_or_plain(outgoing_.stream->heartbeat()));
      return;
    case Phase::Ended:
      return;
  }
}

void Connection::stop() {
  switch (phase_) {
    case Phase::Streaming:
      return end_stream();
    case Phase::Body:
      if (is_answering_) return;  // its response closes the connection
      return end();
    case Phase::Writing:
      outgoing_.closes = true;
      deadline_ = std::min(deadline_, Clock::now() + kStopTimeout);
      return;
    case Phase::Starting:
    case Phase::Head:
    case Phase::Lingering:
      return end();
    case Phase::Ended:
      return;
  }
}

std::optional<Clock::time_point> Connection::idle_until() const {
  if (phase_ == Phase::Lingering) return Clock::time_point();
  if (phase_ != Phase::Head && phase_ != Phase::Starting) return std::nullopt;
  return deadline_;
}

void Connection::end() {
  if (phase_ == Phase::Ended) return;
  const auto self = shared_from_this();
  phase_ = Phase::Ended;
  if (bell_) bell_->remove();
  if (stream_) stream_->close();
  if (!is_working_) exchange_.reset();
  if (!is_pumping_) outgoing_ = {};
  transport_.remove(this);
}

}  // namespace tinsmith::http
