// Tests several processes that train together, as `mpirun -n K tinsmith train …` starts them.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json.h"

namespace tinsmith {
namespace {

constexpr int kMaxRanks = 3;
// Relative tolerance of an epoch's loss. The first epoch has three steps, after which roundings in another
// order have not grown far; later they have: a learning rate that differs by 5e-11 changes the loss of a
// single process by 0.004.
constexpr double kFirstTolerance = 1e-4, kLaterTolerance = 0.02;

class Mpi : public testing::Test {
 protected:
  void SetUp() override {
    if (!TINSMITH_HAS_MPI || std::system("command -v mpirun > /dev/null") != 0)
      GTEST_SKIP() << "SKIP: built without MPI, or there is no mpirun (Debian's openmpi-bin)";
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("tinsmith-mpi-{}", testing::UnitTest::GetInstance()->random_seed() + getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  static int together(int ranks, const std::string& command) {
    return std::system(fmt::format("OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
                                   "mpirun --oversubscribe --bind-to none -n {} {}",
                                   ranks, command)
                           .c_str());
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string bytes(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<double> losses(const std::string& run) const {
    std::ifstream log(folder_ / run / "log.jsonl");
    std::vector<double> values;
    for (std::string line; std::getline(log, line);)
      values.push_back(nlohmann::json::parse(line).at("train_loss").get<double>());
    return values;
  }
  // 42 training pictures in batches of 19: of the last batch, which has 4, some ranks get one.
  void draw_pictures() const {
    ASSERT_EQ(std::system(fmt::format("{} data demo --pictures 60 --seed 3 --out {} > {}",
                                      TINSMITH_EXECUTABLE, path("demo"), path("demo.txt"))
                              .c_str()),
              0);
  }
  std::string train(const std::string& run, double int8_share = 0.3) const {
    return fmt::format(
        "{} train {} --model tinsmith-det --size 96 --batch 19 --epochs 3 --qat {} --threads 1 --out {} > "
        "{} 2>&1",
        TINSMITH_EXECUTABLE, path("demo"), int8_share, path(run), path(run + ".txt"));
  }

  std::filesystem::path folder_;
};

TEST_F(Mpi, AStepSharedByRanksIsTheStepOfOne) {
  for (int ranks = 1; ranks <= kMaxRanks; ++ranks)
    EXPECT_EQ(together(ranks, TINSMITH_SHARED_STEP), 0) << ranks << " ranks";
}

TEST_F(Mpi, LearnsWhatOneProcessLearns) {
  draw_pictures();
  ASSERT_EQ(std::system(train("alone", 0).c_str()), 0);
  const auto alone = losses("alone");
  ASSERT_EQ(alone.size(), 3u);
  for (int ranks = 1; ranks <= kMaxRanks; ++ranks) {
    const std::string run = fmt::format("together-{}", ranks);
    ASSERT_EQ(together(ranks, train(run, 0)), 0);
    const auto found = losses(run);
    ASSERT_EQ(found.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i)
      EXPECT_NEAR(found[i], alone[i], (i == 0 ? kFirstTolerance : kLaterTolerance) * alone[i])
          << ranks << " ranks, epoch " << i + 1;
  }
}

TEST_F(Mpi, AFixedNumberOfRanksGivesTheSameBytes) {
  draw_pictures();
  ASSERT_EQ(together(2, train("once")), 0);
  ASSERT_EQ(together(2, train("again")), 0);
  EXPECT_EQ(bytes("once/model.float.tflite"), bytes("again/model.float.tflite"));
  EXPECT_EQ(bytes("once/model.int8.tflite"), bytes("again/model.int8.tflite"));
}

TEST_F(Mpi, RanksGoOnWhereTheyWereKilledToTheSameBytes) {
  draw_pictures();
  ASSERT_EQ(together(2, train("whole")), 0);
  // One of the two ranks is killed after its first epoch; mpirun then ends the other one.
  const std::string kill =
      fmt::format("(while [ ! -e {} ]; do sleep 0.02; done; pkill -9 -n -f -- '--out {}') &",
                  path("killed/checkpoint/last.safetensors"), path("killed"));
  ASSERT_EQ(std::system(kill.c_str()), 0);
  ASSERT_NE(together(2, train("killed") + " 2> /dev/null"), 0);
  ASSERT_FALSE(std::filesystem::exists(folder_ / "killed/model.float.tflite"));
  ASSERT_EQ(together(2, fmt::format("{} train --resume --threads 1 --out {} > {} 2>&1", TINSMITH_EXECUTABLE,
                                    path("killed"), path("resumed.txt"))),
            0);
  EXPECT_EQ(bytes("whole/model.float.tflite"), bytes("killed/model.float.tflite"));
  EXPECT_EQ(bytes("whole/model.int8.tflite"), bytes("killed/model.int8.tflite"));
}

TEST_F(Mpi, ARankThatCannotGoOnEndsTheOthers) {
  EXPECT_NE(together(2, fmt::format("{} train {} --out {} 2> {}", TINSMITH_EXECUTABLE, path("nothing"),
                                    path("run"), path("said.txt"))),
            0);
  EXPECT_NE(bytes("said.txt").find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace tinsmith
