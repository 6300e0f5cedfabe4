#include "jobs/notify.h"

#include <gmock/gmock.h>

#include "jobs/deliver.h"
#include "jobs/folder_for_test.h"
#include "jobs/hook_for_test.h"
#include "jobs/mail_server_for_test.h"
#include "store/settings.h"

namespace tinsmith::jobs {
namespace {

using store::JobState;
using store::Settings;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class NotifierTest : public FolderTest {
 protected:
  NotifierTest() {
    // Bypasses any configured proxy, so that these messages stay on this machine.
    setenv("no_proxy", "127.0.0.1", 1);
  }
  void set(const Settings& settings) {
    auto database = store_->connect().value();
    ASSERT_TRUE(store::write_settings(*database, settings));
  }
  std::int64_t add_ended(const std::string& title, JobState state = JobState::Done) {
    store::Job job;
    job.kind = store::JobKind::Train;
    job.title = title;
    auto database = store_->connect().value();
    const auto id = store::add_job(*database, job).value();
    EXPECT_TRUE(store::end_job(*database, id, state, "97 of 100 are right", nullptr).value());
    return id;
  }
  std::string log() { return text_in(root_ / "notify.log"); }
  bool log_contains(const std::string& words) {
    return becomes_true([&] {
      const auto text = read_text_file(root_ / "notify.log");
      return text && text->find(words) != std::string::npos;
    });
  }
  void start(std::vector<int> pauses_ms = {10, 10}) {
    NotifierOptions options;
    options.pauses_ms = std::move(pauses_ms);
    options.look_ms = 20;
    notifier_ = std::make_unique<Notifier>(*store_, options);
  }

  std::unique_ptr<Notifier> notifier_;
};

nlohmann::json body_of(const std::string& request) {
  return nlohmann::json::parse(request.substr(request.find("\r\n\r\n") + 4));
}

TEST_F(NotifierTest, AWebhookIsNotifiedOnceOfEachEndedJob) {
  Hook hook;
  set({.webhook_url = hook.url()});
  start();
  const auto id = add_ended("bolts, \"third\"");
  ASSERT_TRUE(log_contains("by webhook: notified"));
  notifier_.reset();
  start();
  const auto failed = add_ended("nuts", JobState::Failed);
  ASSERT_TRUE(log_contains(fmt::format("job {} by webhook: notified", failed)));
  ASSERT_THAT(hook.requests(), SizeIs(2));
  EXPECT_THAT(hook.requests()[0], HasSubstr("POST /ended HTTP/1.1"));
  EXPECT_THAT(hook.requests()[0], HasSubstr("Content-Type: application/json"));
  const nlohmann::json expected = {{"job",
                                    {{"id", id},
                                     {"kind", "train"},
                                     {"title", "bolts, \"third\""},
                                     {"state", "done"},
                                     {"message", "97 of 100 are right"},
                                     {"project_id", nullptr}}}};
  EXPECT_EQ(body_of(hook.requests()[0]), expected);
  EXPECT_EQ(body_of(hook.requests()[1])["job"]["state"], "failed");
}

TEST_F(NotifierTest, WhatIsNotTakenIsTriedAgainAndThenGivenUp) {
  Hook hook("503 Service Unavailable");
  set({.webhook_url = hook.url()});
  start({10, 10});
  add_ended("bolts");
  ASSERT_TRUE(log_contains("gave up"));
  EXPECT_THAT(hook.requests(), SizeIs(3));
  EXPECT_THAT(log(), HasSubstr("answered 503"));
}

TEST_F(NotifierTest, ALetterThatIsStillToBeSentSurvivesARestart) {
  Hook hook("503 Service Unavailable");
  set({.webhook_url = hook.url()});
  start({3'600'000});
  const auto id = add_ended("bolts");
  ASSERT_TRUE(log_contains("next attempt in 3600 s"));
  notifier_.reset();
  hook.answer_with("200 OK");
  start();
  ASSERT_TRUE(log_contains("notified"));
  ASSERT_THAT(hook.requests(), SizeIs(2));
  EXPECT_EQ(body_of(hook.requests()[1])["job"]["id"], id);
}

TEST_F(NotifierTest, ALetterIsStoredBeforeTheRowIsMarkedAsNotified) {
  // Simulates a machine that stopped after the first step and before the second.
  Hook hook;
  set({.webhook_url = hook.url()});
  const auto id = add_ended("bolts");
  const nlohmann::json job = {
      {"id", id}, {"kind", "train"}, {"title", "bolts"}, {"state", "done"}, {"message", ""}};
  const nlohmann::json outbox = {{{"way", "webhook"}, {"job", job}, {"attempts", 0}}};
  ASSERT_TRUE(write_file(root_ / "notify-outbox.json", outbox.dump()));
  start();
  ASSERT_TRUE(log_contains("notified"));
  const auto second = add_ended("nuts");
  ASSERT_TRUE(log_contains(fmt::format("job {} by webhook: notified", second)));
  EXPECT_THAT(hook.requests(), SizeIs(2));
}

TEST_F(NotifierTest, AnOutboxThatSomethingElseHasWrittenDoesNoHarm) {
  Hook hook;
  set({.webhook_url = hook.url()});
  for (
      const char* outbox :
      {"", "{", "{}", "[1]", R"([{"way": 1}])", R"([{"way": "webhook", "attempts": -1, "job": {}}])",
       R"([{"way": "webhook", "attempts": 1, "job": {"id": "x"}}])",
       R"([{"way": "webhook", "attempts": 1, "job": {"id": 1, "kind": 1, "title": [], "state": 1, "message": 1}}])"}) {
    ASSERT_TRUE(write_file(root_ / "notify-outbox.json", std::string_view(outbox)));
    start();
    const auto id = add_ended("bolts");
    ASSERT_TRUE(log_contains(fmt::format("job {} by webhook: notified", id))) << outbox;
    notifier_.reset();
  }
  EXPECT_THAT(hook.requests(), SizeIs(8));
}

TEST_F(NotifierTest, ARedirectIsNotFollowed) {
  Hook elsewhere;
  Hook hook("302 Found\r\nLocation: " + elsewhere.url());
  const auto sent = send_test_message({.webhook_url = hook.url()});
  ASSERT_FALSE(sent);
  EXPECT_THAT(sent.error().message, HasSubstr("302"));
  EXPECT_THAT(elsewhere.requests(), SizeIs(0));
}

TEST_F(NotifierTest, AServerThatSaysNothingDoesNotHoldUpTheEnd) {
  Hook hook("");
  set({.webhook_url = hook.url()});
  start();
  add_ended("bolts");
  ASSERT_TRUE(becomes_true([&] { return hook.requests().size() == 1; }));
  const auto before = std::chrono::steady_clock::now();
  notifier_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(3));
}

TEST_F(NotifierTest, JobsThatEndedWhileNothingWasSetAreNotReportedLater) {
  start();
  add_ended("bolts");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  Hook hook;
  set({.webhook_url = hook.url()});
  const auto id = add_ended("nuts");
  ASSERT_TRUE(log_contains("notified"));
  ASSERT_THAT(hook.requests(), SizeIs(1));
  EXPECT_EQ(body_of(hook.requests()[0])["job"]["id"], id);
}

TEST_F(NotifierTest, AJobThatEndsWhileTheAddressIsBeingSetIsReported) {
  Hook hook;
  auto database = store_->connect().value();
  ASSERT_TRUE(database->all_or_nothing([&]() -> Result<Done> {
    start();
    // The notifier now begins its pass and waits for this transaction.
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    TRY_DONE(store::write_settings(*database, {.webhook_url = hook.url()}));
    store::Job job;
    job.kind = store::JobKind::Train;
    job.title = "bolts";
    TRY(const auto id, store::add_job(*database, job));
    TRY_DONE(store::end_job(*database, id, JobState::Done, "97 of 100 are right", nullptr));
    return Done{};
  }));
  EXPECT_TRUE(log_contains("by webhook: notified"));
}

TEST(NotificationSettings, ThatCannotBeRightAreNamed) {
  const auto message = [](const Settings& settings) {
    const auto checked = check_notification(settings);
    if (checked) return std::string("nothing");
    EXPECT_EQ(checked.error().fault, Fault::InvalidInput);
    return checked.error().text();
  };
  const Settings right = {
      .smtp_url = "smtp://mail.example:587", .mail_from = "a@b.example", .mail_to = "c@d.example"};
  EXPECT_EQ(message(right), "nothing");
  EXPECT_EQ(message({}), "nothing");
  Settings wrong = right;
  wrong.smtp_url = "http://mail.example";
  EXPECT_THAT(message(wrong), HasSubstr("must begin with smtp:// or smtps://"));
  wrong.smtp_url = "smtp://ann:secret@mail.example";
  EXPECT_THAT(message(wrong), AllOf(HasSubstr("their own fields"), Not(HasSubstr("secret"))));
  wrong = right;
  wrong.mail_to = "ann";
  EXPECT_THAT(message(wrong), HasSubstr("'ann'"));
  wrong = right;
  wrong.mail_from = "a@b.example, e@f.example";
  EXPECT_THAT(message(wrong), HasSubstr("one is expected"));
  for (const char* url : {"file:///etc/passwd", "gopher://x", "ftp://x", "http://", "bolts", "http://a\r\nb"})
    EXPECT_THAT(message({.webhook_url = url}), HasSubstr("http:// or https://")) << url;
  EXPECT_THAT(send_test_message({}).error().message, HasSubstr("neither"));
}

TEST(NotificationSettings, APasswordDoesNotLeaveTheMachineInTheClear) {
  const auto privacy = [](const std::string& url, const std::string& password) {
    return mail_privacy(
               {.smtp_url = url, .smtp_user = password.empty() ? "" : "ann", .smtp_password = password})
        .value();
  };
  EXPECT_EQ(privacy("smtp://mail.example", ""), MailPrivacy::WhenOffered);
  EXPECT_EQ(privacy("smtp://mail.example", "tin"), MailPrivacy::Required);
  EXPECT_EQ(privacy("smtp://127.0.0.1.evil.example", "tin"), MailPrivacy::Required);
  EXPECT_EQ(privacy("smtp://127.0.0.1:2525", "tin"), MailPrivacy::WhenOffered);
  EXPECT_EQ(privacy("smtp://[::1]:2525", "tin"), MailPrivacy::WhenOffered);
  EXPECT_EQ(privacy("smtps://localhost", ""), MailPrivacy::Required);
}

// Tests against a real mail server.
class MailTest : public NotifierTest {
 protected:
  void SetUp() override {
    if (const auto missing = MailServer::missing()) GTEST_SKIP() << *missing;
    server_ = std::make_unique<MailServer>();
  }
  Settings settings() {
    return {.smtp_url = server_->smtp_url(),
            .mail_from = "workshop@tinsmith.example",
            .mail_to = "ann@tinsmith.example, bo@tinsmith.example"};
  }
  std::vector<std::string> mails(std::size_t count) {
    becomes_true([&] { return server_->mails().size() >= count; });
    return server_->mails();
  }

