#include "jobs/child.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "jobs/folder_for_test.h"
#include "jobs/lost_job.h"

namespace tinsmith::jobs {
namespace {

using nlohmann::json;
using store::Job;
using store::JobKind;
using store::JobState;
using testing::HasSubstr;

class ChildTest : public FolderTest {
 protected:
  // Adds a job whose row names this process.
  std::int64_t begin() {
    const auto id = add(JobKind::Train, {});
    auto database = store_->connect().value();
    EXPECT_TRUE(store::begin_job(*database, id, getpid(), "now").value());
    return id;
  }
  void wish(std::int64_t id, const std::string& wish) {
    auto database = store_->connect().value();
    EXPECT_TRUE(store::wish_of_job(*database, id, wish));
  }
};

TEST_F(ChildTest, ReportsAreWrittenAtMostFourTimesASecondAndTheLastOneAlways) {
  const auto id = begin();
  std::vector<double> seen;
  {
    ChildProgress progress(*store_, id);
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1200);
    for (int i = 0; std::chrono::steady_clock::now() < until; ++i) {
      progress.report("counting", i, 1e9);
      const double now = row(id).progress;
      if (seen.empty() || now != seen.back()) seen.push_back(now);
    }
    progress.report("finishing", 3, 4);
  }
  EXPECT_GE(seen.size(), 3U);
  EXPECT_LE(seen.size(), 7U);
  EXPECT_EQ(row(id).progress, 0.75);
  EXPECT_EQ(row(id).stage, "finishing");
}

TEST_F(ChildTest, TheTimeThatIsLeftIsInTheRow) {
  const auto id = begin();
  ChildProgress progress(*store_, id);
  for (int i = 0; i <= 30; ++i) {
    progress.report("counting", i, 100);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_TRUE(becomes_true([&] { return row(id).eta_s.has_value(); }));
  EXPECT_NEAR(*row(id).eta_s, 7, 3);
}

TEST_F(ChildTest, OddNumbersAndBytesInAReportDoNoHarm) {
  const auto id = begin();
  {
    ChildProgress progress(*store_, id);
    progress.report("reading \xff.png", 5, 0);
  }
  EXPECT_EQ(row(id).progress, 0);
  EXPECT_EQ(row(id).stage, "reading \uFFFD.png");
}

TEST_F(ChildTest, AWishInTheRowIsHeardWithoutASignal) {
  const auto id = begin();
  ChildProgress progress(*store_, id);
  EXPECT_FALSE(progress.should_stop());
  EXPECT_FALSE(progress.wants_to_stop_and_keep());
  wish(id, "stop");
  EXPECT_TRUE(becomes_true([&] { return progress.wants_to_stop_and_keep(); }, 3000));
  EXPECT_FALSE(progress.should_stop());
  wish(id, "cancel");
  EXPECT_TRUE(becomes_true([&] { return progress.should_stop(); }, 3000));
}

TEST_F(ChildTest, SignalsAreHeardAtOnceAndGivenBackAfterwards) {
  const auto id = begin();
  {
    ChildProgress progress(*store_, id);
    std::raise(SIGUSR1);
    EXPECT_TRUE(progress.wants_to_stop_and_keep());
    EXPECT_FALSE(progress.should_stop());
    std::raise(SIGTERM);
    EXPECT_TRUE(progress.should_stop());
  }
  struct sigaction action {};
  sigaction(SIGTERM, nullptr, &action);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
}

TEST_F(ChildTest, WhatTheWorkAnswersIsInTheRow) {
  const auto id = begin();
  EXPECT_EQ(run_child(*store_, id,
                      [](const Job&, ChildProgress&) -> Result<json> {
                        return json{{"message", "3 pictures, one of them \xff"}, {"pictures", 3}};
                      }),
            0);
  EXPECT_EQ(row(id).state, JobState::Done);
  EXPECT_EQ(row(id).message, "3 pictures, one of them \uFFFD");
  EXPECT_EQ(row(id).result["pictures"], 3);
}

TEST_F(ChildTest, WorkThatFailsSaysWhyInTheRow) {
  const auto id = begin();
  EXPECT_EQ(run_child(*store_, id,
                      [](const Job&, ChildProgress&) -> Result<json> {
                        return fail(Fault::InvalidInput, "picture 4 is empty");
                      }),
            1);
  EXPECT_EQ(row(id).state, JobState::Failed);
  EXPECT_EQ(row(id).message, "picture 4 is empty");
}

Result<json> until_stopped(const Job&, ChildProgress& progress) {
  becomes_true([&] { return progress.should_stop(); });
  return fail(Fault::Cancelled, "asked to stop");
}

TEST_F(ChildTest, ACancelledJobIsCancelled) {
  const auto id = begin();
  wish(id, "cancel");
  EXPECT_EQ(run_child(*store_, id, until_stopped), 0);
  EXPECT_EQ(row(id).state, JobState::Cancelled);
}

TEST_F(ChildTest, AProcessThatIsToEndWithoutAWishLeavesTheRowToBeQueuedAgain) {
  const auto id = begin();
  EXPECT_EQ(run_child(*store_, id,
                      [](const Job& job, ChildProgress& progress) {
                        std::raise(SIGTERM);
                        return until_stopped(job, progress);
                      }),
            kWasInterrupted);
  EXPECT_EQ(row(id).state, JobState::Running);
}

TEST_F(ChildTest, AJobThatIsNotForThisProcessIsNotTouched) {
  bool has_run = false;
  const Work work = [&](const Job&, ChildProgress&) -> Result<json> {
    has_run = true;
    return json{};
  };
  const auto queued = add(JobKind::Train, {});
  EXPECT_EQ(run_child(*store_, queued, work), 1);
  const auto of_another = add(JobKind::Train, {});
  {
    auto database = store_->connect().value();
    ASSERT_TRUE(store::begin_job(*database, of_another, getpid() + 1, "now").value());
  }
  EXPECT_EQ(run_child(*store_, of_another, work), 1);
  EXPECT_EQ(run_child(*store_, 1000, work), 1);
  EXPECT_FALSE(has_run);
  EXPECT_EQ(row(queued).state, JobState::Queued);
  EXPECT_EQ(row(of_another).state, JobState::Running);
}

// Simulates a full disk: files of this process cannot grow.
class FullDisk {
 public:
  FullDisk() {
    getrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit nothing{1, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &nothing);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { end(); }
  void end() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(ChildTest, AnEndThatAFullDiskDoesNotTakeIsWrittenOnceThereIsRoom) {
  const auto id = begin();
  FullDisk disk;
  std::thread cleaner([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    disk.end();
  });
  EXPECT_EQ(run_child(*store_, id,
                      [](const Job&, ChildProgress&) -> Result<json> {
                        return json{{"a", 1}};
                      }),
            0);
  cleaner.join();
  EXPECT_EQ(row(id).state, JobState::Done);
}

TEST_F(ChildTest, AnEndThatCannotBeWrittenIsLoggedAndTheJobLeftToBeQueuedAgain) {
  const auto id = begin();
  testing::internal::CaptureStderr();
  int status = 0;
  {
    FullDisk disk;
    // The captured output goes to a file, which must have room again when the last line is written.
    status = run_child(*store_, id,
                       [](const Job&, ChildProgress&) -> Result<json> {
                         return json{{"a", 1}};
                       },
                       {.end_retried_for_ms = 0});
  }
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(status, kCouldNotWriteEnd);
  EXPECT_EQ(row(id).state, JobState::Running);
}

}  // namespace
}  // namespace tinsmith::jobs
