// http/own_certificate.h — a certificate that this computer makes for itself, for addresses for which no authority signs one.
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/server.h"

namespace tinsmith::http {

struct OwnCertificate {
  Certificate files;        // both are one file, so that certificate and key always belong together
  std::string fingerprint;  // SHA-256 of the certificate as browsers show it: "3F:A0:…"
};

// Returns the certificate in `file`, which is readable by its owner only. Makes a new one, with a new key, when there is none
// that can be used, when it expires within 30 days of `now`, or when it does not hold for all `names`: host names, and IP
// addresses with or without the brackets of a URL. The key is on the curve P-256; the certificate is valid for 397 days, which
// is the most that browsers accept (CA/Browser Forum, Baseline Requirements, section 6.3.2).
//   InvalidInput  a name is neither a host name nor an IP address
//   Unavailable   the file cannot be written
Result<OwnCertificate> own_certificate(const std::filesystem::path& file,
                                       const std::vector<std::string>& names, std::time_t now);

}  // namespace tinsmith::http
