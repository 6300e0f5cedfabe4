#include "base/result.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace tinsmith {
namespace {

Result<int> halved(int value) {
  if (value % 2 != 0) return fail(Fault::InvalidInput, "{} is odd", value);
  return value / 2;
}

Result<int> quartered(int value) {
  TRY(const int half, halved(value).during("halving"));
  return halved(half);
}

TEST(Result, TryPassesValuesOnAndErrorsUpWithWhatWasBeingDone) {
  EXPECT_EQ(*quartered(12), 3);
  const auto odd = quartered(7).during("importing bolts.zip");
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().text(), "importing bolts.zip: halving: 7 is odd");
}

TEST(ByteReader, StopsAtTheEndAndSaysWhere) {
  const Bytes bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.read<std::uint16_t>(), 0x0201);
  const auto past = reader.read<std::uint32_t>();
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().message, "4 bytes are needed at offset 2, but 1 are left");
  ASSERT_TRUE(reader.seek(0));
  EXPECT_EQ(*reader.read_big_endian<std::uint16_t>(), 0x0102);
}

}  // namespace
}  // namespace tinsmith
