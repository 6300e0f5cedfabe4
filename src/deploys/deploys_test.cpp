#include "deploys/deploys.h"

#include <gmock/gmock.h>

#include "deploying/deploying_for_test.h"

namespace tinsmith::deploys {
namespace {

using deploying::BenchForTest;
using devices::Dialect;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::milliseconds kMoment{20};
constexpr std::chrono::seconds kLong{60};

// Does what a page does that holds the port of the bench's board.
class PageForTest {
 public:
  PageForTest(std::shared_ptr<live::BrowserPipe> pipe, const BenchForTest& bench)
      : pipe_(std::move(pipe)), port_(bench.board_for_link()), thread_([this] { carry(); }) {}
  ~PageForTest() {
    pipe_->close();
    thread_.join();
  }

 private:
  void carry() {
    while (const auto orders = pipe_->take_orders(kMoment)) {
      for (const live::PortOrder& order : *orders) {
        if (!order.write.empty() && !port_.write(order.write)) return pipe_->close();
        if (order.lines && !port_.set_lines(*order.lines)) return pipe_->close();
      }
      const auto bytes = port_.read(0);
      if (!bytes) return pipe_->close();
      while (!bytes->empty() && !pipe_->receive(*bytes))
        if (!pipe_->take_orders(kMoment)) return;
    }
  }

  std::shared_ptr<live::BrowserPipe> pipe_;
  devices::DeviceLinkForTest port_;
  std::thread thread_;
};

class StudioForTest : public testing::Test {
 protected:
  NewDeploy wanted(const std::string& model, std::size_t more_bytes = 0) {
    return {board_.id, 7, bench_.model(model, more_bytes), bench_.data(), {3, 5}};
  }
  void carry() { page_ = std::make_unique<PageForTest>(pipe_, bench_); }

  // Waits until `is_so` holds, or until the deploy has ended.
  template <class IsSo>
  DeployStatus awaited(std::int64_t id, const IsSo& is_so) {
    std::int64_t revision = 0;
    for (;;) {
      const DeployStatus status = deploys_.wait(id, revision, kLong).value();
      if (status.state != State::Running || is_so(status)) return status;
    }
  }
  DeployStatus ended(std::int64_t id) {
    return awaited(id, [](const DeployStatus&) { return false; });
  }
  live::Description board_now() { return connections_.find(board_.id)->connection->now().description; }

