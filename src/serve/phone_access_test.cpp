// Tests when phones are let in, by the clock and over https.
#include "serve/phone_access.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include "base/json.h"
#include "serve/installation_for_test.h"
#include "serve/secrets.h"
#include "store/people.h"
#include "store/projects.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using State = PhoneCode::State;

constexpr std::string_view kStudioPage = "the page of the studio", kPhonePage = "the page for phones";
constexpr WebFile kPhoneTestPages[] = {{"/index.html", "text/html", kStudioPage, false},
                                       {"/phone.html", "text/html", kPhonePage, false},
                                       {"/assets/a.js", "text/javascript", "1", true}};

class Phones : public ServedInstallation {
 protected:
  Phones() {
    serve({"127.0.0.1", 0, {}, kPhoneTestPages});
    PhoneSettings settings;
    settings.host = "127.0.0.1";
    settings.port = 0;
    settings.pages = kPhoneTestPages;
    installation_.phones = std::make_shared<PhoneAccess>(installation_, settings);
    project_ = project("Camera");
  }

  std::int64_t project(const std::string& name) {
    auto rows = store_->connect().value();
    return store::add_project(*rows, name, scene::Task::Classification).value();
  }
  PhoneAccess& phones() { return *installation_.phones; }
  std::string origin() { return phones().address_for(project_).value().origin; }
  // A client of the address for phones, as a browser whose user accepts the certificate.
  std::unique_ptr<httplib::SSLClient> client() {
    const std::string at = origin();
    auto http = std::make_unique<httplib::SSLClient>("127.0.0.1", std::stoi(at.substr(at.rfind(':') + 1)));
    http->enable_server_certificate_verification(false);
    http->set_default_headers({{"Origin", at}});
    return http;
  }
  // Returns the cookie of a phone that was paired with the project.
  std::string paired(std::int64_t project, std::optional<std::int64_t> user = std::nullopt) {
    const std::string code = phones().invite(project, user, "").value().text;
    const auto reply =
        client()->Post("/api/v1/phone/pairing", json{{"code", code}}.dump(), "application/json");
    EXPECT_EQ(reply->status, 200) << reply->body;
    const std::string cookie = reply->get_header_value("Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
  }
  int status_with(const std::string& cookie) {
    return client()->Get("/api/v1/phone", {{"Cookie", cookie}})->status;
  }

  std::int64_t project_ = 0;
};

TEST_F(Phones, AreLetInByACodeOnceAndForAFewMinutes) {
  EXPECT_FALSE(phones().address_for(project_)) << "nothing is open before somebody wants it";
  const auto now = PhoneAccess::Clock::now();
  const PhoneCode code = phones().invite(project_, std::nullopt, "").value();
  EXPECT_EQ(code.text.size(), 10u);
  EXPECT_TRUE(phones().address_for(project_));
  EXPECT_EQ(phones().code_of(project_, now).text, code.text);
  EXPECT_EQ(phones().code_of(project_, now + 6min).state, State::Expired);
  EXPECT_FALSE(phones().redeem(code.text, now + 6min));
  EXPECT_EQ(phones().redeem(code.text, now + 4min).value().project, project_);
  EXPECT_FALSE(phones().redeem(code.text, now + 4min)) << "it was used";
  EXPECT_EQ(phones().code_of(project_, now).state, State::None);
  EXPECT_FALSE(phones().redeem("", now)) << "a code that was used is no empty code";
}

TEST_F(Phones, HaveACodeThatIsWithdrawnAfterTenWrongOnes) {
  const std::string code = phones().invite(project_, std::nullopt, "").value().text;
  for (int i = 0; i < 9; ++i) EXPECT_FALSE(phones().redeem("WRONG"));
  EXPECT_EQ(phones().code_of(project_).state, State::Waiting);
  EXPECT_FALSE(phones().redeem("WRONG"));
  EXPECT_EQ(phones().code_of(project_).state, State::Withdrawn);
  EXPECT_FALSE(phones().redeem(code));
  EXPECT_TRUE(phones().redeem(phones().invite(project_, std::nullopt, "").value().text));
}

TEST_F(Phones, AreShutOutWhenNobodyWantsThemAnyMore) {
  const auto now = PhoneAccess::Clock::now();
  const std::int64_t other = project("other");
  ASSERT_TRUE(phones().invite(project_, std::nullopt, ""));
  ASSERT_TRUE(phones().invite(other, std::nullopt, ""));
  const std::string at = origin();
  phones().end(other);
  EXPECT_FALSE(phones().address_for(other));
  EXPECT_EQ(origin(), at) << "it stays open for the first project";
  phones().close_idle(now + 29min);
  EXPECT_TRUE(phones().use(project_, now + 29min));
  phones().close_idle(now + 58min);
  EXPECT_TRUE(phones().address_for(project_));
  const auto http = client();
  EXPECT_EQ(http->Get("/")->body, kPhonePage);
  phones().close_idle(now + 60min);
  EXPECT_FALSE(phones().address_for(project_));
  EXPECT_FALSE(http->Get("/")) << "nothing listens";
}

TEST_F(Phones, SeeTheirOwnPageAndNothingOfTheStudio) {
  ASSERT_TRUE(phones().invite(project_, std::nullopt, ""));
  EXPECT_EQ(client()->Get("/")->body, kPhonePage);
  EXPECT_EQ(client()->Get("/index.html")->body, kPhonePage);
  EXPECT_EQ(client()->Get("/assets/a.js")->status, 200);
  for (const char* path : {"/help", "/api", "/api/v1/session", "/api/v1/projects", "/api/v1/openapi.json"})
    EXPECT_EQ(client()->Get(path)->status, 404) << path;
  EXPECT_EQ(client()->Get("/", {{"Host", "evil.example"}})->status, 421);
  EXPECT_EQ(client()->Get("/api/v1/phone")->status, 401);
  // And the studio's own address has no routes for phones.
  httplib::Client studio("127.0.0.1", server_->port());
  EXPECT_EQ(studio.Get("/api/v1/phone", {{"Cookie", paired(project_)}})->status, 404);
}

TEST_F(Phones, LoseTheirRightsWithThePersonWhoPairedThem) {
  const std::string of_nobody = paired(project_);
  EXPECT_EQ(status_with(of_nobody), 200);
  std::int64_t owner = 0, member = 0;
  {
    auto rows = store_->connect().value();
    owner = store::add_user(*rows, "Ada", "", true).value();
    member = store::add_user(*rows, "Bo", "", false).value();
    ASSERT_TRUE(store::set_role(*rows, project_, owner, store::Role::Owner));
    ASSERT_TRUE(store::set_role(*rows, project_, member, store::Role::Labeller));
  }
  EXPECT_EQ(status_with(of_nobody), 401) << "there are accounts now";
  const std::string cookie = paired(project_, member);
  EXPECT_EQ(status_with(cookie), 200);
  const auto adding = [&] {
    return client()
        ->Post("/api/v1/phone/classes", {{"Cookie", cookie}}, R"({"name":"bolt"})", "application/json")
        ->status;
  };
  EXPECT_EQ(adding(), 422) << "a labeller adds no classes";
  auto rows = store_->connect().value();
  ASSERT_TRUE(store::set_role(*rows, project_, member, store::Role::Editor));
  EXPECT_EQ(adding(), 200);
  ASSERT_TRUE(store::set_role(*rows, project_, member, store::Role::Viewer));
  EXPECT_EQ(status_with(cookie), 403);
  ASSERT_TRUE(store::remove_user(*rows, member));
  EXPECT_EQ(status_with(cookie), 401);
}

TEST_F(Phones, StayPairedWhileTheAddressIsClosed) {
  const std::string cookie = paired(project_);
  EXPECT_EQ(status_with(cookie), 200);
  const std::int64_t other = project("other");
  ASSERT_TRUE(phones().invite(other, std::nullopt, ""));
  const auto http = client();
  phones().end(project_);
  const auto refused = http->Get("/api/v1/phone", {{"Cookie", cookie}});
  EXPECT_EQ(refused->status, 403);
  EXPECT_EQ(json::parse(refused->body)["reason"], "capture_ended");
  ASSERT_TRUE(phones().invite(project_, std::nullopt, ""));
  EXPECT_EQ(status_with(cookie), 200);
}

TEST_F(Phones, AreRefusedWhereTheServerWasStartedWithoutThem) {
  PhoneSettings settings;
  settings.is_allowed = false;
  PhoneAccess none(installation_, settings);
  EXPECT_EQ(none.invite(project_, std::nullopt, "").error().fault, Fault::Refused);
  EXPECT_EQ(phones().invite(project_, std::nullopt, "198.51.100.7").error().fault, Fault::NotFound);
  EXPECT_FALSE(phones().address_for(project_));
}

}  // namespace
}  // namespace tinsmith::serve
