#include "http/request_reader.h"

#include <gtest/gtest.h>

namespace tinsmith::http {
namespace {

using State = RequestReader::State;

// Gives the bytes in pieces of `step` bytes, as a connection does, and returns how many were not read.
std::size_t give(RequestReader& reader, std::string bytes, std::string& body, std::size_t step) {
  std::string waiting;
  while (!bytes.empty() || !waiting.empty()) {
    const std::size_t before = waiting.size() + bytes.size();
    waiting += bytes.substr(0, step);
    bytes.erase(0, step);
    std::size_t count = 0;
    do {
      count = reader.read(waiting, body);
      waiting.erase(0, count);
    } while (count > 0 && !waiting.empty());
    if (reader.state() == State::Done || reader.state() == State::Broken) break;
    if (bytes.empty() && waiting.size() + bytes.size() == before) break;
    if (bytes.empty()) break;
  }
  return waiting.size() + bytes.size();
}

State state_of(const std::string& bytes) {
  RequestReader reader;
  std::string body;
  give(reader, bytes, body, bytes.size());
  return reader.state();
}

int status_of(const std::string& bytes) {
  RequestReader reader;
  std::string body;
  give(reader, bytes, body, bytes.size());
  return reader.state() == State::Broken ? reader.status() : 0;
}

TEST(RequestReader, ReadsTheSameInPiecesOfAnySize) {
  const std::string bytes =
      "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;e=1\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: ignored\r\n\r\nGET / HT";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestReader reader;
    std::string body;
    EXPECT_GE(give(reader, bytes, body, step), 8u) << step;
    EXPECT_EQ(reader.state(), State::Done) << step;
    EXPECT_EQ(body, "hello!") << step;
    EXPECT_EQ(reader.request().path, "/a");
    EXPECT_TRUE(reader.request().has_body);
    EXPECT_FALSE(reader.request().has_header("Trailer"));
  }
}

TEST(RequestReader, StopsAfterTheHead) {
  RequestReader reader;
  std::string body;
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n";
  EXPECT_EQ(reader.read(head + "abcd", body), head.size());
  EXPECT_EQ(reader.state(), State::Body);
  EXPECT_EQ(reader.read("abcd", body), 3u);
  EXPECT_EQ(reader.state(), State::Done);
  EXPECT_EQ(body, "abc");
}

TEST(RequestReader, HasNoBodyWithoutAStatedLength) {
  RequestReader reader;
  std::string body;
  reader.read("POST / HTTP/1.1\r\nHost: a\r\n\r\n", body);
  EXPECT_EQ(reader.state(), State::Done);
  EXPECT_FALSE(reader.request().has_body);
  EXPECT_TRUE(reader.request().keeps_connection);
}

TEST(RequestReader, RefusesWhatTwoProgramsCouldReadDifferently) {
  for (const char* fields : {
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 4\r\n",
           "Content-Length: 3, 4\r\n",
           "Content-Length: +3\r\n",
           "Content-Length: -1\r\n",
           "Content-Length: 0x3\r\n",
           "Content-Length: 99999999999999999999\r\n",
           "Content-Length : 3\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Host: a\r\nHost: b\r\n",
           "Host: a\nX: b\r\n",
           "X: a\rb\r\n",
           " X: a\r\n",
           "X\r\n",
       })
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\n" + std::string(fields) + "\r\nabc"), 400) << fields;
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n"), 400);
  for (const char* coding : {"gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked"})
    EXPECT_EQ(status_of(std::string("POST / HTTP/1.1\r\nTransfer-Encoding: ") + coding + "\r\n\r\n"), 501)
        << coding;
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST(RequestReader, RefusesWhatIsNotHttp) {
  for (const char* line :
       {"GET /", "GET / HTTP/2.0", "GET / HTTP/1.2", "GET  / HTTP/1.1", "GET /\t HTTP/1.1", " GET / HTTP/1.1",
        "GET http://a/ HTTP/1.1", "OPTIONS * HTTP/1.1", "\x16\x03\x01", "PRI * HTTP/2.0"})
    EXPECT_EQ(status_of(std::string(line) + "\r\nHost: a\r\n\r\n"), 400) << line;
  for (const char* chunks :
       {"g\r\n", "-1\r\n", "5\r\nhelloX", "FFFFFFFFFFFFFFFFF\r\n", "5 \r\nhello\r\n", "\r\n"})
    EXPECT_EQ(
        state_of(std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") + chunks + "\r\n\r\n"),
        State::Broken)
        << chunks;
}

TEST(RequestReader, BoundsTheHead) {
  EXPECT_EQ(status_of("GET /" + std::string(RequestReader::kMaxHead_bytes, 'a')), 431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: " + std::string(RequestReader::kMaxHead_bytes, 'a')), 431);
  std::string many = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i <= RequestReader::kMaxHeaders; ++i) many += "X: a\r\n";
  EXPECT_EQ(status_of(many + "\r\n"), 431);
}

TEST(RequestReader, KnowsWhoAsksForAWebSocket) {
  const auto wants = [](const std::string& method, const std::string& fields) {
    RequestReader reader;
    std::string body;
    reader.read(method + " / HTTP/1.1\r\n" + fields + "\r\n", body);
    return reader.request().wants_socket;
  };
  EXPECT_TRUE(wants("GET", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_FALSE(wants("POST", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_FALSE(wants("GET", "Connection: Upgrade\r\nUpgrade: h2c\r\n"));
  EXPECT_FALSE(wants("GET", "Upgrade: websocket\r\n"));
}

}  // namespace
}  // namespace tinsmith::http
