#include "live/connection.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "devices/board_link_for_test.h"
#include "devices/model_for_test.h"
#include "image/decode.h"

namespace tinsmith::live {
namespace {

using devices::Dialect;
using testing::HasSubstr;

constexpr std::chrono::milliseconds kPatience{20'000};

image::Image grey_picture() {
  image::Image picture({240, 240}, 3);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{90});
  return picture;
}

devices::SimulatedBoard board_of(Dialect firmware, bool has_model = true) {
  std::vector<devices::SimulatedModel> models;
  if (has_model) models.push_back(devices::simulated_for_test(devices::colours_for_test()));
  devices::SimulatedBoard board(firmware, std::move(models), devices::SimulatedCamera({grey_picture()}));
  if (has_model) board.store_info(1, {"colours", "1", {"red", "green", "blue"}});
  return board;
}

Connection::Open at(Dialect firmware, const devices::CableForTest& cable = {}, bool has_model = true) {
  return [firmware, cable, has_model]() -> Result<std::unique_ptr<devices::Link>> {
    return std::unique_ptr<devices::Link>(
        std::make_unique<devices::BoardLinkForTest>(board_of(firmware, has_model), cable));
  };
}

// Waits until `is_so` holds for what a watcher sees, and returns that.
template <class IsSo>
Update awaited(Connection& connection, const IsSo& is_so) {
  const auto end = Clock::now() + kPatience;
  for (Update update = connection.now();; update = connection.wait(update.revision, kPatience)) {
    if (is_so(update)) return update;
    if (Clock::now() > end) {
      ADD_FAILURE() << "did not happen; the problem is: " << update.description.problem;
      return update;
    }
  }
}
Update connected(Connection& connection) {
  return awaited(connection, [](const Update& one) { return one.description.state != State::Connecting; });
}
Update with_picture(Connection& connection, std::int64_t after = 0) {
  return awaited(connection, [&](const Update& one) {
    return one.frame && one.frame->number > after && !one.frame->frame.picture.empty();
  });
}

// Replies to every command as a board without a model does, and sends `events` as the results of the running command.
class ScriptedLink final : public devices::Link {
 public:
  explicit ScriptedLink(std::string event) : event_(std::move(event)) {}
  std::string name() const override { return "the test's port"; }
  Result<Bytes> read(std::int32_t) override {
    if (waiting_.empty() && !running_.empty())
      waiting_ += fmt::format("\r{{\"type\":1,\"name\":\"{}\",\"code\":0,\"data\":{}}}\n", running_, event_);
    if (waiting_.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const ByteView bytes = as_bytes(waiting_);
    Bytes read(bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), 65536));
    waiting_.erase(0, read.size());
    return read;
  }
  Result<Done> write(ByteView bytes) override {
    std::string command(as_text(bytes).substr(3));
    command.pop_back();
    const std::string name = command.substr(0, command.find('='));
    const std::string data = name.ends_with("MODELS?") ? "[]"
                             : name.ends_with("NAME?") ? fmt::format("\"a{}\"", long_name())
                                                       : "{}";
    waiting_ += fmt::format("\r{{\"type\":0,\"name\":\"{}\",\"code\":0,\"data\":{}}}\n", name, data);
    running_ = name.ends_with("INVOKE") || name.ends_with("SAMPLE") ? name : "";
    return Done{};
  }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(devices::ControlLines) override { return Done{}; }

  static std::string long_name() {
    std::string name;
    for (int i = 0; i < 3000; ++i) name += "é";
    return name;
  }

 private:
  std::string event_, waiting_, running_;
};

Connection::Open at_script(const std::string& event) {
  return [event]() -> Result<std::unique_ptr<devices::Link>> {
    return std::unique_ptr<devices::Link>(std::make_unique<ScriptedLink>(event));
  };
}

// Sends the same bytes without an end.
class EndlessLink final : public devices::Link {
 public:
  explicit EndlessLink(std::string part) : part_(std::move(part)) {}
  std::string name() const override { return "the test's port"; }
  Result<Bytes> read(std::int32_t) override {
    const ByteView part = as_bytes(part_);
    return Bytes(part.begin(), part.end());
  }
  Result<Done> write(ByteView) override { return Done{}; }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(devices::ControlLines) override { return Done{}; }

