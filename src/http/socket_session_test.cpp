// Tests WebSockets with Chromium, and with frames that no browser would send.
#include "http/socket_session.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "http/http_for_test.h"

namespace tinsmith::http {
namespace {

// Sends back what it receives, does what a few messages ask for, and remembers how it ended.
class Echo final : public SocketUser {
 public:
  void open(std::shared_ptr<WebSocket> socket) override { socket_ = std::move(socket); }
  void receive(std::string message, bool is_text) override {
    if (message == "close") return socket_->close(4001, "as you asked");
    if (message != "count") return void(socket_->send(std::move(message), is_text));
    for (int i = 0; i < 1000; ++i) socket_->send(std::to_string(i), true);
  }
  void closed(int code) override {
    code_ = code;
    // A socket that has ended takes nothing, and nothing happens.
    is_refused_ = !socket_->send("too late", true);
    socket_->close(1000, "");
    gate_.open();
  }
  std::size_t max_message_bytes() const override { return 500'000; }

  int await_code() {
    gate_.pass();
    return is_refused_ ? code_ : -1;
  }

 private:
  std::shared_ptr<WebSocket> socket_;
  Gate gate_;
  int code_ = 0;
  bool is_refused_ = false;
};

// The page reports one line: what happened, or the first thing that was not as it should be. The image keeps it loading until
// then, and Chromium ends when the page has been loaded.
constexpr std::string_view kPage = R"(<!doctype html><title>sockets</title><img src="/hold"><script>
const open = () => new Promise((resolve, reject) => {
  const socket = new WebSocket(`ws://${location.host}/socket`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => resolve(socket);
  socket.onerror = () => reject(new Error("not opened"));
});
const next = (socket) => new Promise((resolve, reject) => {
  socket.onmessage = ({ data }) => resolve(data);
  socket.onclose = ({ code }) => reject(new Error(`closed with ${code}`));
});
const closed = (socket) => new Promise((resolve) => {
  socket.onclose = ({ code, reason, wasClean }) => resolve(`${code} ${reason} ${wasClean}`);
});
const same = (what, found, expected) => {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
};
async function walk() {
  const socket = await open();
  socket.send("grüß 工坊");
  same("text", await next(socket), "grüß 工坊");
  const bytes = new Uint8Array(300000).map((_, i) => i * 7);
  socket.send(bytes);
  const back = new Uint8Array(await next(socket));
  same("bytes", back.length + " " + back.every((byte, i) => byte === bytes[i]), "300000 true");
  const numbers = [];
  const counted = new Promise((resolve) => {
    socket.onmessage = ({ data }) => numbers.push(data) === 1000 && resolve();
  });
  socket.send("count");
  await counted;
  same("order", numbers.every((number, i) => number === String(i)), true);
  await new Promise((resolve) => setTimeout(resolve, 2500)); // longer than the server bears silence without a pong
  socket.send("still here");
  same("after pings", await next(socket), "still here");
  socket.send("close");
  same("closing", await closed(socket), "4001 as you asked true");
  const large = await open();
  large.send(new Uint8Array(500001));
  same("too large", (await closed(large)).slice(0, 4), "1009");
  return "everything as it should be";
}
walk().catch((error) => error.message).then((result) => fetch("/result?" + encodeURIComponent(result)));
</script>)";

const std::string kUpgrade =
    "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

class Sockets : public testing::Test {
 protected:
  void start(std::chrono::milliseconds silence = std::chrono::seconds(60)) {
    ServerOptions options;
    options.limits.socket_silence = silence;
    server_.emplace(options);
    server_->application.put("/socket", [this](const Request&) {
      Response response;
      response.socket = user_;
      return response;
    });
    server_->start();
  }
  // Returns a connection that has become a WebSocket.
  std::unique_ptr<RawClient> opened() {
    auto raw = std::make_unique<RawClient>(server_->port());
    raw->send(kUpgrade + "\r\n");
    const std::string answer = raw->receive("\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
    // The value that RFC 6455, section 1.3, computes for this key.
    EXPECT_NE(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), answer.npos);
    return raw;
  }

