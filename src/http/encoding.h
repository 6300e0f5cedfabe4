// http/encoding.h — compressed bodies (RFC 9110, section 8.4): gzip and deflate.
#pragma once

#include <memory>
#include <optional>

#include "http/application.h"

namespace tinsmith::http {

// Compresses the body of the response when it is text and the client accepts gzip.
void compress_body(const Request& request, Response& response);

// Returns an intake that unpacks what it takes and passes it on in pieces. `encoding`: "gzip" or "deflate"; nullptr for others.
// It stops unpacking as soon as `next` wants no more.
std::unique_ptr<Intake> unpacking(std::string_view encoding, std::unique_ptr<Intake> next);

}  // namespace tinsmith::http
