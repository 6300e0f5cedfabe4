// serve/secrets.h — passwords and tokens.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

inline constexpr std::size_t kShortestPassword_bytes = 8;
inline constexpr std::size_t kLongestPassword_bytes = 1024;

// 256 bits nobody can guess, in the letters of base64url.
std::string random_token();

// What a token is kept as: it has all its chance itself, so one fast hash (BLAKE2b) is enough.
std::string hash_of_token(std::string_view token);

// argon2id with libsodium's interactive cost (64 MiB, 2 passes; RFC 9106). At most two at a time, so that a
// crowd at the door does not take all memory. Unavailable when there is not enough.
Result<std::string> hash_of_password(const std::string& password);
bool is_password(const std::string& hash, const std::string& password);

// Compares without telling by its time where they differ.
bool is_same_secret(std::string_view a, std::string_view b);

// InvalidInput says what is wrong with it.
Result<Done> check_password(std::string_view password);

}  // namespace tinsmith::serve
