// serve/secrets.h — passwords and tokens: creation, hashing and verification.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

inline constexpr std::size_t kMinPassword_bytes = 8;
inline constexpr std::size_t kMaxPassword_bytes = 1024;

// Returns 256 random bits, encoded in base64url.
std::string random_token();

// Returns ten random letters and digits that are not mistaken for each other (50 bits), for a person to type.
std::string random_code();

// Returns the hash under which a token is stored. A token is random, so one fast hash (BLAKE2b) is enough.
std::string hash_of_token(std::string_view token);

// Hashes and verifies a password with argon2id at libsodium's interactive cost (64 MiB, 2 passes; RFC
// 9106). At most two run at a time, so that many sign-ins at once do not use up all memory. Unavailable
// when there is not enough memory.
Result<std::string> hash_of_password(const std::string& password);
bool is_password(const std::string& hash, const std::string& password);

// Compares in constant time.
bool is_same_secret(std::string_view a, std::string_view b);

// Checks the rules for a new password. InvalidInput; the message names the violated rule.
Result<Done> check_password(std::string_view password);

}  // namespace tinsmith::serve