 private:
  std::string part_;
};

class ConnectionTo : public testing::TestWithParam<Dialect> {};
INSTANTIATE_TEST_SUITE_P(BothLines, ConnectionTo, testing::Values(Dialect::V1, Dialect::V2),
                         [](const auto& test) { return test.param == Dialect::V1 ? "V1" : "V2"; });

TEST_P(ConnectionTo, SaysWhoIsThere) {
  Connection connection(at(GetParam()));
  const Description now = connected(connection).description;
  EXPECT_EQ(now.state, State::Connected) << now.problem;
  EXPECT_EQ(now.identity.firmware, GetParam());
  EXPECT_THAT(now.identity.name, HasSubstr("XIAO"));
  EXPECT_THAT(now.camera, HasSubstr("240x240"));
  EXPECT_EQ(now.model_slot, 1);
  ASSERT_TRUE(now.model);
  EXPECT_EQ(now.model->classes, (std::vector<std::string>{"red", "green", "blue"}));
  EXPECT_EQ(now.activity, Activity::Off);
}

TEST_P(ConnectionTo, SendsPicturesWithWhatTheModelFinds) {
  Connection connection(at(GetParam()));
  connection.want({.activity = Activity::Results});
  const Update update = with_picture(connection);
  EXPECT_EQ(update.frame->picture_size, (image::Size{240, 240}));
  EXPECT_TRUE(update.frame->frame.classes);
  EXPECT_EQ(update.frame->classes.size(), 3u);
  EXPECT_TRUE(connection.now().description.thresholds.score);
}

TEST_P(ConnectionTo, ShowsWhatTheCameraOfABoardWithoutAModelSees) {
  Connection connection(at(GetParam(), {}, false));
  connection.want({.activity = Activity::Pictures});
  const Update first = with_picture(connection);
  EXPECT_FALSE(first.frame->frame.classes);
  with_picture(connection, first.frame->number);
}

TEST_P(ConnectionTo, SaysWhyABoardWithoutAModelFindsNothingAndGoesOn) {
  Connection connection(at(GetParam(), {}, false));
  connection.want({.activity = Activity::Results});
  const Update refused =
      awaited(connection, [](const Update& one) { return !one.description.problem.empty(); });
  EXPECT_EQ(refused.description.state, State::Connected);
  EXPECT_EQ(refused.description.activity, Activity::Off);
  EXPECT_THAT(refused.description.problem, HasSubstr("cannot run its model"));
  connection.want({.activity = Activity::Pictures});
  EXPECT_EQ(with_picture(connection).description.problem, "");
}

TEST_P(ConnectionTo, MakesTheBoardObeyTheThresholdsBeforeAndWhileItRuns) {
  Connection connection(at(GetParam()));
  connection.want({.activity = Activity::Results, .score_threshold = 0.9});
  awaited(connection, [](const Update& one) {
    return one.frame && one.frame->frame.classes && one.frame->frame.classes->empty();
  });
  connection.want({.score_threshold = 0.05});
  const Update lower = awaited(connection, [](const Update& one) {
    return one.frame && one.frame->frame.classes && !one.frame->frame.classes->empty();
  });
  EXPECT_EQ(lower.description.thresholds.score, 0.05);
}

TEST_P(ConnectionTo, SaysThatTheBoardWasUnpluggedWheneverThatHappens) {
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{150}, std::size_t{700}, std::size_t{1500}, std::size_t{30'000}}) {
    SCOPED_TRACE(bytes);
    Connection connection(at(GetParam(), {.chunk_bytes = 50, .unplugged_after = bytes}));
    connection.want({.activity = Activity::Results});
    const Update gone =
        awaited(connection, [](const Update& one) { return one.description.state == State::Gone; });
    EXPECT_THAT(gone.description.problem, HasSubstr("is gone"));
    EXPECT_EQ(gone.description.activity, Activity::Off);
  }
}

TEST_P(ConnectionTo, StopsTheBoardWhenNobodyWatches) {
  Connection connection(at(GetParam()), {.unwatched = std::chrono::milliseconds(300)});
  connection.want({.activity = Activity::Results});
  with_picture(connection);
  const auto end = Clock::now() + kPatience;
  while (connection.now().description.activity != Activity::Off && Clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // `now` does not count as watching
  EXPECT_EQ(connection.now().description.activity, Activity::Off);
}

TEST(Connection, GivesEachWatcherTheNewestPictureAndKeepsAFew) {
  Connection connection(at(Dialect::V2));
  connection.want({.activity = Activity::Pictures});
  const Update first = with_picture(connection);
  const Update later = awaited(connection, [&](const Update& one) {
    return one.frame && one.frame->number >= first.frame->number + 100;
  });
  EXPECT_EQ(connection.frame(first.frame->number), nullptr);
  EXPECT_NE(connection.frame(later.frame->number), nullptr);
  EXPECT_GT(connection.wait(first.revision, kPatience).frame->number, first.frame->number + 30);
}

TEST(Connection, EndsAtOnceAlsoWhileTheBoardIsSilentOrSomebodyWaits) {
  const auto begin = Clock::now();
  {
    Connection connection(
        []() -> Result<std::unique_ptr<devices::Link>> {
          return std::unique_ptr<devices::Link>(std::make_unique<EndlessLink>(""));
        },
        {.reply_timeout_ms = 600'000});
    std::thread watcher([&] { connection.wait(1'000'000, std::chrono::minutes(10)); });
    connection.close();
    watcher.join();
    EXPECT_EQ(connection.now().description.problem, "");
  }
  EXPECT_LT(Clock::now() - begin, std::chrono::minutes(1));
}

TEST(Connection, SaysWhyAPortCannotBeOpened) {
  Connection connection([]() -> Result<std::unique_ptr<devices::Link>> {
    return fail(Fault::Conflict, "/dev/ttyACM0 is in use by another program");
  });
  const Update update = connected(connection);
  EXPECT_EQ(update.description.state, State::Gone);
  EXPECT_EQ(update.description.problem, "/dev/ttyACM0 is in use by another program");
}

TEST(Connection, IsNotHeldUpByEndlessLinesAndReplies) {
  for (const std::string& part : {std::string(65536, 'x'), "\r{\"type\":1," + std::string(60000, '['),
                                  std::string("\r{\"type\":0,\"name\":\"T1@ID?\",\"code\":\"x\"}\n\r{}\n")}) {
    Connection connection(
        [&]() -> Result<std::unique_ptr<devices::Link>> {
          return std::unique_ptr<devices::Link>(std::make_unique<EndlessLink>(part));
        },
        {.reply_timeout_ms = 100});
    const Update update = connected(connection);
    EXPECT_EQ(update.description.state, State::Gone);
    EXPECT_THAT(update.description.problem, HasSubstr("did not reply"));
  }
}

TEST(Connection, ShortensWhatABoardSaysAboutItselfBetweenTwoCharacters) {
  Connection connection(at_script("{}"));
  const std::string name = connected(connection).description.identity.name;
  EXPECT_EQ(name, "a" + ScriptedLink::long_name().substr(0, 198));
}

TEST(Connection, ShowsNoPictureThatIsNone) {
  const std::string no_picture = base64_of(as_bytes(std::string_view("GIF89a, but not a picture")));
  Connection connection(at_script(fmt::format(R"({{"count":1,"image":"{}","boxes":[[1,2]]}})", no_picture)));
  connection.want({.activity = Activity::Pictures});
  const Update update =
      awaited(connection, [](const Update& one) { return one.description.damaged_pictures > 3; });
  ASSERT_TRUE(update.frame);
  EXPECT_TRUE(update.frame->frame.picture.empty());
  EXPECT_EQ(update.description.state, State::Connected);
}

}  // namespace
}  // namespace tinsmith::live
