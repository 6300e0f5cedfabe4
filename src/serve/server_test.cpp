// Tests the permissions of every route in the table against a real server over HTTP.
#include "serve/server.h"
#include "base/json.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <regex>
#include <thread>

#include "base/files.h"
#include "boards/boards.h"
#include "serve/authorize.h"
#include "serve/installation_for_test.h"
#include "serve/route_page.h"
#include "serve/secrets.h"
#include "store/downloads.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/versions.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::string_view kPage = "<!doctype html><title>page</title>";
constexpr WebFile kPages[] = {{"/index.html", "text/html", kPage, false}};

// A server with its own folder, and one person for every role.
class Studio : public ServedInstallation {
 protected:
  Studio() {
    installation_.single_csrf_token = "token of the one person";
    serve({"127.0.0.1", 0, {}, kPages});
    while (!client().Get("/api/v1/session")) std::this_thread::yield();
  }

  httplib::Client client() const { return httplib::Client("127.0.0.1", server_->port()); }
  store::Store::Lease database() { return store_->connect().value(); }

  struct Person {
    std::string name;
    std::int64_t id = 0;
    std::string key;
    bool is_owner = false;
    store::Role role = store::Role::None;  // role in every project that `project()` makes
  };

  // The first account owns the installation.
  void make_people() {
    auto rows = database();
    for (Person& person : people_) {
      person.id = store::add_user(*rows, person.name, "no password", person.is_owner).value();
      person.key = random_token();
      ASSERT_TRUE(store::add_api_key(*rows, person.id, "test", hash_of_token(person.key)));
    }
  }

  std::int64_t project() {
    auto rows = database();
    const auto id = store::add_project(*rows, "project", scene::Task::Boxes).value();
    for (const Person& person : people_) {
      if (person.role == store::Role::None) continue;
      EXPECT_TRUE(rows->run("INSERT INTO members (project_id, user_id, role) VALUES (?1, ?2, ?3)",
                            {id, person.id, std::string(store::name_of(person.role))}));
    }
    return id;
  }

  httplib::Result call(const Route& route, const std::string& path, const httplib::Headers& headers) const {
    auto http = client();
    const std::string at = "/api/v1" + path;
    switch (route.method) {
      case Method::Get:
        return http.Get(at, headers);
      case Method::Post:
        return http.Post(at, headers, "{}", "application/json");
      case Method::Put:
        return http.Put(at, headers, "{}", "application/json");
      case Method::Patch:
        return http.Patch(at, headers, "{}", "application/json");
      case Method::Delete:
        return http.Delete(at, headers, "{}", "application/json");
    }
    return http.Get(at, headers);
  }

  static httplib::Headers with_key(const Person& person) {
    return {{"Authorization", "Bearer " + person.key}};
  }

  std::vector<Person> people_{
      {"Ada", 0, "", true, store::Role::None},    {"Olga", 0, "", false, store::Role::Owner},
      {"Ed", 0, "", false, store::Role::Editor},  {"Lab", 0, "", false, store::Role::Labeller},
      {"Vic", 0, "", false, store::Role::Viewer}, {"Stranger", 0, "", false, store::Role::None}};
};

// Returns the path with its {words} replaced by existing or missing objects.
std::string filled(const Route& route, std::int64_t project, const std::string& other = "999999") {
  std::string path(route.path);
  path = std::regex_replace(path, std::regex(R"(\{project\})"), std::to_string(project));
  path = std::regex_replace(path, std::regex(R"(\{hash\})"), std::string(64, 'a'));
  path = std::regex_replace(path, std::regex(R"(\{key\})"), std::string(43, 'k'));
  path = std::regex_replace(path, std::regex(R"(\{file\})"), "model.int8.tflite");
  return std::regex_replace(path, std::regex(R"(\{[a-z_]+\})"), other);
}

store::Role min_role(Needs needs) {
  switch (needs) {
    case Needs::Viewer:
      return store::Role::Viewer;
    case Needs::Labeller:
      return store::Role::Labeller;
    case Needs::Editor:
      return store::Role::Editor;
    case Needs::Owner:
      return store::Role::Owner;
    default:
      return store::Role::None;
  }
}

bool message(const httplib::Result& result, std::string_view text) {
  return result->body.find(text) != std::string::npos;
}

