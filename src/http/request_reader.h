// http/request_reader.h — reads one request from the bytes of a connection.
//
// The grammar is Beast's. Added to it are the rules that keep two programs from reading the same bytes as different requests
// (request smuggling), and limits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace tinsmith::http {

class RequestReader {
 public:
  static constexpr std::size_t kMaxHead_bytes = 32 << 10;
  static constexpr std::size_t kMaxHeaders = 100;

  enum class State { Head, Body, Done, Broken };

  RequestReader();
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  // Reads from the front of `bytes`, appends the bytes of the body to `body`, and returns how many were read. Bytes that were
  // not read have to come again with those that follow them. It stops after the head and after the request.
  std::size_t read(std::string_view bytes, std::string& body);
  State state() const;
  // Available when the head has been read. The address is the caller's to fill in.
  Request& request();
  // The reason of Broken: an HTTP status and a sentence.
  int status() const;
  const std::string& message() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tinsmith::http
