#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tinsmith {
namespace {

using ::testing::HasSubstr;

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

TEST(Json, ATextIsReadAndWritten) {
  EXPECT_EQ(json_text(parse_json(R"({"b": [1, null], "a": "é"})")), R"({"a":"é","b":[1,null]})");
  EXPECT_EQ(json_text(nlohmann::ordered_json{{"b", 1}, {"a", 2}}), R"({"b":1,"a":2})");
  EXPECT_EQ(json_text(parse_json("[1]"), 2), "[\n  1\n]");
}

TEST(Json, ATextThatIsNotJsonIsDiscarded) {
  for (const char* text : {"", "{", "[1,]", "{\"a\": 1} x", "\xff", "NaN"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

TEST(Json, ATextThatIsNestedTooDeepIsDiscarded) {
  EXPECT_FALSE(parse_json(nested(3), 3).is_discarded());
  EXPECT_TRUE(parse_json(nested(5), 3).is_discarded());
  EXPECT_TRUE(parse_json(nested(1'000'000)).is_discarded());
}

TEST(Json, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_THAT(json_text(nlohmann::json{{"name", "a\xff.jpg"}}), HasSubstr("a\xEF\xBF\xBD.jpg"));
}

}  // namespace
}  // namespace tinsmith
