#include "devices/md5.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace tinsmith::devices {
namespace {

constexpr std::size_t kMd5Block_bytes = 64;
using Md5State = std::array<std::uint32_t, 4>;

// The constants of RFC 1321: the integer part of 2³² · |sin(i + 1)|.
std::array<std::uint32_t, 64> md5_sines() {
  std::array<std::uint32_t, 64> sines{};
  for (std::size_t i = 0; i < sines.size(); ++i)
    sines[i] = static_cast<std::uint32_t>(std::floor(std::ldexp(std::abs(std::sin(double(i + 1))), 32)));
  return sines;
}

void mix_block(Md5State& state, ByteView block) {
  static const std::array<std::uint32_t, 64> kSines = md5_sines();
  constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  const auto words = values_of<std::uint32_t>(block);
  auto [a, b, c, d] = state;
  for (std::uint32_t i = 0; i < 64; ++i) {
    const std::uint32_t round = i / 16;
    std::uint32_t mixed = 0, word = 0;
    if (round == 0) mixed = (b & c) | (~b & d), word = i;
    if (round == 1) mixed = (d & b) | (~d & c), word = (5 * i + 1) % 16;
    if (round == 2) mixed = b ^ c ^ d, word = (3 * i + 5) % 16;
    if (round == 3) mixed = c ^ (b | ~d), word = (7 * i) % 16;
    mixed += a + kSines[i] + words[word];
    a = d;
    d = c;
    c = b;
    b += std::rotl(mixed, kTurns[round][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::string md5_of(ByteView bytes) {
  Md5State state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  const std::uint64_t bit_count = std::uint64_t{bytes.size()} * 8;
  while (bytes.size() >= kMd5Block_bytes) {
    mix_block(state, bytes.first(kMd5Block_bytes));
    bytes = bytes.subspan(kMd5Block_bytes);
  }
  Bytes end(bytes.begin(), bytes.end());
  end.push_back(std::byte{0x80});
  while (end.size() % kMd5Block_bytes != kMd5Block_bytes - sizeof bit_count) end.push_back(std::byte{0});
  const auto count = std::as_bytes(std::span(&bit_count, 1));
  end.insert(end.end(), count.begin(), count.end());
  for (ByteView left = end; !left.empty(); left = left.subspan(kMd5Block_bytes))
    mix_block(state, left.first(kMd5Block_bytes));
  std::string text;
  for (const std::byte byte : std::as_bytes(std::span(state)))
    text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

}  // namespace tinsmith::devices
