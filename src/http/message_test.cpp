#include "http/message.h"

#include <gtest/gtest.h>

#include "http/byte_range.h"
#include "http/target.h"

namespace tinsmith::http {
namespace {

Request request_for(std::string target) {
  Request request;
  request.target = std::move(target);
  return request;
}

TEST(Message, FindsHeadersInAnyCase) {
  Request request;
  request.headers = {{"HOST", "a"}, {"X-b", "1"}, {"x-B", "2"}};
  EXPECT_EQ(request.header("host"), "a");
  EXPECT_EQ(request.header("X-B"), "1");
  EXPECT_FALSE(request.has_header("X-C"));
  EXPECT_EQ(request.header("X-C"), "");
}

TEST(Target, IsDecodedIntoPathAndQuery) {
  Request request = request_for("/a%20b+c/%2e%2E?x=1+2&y=%26%3d&&z&=w&x=3");
  ASSERT_TRUE(read_target(request));
  EXPECT_EQ(request.path, "/a b+c/..");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(request.query, (Pairs{{"x", "1 2"}, {"y", "&="}, {"z", ""}, {"", "w"}, {"x", "3"}}));
}

TEST(Target, KeepsAPercentSignWithoutItsDigits) {
  EXPECT_EQ(decoded("100%", true), "100%");
  EXPECT_EQ(decoded("%4", true), "%4");
  EXPECT_EQ(decoded("%zz%41", true), "%zzA");
  EXPECT_EQ(decoded("%00", true), std::string(1, '\0'));
}

TEST(Target, IsAPath) {
  for (const char* other : {"", "*", "http://evil.example/", "a"}) {
    Request request = request_for(other);
    EXPECT_FALSE(read_target(request)) << other;
  }
}

TEST(ByteRange, IsReadAsTheStandardSays) {
  const auto part = [](std::uint64_t first, std::uint64_t count) {
    return std::pair(RangeKind::Part, ByteRange{first, count});
  };
  const auto of = [](std::string_view header, std::uint64_t size = 10) {
    const WantedRange range = wanted_range(header, size);
    return std::pair(range.kind, range.part);
  };
  const auto outside = std::pair(RangeKind::Outside, ByteRange{});
  EXPECT_EQ(of("bytes=0-3"), part(0, 4));
  EXPECT_EQ(of("bytes=4-"), part(4, 6));
  EXPECT_EQ(of("bytes=4-99"), part(4, 6));
  EXPECT_EQ(of("bytes=4-99999999999999999999"), part(4, 6));
  EXPECT_EQ(of("bytes=-3"), part(7, 3));
  EXPECT_EQ(of("bytes=-30"), part(0, 10));
  for (const char* damaged :
       {"bytes=10-", "bytes=3-2", "bytes=-0", "bytes=-", "bytes=", "bytes=a-b", "bytes=1", "bytes=1-2x",
        "bytes=99999999999999999999-", "bytes=--1", "bytes= 1-2"})
    EXPECT_EQ(of(damaged), outside) << damaged;
  EXPECT_EQ(of("bytes=0-", 0), outside);
  EXPECT_EQ(of("bytes=0-1,3-4").first, RangeKind::Several);
  EXPECT_EQ(of("").first, RangeKind::Whole);
  EXPECT_EQ(of("pages=1-2").first, RangeKind::Whole);
}

}  // namespace
}  // namespace tinsmith::http