TEST_F(Studio, LetsEachRoleDoWhatItsRouteSaysAndNothingElse) {
  make_people();
  for (const Route& route : routes()) {
    if (route.answers == kEvents) continue;  // never ends
    const store::Role least = min_role(route.needs);
    for (const Person& person : people_) {
      SCOPED_TRACE(fmt::format("{} {} by {}", name_of(route.method), route.path, person.name));
      const auto result = call(route, filled(route, project()), with_key(person));
      ASSERT_TRUE(result);
      EXPECT_NE(result->status, 500) << result->body;
      if (route.needs == Needs::InstallationOwner && !person.is_owner) {
        EXPECT_EQ(result->status, 403);
      } else if (least == store::Role::None || person.is_owner || person.role >= least) {
        EXPECT_TRUE(result->status != 401 && result->status != 403) << result->body;
        EXPECT_FALSE(message(result, "there is no project")) << result->body;
      } else if (person.role == store::Role::None) {
        EXPECT_EQ(result->status, 404);
        EXPECT_TRUE(message(result, "there is no project")) << result->body;
      } else {
        EXPECT_EQ(result->status, 403);
      }
    }
  }
}

TEST_F(Studio, LetsNobodyInWithoutSigningInButWhereTheRouteSaysSo) {
  make_people();
  for (const Route& route : routes()) {
    SCOPED_TRACE(fmt::format("{} {}", name_of(route.method), route.path));
    const auto result = call(route, filled(route, project()), {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status == 401, route.needs != Needs::Nothing) << result->status;
  }
}

TEST_F(Studio, DoesNotShowThingsOfOneProjectThroughAnother) {
  make_people();
  const Person& olga = people_[1];
  const std::int64_t own = project();
  std::int64_t foreign = 0, picture = 0, version = 0, run = 0;
  std::string hash;
  {
    auto rows = database();
    foreign = store::add_project(*rows, "foreign", scene::Task::Boxes).value();
    hash = store_->files().put(as_bytes("not a picture, but a file")).value();
    store::Picture row;
    row.name = "secret.png";
    row.hash = hash;
    picture = store::add_picture(*rows, foreign, row).value().value();
    version = store::add_version(*rows, foreign, "v", json::object()).value();
    store::Run one;
    one.project_id = foreign;
    one.version_id = version;
    run = store::add_run(*rows, one).value();
  }
  for (const Route& route : routes()) {
    std::string path(route.path);
    const bool has_thing = path.find("{picture}") != path.npos || path.find("{version}") != path.npos ||
                           path.find("{run}") != path.npos || path.find("{hash}") != path.npos;
    if (!has_thing) continue;
    path = std::regex_replace(path, std::regex(R"(\{project\})"), std::to_string(own));
    path = std::regex_replace(path, std::regex(R"(\{picture\})"), std::to_string(picture));
    path = std::regex_replace(path, std::regex(R"(\{version\})"), std::to_string(version));
    path = std::regex_replace(path, std::regex(R"(\{run\})"), std::to_string(run));
    path = std::regex_replace(path, std::regex(R"(\{hash\})"), hash);
    path = std::regex_replace(path, std::regex(R"(\{file\})"), "labels.txt");
    if (!route.query.empty() && route.query[0].name == "format") path += "?format=coco";
    SCOPED_TRACE(fmt::format("{} {}", name_of(route.method), path));
    if (route.takes == "Labels" || route.takes == "LabelConfirmation")
      continue;  // "{}" is refused before any lookup
    const auto result = call(route, path, with_key(olga));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 404) << result->body;
  }
}

TEST_F(Studio, IsOnePersonsWithoutALoginUntilThereAreAccounts) {
  const auto session = client().Get("/api/v1/session");
  EXPECT_EQ(json::parse(session->body)["mode"], "single");
  const httplib::Headers token{{"X-CSRF-Token", "token of the one person"}};
  EXPECT_EQ(
      client().Post("/api/v1/projects", token, R"({"name":"a","kind":"boxes"})", "application/json")->status,
      200);
  make_people();
  EXPECT_EQ(client().Get("/api/v1/projects")->status, 401);
}

TEST_F(Studio, NamesInTheAuditTrailWhatIsGone) {
  make_people();
  const std::string path = fmt::format("/api/v1/projects/{}", project());
  const httplib::Headers olga = with_key(people_[1]), ada = with_key(people_[0]);
  EXPECT_EQ(client().Delete(path, olga)->status, 200);
  const json entry = json::parse(client().Get("/api/v1/audit", ada)->body)["entries"][0];
  EXPECT_EQ(entry["user_name"], "Olga");
  EXPECT_EQ(entry["action"], "DELETE /projects/{project}");
  EXPECT_EQ(entry["object"], path);
  EXPECT_EQ(entry["project"], "project");
}

