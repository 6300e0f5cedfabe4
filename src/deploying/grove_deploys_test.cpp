// Models are written to a simulated Grove Vision AI V2, with a pretended compiler: proofs, restorations, and cables that are pulled at
// random bytes.
#include <gmock/gmock.h>

#include "deploying/deploy_to_grove.h"
#include "deploying/interruptions_for_test.h"
#include "deploying/verify_board.h"
#include "devices/device_link_for_test.h"
#include "devices/himax_loader.h"
#include "devices/simulated_grove.h"

namespace tinsmith::deploying {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The pretended compiler hides the model in a file that begins as one, as Vela's do.
Result<Bytes> pretended_compiler(ByteView tflite) {
  Bytes compiled(4, std::byte{0x20});
  for (const char c : std::string_view("TFL3")) compiled.push_back(static_cast<std::byte>(c));
  for (const std::byte byte : tflite) compiled.push_back(~byte);
  return compiled;
}

class GroveBench final : public AnyBenchForTest {
 public:
  GroveBench() {
    devices::SimulatedMemory flash(devices::kGroveFlash_bytes);
    devices::SimulatedGrove::install(flash);
    board_ = std::make_shared<devices::SimulatedGrove>(
        std::move(flash), red_camera_for_test(),
        [this](ByteView bytes) { return history().source_of_flash(bytes); });
  }

  devices::SimulatedGrove& board() { return *board_; }
  std::shared_ptr<devices::SimulatedDevice> board_for_link() const override { return board_; }
  const std::string& said() const { return said_; }

 private:
  void complete(DeployRequest& request) override {
    said_.clear();
    request.silent_board = "grove-vision-ai-v2";
    request.compile = pretended_compiler;
    request.say = [&](Phase, const std::string& sentence) { said_ += sentence + "\n"; };
  }
  Result<Done> restart(devices::Link& link) const override {
    return devices::restart_himax(link, kPatienceForTest_ms);
  }
  std::uint32_t models_offset() const override { return devices::kHimaxModelsOffset; }

  std::shared_ptr<devices::SimulatedGrove> board_;
  std::string said_;
};

TEST(GroveDeploys, WriteACompiledModelAndProveItByTheOneBefore) {
  GroveBench bench;
  const auto deployed = bench.deploys(bench.model("first"));
  ASSERT_TRUE(deployed) << deployed.error().text();
  EXPECT_TRUE(deployed->proof.agrees);
  EXPECT_EQ(deployed->proof.objects, 1);
  EXPECT_THAT(deployed->proof.sentence, HasSubstr("the model before it was compiled"));
  EXPECT_EQ(deployed->name, "Grove Vision AI V2");
  EXPECT_EQ(deployed->firmware, "1.x");
  EXPECT_THAT(bench.classes_of_running_model(), ElementsAre("first red", "first green", "first blue"));
  const auto records = bench.history().all().value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].state, BoardState::BeingWritten);
  EXPECT_EQ(records[1].state, BoardState::Proven);
  EXPECT_EQ(records[1].address, "398a67c3") << "the id of the board";
  bench.expect_true_history();
}

