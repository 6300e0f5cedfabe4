// serve/call.h — an authorized request as its handler sees it, and the reply.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "http/message.h"
#include "serve/installation.h"
#include "store/people.h"
#include "store/phones.h"
#include "store/projects.h"

namespace tinsmith::serve {

// The user who sent a request.
struct Asker {
  bool is_known = false;
  std::int64_t user_id = 0;  // 0: the single user of an installation without accounts
  std::string name;
  bool is_owner = false;  // owner of the installation
  std::optional<std::int64_t> sign_in_id;
  std::string csrf_token;
  bool has_key = false;  // authenticated by an API key: not a browser, so CSRF is impossible
};

struct Reply {
  Reply(nlohmann::json json) : body(std::move(json)) {}
  static Reply of_file(std::filesystem::path path, std::string type) {
    Reply reply{nlohmann::json()};
    reply.file = std::move(path);
    reply.type = std::move(type);
    return reply;
  }
  static Reply of_bytes(Bytes bytes, std::string type) {
    Reply reply{nlohmann::json()};
    reply.bytes = std::move(bytes);
    reply.type = std::move(type);
    return reply;
  }

  nlohmann::json body;  // used unless `bytes` or `file` is set
  std::optional<Bytes> bytes;
  std::filesystem::path file;
  std::shared_ptr<http::SocketUser> socket;  // of a route that answers with kSocket
  std::string type;                          // media type of `bytes` or `file`: "image/jpeg"
  std::string save_as;                       // suggested file name for a download
  std::string etag;                          // if set, the content never changes
  std::map<std::string, std::string> headers;
};

// A file received as a request body. The destructor deletes it unless it was moved away.
class Upload {
 public:
  explicit Upload(std::filesystem::path path) : path_(std::move(path)) {}
  Upload(Upload&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Upload& operator=(Upload&&) = delete;
  ~Upload();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class Call {
 public:
  Call(Installation& shared, Asker who) : installation(shared), asker(std::move(who)) {}

  Installation& installation;
  Asker asker;
  store::Role role = store::Role::None;  // role in the path's {project}
  std::string project_name;              // name of that project at the time of the request
  std::optional<store::Phone> phone;     // that sent it; its project is then the path's {project}
  std::map<std::string, std::string, std::less<>> path_words, query;
  nlohmann::json body;
  std::optional<Upload> upload;
  std::string address, client;  // IP address and user agent of the client

  // Parameters of the path. Numbers above 2^63 become 0, which is never a valid id.
  std::int64_t id(std::string_view word) const;
  std::int64_t project() const { return id("project"); }
  const std::string& word(std::string_view name) const;
  // Parameters of the query, which has been checked against the route's fields.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::int64_t> whole(std::string_view name) const;
  std::optional<double> real(std::string_view name) const;
  bool flag(std::string_view name) const;
  // Returns a member of the body; nullopt if it is absent or null.
  template <class T>
  std::optional<T> member(const char* name) const {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null()) return std::nullopt;
    return found->template get<T>();
  }

  store::Store& store() const { return installation.store; }
  Result<store::Store::Lease> database() const { return installation.store.connect(); }
  // Publishes an event to the pages that show the path's project.
  void publish(std::string topic, std::optional<std::int64_t> thing = std::nullopt) const;
};

// Returns the project of the path. NotFound when it was removed in the meantime.
Result<store::Project> project_of(const Call& call, store::Database& database);

// Returns the reply {NAME: [every row as JSON]}.
template <class Row, class ToJson>
Reply list_reply(const char* name, const std::vector<Row>& rows, const ToJson& to_json) {
  nlohmann::json list = nlohmann::json::array();
  for (const Row& row : rows) list.push_back(to_json(row));
  return nlohmann::json{{name, std::move(list)}};
}

inline nlohmann::json done(std::string message = "") {
  return message.empty() ? nlohmann::json::object() : nlohmann::json{{"message", std::move(message)}};
}

}  // namespace tinsmith::serve
