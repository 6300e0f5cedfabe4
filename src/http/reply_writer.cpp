#include "http/reply_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/encoding.h"

namespace tinsmith::http {
namespace {

// A header with a line break in its value would become two, so it is left out.
bool is_one_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char letter) { return letter < ' ' && letter != '\t'; });
}

bool may_have_body(int status) {
  return status != 304 && status != 204;
}

std::string head_of(const Response& response) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, phrase_of(response.status));
  for (const auto& [name, value] : response.headers)
    if (is_one_line(value)) head += fmt::format("{}: {}\r\n", name, value);
  return head;
}

// Puts the wanted part of the file into `out`, or replaces the response by a refusal.
void open_file(const Request& request, Response& response, Application& application, Outgoing& out,
               std::uint64_t& length) {
  std::ifstream file(response.file, std::ios::binary);
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(response.file, error);
  if (error || !file) {
    response = application.refuse(404, "the file no longer exists");
    return;
  }
  WantedRange range = wanted_range(request.header("Range"), size);
  if (request.has_header("If-Range"))
    range = {};  // our ETags are of files that never change; nothing to compare with
  if (range.kind == RangeKind::Several) {
    response = application.refuse(400, "the request has several ranges; one is supported");
    return;
  }
  if (range.kind == RangeKind::Outside) {
    response = application.refuse(416, "the file is shorter than the requested range");
    response.set_header("Content-Range", fmt::format("bytes */{}", size));
    return;
  }
  response.set_header("Accept-Ranges", "bytes");
  ByteRange part{0, size};
  if (range.kind == RangeKind::Part) {
    part = range.part;
    response.status = 206;
    response.set_header("Content-Range",
                        fmt::format("bytes {}-{}/{}", part.first, part.first + part.count - 1, size));
  }
  length = part.count;
  if (request.method != "HEAD" && part.count > 0)
    out.file = std::make_shared<FilePart>(std::move(file), part);
}

}  // namespace

FilePart::FilePart(std::ifstream file, ByteRange part) : file_(std::move(file)), left_bytes_(part.count) {
  file_.seekg(static_cast<std::streamoff>(part.first));
}

std::string FilePart::next() {
  std::string piece(std::min<std::uint64_t>(left_bytes_, kPiece_bytes), '\0');
  file_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  piece.resize(static_cast<std::size_t>(std::max<std::streamsize>(file_.gcount(), 0)));
  left_bytes_ -= piece.size();
  return piece;
}

Outgoing outgoing_of(const Request& request, Response response, Application& application, bool closes,
                     std::chrono::seconds idle_timeout) {
  Outgoing out;
  if (response.socket && request.wants_socket) {
    out.socket = std::move(response.socket);
    return out;
  }
  if (response.socket) {
    response = application.refuse(426, "this address is for WebSockets only");
    response.set_header("Upgrade", "websocket");
  }
  out.closes = closes || !request.keeps_connection || !request.is_http_1_1;
  std::uint64_t length = 0;
  if (!response.file.empty()) open_file(request, response, application, out, length);
  if (response.stream && request.method != "HEAD") {
    out.stream = std::move(response.stream);
    out.is_chunked = request.is_http_1_1;
    out.closes = true;
  } else if (!out.file && length == 0) {
    compress_body(request, response);
    length = response.body.size();
  }
  out.bytes = head_of(response);
  if (!response.type.empty() && may_have_body(response.status))
    out.bytes += fmt::format("Content-Type: {}\r\n", response.type);
  if (out.is_chunked) out.bytes += "Transfer-Encoding: chunked\r\n";
  if (!out.stream && may_have_body(response.status))
    out.bytes += fmt::format("Content-Length: {}\r\n", length);
  out.bytes += out.closes ? "Connection: close\r\n\r\n"
                          : fmt::format("Keep-Alive: timeout={}\r\n\r\n", idle_timeout.count());
  if (request.method != "HEAD" && may_have_body(response.status)) out.bytes += response.body;
  return out;
}

std::string chunk_of(std::string_view text) {
  return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

}  // namespace tinsmith::http
