#include "devices/crc16.h"

#include <gtest/gtest.h>

namespace tinsmith::devices {
namespace {

TEST(Crc16, IsThatOfTheFirmware) {  // as recorded
  EXPECT_EQ(crc16_maxim(""), 65535);
  EXPECT_EQ(crc16_maxim("eyJuYW1lIjoieCJ9"), 59517);
  EXPECT_EQ(crc16_maxim("count()>0"), 15185);
}

// The check value of the catalogue of parametrised CRC algorithms.
TEST(Crc16, IsThatOfXmodem) {
  EXPECT_EQ(crc16_xmodem(as_bytes("123456789")), 0x31C3);
}

}  // namespace
}  // namespace tinsmith::devices