  std::shared_ptr<Echo> user_ = std::make_shared<Echo>();
  std::optional<ServerForTest> server_;
};

// Returns a frame of a client with a mask of zeros, which leaves the bytes as they are.
std::string frame(int first_byte, const std::string& bytes) {
  return std::string{static_cast<char>(first_byte), static_cast<char>(0x80 | bytes.size()), 0, 0, 0, 0} +
         bytes;
}
constexpr int kText = 0x81, kPing = 0x89, kPong = 0x8A, kClose = 0x88;

// Returns the frame with which a server closes, up to its code.
std::string closing(int code) {
  return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
}

TEST_F(Sockets, SpeakWithABrowser) {
  if (std::system("chromium --version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "SKIP: Chromium is not installed (scripts/install_packages)";
  start(std::chrono::milliseconds(1'000));
  Gate gate;
  std::string result;
  server_->application.put("/page", [](const Request&) {
    Response page;
    page.body = kPage;
    page.type = "text/html; charset=utf-8";
    return page;
  });
  server_->application.put("/hold", [&](const Request&) {
    gate.pass();
    return server_->application.refuse(404, "the page may end");
  });
  server_->application.put("/result", [&](const Request& request) {
    result = request.query[0].first;
    gate.open();
    return Response();
  });
  const auto folder = TemporaryFolder::make().value();
  const std::string command = fmt::format(
      "timeout 90 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
      "--user-data-dir='{}' --dump-dom "
      "http://127.0.0.1:{}/page >/dev/null 2>&1",
      folder.path().string(), server_->port());
  EXPECT_EQ(std::system(command.c_str()), 0);
  gate.open();
  server_->stop();
  EXPECT_EQ(result, "everything as it should be");
}

TEST_F(Sockets, AreRefusedByTheRulesOfTheProtocol) {
  start();
  const auto answer = [&](const std::string& bytes) {
    const RawClient raw(server_->port());
    raw.send(bytes);
    return raw.receive("\r\n\r\n");
  };
  EXPECT_TRUE(answer("GET /socket HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 426 "));
  const std::string without_key =
      "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  EXPECT_TRUE(answer(without_key).starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(answer(kUpgrade + "\r\n" + frame(kText, "early")).starts_with("HTTP/1.1 400 "));
}

TEST_F(Sockets, AnswerPingsAndClosingMessages) {
  start();
  auto raw = opened();
  raw->send(frame(kPing, "ab"));
  EXPECT_EQ(raw->receive("ab"), std::string{static_cast<char>(kPong)} + "\x02" + "ab");
  raw->send(frame(kText, "hello"));
  EXPECT_EQ(raw->receive("hello"), std::string{static_cast<char>(kText)} + "\x05" + "hello");
  raw->send(frame(kClose, closing(4444)));
  raw->receive();
  raw.reset();
  EXPECT_EQ(user_->await_code(), 4444);
}

TEST_F(Sockets, EndWhenTheClientBreaksTheRules) {
  for (const std::string& bytes :
       {std::string("\x81\x02hi"),                                                              // not masked
        frame(0x83, "unknown kind"), frame(0xC1, "reserved bit"), frame(kText, "\xFF\xFE")}) {  // not UTF-8
    user_ = std::make_shared<Echo>();
    start();
    auto raw = opened();
    raw->send(bytes);
    raw->receive();
    raw.reset();
    EXPECT_EQ(user_->await_code(), 1006);
  }
}

TEST_F(Sockets, EndWhenTheClientIsSilent) {
  start(std::chrono::milliseconds(600));
  auto raw = opened();
  EXPECT_NE(raw->receive().find(static_cast<char>(kPing)), std::string::npos) << "it was not asked first";
  EXPECT_EQ(user_->await_code(), 1006);
}

TEST_F(Sockets, EndWithTheirServer) {
  start();
  auto raw = opened();
  raw->send(frame(kText, "a"));
  raw->receive("a");
  std::thread stopping([&] { server_->stop(); });
  EXPECT_NE(raw->receive("the server stops").find(closing(1001)), std::string::npos);
  raw->send(frame(kClose, closing(1001)));
  raw.reset();
  EXPECT_EQ(user_->await_code(), 1001);
  stopping.join();
}

// Keeps its end of the connection for the test.
class Sender final : public SocketUser {
 public:
  void open(std::shared_ptr<WebSocket> socket) override {
    socket_ = std::move(socket);
    gate_.open();
  }
  void receive(std::string, bool) override {}
  void closed(int) override {}
  std::size_t max_queued_bytes() const override { return 1'000'000; }
  WebSocket& await() {
    gate_.pass();
    return *socket_;
  }

 private:
  std::shared_ptr<WebSocket> socket_;
  Gate gate_;
};

TEST_F(Sockets, DropMessagesWhenTheClientReadsMoreSlowly) {
  start();
  const auto sender = std::make_shared<Sender>();
  server_->application.put("/socket", [&](const Request&) {
    Response response;
    response.socket = sender;
    return response;
  });
  auto raw = opened();
  WebSocket& socket = sender->await();
  int sent = 0;
  while (socket.send(std::string(100'000, 'x'), false)) ++sent;  // until the queue is full
  EXPECT_GE(sent, 10);
  EXPECT_FALSE(socket.send(std::string(1'000'001, 'x'), false)) << "one message alone is too large";
}

}  // namespace
}  // namespace tinsmith::http
