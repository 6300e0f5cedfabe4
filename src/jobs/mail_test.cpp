#include "jobs/mail.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>

#include "base/files.h"

namespace tinsmith::jobs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Parses a mail with Python's e-mail library, an independent implementation. Returns one line each for the
// names of the headers, the subject, the recipients and the body.
std::vector<std::string> as_python_reads(const Mail& mail) {
  const auto folder = TemporaryFolder::make().value();
  const auto file = folder.path() / "mail";
  EXPECT_TRUE(write_file(file, text_of(mail)));
  const std::string script =
      "import email, email.policy, sys\n"
      "mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)\n"
      "print(' '.join(mail.keys()))\n"
      "print(mail['Subject'])\n"
      "print(' '.join(address.addr_spec for address in mail['To'].addresses))\n"
      "print(repr(mail.get_content()))\n"
      "print(mail['Date'].datetime.isoformat())\n"
      "print(len(mail.defects) + sum(len(value.defects) for value in mail.values()))\n";
  const auto script_file = folder.path() / "read.py";
  EXPECT_TRUE(write_file(script_file, script));
  const std::string command =
      fmt::format("PYTHONIOENCODING=utf-8 python3 '{}' '{}'", script_file.string(), file.string());
  FILE* pipe = popen(command.c_str(), "r");
  std::vector<std::string> lines;
  char line[8192];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    lines.emplace_back(line);
    lines.back().pop_back();
  }
  pclose(pipe);
  return lines;
}

Mail a_mail() {
  Mail mail;
  mail.from = "workshop@tinsmith.example";
  mail.to = {"ann@tinsmith.example"};
  mail.subject = "Done: bolts";
  mail.body = "Done: bolts\n";
  mail.id = "job-1-00";
  mail.time_s = 1772530200;
  return mail;
}

constexpr const char* kHeaders =
    "Date From To Subject Message-ID MIME-Version Content-Type Content-Transfer-Encoding Auto-Submitted";

TEST(Mail, IsReadByAnotherProgramAsItWasMeant) {
  EXPECT_THAT(as_python_reads(a_mail()), ElementsAre(kHeaders, "Done: bolts", "ann@tinsmith.example",
                                                     "'Done: bolts\\n'", "2026-03-03T09:30:00+00:00", "0"));
}

TEST(Mail, ManyRecipientsAndAnyLanguageArrive) {
  Mail mail = a_mail();
  mail.to = {"ann@tinsmith.example", "bo@tinsmith.example", "chi@tinsmith.example"};
  mail.subject = "训练完成：螺栓分类器第三版，准确率提高了很多，请查看结果页面";
  mail.body = "螺栓 \xff 完成\n.\nFrom here\n";
  EXPECT_THAT(
      as_python_reads(mail),
      ElementsAre(kHeaders, mail.subject, "ann@tinsmith.example bo@tinsmith.example chi@tinsmith.example",
                  "'螺栓 \uFFFD 完成\\n.\\nFrom here\\n'", "2026-03-03T09:30:00+00:00", "0"));
}

TEST(Mail, ATitleCannotAddAHeaderARecipientOrABody) {
  for (const std::string hostile :
       {"bolts\r\nBcc: eve@evil.example\r\n\r\nhello", "bolts\nBcc: eve@evil.example", "bolts\r\rX: y",
        "=?UTF-8?B?aGVsbG8=?=", "bolts\x0b\x0c\x1b[31m"}) {
    Mail mail = a_mail();
    mail.subject = hostile;
    const auto read = as_python_reads(mail);
    EXPECT_EQ(read.at(0), kHeaders) << hostile;
    EXPECT_EQ(read.at(2), "ann@tinsmith.example") << hostile;
    EXPECT_EQ(read.at(3), "'Done: bolts\\n'") << hostile;
  }
  Mail mail = a_mail();
  mail.subject = "=?UTF-8?B?aGVsbG8=?=";
  EXPECT_EQ(as_python_reads(mail).at(1), mail.subject);
}

TEST(Mail, ItsLinesAreShortEnough) {
  Mail mail = a_mail();
  mail.subject = std::string(5000, 'x') + "螺";
  mail.body = std::string(5000, 'y');
  std::string text = text_of(mail);
  std::size_t begin = 0;
  for (std::size_t end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", begin)) {
    EXPECT_LE(end - begin, 76U) << text.substr(begin, end - begin);
    begin = end + 2;
  }
  EXPECT_EQ(begin, text.size());
}

TEST(MailAddresses, AreSeparatedByCommas) {
  EXPECT_THAT(addresses_in(" ann@tinsmith.example,bo+bolts@b.example ").value(),
              ElementsAre("ann@tinsmith.example", "bo+bolts@b.example"));
}

TEST(MailAddresses, ThatAreNoneAreRefusedByName) {
  for (const char* wrong :
       {"", "ann", "@b.example", "ann@", "a@b@c", "Ann <ann@b.example>", "ann@b.example,,",
        "ann@b.example\r\nRCPT TO:<eve@evil.example>", "ann b@c.example", "螺@b.example"}) {
    const auto addresses = addresses_in(wrong);
    ASSERT_FALSE(addresses) << wrong;
    EXPECT_EQ(addresses.error().fault, Fault::InvalidInput) << wrong;
  }
  EXPECT_THAT(addresses_in("ann").error().message, HasSubstr("'ann'"));
}

}  // namespace
}  // namespace tinsmith::jobs
