// Tests in which the server ends and another one starts while jobs run.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "jobs/process.h"
#include "jobs/queue_for_test.h"

namespace tinsmith::jobs {
namespace {

using store::JobKind;
using store::JobState;
using testing::HasSubstr;

// A separate process that owns the Queue of `root`.
class Server {
 public:
  explicit Server(const std::filesystem::path& root) {
    std::string program = TINSMITH_JOBS_PROGRAM, verb = "server", folder = root.string();
    char* arguments[] = {program.data(), verb.data(), folder.data(), nullptr};
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    number_ = fork();
    if (number_ == 0) {
      dup2(ends[1], 1);
      execv(arguments[0], arguments);
      _exit(127);
    }
    close(ends[1]);
    char answer[6] = {};
    is_ready_ = read(ends[0], answer, 5) == 5;
    close(ends[0]);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { kill_it(); }
  bool is_ready() const { return is_ready_; }
  void kill_it() {
    if (number_ == 0) return;
    kill(number_, SIGKILL);
    waitpid(std::exchange(number_, 0), nullptr, 0);
  }

 private:
  pid_t number_ = 0;
  bool is_ready_ = false;
};

class RestartTest : public QueueTest {};

TEST_F(RestartTest, TheNextQueueGoesOnWatchingWhatRuns) {
  start();
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(id));
  queue_.reset();
  EXPECT_EQ(row(id).state, JobState::Running);
  start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  let_go(id);
  ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_TRUE(becomes_true(
      [&] { return !reported_of(id).empty() && reported_of(id).back().state == JobState::Done; }));
  EXPECT_EQ(lines_of(file_of(id, "begun")).size(), 1U);
}

TEST_F(RestartTest, AJobThatVanishedWhileNobodyWatchedIsQueuedAgain) {
  start();
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  queue_->wake();
  ASSERT_TRUE(begins(id));
  queue_.reset();
  const pid_t process = static_cast<pid_t>(*row(id).process);
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
  start();
  ASSERT_TRUE(begins(id, 2));
  let_go(id);
  EXPECT_TRUE(becomes(id, JobState::Done));
}

TEST_F(RestartTest, WhatAVanishedJobLeftBehindIsEndedBeforeItIsTriedAgain) {
  start();
  const auto id = add(JobKind::Train, {{"do", "leave_helper"}});
  queue_->wake();
  const auto helper = helper_of(id);
  ASSERT_TRUE(helper);
  queue_.reset();
  let_go(id);
  waitpid(static_cast<pid_t>(*row(id).process), nullptr, 0);
  EXPECT_FALSE(helper->has_ended());
  start();
  ASSERT_TRUE(becomes(id, JobState::Failed));
  EXPECT_TRUE(becomes_true([&] { return helper->has_ended(); }));
}

TEST_F(RestartTest, AnotherProcessOfTheSameNumberIsNotTakenForTheJob) {
  const pid_t other = fork();
  if (other == 0) {
    while (true) pause();
  }
  const std::string started = start_of(other).value();
  std::vector<std::int64_t> ids;
  // A process of another boot of the machine, and one of this boot with an earlier start time.
  for (const std::string& before :
       {std::string("12345@another-boot"), "1" + started.substr(started.find('@'))}) {
    ids.push_back(add(JobKind::Import, {{"steps", 1}}));
    auto database = store_->connect().value();
    ASSERT_TRUE(store::begin_job(*database, ids.back(), other, before).value());
    ASSERT_TRUE(store::wish_of_job(*database, ids.back(), "stop"));  // would send a signal
  }
  start();
  for (const auto id : ids) ASSERT_TRUE(becomes(id, JobState::Done));
  EXPECT_EQ(waitpid(other, nullptr, WNOHANG), 0) << "it was ended";
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
}

TEST_F(RestartTest, TwoQueuesOnOneFolderAreRefused) {
  start();
  QueueOptions options;
  options.command = {TINSMITH_JOBS_PROGRAM};
  const auto second = Queue::start(*store_, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::Conflict);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(getpid())));
  queue_.reset();
  EXPECT_TRUE(Queue::start(*store_, options));
}

TEST_F(RestartTest, AServerThatIsKilledLeavesItsJobsRunningAndTheNextOneFindsThem) {
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  const auto next = add(JobKind::Train, {{"steps", 1}});
  Server server(root_);
  ASSERT_TRUE(server.is_ready());
  ASSERT_TRUE(begins(id));
  server.kill_it();
  start();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(row(id).state, JobState::Running);
  EXPECT_EQ(row(next).state, JobState::Queued);
  let_go(id);
  EXPECT_TRUE(becomes(id, JobState::Done));
  EXPECT_TRUE(becomes(next, JobState::Done));
  EXPECT_EQ(lines_of(file_of(id, "begun")).size(), 1U);
  EXPECT_EQ(row(id).attempts, 1);
}

TEST_F(RestartTest, AJobThatEndsWhileThereIsNoServerIsDone) {
  const auto id = add(JobKind::Train, {{"do", "hold"}});
  Server server(root_);
  ASSERT_TRUE(begins(id));
  server.kill_it();
  let_go(id);
  ASSERT_TRUE(becomes(id, JobState::Done));
  start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(row(id).state, JobState::Done);
  EXPECT_EQ(row(id).attempts, 1);
}

TEST_F(RestartTest, TwentyKillsOfTheServerAtAnyMomentLoseNothingAndRunNothingTwice) {
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 40; ++i)
    ids.push_back(add(i % 2 == 0 ? JobKind::Train : JobKind::Import, {{"steps", 8}, {"step_ms", 5}}));
  std::mt19937 random(5);
  for (int i = 0; i < 20; ++i) {
    Server server(root_);
    ASSERT_TRUE(server.is_ready());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
  }
  start();
  ASSERT_TRUE(becomes_true([&] { return count_in(JobState::Done) == ids.size(); }, 60'000));
  for (const auto id : ids) EXPECT_EQ(lines_of(file_of(id, "begun")).size(), 1U) << "job " << id;
}

TEST_F(RestartTest, TwentyKillsOfServerAndJobAtAnyMomentLoseNothing) {
  const auto id = add(JobKind::Train, {{"steps", 300}, {"step_ms", 20}});
  std::mt19937 random(6);
  for (int i = 0; i < 20; ++i) {
    Server server(root_);
    ASSERT_TRUE(server.is_ready());
    std::this_thread::sleep_for(std::chrono::milliseconds(350) +
                                std::chrono::microseconds(random() % 150'000));
    const auto job = row(id);
    server.kill_it();
    if (job.state == JobState::Running) kill(static_cast<pid_t>(job.process.value()), SIGKILL);
  }
  start();
  ASSERT_TRUE(becomes_true([&] { return row(id).state == JobState::Done; }, 120'000)) << row(id).message;
  EXPECT_EQ(row(id).result["steps"], 300);
}

}  // namespace
}  // namespace tinsmith::jobs