TEST_F(Studio, RefusesRequestsThatAnotherSitesPageMade) {
  const std::string body = R"({"name":"a","kind":"boxes"})";
  const httplib::Headers token{{"X-CSRF-Token", "token of the one person"}};
  httplib::Headers foreign = token, wrong{{"X-CSRF-Token", "guessed"}};
  foreign.emplace("Origin", "http://evil.example");
  EXPECT_EQ(client().Post("/api/v1/projects", {}, body, "application/json")->status, 403);
  EXPECT_EQ(client().Post("/api/v1/projects", wrong, body, "application/json")->status, 403);
  EXPECT_EQ(client().Post("/api/v1/projects", foreign, body, "application/json")->status, 403);
  EXPECT_EQ(client().Post("/api/v1/projects", token, body, "application/json")->status, 200);
}

TEST_F(Studio, AsksAPageThatIsOlderThanTheServerToFetchItsTokenAgain) {
  const std::string body = R"({"name":"a","kind":"boxes"})";
  const auto stale =
      client().Post("/api/v1/projects", {{"X-CSRF-Token", "of the server before"}}, body, "application/json");
  EXPECT_EQ(stale->status, 403);
  EXPECT_EQ(json::parse(stale->body)["reason"], "stale_token");
  const auto foreign = client().Post(
      "/api/v1/projects", {{"X-CSRF-Token", "token of the one person"}, {"Origin", "http://evil.example"}},
      body, "application/json");
  EXPECT_EQ(foreign->status, 403);
  EXPECT_FALSE(json::parse(foreign->body).contains("reason"));
}

TEST_F(Studio, OffersForABoardTheNetworksThatItsFirmwareUnderstands) {
  const json networks = json::parse(client().Get("/api/v1/networks")->body)["networks"];
  const auto boards_of = [&](const std::string& name) {
    for (const json& one : networks)
      if (one["name"] == name) return one["boards"].get<std::vector<std::string>>();
    return std::vector<std::string>();
  };
  EXPECT_EQ(networks[0]["name"], "mobilenetv2-0.35");
  EXPECT_EQ(networks[0]["starts"], json({"shipped", "none"}));
  using Names = std::vector<std::string>;
  const auto all_boards_but = [](const Names& others) {
    Names names;
    for (const boards::Board& board : boards::board_table())
      if (std::find(others.begin(), others.end(), board.name) == others.end()) names.emplace_back(board.name);
    return names;
  };
  EXPECT_EQ(boards_of("mobilenetv2-0.35"), all_boards_but({}));
  EXPECT_EQ(boards_of("tinsmith-det"), all_boards_but({"k210"}));
  EXPECT_EQ(boards_of("yolov2-mobilenetv1-0.75"), (Names{"k210"}));
  EXPECT_EQ(boards_of("fomo-0.35"), all_boards_but({"k230", "k210"}));
}

TEST_F(Studio, SaysWhichBoardsNeedAnotherFileThanTheTrainedOne) {
  // The parsed body has a name, because a range-for does not keep a temporary alive of which it visits a part.
  const json body = json::parse(client().Get("/api/v1/boards")->body);
  ASSERT_EQ(body["boards"].size(), boards::board_table().size());
  for (const json& shown : body["boards"]) {
    const auto board = boards::find_board(shown["name"].get<std::string>());
    ASSERT_TRUE(board) << shown;
    EXPECT_EQ(shown.value("loads", ""), (*board)->loads) << shown;
    EXPECT_EQ(shown.value("converter", ""), (*board)->converter) << shown;
  }
}

