// http/reply_writer.h — turns a response into the bytes that are sent.
#pragma once

#include <chrono>
#include <fstream>
#include <memory>
#include <string>

#include "http/application.h"
#include "http/byte_range.h"

namespace tinsmith::http {

// The bytes of a file that are still to be sent.
class FilePart {
 public:
  static constexpr std::size_t kPiece_bytes = 256 << 10;
  FilePart(std::ifstream file, ByteRange part);
  // Returns the next bytes; "" at the end, or when the file has become shorter.
  std::string next();
  bool has_ended() const { return left_bytes_ == 0; }

 private:
  std::ifstream file_;
  std::uint64_t left_bytes_;
};

// A response as it is sent: first `bytes`, which begin with its head, then what one of the others produces.
struct Outgoing {
  std::string bytes;
  std::shared_ptr<FilePart> file;
  std::shared_ptr<TextStream> stream;
  std::shared_ptr<SocketUser> socket;
  bool closes = false;      // the connection ends after it
  bool is_chunked = false;  // the text of `stream` is sent in chunks
};

// Opens the file, chooses the range, compresses. `closes`: the connection cannot be used again.
Outgoing outgoing_of(const Request& request, Response response, Application& application, bool closes,
                     std::chrono::seconds idle_timeout);

// Returns a text as one chunk of a body without a stated length; the chunk of "" ends the body.
std::string chunk_of(std::string_view text);

}  // namespace tinsmith::http