  std::unique_ptr<MailServer> server_;
};

TEST_F(MailTest, AMailReportsAnEndedJob) {
  set(settings());
  start();
  add_ended("螺栓");
  const auto arrived = mails(2);  // one per recipient, as this server stores them
  ASSERT_THAT(arrived, SizeIs(2)) << server_->log();
  EXPECT_THAT(arrived[0], HasSubstr("Subject: =?UTF-8?B?W1RpbnNtaXRoXSBEb25lOiDonrrmoJM=?="));
  EXPECT_THAT(arrived[0], HasSubstr("From: workshop@tinsmith.example"));
  EXPECT_THAT(arrived[0], HasSubstr("envelope-from <workshop@tinsmith.example>"));
  EXPECT_THAT(arrived[0], ContainsRegex("with esmtps +\\(TLS")) << "STARTTLS was offered";
  EXPECT_TRUE(log_contains("by e-mail: notified"));
}

TEST_F(MailTest, AHostileTitleAddsNoRecipient) {
  set(settings());
  start();
  add_ended("bolts\r\nBcc: eve@evil.example\r\n.\r\nRCPT TO:<eve@evil.example>");
  const auto arrived = mails(2);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ASSERT_THAT(server_->mails(), SizeIs(2));
  EXPECT_THAT(arrived[0], Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(server_->log(), Not(HasSubstr("eve@evil.example")));
}

TEST_F(MailTest, AUserAndPasswordAreGiven) {
  Settings signing_in = settings();
  signing_in.smtp_user = "ann";
  signing_in.smtp_password = "tin can";
  const auto sent = send_test_message(signing_in);
  ASSERT_TRUE(sent) << sent.error().text();
  EXPECT_THAT(mails(2), SizeIs(2));
  EXPECT_THAT(server_->log(), HasSubstr("A=plain:ann"));
}

TEST_F(MailTest, AWrongPasswordIsSaidAndNotShown) {
  Settings signing_in = settings();
  signing_in.smtp_user = "ann";
  signing_in.smtp_password = "tin cup";
  const auto sent = send_test_message(signing_in);
  ASSERT_FALSE(sent);
  EXPECT_THAT(sent.error().message, HasSubstr("535"));
  EXPECT_THAT(sent.error().message, Not(HasSubstr("tin cup")));
}

TEST_F(MailTest, ACertificateThatProvesNothingIsRefusedOverSmtps) {
  Settings over_tls = settings();
  over_tls.smtp_url = server_->smtps_url();
  const auto sent = send_test_message(over_tls);
  ASSERT_FALSE(sent);
  EXPECT_THAT(sent.error().message, HasSubstr("certificate"));
  EXPECT_THAT(server_->mails(), SizeIs(0));
}

TEST_F(MailTest, AServerThatIsDownGetsItsMailLater) {
  set(settings());
  server_->stop();
  start(std::vector<int>(200, 100));
  add_ended("bolts");
  ASSERT_TRUE(log_contains("next attempt"));
  server_->start();
  ASSERT_THAT(mails(2), SizeIs(2)) << log();
  EXPECT_TRUE(log_contains("notified"));
}

}  // namespace
}  // namespace tinsmith::jobs