TEST_F(Studio, AnswersToItsOwnNameOnly) {
  EXPECT_EQ(client().Get("/", {{"Host", "evil.example"}})->status, 421);
  EXPECT_EQ(client().Get("/api/v1/session", {{"Host", "evil.example:80"}})->status, 421);
  const auto refused = client().Get("/", {{"Host", "<b>evil"}, {"Accept", "text/html,*/*"}});
  EXPECT_EQ(refused->status, 421);
  EXPECT_EQ(refused->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(message(refused, "name '&lt;b&gt;evil'") && message(refused, "--name HOST:PORT"))
      << refused->body;
  const auto page = client().Get("/");
  EXPECT_EQ(page->body, kPage);
  EXPECT_NE(page->get_header_value("Content-Security-Policy").find("default-src 'self'"), std::string::npos);
  EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
}

TEST_F(Studio, LeadsToItsHelpAndShowsNoPageWhereThereIsNone) {
  for (const auto& [path, leads_to] :
       {std::pair("/help", "/#/help"), std::pair("/docs", "/#/help"), std::pair("/api", "/#/help?tab=api"),
        std::pair("/api/", "/#/help?tab=api")}) {
    const auto answer = client().Get(path);
    EXPECT_EQ(answer->status, 302) << path;
    EXPECT_EQ(answer->get_header_value("Location"), leads_to);
  }
  EXPECT_EQ(client().Get("/nothing-of-this-name")->status, 404);
  for (const auto& result :
       {client().Get("/api/v1/nothing"), client().Put("/api/v1/nothing", "{}", "application/json")}) {
    EXPECT_EQ(result->status, 404);
    EXPECT_EQ(result->body, R"({"message":"there is no such route"})");
  }
}

TEST_F(Studio, SignsInByPasswordAndSlowsDownGuessing) {
  const auto post = [&](const char* path, const std::string& name, const std::string& password) {
    return client().Post(path, json{{"name", name}, {"password", password}}.dump(), "application/json");
  };
  EXPECT_EQ(post("/api/v1/owner", "ada", "short")->status, 400);
  const auto owner = post("/api/v1/owner", "ada", "a good password");
  ASSERT_EQ(owner->status, 200) << owner->body;
  EXPECT_EQ(post("/api/v1/owner", "eve", "another password")->status, 409);
  EXPECT_NE(owner->get_header_value("Set-Cookie").find("HttpOnly; SameSite=Strict"), std::string::npos);
  const auto right = post("/api/v1/session", "Ada", "a good password");
  ASSERT_EQ(right->status, 200);
  const std::string cookie = right->get_header_value("Set-Cookie");
  const httplib::Headers signed_in{{"Cookie", cookie.substr(0, cookie.find(';'))}};
  EXPECT_EQ(client().Get("/api/v1/users", signed_in)->status, 200);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(message(post("/api/v1/session", "ada", "wrong"), "too many"));
  EXPECT_TRUE(message(post("/api/v1/session", "ada", "a good password"), "too many attempts"));
}

TEST_F(Studio, NamesWhatIsWrongWithABody) {
  const httplib::Headers token{{"X-CSRF-Token", "token of the one person"}};
  const auto post = [&](const std::string& body) {
    return client().Post("/api/v1/projects", token, body, "application/json");
  };
  EXPECT_TRUE(message(post("{"), "not JSON"));
  EXPECT_TRUE(message(post(R"({"name":"a"})"), "NewProject.kind is missing"));
  EXPECT_TRUE(message(post(R"({"name":"a","kind":"boxes","x":1})"),
                      "NewProject has no member 'x'; its members are name, kind, classes"));
  EXPECT_TRUE(message(post(R"({"name":7,"kind":"boxes"})"), "NewProject.name is number"));
  EXPECT_TRUE(message(post(R"({"name":"a","kind":"pots"})"), "one of classification|boxes|centroids"));
  EXPECT_TRUE(message(post(std::string(100'000, '[')), "nested deeper"));
  EXPECT_TRUE(
      message(post(json{{"name", std::string(5000, 'x')}, {"kind", "boxes"}}.dump()), "at most 4096"));
  EXPECT_TRUE(message(client().Get("/api/v1/projects?nonsense=1"), "no query 'nonsense'"));
}

TEST(RoutePage, IsTheTableThatStandsInTheDocumentation) {
  const std::string page = read_text_file("docs/api.md").value();
  constexpr std::string_view kMark = "<!-- routes -->\n\n";
  const auto at = page.find(kMark);
  ASSERT_NE(at, page.npos);
  EXPECT_EQ(page.substr(at + kMark.size()), route_page())
      << "write_openapi --page prints what belongs below the mark";
}

TEST_F(Studio, ResumesABrokenDownload) {
  make_people();
  const std::int64_t own = project();
  const std::string key = random_token();
  ASSERT_TRUE(write_file(store_->downloads() / "packed", "0123456789"));
  ASSERT_TRUE(
      store::add_download(*database(), hash_of_token(key), {own, "downloads/packed", "Schrauben.zip", {}}));
  const std::string url = "/api/v1/raw/" + key + "/dataset.zip";
  EXPECT_EQ(client().Get(url)->body, "0123456789");
  const auto rest = client().Get(url, {{"Range", "bytes=4-"}});
  EXPECT_EQ(rest->status, 206);
  EXPECT_EQ(rest->body, "456789");
  EXPECT_EQ(client().Get(url, {{"Range", "bytes=10-"}})->status, 416);
  EXPECT_EQ(client().Get(url, {{"Range", "bytes=99999999-"}})->status, 416);
  EXPECT_EQ(client().Get("/api/v1/raw/" + random_token() + "/dataset.zip")->status, 404);
}

}  // namespace
}  // namespace tinsmith::serve
