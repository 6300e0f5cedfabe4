// Tests of the Queue with real processes, which run program_for_test.cpp.
#include "jobs/queue.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>

#include "jobs/queue_for_test.h"
#include "store/settings.h"

namespace tinsmith::jobs {
namespace {

using store::Job;
using store::JobKind;
using store::JobState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(QueueTest, AJobRunsInAProcessOfItsOwnAndItsEndIsInTheRow) {
  start();
  const auto id = add(JobKind::Import, {{"do", "count"}, {"steps", 3}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_EQ(row(id).message, "counted");
  EXPECT_EQ(row(id).result["steps"], 3);
  EXPECT_EQ(row(id).attempts, 1);
  EXPECT_EQ(row(id).progress, 1);
  EXPECT_NE(lines_of(file_of(id, "begun")).at(0), std::to_string(getpid()));
}

TEST_F(QueueTest, JobsBeginInOrderOfPriorityAndThenOfAge) {
  const auto old = add(JobKind::Train, {{"steps", 1}});
  const auto young = add(JobKind::Train, {{"steps", 1}});
  const auto urgent = add(JobKind::Train, {{"steps", 1}}, 5);
  start();
  ASSERT_TRUE(becomes_true([&] { return count_in(JobState::Done) == 3; }));
  EXPECT_LT(*row(urgent).started, *row(old).started);
  EXPECT_LT(*row(old).started, *row(young).started);
}

TEST_F(QueueTest, TrainingsAreLimitedByTheSettingAndAllElseToTwo) {
  {
    auto database = store_->connect().value();
    ASSERT_TRUE(store::write_settings(*database, {.jobs_at_once = 2}));
  }
  std::vector<std::int64_t> trainings, others;
  for (int i = 0; i < 3; ++i) trainings.push_back(add(JobKind::Train, {{"do", "hold"}}));
  for (const JobKind kind : {JobKind::Import, JobKind::Review, JobKind::Import})
    others.push_back(add(kind, {{"do", "hold"}}));
  start();
  ASSERT_TRUE(becomes_true([&] { return count_in(JobState::Running) == 4; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(count_in(JobState::Running), 4U);
  EXPECT_EQ(row(trainings[2]).state, JobState::Queued);
  EXPECT_EQ(row(others[2]).state, JobState::Queued);

  let_go(trainings[0]);
  EXPECT_TRUE(becomes(trainings[2], JobState::Running));
  EXPECT_EQ(row(others[2]).state, JobState::Queued);
  for (const auto id : {trainings[1], trainings[2], others[0], others[1]}) {
    ASSERT_TRUE(begins(id));
    let_go(id);
  }
  ASSERT_TRUE(begins(others[2]));
  let_go(others[2]);
  EXPECT_TRUE(becomes_true([&] { return count_in(JobState::Done) == 6; }));
}

TEST_F(QueueTest, ProgressAndEndAreReportedAsTheyHappen) {
  start();
  const auto id = add(JobKind::Train, {{"steps", 40}, {"step_ms", 30}});
  queue_->wake();
  ASSERT_TRUE(becomes_true(
      [&] { return !reported_of(id).empty() && reported_of(id).back().state == JobState::Done; }));
  const auto reported = reported_of(id);
  EXPECT_GT(reported.size(), 4U);
  for (std::size_t i = 1; i < reported.size(); ++i) EXPECT_GE(reported[i].progress, reported[i - 1].progress);
  EXPECT_EQ(reported[reported.size() - 2].stage, "counting");
}

TEST_F(QueueTest, AJobThatCrashesIsTriedThreeTimesAndThenFailsWithTheSignalsName) {
  start();
  const auto id = add(JobKind::Train, {{"do", "crash"}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_EQ(row(id).attempts, 3);
  EXPECT_THAT(row(id).message, HasSubstr("SIGSEGV"));
  EXPECT_THAT(row(id).message, HasSubstr("3 times in a row"));
  EXPECT_THAT(row(id).message, HasSubstr("about to crash"));
  EXPECT_EQ(lines_of(file_of(id, "begun")).size(), 3U);
  const std::string log = text_in(file_of(id, "log.txt"));
  EXPECT_THAT(log, HasSubstr("attempt 3"));
  EXPECT_THAT(log, HasSubstr("SIGSEGV (Segmentation fault); it is queued again"));
}

TEST_F(QueueTest, AJobThatGetsFurtherWithEachCrashIsNotGivenUp) {
  start();
  const auto id = add(JobKind::Train, {{"steps", 10}, {"step_ms", 1}, {"crash_every", 2}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_EQ(row(id).attempts, 6);
}

TEST_F(QueueTest, AJobThatExitsWithoutAWordFailsWithTheLastLineOfItsLog) {
  start();
  const auto id = add(JobKind::Import, {{"do", "exit"}, {"status", 3}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_EQ(row(id).attempts, 1);
  EXPECT_THAT(row(id).message, HasSubstr("status 3"));
  EXPECT_THAT(row(id).message, HasSubstr("no such picture: \uFFFD.png"));
}

TEST_F(QueueTest, AJobThatFailsSaysWhy) {
  start();
  const auto id = add(JobKind::Import, {{"do", "fail"}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_EQ(row(id).message, "picture 4 is empty");
}

TEST_F(QueueTest, ACommandThatIsGoneFailsTheJobWithASentence) {
  QueueOptions options;
  options.command = {"/nowhere/tinsmith", "job"};
  queue_ = Queue::start(*store_, options).value();
  const auto id = add(JobKind::Train, {});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_EQ(row(id).message, "cannot run /nowhere/tinsmith: No such file or directory");
}

TEST_F(QueueTest, AJobHasASessionOfItsOwnAndNoFileOfTheServers) {
  start();
  const auto id = add(JobKind::Import, {{"do", "look_around"}});
  queue_->wake();
  ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_EQ(row(id).result["session"], row(id).result["process"]);
  EXPECT_EQ(row(id).result["descriptors"], nlohmann::json::array({0, 1, 2}));
}

TEST_F(QueueTest, AQueuedJobIsCancelledAtOnce) {
  start();
  const auto first = add(JobKind::Train, {{"do", "hold"}});
  const auto second = add(JobKind::Train, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(first));
  ASSERT_TRUE(queue_->cancel(second));
  EXPECT_EQ(row(second).state, JobState::Cancelled);
  EXPECT_TRUE(becomes_true([&] {
    return !reported_of(second).empty() && reported_of(second).back().state == JobState::Cancelled;
  }));
  EXPECT_FALSE(std::filesystem::exists(file_of(second, "begun")));
  EXPECT_EQ(queue_->cancel(second).error().fault, Fault::Conflict);
  EXPECT_EQ(queue_->cancel(1000).error().fault, Fault::NotFound);
  let_go(first);
}

TEST_F(QueueTest, ARunningJobThatIsCancelledEndsByItself) {
  start();
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(id));
  ASSERT_TRUE(queue_->cancel(id));
  ASSERT_TRUE(becomes(id, JobState::Cancelled));
  EXPECT_EQ(row(id).message, "cancelled");
}

TEST_F(QueueTest, AJobThatIgnoresBeingCancelledIsKilledWithAllThatItStarted) {
  start(200);
  const auto id = add(JobKind::Train, {{"do", "ignore"}});
  queue_->wake();
  const auto helper = helper_of(id);
  ASSERT_TRUE(helper);
  ASSERT_TRUE(queue_->cancel(id));
  ASSERT_TRUE(becomes(id, JobState::Cancelled));
  EXPECT_TRUE(becomes_true([&] { return helper->has_ended(); }));
}

TEST_F(QueueTest, WhatACrashedJobLeavesBehindIsEndedBeforeItIsTriedAgain) {
  start();
  const auto id = add(JobKind::Train, {{"do", "leave_helper"}});
  queue_->wake();
  const auto helper = helper_of(id);
  ASSERT_TRUE(helper);
  let_go(id);
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_TRUE(becomes_true([&] { return helper->has_ended(); }));
}

TEST_F(QueueTest, ATrainingThatIsStoppedKeepsWhatItHas) {
  start();
  const auto id = add(JobKind::Train, {{"steps", 100000}});
  const auto other = add(JobKind::Import, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(id));
  ASSERT_TRUE(begins(other));
  ASSERT_TRUE(queue_->stop(id));
  ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_EQ(row(id).message, "kept");
  EXPECT_EQ(queue_->stop(id).error().fault, Fault::Conflict);
  EXPECT_EQ(queue_->stop(other).error().fault, Fault::Conflict);
  let_go(other);
}

TEST_F(QueueTest, AJobWhoseProcessIsAskedToEndByTheMachineIsQueuedAgain) {
  start();
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(id));
  kill(static_cast<pid_t>(*row(id).process), SIGTERM);
  ASSERT_TRUE(begins(id, 2));
  EXPECT_EQ(row(id).attempts, 2);
  let_go(id);
  EXPECT_TRUE(becomes(id, JobState::Done));
}

}  // namespace
}  // namespace tinsmith::jobs
