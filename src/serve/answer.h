// serve/answer.h — writes replies and errors as HTTP responses.
#pragma once

#include <httplib.h>

#include "serve/call.h"
#include "serve/web.h"

namespace tinsmith::serve {

// Sets the security headers of every response: they restrict what a page may load, and forbid framing and
// content-type sniffing.
void set_safety_headers(httplib::Response& response);

void refuse(httplib::Response& response, int status, const std::string& message,
            std::string_view reason = {});
void refuse(httplib::Response& response, const Error& error);

// Refuses a request with an HTML page if the client is a browser that asks for a page, else with JSON.
void refuse_page(const httplib::Request& request, httplib::Response& response, int status,
                 const std::string& message);

// Sends a reply. Files are streamed, either completely or the part that a Range header asks for.
void answer(const Reply& reply, const httplib::Request& request, httplib::Response& response);

// Sends a file of the web pages; "/" is index.html. All other views are behind "#", so the only other paths
// are a few short links to the help.
void answer_page(std::span<const WebFile> pages, const std::string& path, httplib::Response& response);

// Streams server-sent events (HTML standard, section 9.2) until the client disconnects or the server stops.
// Sends only events of projects in which the asker has a role.
void stream_events(const Call& call, httplib::Response& response);

// Returns the media type for a file extension.
std::string_view content_type_of(std::string_view path);

}  // namespace tinsmith::serve
