// http/message.h — a request as an application sees it, and its response.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinsmith::http {

class TextStream;
class SocketUser;

struct Header {
  std::string name, value;
};

struct Request {
  std::string method;                                      // "GET"
  std::string target;                                      // as it was sent: "/a%20b?c=d"
  std::string path;                                        // decoded: "/a b"
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in the order of the target
  std::vector<Header> headers;
  std::string address;           // IP address of the client
  bool has_body = false;         // a body follows, perhaps of no bytes
  bool is_encrypted = false;     // it arrived over TLS
  bool wants_socket = false;     // it asks for a WebSocket
  bool keeps_connection = true;  // the client may send another request on this connection
  bool is_http_1_1 = true;

  // Returns the value of the first header of that name in any case; "" when there is none.
  const std::string& header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

// The answer to a request. At most one of `body`, `file`, `stream` and `socket` is set.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string type;  // media type of what is sent
  std::string body;
  std::filesystem::path file;          // sent in pieces; a range of it when the request asks for one
  std::shared_ptr<TextStream> stream;  // text that is produced while the connection is open
  std::shared_ptr<SocketUser> socket;  // the connection becomes a WebSocket

  void set_header(std::string name, std::string value);
};

// Returns whether two names of headers, or two tokens of their values, are equal: case does not matter.
bool is_same_token(std::string_view a, std::string_view b);

// Returns the standard phrase of a status: "Not Found" of 404; "" when it has none.
std::string_view phrase_of(int status);

}  // namespace tinsmith::http
