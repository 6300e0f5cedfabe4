#include "http/request_reader.h"

#include <utility>  // Asio needs it before its own headers

#include <boost/beast/http/basic_parser.hpp>
#include <limits>

#include "http/target.h"

namespace tinsmith::http {
namespace {

using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

std::string text_of(BeastText text) {
  return {text.data(), text.size()};
}

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, end);
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (is_same_token(one, token)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

class RequestReader::Parser final : public boost::beast::http::basic_parser<true> {
 public:
  Parser() {
    header_limit(kMaxHead_bytes);
    body_limit(std::numeric_limits<std::uint64_t>::max());  // the application limits bodies
    eager(false);
  }

  std::size_t feed(std::string_view bytes, std::string& body) {
    body_ = &body;
    std::size_t read = 0;
    while (state != State::Done && state != State::Broken) {
      const bool was_head = state == State::Head;
      BeastError error;
      const std::size_t count = put({bytes.data() + read, bytes.size() - read}, error);
      read += count;
      if (state == State::Broken) break;
      if (error == boost::beast::http::error::need_more) break;
      if (error) {
        explain(error);
        break;
      }
      if (is_done()) {
        state = State::Done;
      } else if (was_head && is_header_done()) {
        state = State::Body;
        break;
      }
      if (read == bytes.size()) break;
    }
    return read;
  }

  State state = State::Head;
  Request request;
  int status = 400;
  std::string message;

 private:
  void on_request_impl(boost::beast::http::verb, BeastText method, BeastText target, int version,
                       BeastError&) override {
    request.method = text_of(method);
    request.target = text_of(target);
    request.is_http_1_1 = version == 11;
  }
  void on_response_impl(int, BeastText, int, BeastError&) override {}
  void on_field_impl(boost::beast::http::field, BeastText name, BeastText value, BeastError& error) override {
    if (has_head_) return;  // fields after the body say nothing that this server uses
    if (request.headers.size() == kMaxHeaders) return refuse(error, 431, "the request has too many headers");
    request.headers.push_back({text_of(name), text_of(value)});
  }
  void on_header_impl(BeastError& error) override {
    has_head_ = true;
    const std::string& coding = request.header("Transfer-Encoding");
    std::size_t hosts = 0;
    for (const Header& header : request.headers) hosts += is_same_token(header.name, "Host");
    if (hosts > 1) return refuse(error, 400, "the request has several headers Host");
    // A proxy in front may have decided otherwise where such a body ends.
    if (request.has_header("Transfer-Encoding")) {
      if (!is_same_token(coding, "chunked"))
        return refuse(error, 501, "the only Transfer-Encoding that is supported is chunked");
      if (!request.is_http_1_1) return refuse(error, 400, "HTTP/1.0 has no Transfer-Encoding");
    }
    // RFC 9112, section 6.3: a request without a stated length has no body.
    request.has_body = request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
    request.keeps_connection = keep_alive();
    request.wants_socket = request.method == "GET" && request.is_http_1_1 && !request.has_body &&
                           has_token(request.header("Connection"), "upgrade") &&
                           has_token(request.header("Upgrade"), "websocket");
    if (!read_target(request)) refuse(error, 400, "the target of the request is not a path");
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastText part, BeastError&) override {
    body_->append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, BeastText, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText part, BeastError&) override {
    body_->append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(BeastError&) override {}

  void refuse(BeastError& error, int with_status, std::string why) {
    state = State::Broken;
    status = with_status;
    message = std::move(why);
    error = boost::beast::http::error::bad_value;
  }

  void explain(const BeastError& error) {
    BeastError ignored;
    const bool is_long = error == boost::beast::http::error::header_limit;
    refuse(ignored, is_long ? 431 : 400,
           is_long ? "the head of the request is too long"
                   : "the request is not HTTP as this server reads it: " + error.message());
  }

  bool has_head_ = false;
  std::string* body_ = nullptr;
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

std::size_t RequestReader::read(std::string_view bytes, std::string& body) {
  return parser_->feed(bytes, body);
}
RequestReader::State RequestReader::state() const {
  return parser_->state;
}
Request& RequestReader::request() {
  return parser_->request;
}
int RequestReader::status() const {
  return parser_->status;
}
const std::string& RequestReader::message() const {
  return parser_->message;
}

}  // namespace tinsmith::http
