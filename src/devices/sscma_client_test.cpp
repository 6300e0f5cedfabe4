#include "devices/sscma_client.h"

#include <gmock/gmock.h>

#include "devices/board_link_for_test.h"
#include "devices/model_for_test.h"
#include "image/decode.h"

namespace tinsmith::devices {
namespace {

using testing::HasSubstr;

constexpr std::int32_t kShort_ms = 60;  // for replies that will not come

std::vector<SimulatedModel> one(SimulatedModel model) {
  std::vector<SimulatedModel> models;
  models.push_back(std::move(model));
  return models;
}

image::Image plain(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  image::Image picture({240, 240}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    picture.pixels[i] = red;
    picture.pixels[i + 1] = green;
    picture.pixels[i + 2] = blue;
  }
  return picture;
}

SscmaClient client_of(Dialect firmware, std::vector<SimulatedModel> models, const CableForTest& cable = {},
                      std::int32_t timeout_ms = 4000) {
  SimulatedBoard board(firmware, std::move(models),
                       SimulatedCamera({plain(250, 10, 10), plain(10, 250, 10), plain(10, 10, 250)}));
  return SscmaClient(std::make_unique<BoardLinkForTest>(std::move(board), cable), timeout_ms);
}

class SscmaClientOf : public testing::TestWithParam<Dialect> {};
INSTANTIATE_TEST_SUITE_P(BothLines, SscmaClientOf, testing::Values(Dialect::V1, Dialect::V2),
                         [](const auto& test) { return test.param == Dialect::V1 ? "V1" : "V2"; });

TEST_P(SscmaClientOf, RecognisesTheLineOfTheFirmware) {
  auto client = client_of(GetParam(), one(simulated_for_test(colours_for_test())));
  const auto identity = client.identify();
  ASSERT_TRUE(identity) << identity.error().text();
  EXPECT_EQ(identity->firmware, GetParam());
  EXPECT_THAT(identity->name, HasSubstr("XIAO"));
  EXPECT_FALSE(identity->id.empty());
  EXPECT_FALSE(identity->software.empty());
}

TEST_P(SscmaClientOf, ListsTheCameraAndTheModels) {
  std::vector<SimulatedModel> models = one(simulated_for_test(colours_for_test()));
  models.push_back(simulated_for_test(classes_for_test()));
  auto client = client_of(GetParam(), std::move(models));
  const auto sensors = client.sensors();
  ASSERT_TRUE(sensors && sensors->size() == 1);
  EXPECT_TRUE((*sensors)[0].is_ready);
  EXPECT_THAT((*sensors)[0].option_about, HasSubstr("240x240"));
  EXPECT_FALSE((*sensors)[0].options.empty());
  const auto slots = client.models();
  ASSERT_TRUE(slots && slots->size() == 2);
  EXPECT_EQ((*slots)[0].address + (*slots)[1].address, GetParam() == Dialect::V1 ? 0x900000 : 0x100000);
  ASSERT_TRUE(client.select_model(2));
  EXPECT_EQ(client.selected_model().value()->id, 2);
  const auto unknown = client.select_model(9);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().text(), HasSubstr("refused MODEL"));
}

TEST_P(SscmaClientOf, TakesAPicture) {
  auto client = client_of(GetParam(), {});
  const auto frame = client.sample();
  ASSERT_TRUE(frame) << frame.error().text();
  EXPECT_EQ(frame->width, 240);
  const auto picture = image::decode(frame->picture);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->size, (image::Size{240, 240}));
}

