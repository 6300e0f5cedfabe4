#include "base/base64.h"

#include <gtest/gtest.h>

namespace tinsmith {
namespace {

TEST(Base64, HasTheTextsOfItsStandard) {  // RFC 4648, section 10
  EXPECT_EQ(base64_of(as_bytes("")), "");
  EXPECT_EQ(base64_of(as_bytes("f")), "Zg==");
  EXPECT_EQ(base64_of(as_bytes("fo")), "Zm8=");
  EXPECT_EQ(base64_of(as_bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(base64_of(as_bytes("\xff\xfe\xfd")), "//79");
}

TEST(Base64, TextIsDecodedAndWhatIsNoneIsRefused) {
  EXPECT_EQ(as_text(decoded_base64("Zm9vYmFy")), "foobar");
  EXPECT_EQ(as_text(decoded_base64("Zm9vYg==")), "foob");
  EXPECT_EQ(as_text(decoded_base64("Zm9vYmE")), "fooba");
  EXPECT_EQ(size_of_base64("Zm9vYg=="), 4u);
  EXPECT_EQ(size_of_base64(""), 0u);
  EXPECT_FALSE(size_of_base64("Zm9v\nYg=="));
  EXPECT_FALSE(size_of_base64("Z"));
}

}  // namespace
}  // namespace tinsmith
