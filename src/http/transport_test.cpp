// Tests a running server with clients that were not written for it, and with bytes that no client would send.
#include "http/transport.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <fstream>

#include "base/files.h"
#include "http/http_for_test.h"

namespace tinsmith::http {
namespace {

using std::chrono::milliseconds;

Response text_response(std::string body) {
  Response response;
  response.body = std::move(body);
  response.type = "text/plain";
  return response;
}

std::size_t threads_of_this_process() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

class HttpServer : public testing::Test {
 protected:
  void start(const Limits& limits = {}) {
    ServerOptions options;
    options.limits = limits;
    start(options);
  }
  void start(const ServerOptions& options) {
    server_.emplace(options);
    server_->application.put("/", [](const Request&) { return text_response("hello"); });
    server_->application.put("/stream", [this](const Request&) {
      Response response;
      response.type = "text/event-stream";
      response.stream = stream_;
      return response;
    });
    server_->application.put("/slow", [this](const Request&) {
      gate_.pass();
      return text_response("at last");
    });
    server_->start();
  }
  httplib::Client client() const { return httplib::Client("127.0.0.1", server_->port()); }
  std::string exchange(const std::string& bytes) const {
    const RawClient raw(server_->port());
    raw.send(bytes);
    return raw.receive();
  }

  Gate gate_;
  std::shared_ptr<SpokenStream> stream_ = std::make_shared<SpokenStream>();
  std::optional<ServerForTest> server_;
};

const std::string kHead = "GET / HTTP/1.1\r\nHost: a\r\n";

TEST_F(HttpServer, AnswersManyRequestsOnOneConnection) {
  start();
  auto http = client();
  http.set_keep_alive(true);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(http.Get("/")->body, "hello");
  EXPECT_EQ(http.Get("/nothing")->status, 404);
  EXPECT_EQ(http.Head("/")->get_header_value("Content-Length"), "5");
}

TEST_F(HttpServer, AnswersRequestsThatWereSentTogetherInTheirOrder) {
  start();
  server_->application.put("/2", [](const Request&) { return text_response("second"); });
  const std::string all = exchange(kHead + "\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n" + kHead +
                                   "Connection: close\r\n\r\n" + kHead + "\r\n");
  const auto first = all.find("hello"), second = all.find("second"), third = all.rfind("hello");
  EXPECT_TRUE(first < second && second < third && third != all.npos) << all;
  EXPECT_NE(all.find("Connection: close"), all.npos);
}

TEST_F(HttpServer, TakesBodiesOfAnySizeWithAndWithoutALength) {
  start();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, std::size_t{10'000'001}}) {
    std::string body(size, '\0');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>(i * 7 + i / 251);
    EXPECT_EQ(client().Post("/", body, "application/octet-stream")->body, std::to_string(size));
    EXPECT_TRUE(server_->application.kept.take() == body);
    std::size_t sent = 0;
    const auto chunked = client().Post(
        "/",
        [&](std::size_t, httplib::DataSink& sink) {
          const std::size_t count = std::min<std::size_t>(size - sent, 70'000);
          if (count > 0) sink.write(body.data() + sent, count);
          sent += count;
          if (sent == size) sink.done();
          return true;
        },
        "application/octet-stream");
    EXPECT_EQ(chunked->body, std::to_string(size));
    EXPECT_TRUE(server_->application.kept.take() == body);
  }
}

TEST_F(HttpServer, ReadsAndDiscardsABodyThatIsNotWanted) {
  start();
  auto http = client();
  http.set_keep_alive(true);
  EXPECT_EQ(http.Post("/unwanted", std::string(5'000'000, 'x'), "a/b")->status, 403);
  EXPECT_EQ(http.Get("/")->body, "hello") << "the next request begins where the body ends";
  server_->application.max_kept_bytes = 1000;
  EXPECT_EQ(http.Post("/", std::string(5'000'000, 'x'), "a/b")->status, 200);
  EXPECT_LT(server_->application.kept.size(), 1'000'000u);
  EXPECT_EQ(http.Get("/")->body, "hello");
}

TEST_F(HttpServer, LetsAClientWaitForLeaveToSendItsBody) {
  start();
  const std::string head = "HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  const RawClient raw(server_->port());
  raw.send("POST / " + head);
  EXPECT_EQ(raw.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  raw.send("abc");
  EXPECT_NE(raw.receive("\r\n\r\n3").find("200 OK"), std::string::npos);
  const std::string refused = exchange("POST /unwanted " + head);
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 403 ")) << refused;
}

TEST_F(HttpServer, SendsFilesWholeOrInPart) {
  start();
  const auto folder = TemporaryFolder::make().value();
  const auto path = folder.path() / "file";
  std::string content(3'000'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + i / 1000);
  ASSERT_TRUE(write_file(path, content));
  ASSERT_TRUE(write_file(folder.path() / "empty", ""));
  for (const char* name : {"file", "empty", "none"})
    server_->application.put(std::string("/") + name, [file = folder.path() / name](const Request&) {
      Response response;
      response.file = file;
      response.type = "a/b";
      return response;
    });
  EXPECT_TRUE(client().Get("/file")->body == content);
  EXPECT_EQ(client().Get("/empty")->body, "");
  EXPECT_EQ(client().Get("/none")->status, 404);
  EXPECT_EQ(client().Head("/file")->get_header_value("Content-Length"), "3000000");
  const auto part = client().Get("/file", {{"Range", "bytes=1000000-1999999"}});
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->get_header_value("Content-Range"), "bytes 1000000-1999999/3000000");
  EXPECT_TRUE(part->body == content.substr(1'000'000, 1'000'000));
  const auto beyond = client().Get("/file", {{"Range", "bytes=3000000-"}});
  EXPECT_EQ(beyond->status, 416);
  EXPECT_EQ(beyond->get_header_value("Content-Range"), "bytes */3000000");
  EXPECT_EQ(client().Get("/file", {{"Range", "bytes=1-2,5-6"}})->status, 400);
}

TEST_F(HttpServer, LeavesOutAHeaderThatWouldBecomeTwo) {
  start();
  server_->application.put("/split", [](const Request&) {
    Response response = text_response("x");
    response.set_header("X-Name", "a\r\nSet-Cookie: b=c");
    return response;
  });
  EXPECT_EQ(exchange("GET /split HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("Set-Cookie"),
            std::string::npos);
}

TEST_F(HttpServer, RefusesWhatIsNoRequestAndClosesTheConnection) {
  start();
  for (const char* bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    EXPECT_TRUE(exchange(bytes).starts_with("HTTP/1.1 400 ")) << bytes;
  const std::string chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(exchange(chunks + "zz\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange(chunks + "1;" + std::string(100'000, 'a')).starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange("GET /" + std::string(100'000, 'a')).starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpServer, NeedsNoThreadForConnectionsThatWaitOrAreSlow) {
  start();
  client().Get("/");
  const std::size_t before = threads_of_this_process();
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 300; ++i) {
    const auto& one = slow.emplace_back(std::make_unique<RawClient>(server_->port()));
    if (i % 4 == 1) one->send("GET / HTTP/1.1\r\nHo");
    if (i % 4 == 2) one->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
    if (i % 4 == 3) one->send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  slow.back()->receive("\r\n\r\n");
  EXPECT_EQ(client().Get("/")->body, "hello");
  // The two pools may have grown by the calls that came together, but not by one thread per connection.
  EXPECT_LT(threads_of_this_process(), before + 100);
}

TEST_F(HttpServer, EndsWhatTakesTooLong) {
  Limits limits;
  limits.head_timeout = limits.idle_timeout = limits.body_timeout = milliseconds(600);
  start(limits);
  const RawClient silent(server_->port()), half(server_->port()), body(server_->port());
  half.send("GET / HTT");
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(silent.receive(), "");
  EXPECT_TRUE(half.receive().starts_with("HTTP/1.1 408 "));
  EXPECT_NE(body.receive().find("the body ended early, after 3 bytes"), std::string::npos);
}

TEST_F(HttpServer, EndsABodyThatDrips) {
  Limits limits;
  limits.body_grace = milliseconds(500);
  start(limits);
  const RawClient raw(server_->port());
  raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  std::atomic<bool> is_over = false;
  std::thread drip([&] {
    while (!is_over && raw.send("x")) std::this_thread::sleep_for(milliseconds(100));
  });
  EXPECT_NE(raw.receive("too slowly").find("too slowly"), std::string::npos);
  is_over = true;
  drip.join();
}

TEST_F(HttpServer, ClosesAConnectionWhoseClientDoesNotRead) {
  Limits limits;
  limits.write_timeout = milliseconds(500);
  start(limits);
  const RawClient raw(server_->port());
  raw.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  raw.receive("\r\n\r\n");
  stream_->say(std::string(50'000'000, 'x'));
  while (stream_.use_count() > 1) std::this_thread::sleep_for(milliseconds(1));
}

TEST_F(HttpServer, MakesRoomForANewConnectionByClosingTheOneThatWaitsLongest) {
  Limits limits;
  limits.max_connections = 3;
  start(limits);
  const RawClient oldest(server_->port()), second(server_->port()), busy(server_->port());
  busy.send("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  gate_.await_waiting(1);
  EXPECT_EQ(client().Get("/")->body, "hello");
  EXPECT_EQ(oldest.receive(), "");
  gate_.open();
  EXPECT_NE(busy.receive().find("at last"), std::string::npos);
}

TEST_F(HttpServer, StreamsTextAsItComesAndBeatsWhenThereIsNone) {
  Limits limits;
  limits.heartbeat = milliseconds(300);
  start(limits);
  const RawClient raw(server_->port());
  raw.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(raw.receive("\r\n\r\n").find("Transfer-Encoding: chunked"), std::string::npos);
  stream_->say("one\n");
  EXPECT_NE(raw.receive("one\n").find("4\r\none\n"), std::string::npos);
  EXPECT_NE(raw.receive("beat").find("beat"), std::string::npos);
  stream_->end();
  EXPECT_TRUE(raw.receive().ends_with("0\r\n\r\n"));
}

TEST_F(HttpServer, ForgetsTheStreamOfAClientThatHasGone) {
  start();
  {
    const RawClient raw(server_->port());
    raw.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    raw.receive("\r\n\r\n");
  }
  while (stream_.use_count() > 1) std::this_thread::sleep_for(milliseconds(1));
  stream_->say("to nobody");
}

TEST_F(HttpServer, StopsAtOnceButSendsTheResponsesThatAreBeingMade) {
  start();
  const RawClient streaming(server_->port()), working(server_->port()), idle(server_->port()),
      body(server_->port());
  streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  streaming.receive("\r\n\r\n");
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  working.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  gate_.await_waiting(1);
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(streaming.receive().ends_with("0\r\n\r\n"));
  EXPECT_EQ(idle.receive(), "");
  EXPECT_EQ(body.receive(), "");
  gate_.open();
  EXPECT_NE(working.receive().find("at last"), std::string::npos);
  stopping.join();
}

TEST_F(HttpServer, CallsTheApplicationOnAsManyThreadsAsItNeeds) {
  start();
  std::vector<std::thread> askers;
  for (int i = 0; i < 50; ++i)
    askers.emplace_back([&] { EXPECT_EQ(client().Get("/slow")->body, "at last"); });
  gate_.await_waiting(50);
  EXPECT_EQ(client().Get("/")->body, "hello");
  gate_.open();
  for (std::thread& asker : askers) asker.join();
}

TEST_F(HttpServer, SaysThatAPortIsTaken) {
  start();
  TestApplication other;
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::bind(other, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::Unavailable);
}

// Makes a certificate for this test with the tool of OpenSSL.
class HttpsServer : public HttpServer {
 protected:
  HttpsServer() : folder_(TemporaryFolder::make().value()) {
    certificate_ = {folder_.path() / "chain.pem", folder_.path() / "key.pem"};
    const std::string command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 -keyout '{}' -out '{}' 2>/dev/null",
        certificate_.key.string(), certificate_.chain.string());
    CHECK(std::system(command.c_str()) == 0, "openssl made no certificate");
  }
  TemporaryFolder folder_;
  Certificate certificate_;
};

TEST_F(HttpsServer, ServesTheSameOverTls) {
  ServerOptions options;
  options.certificate = certificate_;
  start(options);
  httplib::SSLClient http("127.0.0.1", server_->port());
  http.set_ca_cert_path(certificate_.chain.c_str());
  http.set_keep_alive(true);
  server_->application.put("/encrypted", [](const Request& request) {
    return text_response(request.is_encrypted ? "yes" : "no");
  });
  EXPECT_EQ(http.Get("/encrypted")->body, "yes");
  const std::string body(3'000'000, 'b');
  EXPECT_EQ(http.Post("/", body, "a/b")->body, "3000000");
  EXPECT_TRUE(server_->application.kept.take() == body);
  EXPECT_EQ(exchange(kHead + "\r\n").find("hello"), std::string::npos) << "without TLS there is no answer";
}

TEST_F(HttpsServer, NamesTheFileThatIsNoCertificate) {
  TestApplication application;
  ServerOptions options;
  options.certificate = Certificate{certificate_.key, certificate_.chain};
  const auto server = Server::bind(application, options);
  ASSERT_FALSE(server);
  EXPECT_NE(server.error().text().find("key.pem is not a certificate chain"), std::string::npos);
}

}  // namespace
}  // namespace tinsmith::http
