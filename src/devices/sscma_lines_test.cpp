#include "devices/sscma_lines.h"

#include <gmock/gmock.h>

#include "base/random.h"

namespace tinsmith::devices {
namespace {

std::vector<std::string> replies_in(SscmaLines& lines, std::string_view bytes) {
  std::vector<std::string> replies;
  for (const SscmaLine& line : lines.take(as_bytes(bytes)))
    if (line.is_reply) replies.push_back(line.text);
  return replies;
}

TEST(SscmaLines, AreTheSameHoweverTheBytesArrive) {
  const std::string stream = "boot: 0x8\r\n\r{\"a\": 1}\nI [SSCMA] ready\r\n\r{\"b\": 2}\n\r{\"c\": \"x\"}\n";
  SscmaLines whole;
  EXPECT_EQ(replies_in(whole, stream),
            (std::vector<std::string>{"{\"a\": 1}", "{\"b\": 2}", "{\"c\": \"x\"}"}));
  SscmaLines single;
  std::vector<std::string> texts;
  for (const char c : stream)
    for (const SscmaLine& line : single.take(as_bytes(std::string_view(&c, 1)))) texts.push_back(line.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"boot: 0x8", "{\"a\": 1}", "I [SSCMA] ready", "{\"b\": 2}",
                                             "{\"c\": \"x\"}"}));
}

TEST(SscmaLines, HalfAReplyDoesNotHideTheNext) {
  SscmaLines lines;
  EXPECT_EQ(replies_in(lines, "\r{\"image\": \"/9j/4\r{\"b\": 2}\nnoise\xff more\r{\"c\": 3}\n"),
            (std::vector<std::string>{"{\"b\": 2}", "{\"c\": 3}"}));
}

TEST(SscmaLines, APictureOf200KilobytesIsOneReply) {
  const std::string reply = "{\"image\": \"" + std::string(200'000, 'A') + "\"}";
  SscmaLines lines;
  EXPECT_EQ(replies_in(lines, "\r" + reply + "\n"), std::vector<std::string>{reply});
}

TEST(SscmaLines, ALineWithoutEndIsDroppedAndTheNextReplyIsRead) {
  SscmaLines lines;
  const std::string endless(300'000, 'x');
  EXPECT_TRUE(replies_in(lines, "\r{").empty());
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(replies_in(lines, endless).empty());
  EXPECT_GT(lines.dropped_bytes(), kMaxReply_bytes);
  EXPECT_EQ(replies_in(lines, "\n\r{\"a\": 1}\n"), std::vector<std::string>{"{\"a\": 1}"});
}

}  // namespace
}  // namespace tinsmith::devices
