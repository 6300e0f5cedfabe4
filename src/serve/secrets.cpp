#include "serve/secrets.h"

#include <sodium.h>

#include <array>
#include <semaphore>

namespace tinsmith::serve {
namespace {

constexpr std::size_t kToken_bytes = 32;
std::counting_semaphore<2> hashers(2);

}  // namespace

std::string random_token() {
  std::array<unsigned char, kToken_bytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int kLetters = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kLetters), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kLetters);
  text.pop_back();  // the terminating zero
  return text;
}

std::string random_code() {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  constexpr int kLength = 10;
  std::string code;
  for (int i = 0; i < kLength; ++i) code += kLetters[randombytes_uniform(kLetters.size())];
  return code;
}

std::string hash_of_token(std::string_view token) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()),
                     token.size(), nullptr, 0);
  std::string text(2 * hash.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  text.pop_back();
  return text;
}

Result<std::string> hash_of_password(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  hashers.acquire();
  const int failed =
      crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE);
  hashers.release();
  if (failed != 0) return fail(Fault::Unavailable, "there is not enough memory to hash a password (64 MiB)");
  return std::string(hash.data());
}

bool is_password(const std::string& hash, const std::string& password) {
  hashers.acquire();
  const bool is_right = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  hashers.release();
  return is_right;
}

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<Done> check_password(std::string_view password) {
  if (password.size() < kMinPassword_bytes)
    return fail(Fault::InvalidInput, "the password has {} characters; at least {} are expected",
                password.size(), kMinPassword_bytes);
  if (password.size() > kMaxPassword_bytes)
    return fail(Fault::InvalidInput, "the password has {} bytes; at most {} are allowed", password.size(),
                kMaxPassword_bytes);
  return Done{};
}

}  // namespace tinsmith::serve