  BenchForTest bench_{Dialect::V2};
  std::shared_ptr<live::BrowserPipe> pipe_ = std::make_shared<live::BrowserPipe>("a browser");
  live::Connections connections_;
  std::atomic<int> changes_ = 0;
  Deploys deploys_{connections_, [this](const DeployStatus&) { ++changes_; }};
  live::ConnectedBoard board_ = connections_.connect_browser(pipe_, 7, "a board").value();
  std::unique_ptr<PageForTest> page_;
};

using Deploying = StudioForTest;

TEST_F(Deploying, WritesAModelToABoardAtABrowserAndConnectsItAgain) {
  carry();
  const auto begun = deploys_.start(wanted("first"));
  ASSERT_TRUE(begun) << begun.error().text();
  const DeployStatus status = ended(begun->id);
  ASSERT_EQ(status.state, State::Done) << status.problem;
  EXPECT_TRUE(status.deployed->proof.agrees);
  ASSERT_TRUE(status.deployed->proof.last);
  EXPECT_EQ(status.deployed->proof.last->size, (image::Size{240, 240}));
  EXPECT_EQ(status.deployed->proof.last->board.classes->size(), 1U);
  EXPECT_EQ(bench_.history().all().value().back().origin, (deploying::Origin{3, 5}));
  std::int64_t revision = 0;
  while (board_now().state == live::State::Connecting)
    revision = connections_.find(board_.id)->connection->wait(revision, kLong).revision;
  EXPECT_THAT(board_now().model->classes, ElementsAre("first red", "first green", "first blue"));
  while (changes_ < 2) std::this_thread::yield();
  EXPECT_EQ(deploys_.all().size(), 1U);
}

TEST_F(Deploying, TellsOthersWhoWantTheBoardThatAModelIsBeingWritten) {
  const auto begun = deploys_.start(wanted("first"));  // nothing happens before the page carries bytes
  ASSERT_TRUE(begun);
  const auto second = deploys_.start(wanted("second"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::Conflict);
  EXPECT_EQ(second.error().text(),
            "a model is being written to the board at a browser; wait until that is done");
  EXPECT_EQ(connections_.disconnect(board_.id).error().fault, Fault::Conflict);
  EXPECT_EQ(board_now().state, live::State::Gone);
  EXPECT_THAT(board_now().problem, HasSubstr("a model is being written"));
  carry();
  EXPECT_EQ(ended(begun->id).state, State::Done);
  EXPECT_TRUE(deploys_.start(wanted("second")));
}

TEST_F(Deploying, ShowsWhatDiffersWhenTheBoardAnswersOtherwise) {
  ASSERT_TRUE(bench_.deploys(bench_.model("first")));
  bench_.board().answer_wrongly(true);
  carry();
  const DeployStatus status = ended(deploys_.start(wanted("second")).value().id);
  EXPECT_EQ(status.state, State::Failed);
  EXPECT_EQ(status.phase, deploying::Phase::Restoring);
  EXPECT_THAT(status.problem, HasSubstr("the model that was on the board before is there again"));
  ASSERT_TRUE(status.deployed);
  EXPECT_FALSE(status.deployed->proof.agrees);
  EXPECT_TRUE(status.deployed->proof.last);
}

TEST_F(Deploying, SaysThatThePageOrTheBoardIsGone) {
  const auto begun = deploys_.start(wanted("first"));
  pipe_->close();
  const DeployStatus status = ended(begun.value().id);
  EXPECT_EQ(status.state, State::Failed);
  EXPECT_THAT(status.problem, HasSubstr("is gone"));
}

TEST_F(Deploying, WritesNothingAfterItWasClosed) {
  const auto begun = deploys_.start(wanted("first"));
  std::vector<std::string> said;
  std::thread closing(
      [&] { deploys_.close([&](const std::string& sentence) { said.push_back(sentence); }); });
  NewDeploy to_none = wanted("second");
  to_none.device_id = 77;
  while (deploys_.start(to_none).error().fault != Fault::Unavailable) std::this_thread::yield();
  carry();
  closing.join();
  EXPECT_THAT(ended(begun.value().id).problem, HasSubstr("stopped before"));
  EXPECT_THAT(said, testing::IsEmpty());
  EXPECT_TRUE(bench_.history().all().value().empty());
}

TEST_F(Deploying, EndsAWriteThatWasBegunWhenItIsClosed) {
  constexpr std::size_t kLarge_bytes = 1'000'000;
  carry();
  const auto begun = deploys_.start(wanted("large", kLarge_bytes)).value();
  awaited(begun.id, [](const DeployStatus& now) { return now.phase == deploying::Phase::Writing; });
  std::vector<std::string> said;
  deploys_.close([&](const std::string& sentence) { said.push_back(sentence); });
  EXPECT_THAT(said, ElementsAre(HasSubstr("the server stops when that is done")));
  EXPECT_EQ(ended(begun.id).state, State::Done);
}

TEST_F(Deploying, ForgetsOldOnes) {
  const auto first = deploys_.start(wanted("first")).value();
  pipe_->close();
  ended(first.id);
  for (std::size_t i = 0; i < Deploys::kMaxKept; ++i) {
    ended(deploys_.start(wanted("first")).value().id);
  }
  EXPECT_EQ(deploys_.all().size(), Deploys::kMaxKept);
  EXPECT_FALSE(deploys_.now(first.id));
}

}  // namespace
}  // namespace tinsmith::deploys
