// serve/answer.h — replies and refusals as HTTP.
#pragma once

#include <httplib.h>

#include "serve/call.h"
#include "serve/web.h"

namespace tinsmith::serve {

// The headers of every response: what a page may load, and that nothing else frames or guesses it.
void set_safety_headers(httplib::Response& response);

void refuse(httplib::Response& response, int status, const std::string& says, std::string_view reason = {});
void refuse(httplib::Response& response, const Error& error);

// As a page with that sentence when a browser asks for one.
void refuse_page(const httplib::Request& request, httplib::Response& response, int status,
                 const std::string& says);

// Files go out in pieces, whole or the part that a Range header asks for.
void answer(const Reply& reply, const httplib::Request& request, httplib::Response& response);

// A page's file; "/" is the page itself. Its own router reads what stands behind "#", so there are no other
// paths but a few short ones that lead to the help.
void answer_page(std::span<const WebFile> pages, const std::string& path, httplib::Response& response);

// Server-sent events (HTML standard, section 9.2) until the page goes away or the server stops. Only those of
// projects that the asker has a part in.
void stream_events(const Call& call, httplib::Response& response);

// Of a file of ours, by its ending.
std::string_view content_type_of(std::string_view path);

}  // namespace tinsmith::serve
