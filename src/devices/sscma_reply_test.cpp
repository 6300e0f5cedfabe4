#include "devices/sscma_reply.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "base/shared_data_for_test.h"
#include "devices/sscma_data.h"
#include "devices/sscma_lines.h"
#include "devices/transcript_for_test.h"
#include "image/decode.h"

namespace tinsmith::devices {
namespace {

TEST(SscmaReply, NamesItsCommandAndItsTag) {
  const auto reply = read_reply(R"({"type": 0, "name": "X@Y@MODEL?", "code": 5, "data": {"id": 1}})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->kind, ReplyKind::Response);
  EXPECT_EQ(reply->tag, "X@Y");
  EXPECT_EQ(reply->name, "MODEL?");
  EXPECT_EQ(reply->code, 5);
  EXPECT_EQ(integer_in(reply->data, "id"), 1);
}

TEST(SscmaReply, IsRefusedUnlessItHasTypeNameAndCode) {
  const std::string deep =
      R"({"type":0,"name":"A","code":0,"data":)" + std::string(100, '[') + std::string(100, ']') + "}";
  for (const std::string& text :
       {std::string("{"), std::string("[1]"), std::string(R"({"type":0,"name":"A"})"),
        std::string(R"({"type":7,"name":"A","code":0})"), std::string(R"({"type":"0","name":"A","code":0})"),
        std::string(R"({"type": 1, "name": "INVOKE@ACTION", code": 4, "data": "no card"})"), deep}) {
    const auto reply = read_reply(text);
    ASSERT_FALSE(reply) << text;
    EXPECT_EQ(reply.error().fault, Fault::Corrupt);
  }
}

TEST(SscmaData, AcceptsAnythingAndKeepsItsLimits) {
  const auto frame = frame_in(parse_json(
      R"({"count":1e300,"boxes":[[208.46,215.41,69.49,48.64,80.60,0],[1,2,3],7,[1,2,3,4,1e9,-5e99]],"perf":["a"],
          "image":"not base64!","resolution":[240]})"));
  ASSERT_TRUE(frame.boxes);
  ASSERT_EQ(frame.boxes->size(), 2u);
  EXPECT_EQ((*frame.boxes)[0].centre_x, 208.46);
  EXPECT_DOUBLE_EQ((*frame.boxes)[0].score, 0.806);
  EXPECT_EQ((*frame.boxes)[1].score, 1);
  EXPECT_EQ((*frame.boxes)[1].class_index, -1);
  EXPECT_TRUE(frame.picture.empty());
  EXPECT_FALSE(frame.classes);
  for (const char* text :
       {"null", "7", "\"x\"", "[]", "{}", R"({"sensors":{"id":[]},"models":[7],"opts":3})"}) {
    const auto json = parse_json(text);
    EXPECT_TRUE(models_in(json).empty()) << text;
    sensors_in(json);
    frame_in(json);
  }
}

TEST(ModelInfo, IsReadAsItWasWritten) {
  const ModelInfo info{"Tools", "1.0.0", {"bolt", "nut", "Scheibe ø"}};
  EXPECT_EQ(read_model_info(model_info_text(info)), info);
  EXPECT_EQ(
      read_model_info(
          "eyJuYW1lIjoiVG9vbHMiLCJ2ZXJzaW9uIjoiMS4wLjAiLCJjbGFzc2VzIjpbImJvbHQiLCJudXQiLCJ3YXNoZXIiXX0="),
      (ModelInfo{"Tools", "1.0.0", {"bolt", "nut", "washer"}}));
  for (const char* text : {"", "single", "quo\"te", "AAAA", "Mg=="})
    EXPECT_FALSE(read_model_info(text)) << text;
}

// Counts of what the recorded lines hold.
struct Counted {
  std::size_t replies = 0, broken = 0, pictures = 0, boxes = 0;
};

void read_recorded(const std::filesystem::path& file, Rng& random, Counted& counted) {
  SscmaLines lines;
  for (const WireLine& recorded : transcript_for_test(file)) {
    if (!recorded.is_from_board) continue;
    const bool looks_like_reply = recorded.bytes.starts_with("\r{");
    std::size_t found = 0;
    for (std::string_view left = recorded.bytes; !left.empty();) {
      const std::size_t count = std::min<std::size_t>(1 + random.below(700), left.size());
      for (const SscmaLine& line : lines.take(as_bytes(left.substr(0, count)))) {
        if (!line.is_reply) continue;
        ++found;
        const auto reply = read_reply(line.text);
        if (!reply) {
          EXPECT_EQ(line.text, R"({"type": 1, "name": "INVOKE@ACTION", code": 4, "data": "no card"})")
              << file;
          ++counted.broken;
          continue;
        }
        const Frame frame = frame_in(reply->data);
        if (frame.boxes) counted.boxes += frame.boxes->size();
        if (line.text.find("\"image\"") == std::string::npos) continue;
        const auto picture = image::decode(frame.picture);
        ASSERT_TRUE(picture) << file;
        EXPECT_EQ(picture->size, (image::Size{240, 240}));
        ++counted.pictures;
      }
      left.remove_prefix(count);
    }
    EXPECT_EQ(found, looks_like_reply ? 1u : 0u) << file << ": " << recorded.bytes.substr(0, 200);
    counted.replies += found;
  }
}

TEST(SscmaReply, EveryRecordedLineOfBothFirmwareLinesIsRead) {
  Counted counted;
  Rng random(1);
  for (const char* dialect : {"1.x", "2.x"}) {
    const auto folder = shared_data(std::string("golden/sscma_at/") + dialect);
    if (!folder) GTEST_SKIP() << "SKIP: the shared data has no golden/sscma_at";
    for (const auto& file : transcripts_in(*folder)) read_recorded(file, random, counted);
  }
  EXPECT_GT(counted.replies, 900u);
  EXPECT_EQ(counted.broken, 1u);
  EXPECT_GT(counted.pictures, 30u);
  EXPECT_GT(counted.boxes, 500u);
}

}  // namespace
}  // namespace tinsmith::devices
