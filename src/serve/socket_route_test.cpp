// Tests who may open a WebSocket, with a table of routes of its own.
#include <gtest/gtest.h>

#include "http/http_for_test.h"
#include "serve/handlers.h"
#include "serve/installation_for_test.h"
#include "serve/secrets.h"

namespace tinsmith::serve {
namespace {

class Greeter final : public http::SocketUser {
 public:
  void open(std::shared_ptr<http::WebSocket> socket) override {
    socket->send("welcome", true);
    socket->close(1000, "");
  }
  void receive(std::string, bool) override {}
  void closed(int) override {}
};

Result<Reply> get_greeting(Call&) {
  Reply reply{nlohmann::json()};
  reply.socket = std::make_shared<Greeter>();
  return reply;
}

constexpr Route kGreetingRoutes[] = {
    {Method::Get, "/projects/{project}/greeting", Needs::Viewer, "", kSocket, {}, "greets", get_greeting}};

class SocketRoute : public ServedInstallation {
 protected:
  SocketRoute() {
    serve({"127.0.0.1", 0, {}, {}, kGreetingRoutes});
    auto rows = store_->connect().value();
    project_ = store::add_project(*rows, "project", scene::Task::Boxes).value();
  }
  // Returns what the server answers to the request of a WebSocket with these headers. {} in them is the address of the server.
  std::string answer(const std::string& headers) const {
    const std::string host = fmt::format("127.0.0.1:{}", server_->port());
    const http::RawClient raw(server_->port());
    raw.send(
        fmt::format("GET /api/v1/projects/{}/greeting HTTP/1.1\r\nHost: {}\r\nConnection: "
                    "Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
                    project_, host, fmt::vformat(headers, fmt::make_format_args(host))));
    std::string all = raw.receive("\r\n\r\n");
    if (all.starts_with("HTTP/1.1 101 ") && all.find("welcome") == all.npos) all += raw.receive("welcome");
    return all;
  }

  std::int64_t project_ = 0;
};

TEST_F(SocketRoute, IsOpenToPagesOfThisServerOnly) {
  EXPECT_TRUE(answer("Origin: http://{}\r\n").find("welcome") != std::string::npos);
  for (const char* foreign :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://{}.evil.example\r\n", ""})
    EXPECT_TRUE(answer(foreign).starts_with("HTTP/1.1 403 ")) << foreign;
}

TEST_F(SocketRoute, NeedsTheRoleOfItsRoute) {
  const std::string stranger_key = random_token(), viewer_key = random_token();
  {
    auto rows = store_->connect().value();
    ASSERT_TRUE(store::add_user(*rows, "Ada", "no password", true));
    const auto stranger = store::add_user(*rows, "Stranger", "no password", false).value();
    const auto viewer = store::add_user(*rows, "Vic", "no password", false).value();
    ASSERT_TRUE(store::add_api_key(*rows, stranger, "test", hash_of_token(stranger_key)));
    ASSERT_TRUE(store::add_api_key(*rows, viewer, "test", hash_of_token(viewer_key)));
    ASSERT_TRUE(rows->run("INSERT INTO members (project_id, user_id, role) VALUES (?1, ?2, ?3)",
                          {project_, viewer, std::string(store::name_of(store::Role::Viewer))}));
  }
  EXPECT_TRUE(answer("Origin: http://{}\r\n").starts_with("HTTP/1.1 401 "));
  EXPECT_TRUE(answer("Authorization: Bearer " + stranger_key + "\r\n").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(answer("Authorization: Bearer " + viewer_key + "\r\n").find("welcome") != std::string::npos);
}

}  // namespace
}  // namespace tinsmith::serve
