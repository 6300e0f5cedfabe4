#include "serve/answer.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "http/application.h"
#include "serve/web.h"

namespace tinsmith::serve {
namespace {

struct ContentType {
  std::string_view ending, type;
};
constexpr ContentType kContentTypes[] = {
    {".json", "application/json"},
    {".jsonl", "application/x-ndjson"},
    {".html", "text/html; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".zip", "application/zip"},
    {".jpg", "image/jpeg"},
    {".png", "image/png"},
    {".tar", "application/x-tar"},
};

int status_of(Fault fault) {
  switch (fault) {
    case Fault::Usage:
    case Fault::InvalidInput:
    case Fault::Corrupt:
    case Fault::Unsupported:
      return 400;
    case Fault::NotFound:
      return 404;
    case Fault::Conflict:
      return 409;
    case Fault::Refused:
      return 422;
    case Fault::Unavailable:
      return 503;
    case Fault::Cancelled:
      return 409;
  }
  return 500;
}

// Returns the Content-Disposition header (RFC 6266) with the file name in UTF-8 (RFC 8187).
std::string saved_as(const std::string& name) {
  std::string coded;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                          (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.' || byte == '_';
    coded += is_plain ? std::string(1, letter) : fmt::format("%{:02X}", byte);
  }
  return "attachment; filename*=UTF-8''" + coded;
}

// The events of one page, as text.
class EventText final : public http::TextStream {
 public:
  EventText(Installation& installation, Asker asker)
      : installation_(installation), asker_(std::move(asker)), watcher_(installation.events.watch()) {}

  void set_wake(std::function<void()> wake) override { watcher_->set_wake(std::move(wake)); }
  bool has_ended() const override { return watcher_->is_closed(); }
  std::string heartbeat() const override { return ": still here\n\n"; }
  std::string next() override {
    if (std::exchange(is_first_, false)) return "retry: 2000\n\n";
    while (const auto event = watcher_->take()) {
      if (!may_see(*event)) continue;
      nlohmann::json json{{"topic", event->topic}};
      if (event->project_id) json["project_id"] = *event->project_id;
      if (event->id) json["id"] = *event->id;
      return fmt::format("data: {}\n\n", json.dump());
    }
    return "";
  }

 private:
  bool may_see(const Event& event) const {
    if (asker_.is_owner || !event.project_id) return asker_.is_owner || event.topic == "project";
    auto database = installation_.store.connect();
    if (!database) return false;
    const auto role = store::role_in(*database.value(), *event.project_id, asker_.user_id);
    return role && role.value() != store::Role::None;
  }

  Installation& installation_;
  const Asker asker_;
  const std::shared_ptr<Watcher> watcher_;
  bool is_first_ = true;
};

std::string escaped(std::string_view text) {
  std::string html;
  for (const char letter : text)
    html += letter == '<'   ? "&lt;"
            : letter == '>' ? "&gt;"
            : letter == '&' ? "&amp;"
                            : std::string(1, letter);
  return html;
}

// Short paths that people type when they look for help. The views of the web pages are behind "#".
struct Shortcut {
  std::string_view path, leads_to;
};
constexpr Shortcut kShortcuts[] = {
    {"/help", "/#/help"}, {"/docs", "/#/help"}, {"/api", "/#/help?tab=api"}, {"/api/", "/#/help?tab=api"}};

}  // namespace

std::string_view content_type_of(std::string_view path) {
  for (const ContentType& row : kContentTypes)
    if (path.ends_with(row.ending)) return row.type;
  return "application/octet-stream";
}

http::Response with_safety_headers(http::Response response) {
  response.set_header(
      "Content-Security-Policy",
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

http::Response refusal(int status, const std::string& message, std::string_view reason) {
  nlohmann::json body{{"message", message}};
  if (!reason.empty()) body["reason"] = reason;
  http::Response response;
  response.status = status;
  response.body = json_text(body);
  response.type = "application/json";
  return response;
}

http::Response refusal(const Error& error) {
  return refusal(status_of(error.fault), error.text());
}

http::Response page_refusal(const http::Request& request, int status, const std::string& message) {
  // Only browsers request text/html explicitly; programs request JSON or anything.
  if (request.header("Accept").find("text/html") == std::string::npos) return refusal(status, message);
  http::Response response;
  response.status = status;
  response.body =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tinsmith</title>"
      "<h1>Tinsmith</h1><p>" +
      escaped(message) + "</p></html>";
  response.type = "text/html; charset=utf-8";
  return response;
}

http::Response answer(Reply reply, const http::Request& request) {
  http::Response response;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  if (!reply.save_as.empty()) response.set_header("Content-Disposition", saved_as(reply.save_as));
  if (!reply.etag.empty()) {
    const std::string tag = "\"" + reply.etag + "\"";
    response.set_header("ETag", tag);
    response.set_header("Cache-Control", "private, max-age=31536000, immutable");
    if (request.header("If-None-Match") == tag) {
      response.status = 304;
      return response;
    }
  } else {
    response.set_header("Cache-Control", "no-store");
  }
  response.type = reply.file.empty() && !reply.bytes ? "application/json" : reply.type;
  response.file = std::move(reply.file);
  response.socket = std::move(reply.socket);
  if (reply.bytes) {
    response.body = as_text(*reply.bytes);
  } else if (response.file.empty()) {
    response.body = json_text(reply.body);
  }
  return response;
}

http::Response answer_page(std::span<const WebFile> files, const std::string& path) {
  for (const Shortcut& row : kShortcuts) {
    if (path != row.path) continue;
    http::Response response;
    response.status = 302;
    response.set_header("Location", std::string(row.leads_to));
    return response;
  }
  return answer_file(files, path);
}

http::Response answer_file(std::span<const WebFile> files, const std::string& path) {
  const std::string_view wanted = path == "/" ? std::string_view("/index.html") : std::string_view(path);
  const auto file =
      std::find_if(files.begin(), files.end(), [&](const WebFile& one) { return one.path == wanted; });
  http::Response response;
  if (file == files.end()) return refusal(404, "there is no such page");
  response.set_header("Cache-Control", file->is_lasting ? "public, max-age=31536000, immutable" : "no-cache");
  response.body = file->bytes;
  response.type = file->type;
  return response;
}

http::Response events_answer(const Call& call) {
  http::Response response;
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");
  response.type = "text/event-stream";
  response.stream = std::make_shared<EventText>(call.installation, call.asker);
  return response;
}

}  // namespace tinsmith::serve
