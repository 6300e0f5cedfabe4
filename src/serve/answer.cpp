#include "serve/answer.h"

#include <algorithm>
#include <fstream>

#include "base/json.h"
#include "serve/web.h"

namespace tinsmith::serve {
namespace {

constexpr std::size_t kPiece_bytes = 1 << 18;
constexpr std::chrono::milliseconds kHeartbeat{15'000};

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

void answer_file(const Reply& reply, const httplib::Request& request, httplib::Response& response) {
  auto file = std::make_shared<std::ifstream>(reply.file, std::ios::binary);
  std::error_code error;
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(reply.file, error));
  if (error || !*file) return refuse(response, 404, "the file no longer exists");
  for (const auto& [first, last] : request.ranges)
    if (first >= size || (first < 0 && last <= 0)) {
      response.set_header("Content-Range", fmt::format("bytes */{}", size));
      return refuse(response, 416, "the file is shorter than the requested range");
    }
  response.set_header("Accept-Ranges", "bytes");
  if (size == 0) return response.set_content("", reply.type);
  response.set_content_provider(static_cast<std::size_t>(size), reply.type,
                                [file](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  std::string piece(std::min(length, kPiece_bytes), '\0');
                                  file->clear();
                                  file->seekg(static_cast<std::streamoff>(offset));
                                  file->read(piece.data(), static_cast<std::streamsize>(piece.size()));
                                  return file->gcount() > 0 &&
                                         sink.write(piece.data(), static_cast<std::size_t>(file->gcount()));
                                });
}

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

void set_safety_headers(httplib::Response& response) {
  response.set_header(
      "Content-Security-Policy",
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
}

void refuse(httplib::Response& response, int status, const std::string& message, std::string_view reason) {
  response.status = status;
  nlohmann::json body{{"message", message}};
  if (!reason.empty()) body["reason"] = reason;
  response.set_content(json_text(body), "application/json");
}

void refuse(httplib::Response& response, const Error& error) {
  refuse(response, status_of(error.fault), error.text());
}

void refuse_page(const httplib::Request& request, httplib::Response& response, int status,
                 const std::string& message) {
  // Only browsers request text/html explicitly; programs request JSON or anything.
  if (request.get_header_value("Accept").find("text/html") == std::string::npos)
    return refuse(response, status, message);
  response.status = status;
  response.set_content(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tinsmith</title>"
      "<h1>Tinsmith</h1><p>" +
          escaped(message) + "</p></html>",
      "text/html; charset=utf-8");
}

void answer(const Reply& reply, const httplib::Request& request, httplib::Response& response) {
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  if (!reply.save_as.empty()) response.set_header("Content-Disposition", saved_as(reply.save_as));
  if (!reply.etag.empty()) {
    const std::string tag = "\"" + reply.etag + "\"";
    response.set_header("ETag", tag);
    response.set_header("Cache-Control", "private, max-age=31536000, immutable");
    if (request.get_header_value("If-None-Match") == tag) {
      response.status = 304;
      return;
    }
  } else {
    response.set_header("Cache-Control", "no-store");
  }
  if (!reply.file.empty()) return answer_file(reply, request, response);
  if (reply.bytes) return response.set_content(std::string(as_text(*reply.bytes)), reply.type);
  response.set_content(json_text(reply.body), "application/json");
}

void answer_page(std::span<const WebFile> files, const std::string& path, httplib::Response& response) {
  const auto of = [&](std::string_view wanted) {
    return std::find_if(files.begin(), files.end(), [&](const WebFile& file) { return file.path == wanted; });
  };
  for (const Shortcut& row : kShortcuts)
    if (path == row.path) return response.set_redirect(std::string(row.leads_to));
  const auto file = of(path == "/" ? "/index.html" : path);
  if (file == files.end()) return refuse(response, 404, "there is no such page");
  response.set_header("Cache-Control", file->is_lasting ? "public, max-age=31536000, immutable" : "no-cache");
  response.set_content(std::string(file->bytes), std::string(file->type));
}

void stream_events(const Call& call, httplib::Response& response) {
  auto watcher = call.installation.events.watch();
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Accel-Buffering", "no");
  const auto may_see = [&installation = call.installation, asker = call.asker](const Event& event) {
    if (asker.is_owner || !event.project_id) return asker.is_owner || event.topic == "project";
    auto database = installation.store.connect();
    if (!database) return false;
    const auto role = store::role_in(*database.value(), *event.project_id, asker.user_id);
    return role && role.value() != store::Role::None;
  };
  response.set_chunked_content_provider(
      "text/event-stream", [watcher, may_see, is_first = true](std::size_t, httplib::DataSink& sink) mutable {
        std::string text;
        if (is_first) {
          text = "retry: 2000\n\n";
          is_first = false;
        } else if (const auto event = watcher->wait(kHeartbeat); !event) {
          text = ": still here\n\n";
        } else if (may_see(*event)) {
          nlohmann::json json{{"topic", event->topic}};
          if (event->project_id) json["project_id"] = *event->project_id;
          if (event->id) json["id"] = *event->id;
          text = fmt::format("data: {}\n\n", json.dump());
        }
        if (watcher->is_closed()) {
          sink.done();
          return true;
        }
        return text.empty() || sink.write(text.data(), text.size());
      });
}

}  // namespace tinsmith::serve
