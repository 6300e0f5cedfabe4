// Models are written to a simulated Grove Vision AI V2, with a pretended compiler: proofs, restorations, and cables that are pulled at
// random bytes.
#include <gmock/gmock.h>

#include "bundle/model.h"
#include "deploying/board_session.h"
#include "deploying/deploy_to_grove.h"
#include "deploying/history.h"
#include "deploying/verify_board.h"
#include "devices/device_link_for_test.h"
#include "devices/himax_loader.h"
#include "devices/md5.h"
#include "devices/model_for_test.h"
#include "devices/simulated_grove.h"

namespace tinsmith::deploying {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int32_t kGrovePatience_ms = 300;

// The pretended compiler hides the model in a file that begins as one, as Vela's do.
Result<Bytes> pretended_compiler(ByteView tflite) {
  Bytes compiled(4, std::byte{0x20});
  for (const char c : std::string_view("TFL3")) compiled.push_back(static_cast<std::byte>(c));
  for (const std::byte byte : tflite) compiled.push_back(~byte);
  return compiled;
}

image::Image red_frame() {
  image::Image picture({240, 240}, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) picture.pixels[i] = 230;
  return picture;
}

class GroveBench {
 public:
  GroveBench() : folder_(TemporaryFolder::make().value()) {
    devices::SimulatedMemory flash(devices::kGroveFlash_bytes);
    devices::SimulatedGrove::install(flash);
    board_ = std::make_shared<devices::SimulatedGrove>(
        std::move(flash), devices::SimulatedCamera({red_frame()}),
        [this](ByteView bytes) { return history().source_of_flash(bytes); });
  }

  std::filesystem::path model(const std::string& prefix, std::size_t more_bytes = 0) const {
    bundle::Model model;
    model.graph = devices::colours_for_test();
    model.classes = {prefix + " red", prefix + " green", prefix + " blue"};
    model.name = prefix;
    model.preparation.size = {32, 32};
    Bytes file = bundle::to_tflite(model).value();
    Rng random(more_bytes);
    for (std::size_t i = 0; i < more_bytes; ++i) file.push_back(static_cast<std::byte>(random.below(256)));
    const auto path = folder_.path() / (prefix + ".tflite");
    EXPECT_TRUE(write_file(path, file));
    return path;
  }

  Result<Deployed> deploys(const std::filesystem::path& model,
                           std::uint64_t unplugged_after_bytes = std::numeric_limits<std::uint64_t>::max()) {
    if (!board_->flash().has_power()) board_->plug_in();
    devices::DeviceLinkForTest link(board_, unplugged_after_bytes);
    SilentProgress progress;
    said_.clear();
    DeployRequest request;
    request.model = model;
    request.data_folder = data();
    request.patience_ms = kGrovePatience_ms;
    request.silent_board = "grove-vision-ai-v2";
    request.compile = pretended_compiler;
    request.say = [&](Phase, const std::string& sentence) { said_ += sentence + "\n"; };
    auto deployed = deploy(link, request, progress);
    passed_bytes_ = link.passed_bytes();
    return deployed;
  }

  std::vector<std::string> classes_of_running_model() {
    if (!board_->flash().has_power()) board_->plug_in();
    devices::DeviceLinkForTest link(board_);
    if (!devices::restart_himax(link, kGrovePatience_ms)) return {};
    auto client = firmware_of(link, kGrovePatience_ms);
    if (!client) return {};
    const auto info = client->info();
    if (!client->start_invoking({.times = 1, .with_pictures = false, .thresholds = {}})) return {};
    const auto frame = client->next_frame(kGrovePatience_ms);
    return frame && *frame && info && *info ? (*info)->classes : std::vector<std::string>();
  }

  // Expects that the flash has what the last line of the history states, if it states anything.
  void expect_true_history() const {
    const auto records = history().all().value();
    if (records.empty()) return;
    const BoardRecord& last = records.back();
    if (last.state == BoardState::BeingWritten || last.size_bytes == 0) return;
    EXPECT_EQ(devices::md5_of(board_->flash().bytes().subspan(devices::kHimaxModelsOffset, last.size_bytes)),
              last.md5);
  }

  devices::SimulatedGrove& board() { return *board_; }
  const std::shared_ptr<devices::SimulatedGrove>& board_for_link() const { return board_; }
  BoardHistory history() const { return BoardHistory(data()); }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::uint64_t passed_bytes() const { return passed_bytes_; }
  const std::string& said() const { return said_; }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<devices::SimulatedGrove> board_;
  std::uint64_t passed_bytes_ = 0;
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
  constexpr int kInterruptedGroves = 50;
  constexpr std::size_t kMoreOfGrove_bytes = 20'000;
  GroveBench bench;
  const auto a = bench.model("a", kMoreOfGrove_bytes), b = bench.model("b", kMoreOfGrove_bytes + 1);
  ASSERT_TRUE(bench.deploys(a));
  ASSERT_TRUE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  int interrupted = 0;
  for (int seed = 0; seed < kInterruptedGroves; ++seed) {
    Rng random{static_cast<std::uint64_t>(seed), 1};
    const auto& model = seed % 2 == 0 ? a : b;
    const bool by_power = random.chance(0.3);
    if (by_power) bench.board().flash().cut_power_after(1 + random.below(kMoreOfGrove_bytes));
    const auto deployed =
        by_power ? bench.deploys(model) : bench.deploys(model, 1 + random.below(whole_bytes));
    interrupted += deployed ? 0 : 1;
    if (!deployed) {
      EXPECT_EQ(deployed.error().fault, Fault::Unavailable) << deployed.error().text();
    }
    bench.expect_true_history();
    EXPECT_THAT(bench.classes_of_running_model(), AnyOf(IsEmpty(), ElementsAre("a red", "a green", "a blue"),
                                                        ElementsAre("b red", "b green", "b blue")))
        << "seed " << seed;
    const auto again = bench.deploys(model);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().text();
    EXPECT_EQ(bench.history().all().value().back().state, BoardState::Proven);
    bench.expect_true_history();
  }
  EXPECT_GT(interrupted, kInterruptedGroves * 3 / 4);
}

TEST(GroveDeploys, LeaveATrueHistoryAlsoWhenTheyAreInterruptedWhileAModelIsTakenBack) {
  constexpr int kTakenBackGroves = 20;
  GroveBench bench;
  const auto a = bench.model("a", 5000), b = bench.model("b", 5001);
  ASSERT_TRUE(bench.deploys(a));
  bench.board().answer_wrongly(true);
  ASSERT_FALSE(bench.deploys(b));
  const std::uint64_t whole_bytes = bench.passed_bytes();
  for (int seed = 0; seed < kTakenBackGroves; ++seed) {
    Rng random{static_cast<std::uint64_t>(seed), 2};
    bench.board().answer_wrongly(true);
    EXPECT_FALSE(bench.deploys(b, 1 + random.below(whole_bytes)));
    bench.expect_true_history();
    const auto last = bench.history().all().value().back();
    EXPECT_FALSE(last.model == "b" && last.state == BoardState::Proven) << "seed " << seed;
    bench.board().plug_in();
    bench.board().answer_wrongly(false);
    const auto again = bench.deploys(a);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().text();
    bench.expect_true_history();
  }
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