TEST(GroveDeploys, WriteTheLastModelThatAnsweredWhenTheNewOneAnswersOtherwise) {
  GroveBench bench;
  ASSERT_TRUE(bench.deploys(bench.model("first")));
  bench.board().answer_wrongly(true);
  const auto refused = bench.deploys(bench.model("second"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("answers otherwise than computed"));
  EXPECT_THAT(refused.error().text(),
              HasSubstr("the last model that has answered on this board is there again"));
  bench.board().answer_wrongly(false);
  EXPECT_THAT(bench.classes_of_running_model(), ElementsAre("first red", "first green", "first blue"));
  EXPECT_EQ(bench.history().all().value().back().state, BoardState::TakenBack);
  bench.expect_true_history();
}

TEST(GroveDeploys, SayThatAModelOfOthersCannotBeWrittenAgain) {
  GroveBench bench;
  const auto foreign = pretended_compiler(read_file(bench.model("foreign")).value()).value();
  bench.board().flash().replace(devices::kHimaxModelsOffset, foreign);
  bench.board().unplug();
  bench.board().plug_in();
  bench.board().answer_wrongly(true);
  const auto refused = bench.deploys(bench.model("first"));
  EXPECT_THAT(bench.said(), HasSubstr("was not written from here, and the board lets nobody read it"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("the one that was there before is not known here"));
  EXPECT_EQ(bench.history().all().value().back().state, BoardState::Emptied);
  EXPECT_THAT(bench.classes_of_running_model(), IsEmpty());
}

// Others have written a model and its note after ours was proven.
TEST(GroveDeploys, DoNotTakeAModelOfOthersForOurs) {
  GroveBench bench;
  ASSERT_TRUE(bench.deploys(bench.model("first")));
  bench.board().store_info({"theirs", "1.0.0", {"x"}, ""});
  bench.board().answer_wrongly(true);
  const auto refused = bench.deploys(bench.model("second"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("not known here"));
}

TEST(GroveDeploys, WriteNothingWhenTheCompilerOrARuleRefuses) {
  GroveBench bench;
  const Bytes before(bench.board().flash().bytes().begin(), bench.board().flash().bytes().end());
  devices::DeviceLinkForTest link(bench.board_for_link());
  SilentProgress progress;
  DeployRequest request;
  request.model = bench.model("first");
  request.data_folder = bench.data();
  request.compile = [](ByteView) -> Result<Bytes> { return fail(Fault::Refused, "there is no vela"); };
  EXPECT_EQ(deploy(link, request, progress).error().text(), "there is no vela");
  const auto path = bench.data().parent_path() / "grey_boxes.tflite";
  auto model = devices::boxes_for_test();
  model.channels = 1;
  ASSERT_TRUE(write_file(path, devices::file_for_test(devices::graph_for_test(model))));
  const auto refused = bench.deploys(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Refused) << refused.error().text();
  EXPECT_TRUE(std::ranges::equal(bench.board().flash().bytes().subspan(devices::kHimaxModelsOffset),
                                 ByteView(before).subspan(devices::kHimaxModelsOffset)));
  EXPECT_TRUE(bench.history().all().value().empty());
}

TEST(GroveDeploys, AreNotVerifiedByReading) {
  GroveBench bench;
  devices::DeviceLinkForTest link(bench.board_for_link());
  const auto verified = verify_board(link, {bench.data(), {}});
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().fault, Fault::Unsupported);
}

TEST(GroveDeploys, LeaveAWayToAWorkingBoardAndATrueHistoryWhereverTheyAreInterrupted) {
  constexpr std::size_t kMoreOfGrove_bytes = 20'000;
  GroveBench bench;
  expect_way_back(bench, {50, kMoreOfGrove_bytes, 0.3, kMoreOfGrove_bytes});
}

TEST(GroveDeploys, LeaveATrueHistoryAlsoWhenTheyAreInterruptedWhileAModelIsTakenBack) {
  GroveBench bench;
  expect_way_back_while_taken_back(bench, 20, 5000);
}

// A model that stops the firmware leaves a board that is silent.
TEST(GroveDeploys, ReachABoardWhoseFirmwareDoesNotAnswer) {
  GroveBench bench;
  const auto firmware = std::vector<std::byte>(bench.board().flash().bytes().begin(),
                                               bench.board().flash().bytes().begin() + 64);
  bench.board().flash().erase(0, 64);
  bench.board().unplug();
  bench.board().plug_in();
  const auto silent = bench.deploys(bench.model("first"));
  ASSERT_FALSE(silent);
  EXPECT_THAT(silent.error().text(), HasSubstr("did not start"));
  EXPECT_EQ(bench.history().all().value().front().address, kUnknownGrove);
  bench.board().flash().replace(0, firmware);
  bench.board().unplug();
  EXPECT_TRUE(bench.deploys(bench.model("first")));
}

}  // namespace
}  // namespace tinsmith::deploying
