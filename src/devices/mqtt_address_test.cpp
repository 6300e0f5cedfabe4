#include "devices/mqtt_address.h"

#include <gmock/gmock.h>

namespace tinsmith::devices {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MqttAddress, HasTheUsualPortAndMayNameABoard) {
  const auto plain = parse_mqtt_address("mqtt://garage").value();
  EXPECT_EQ(plain.host, "garage");
  EXPECT_EQ(plain.port, 1883);
  EXPECT_FALSE(plain.uses_tls);
  EXPECT_EQ(plain.client_id, "");
  const auto board = parse_mqtt_address("mqtts://garage:1234/xiao_esp32_s3_7").value();
  EXPECT_EQ(board.port, 1234);
  EXPECT_TRUE(board.uses_tls);
  EXPECT_EQ(board.client_id, "xiao_esp32_s3_7");
  EXPECT_EQ(parse_mqtt_address("mqtts://garage/").value().port, 8883);
}

TEST(MqttAddress, ReadsIPv6AndPercentCodes) {
  const auto address = parse_mqtt_address("mqtt://a%40b:p%3Aq%2F@[::1]:99/id").value();
  EXPECT_EQ(address.user, "a@b");
  EXPECT_EQ(address.password, "p:q/");
  EXPECT_EQ(address.host, "::1");
  EXPECT_EQ(address.port, 99);
  EXPECT_EQ(address.text(), "mqtt://[::1]:99/id");
}

TEST(MqttAddress, IsShownWithoutTheSecret) {
  EXPECT_EQ(parse_mqtt_address("mqtt://ann:secret@garage/b").value().text(), "mqtt://garage:1883/b");
  for (const char* text :
       {"mqtt://ann:secret@", "mqtt://ann:secret@h:99999", "mqtt://ann:secret@h/a/b", "mqtt://:secret@h"}) {
    const auto address = parse_mqtt_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().text(), Not(HasSubstr("secret"))) << text;
  }
}

TEST(MqttAddress, IsRefusedWhenAPartIsWrong) {
  for (const char* text :
       {"", "mqtt://", "garage", "http://garage", "mqtt://garage:", "mqtt://garage:0", "mqtt://garage:12x",
        "mqtt://garage/+", "mqtt://garage/a b", "mqtt://garage?x", "mqtt://a%4@garage", "mqtt://[::1"}) {
    const auto address = parse_mqtt_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().fault, Fault::InvalidInput) << text;
  }
}

TEST(MqttAddress, TakesAPasswordFromElsewhere) {
  const auto port = with_mqtt_password("mqtts://anna@garage:99/board_1", "a%b@c:d/\xC3\xA9");
  ASSERT_TRUE(port);
  const auto address = parse_mqtt_address(*port);
  ASSERT_TRUE(address) << address.error().text();
  EXPECT_EQ(address->user, "anna");
  EXPECT_EQ(address->password, "a%b@c:d/\xC3\xA9");
  EXPECT_EQ(address->text(), "mqtts://garage:99/board_1");
  EXPECT_EQ(with_mqtt_password("/dev/ttyACM0", "secret").value(), "/dev/ttyACM0");
  EXPECT_EQ(with_mqtt_password("mqtt://garage", "secret").error().fault, Fault::InvalidInput);
  EXPECT_EQ(with_mqtt_password("mqtt://anna:old@garage", "secret").error().fault, Fault::InvalidInput);
}

}  // namespace
}  // namespace tinsmith::devices
