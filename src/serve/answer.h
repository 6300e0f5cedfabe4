// serve/answer.h — writes replies and errors as HTTP responses.
#pragma once

#include <span>

#include "http/message.h"
#include "serve/call.h"
#include "serve/web.h"

namespace tinsmith::serve {

// Adds the security headers, which every response has: they restrict what a page may load, and forbid framing
// and content-type sniffing.
http::Response with_safety_headers(http::Response response);

http::Response refusal(int status, const std::string& message, std::string_view reason = {});
http::Response refusal(const Error& error);

// Refuses a request with an HTML page if the client is a browser that asks for a page, else with JSON.
http::Response page_refusal(const http::Request& request, int status, const std::string& message);

http::Response answer(Reply reply, const http::Request& request);

// Returns a file of the web pages; "/" is index.html. All other views are behind "#", so the only other paths
// are a few short links to the help.
http::Response answer_page(std::span<const WebFile> pages, const std::string& path);
// The same without the links.
http::Response answer_file(std::span<const WebFile> pages, const std::string& path);

// Streams server-sent events (HTML standard, section 9.2) until the client disconnects or the server stops.
// Sends only events of projects in which the asker has a role.
http::Response events_answer(const Call& call);

// Returns the media type for a file extension.
std::string_view content_type_of(std::string_view path);

}  // namespace tinsmith::serve