TEST_P(SscmaClientOf, RunsTheModelOnWhatTheCameraSees) {
  auto client = client_of(GetParam(), one(simulated_for_test(colours_for_test())));
  const auto start = client.start_invoking({.times = 3, .with_pictures = true});
  ASSERT_TRUE(start) << start.error().text();
  EXPECT_EQ(start->model_id, 1);
  EXPECT_EQ(start->algorithm, 4);
  for (std::int32_t i = 0; i < 3; ++i) {
    const auto frame = client.next_frame(4000);
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ((*frame)->count, i + 1);
    ASSERT_TRUE((*frame)->classes && !(*frame)->classes->empty());
    EXPECT_EQ((*(*frame)->classes)[0].class_index, i) << "red, green, blue";
    EXPECT_GT((*(*frame)->classes)[0].score, 0.9);
    EXPECT_TRUE(image::decode((*frame)->picture));
  }
  const auto end = client.next_frame(kShort_ms);
  EXPECT_TRUE(end && !*end);
}

TEST_P(SscmaClientOf, ObeysThresholdsAndStops) {
  ModelForTest model = classes_for_test();
  model.values = {-125, 82, -128, -92, -121};
  auto client = client_of(GetParam(), one(simulated_for_test(model)));
  ASSERT_TRUE(client.start_invoking({.thresholds = {.score = 0.1, .iou = {}}}));
  const auto frame = client.next_frame(4000);
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ((*frame)->classes->size(), 2u) << "1.x begins with its own threshold, of which nothing is seen";
  ASSERT_TRUE(client.stop());
  EXPECT_FALSE(client.next_frame(kShort_ms).value());
  EXPECT_EQ(client.set_thresholds({.score = 3.0, .iou = {}}).error().fault, Fault::InvalidInput);
}

TEST_P(SscmaClientOf, StoresClassNamesAndActions) {
  auto client = client_of(GetParam(), one(simulated_for_test(colours_for_test())));
  EXPECT_FALSE(client.info().value());
  const ModelInfo info{"Colours", "1.0.0", {"rot", "grün", "blue \"sky\""}};
  ASSERT_TRUE(client.set_info(info));
  EXPECT_EQ(client.info().value(), info);
  const std::string action = GetParam() == Dialect::V1 ? "count(target,0)>=1" : "0,2,50,21,0,1";
  ASSERT_TRUE(client.set_action(action));
  ASSERT_TRUE(client.reset());
  EXPECT_EQ(client.action().value(), action);
  EXPECT_EQ(client.info().value(), info);
  const ModelInfo huge{std::string(4000, 'x'), "", {}};
  EXPECT_EQ(client.set_info(huge).error().fault, Fault::InvalidInput);
}

TEST_P(SscmaClientOf, SetsUpTheNetwork) {
  auto client = client_of(GetParam(), {});
  ASSERT_TRUE(client.set_wifi({"an \"access\" point", 2, "pass\\word"}));
  const auto wifi = client.wifi();
  ASSERT_TRUE(wifi);
  EXPECT_EQ(wifi->name, "an \"access\" point");
  EXPECT_FALSE(wifi->is_joined);
  EXPECT_FALSE(client.set_wifi({"point", 2, "short"}));
  EXPECT_EQ(client.set_wifi({"point\rAT+RST", 2, "password"}).error().fault, Fault::InvalidInput);
  ASSERT_TRUE(client.set_mqtt({"cid", "192.0.2.1", 1883, "user", "pass", false}));
  const auto mqtt = client.mqtt();
  ASSERT_TRUE(mqtt);
  EXPECT_EQ(mqtt->address, "192.0.2.1");
  EXPECT_EQ(mqtt->port, 1883);
  EXPECT_EQ(mqtt->publishes_to, "sscma/v0/cid/tx");
}

TEST_P(SscmaClientOf, ReadsThroughNoiseAndSmallPieces) {
  for (const std::size_t chunk : {1u, 7u, 63u}) {
    auto client = client_of(GetParam(), one(simulated_for_test(colours_for_test())),
                            {.chunk_bytes = chunk,
                             .unplugged_after = {},
                             .before_each_line = "I [SSCMA] log\r\n\r{\"type\": 0, \"name\": \"half"});
    EXPECT_EQ(client.identify().value().firmware, GetParam());
    EXPECT_TRUE(client.sample());
  }
}

TEST_P(SscmaClientOf, EndsInASentenceWhateverTheCableLoses) {
  std::size_t good = 0, bad = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto client =
        client_of(GetParam(), one(simulated_for_test(colours_for_test())),
                  {.faults = {.dropped_fraction = 0.2, .noisy_fraction = 0.5, .seed = seed}}, kShort_ms);
    const auto identity = client.identify();
    const auto frame = identity ? client.sample() : Result<Frame>(identity.error());
    ++(frame ? good : bad);
    if (!frame) {
      EXPECT_EQ(frame.error().fault, Fault::Unavailable) << frame.error().text();
    }
  }
  EXPECT_GT(good, 5u);  // queries are repeated
  EXPECT_GT(bad, 0u);
}

TEST_P(SscmaClientOf, ABoardUnpluggedAtAnyByteIsReportedOnce) {
  for (std::size_t bytes = 0; bytes < 1500; bytes += 61) {
    auto client = client_of(GetParam(), one(simulated_for_test(colours_for_test())),
                            {.chunk_bytes = 32, .unplugged_after = bytes, .before_each_line = {}});
    const auto identity = client.identify();
    const auto frame = identity ? client.sample() : Result<Frame>(identity.error());
    ASSERT_FALSE(frame) << bytes;
    EXPECT_EQ(frame.error().fault, Fault::Unavailable);
    EXPECT_THAT(frame.error().text(), HasSubstr("gone"));
  }
}

TEST_P(SscmaClientOf, AModelThatTheFirmwareCannotLoadIsRefused) {
  ModelForTest unknown = classes_for_test();
  unknown.averages_in_an_unknown_way = true;
  auto client = client_of(GetParam(), one(simulated_for_test(unknown)));
  const auto start = client.start_invoking({});
  ASSERT_FALSE(start);
  EXPECT_THAT(start.error().text(), HasSubstr("cannot run its model"));
}

TEST(SscmaClient, SaysThatFirmware2RestartedOverAModelThatItDoesNotRecognise) {
  auto client =
      client_of(Dialect::V2, one(simulated_for_test(ModelForTest{.output = {1, 1}})), {}, kShort_ms);
  ASSERT_TRUE(client.dialect());
  const auto start = client.start_invoking({});
  ASSERT_FALSE(start);
  EXPECT_THAT(start.error().text(), HasSubstr("restarted instead of replying"));
}

TEST(SscmaClient, SaysWhichCommandAnOlderFirmwareDoesNotKnow) {
  auto client = client_of(Dialect::V1, one(simulated_for_test(colours_for_test())));
  const auto set = client.set_thresholds({.score = 0.5, .iou = {}});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().fault, Fault::Unsupported);
  EXPECT_THAT(set.error().text(), HasSubstr("does not know the command TSCORE"));
}

// A link at which nothing answers, or something that is no SSCMA board.
class Stranger final : public Link {
 public:
  explicit Stranger(std::string says) : says_(std::move(says)) {}
  std::string name() const override { return "the stranger's port"; }
  Result<Bytes> read(std::int32_t) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const ByteView bytes = as_bytes(says_);
    return Bytes(bytes.begin(), bytes.end());
  }
  Result<Done> write(ByteView) override { return Done{}; }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines) override { return Done{}; }

 private:
  std::string says_;
};

TEST(SscmaClient, EndsItsWaitForDevicesThatSayNothingOrNeverStop) {
  for (const std::string& says :
       {std::string(), std::string(100'000, 'x'), std::string("\r{\"type\":0}\n"),
        std::string("\r{\"type\":1,\"name\":\"INVOKE\",\"code\":0,\"data\":[]}\n")}) {
    SscmaClient client(std::make_unique<Stranger>(says), kShort_ms);
    const auto identity = client.identify();
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().fault, Fault::Unavailable);
    EXPECT_THAT(identity.error().text(), HasSubstr("did not reply to ID?"));
  }
}

}  // namespace
}  // namespace tinsmith::devices
