#include "http/own_certificate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>

#include "base/check.h"
#include "base/files.h"

namespace tinsmith::http {
namespace {

constexpr std::time_t kNow = 1'900'000'000;  // in March 2030
constexpr std::time_t kDay_s = 24 * 3600;

// Tests compare with what the tool of OpenSSL reads in the file.
class OwnCertificateTest : public testing::Test {
 protected:
  OwnCertificate make(const std::vector<std::string>& names, std::time_t now = kNow) const {
    return own_certificate(file_, names, now).value();
  }
  static std::string output_of(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    CHECK(pipe != nullptr, "no shell");
    std::string all;
    for (int letter = std::fgetc(pipe); letter != EOF; letter = std::fgetc(pipe))
      all += static_cast<char>(letter);
    ::pclose(pipe);
    return all;
  }
  std::string openssl(const std::string& options) const {
    return output_of(fmt::format("openssl {} '{}' 2>&1", options, file_.string()));
  }

  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::filesystem::path file_ = folder_.path() / "certificate.pem";
};

TEST_F(OwnCertificateTest, IsWhatOpenSslReadsInTheFile) {
  const OwnCertificate made = make({"192.168.1.20", "[fd00::2]", "studio.local"});
  const std::string text = openssl("x509 -noout -text -fingerprint -sha256 -in");
  for (const char* part : {"DNS:studio.local", "IP Address:192.168.1.20", "IP Address:FD00:0:0:0:0:0:0:2",
                           "CA:FALSE", "Digital Signature", "TLS Web Server Authentication", "prime256v1",
                           "ecdsa-with-SHA256", "Version: 3 (0x2)"})
    EXPECT_NE(text.find(part), text.npos) << part << " is not in\n" << text;
  EXPECT_NE(text.find("Fingerprint=" + made.fingerprint + "\n"), text.npos) << text << made.fingerprint;
  EXPECT_EQ(openssl("pkey -check -noout -in"), "Key is valid\n");
  // Verified as of that time, with itself as the authority, for a name that it has and one that it has not.
  const std::string verify = fmt::format("verify -attime {} -CAfile '{}' ", kNow, file_.string());
  EXPECT_NE(openssl(verify + "-verify_ip 192.168.1.20").find(": OK"), std::string::npos);
  EXPECT_NE(openssl(verify + "-verify_hostname studio.local").find(": OK"), std::string::npos);
  EXPECT_NE(openssl(verify + "-verify_ip 192.168.1.21").find("IP address mismatch"), std::string::npos);
}

TEST_F(OwnCertificateTest, IsReadableByItsOwnerOnly) {
  make({"192.168.1.20"});
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(OwnCertificateTest, StaysUntilItExpiresOrANameIsMissing) {
  const std::string first = make({"192.168.1.20", "studio"}).fingerprint;
  EXPECT_EQ(make({"192.168.1.20", "studio"}).fingerprint, first);
  EXPECT_EQ(make({"192.168.1.20"}).fingerprint, first) << "fewer names are no reason for a new warning";
  EXPECT_EQ(make({"192.168.1.20"}, kNow + 360 * kDay_s).fingerprint, first);
  const std::string renewed = make({"192.168.1.20"}, kNow + 367 * kDay_s).fingerprint;
  EXPECT_NE(renewed, first);
  EXPECT_NE(make({"192.168.1.20", "10.0.0.5"}, kNow + 367 * kDay_s).fingerprint, renewed);
}

TEST_F(OwnCertificateTest, ReplacesAFileThatItCannotUse) {
  for (const char* text :
       {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    ASSERT_TRUE(write_file(file_, std::string_view(text)));
    make({"localhost"});
    EXPECT_EQ(openssl("pkey -check -noout -in"), "Key is valid\n");
  }
  // A key of another certificate.
  const std::string other = read_text_file(file_).value();
  ASSERT_TRUE(std::filesystem::remove(file_));
  make({"localhost"});
  const std::string own = read_text_file(file_).value(), mark = "-----BEGIN PRIVATE KEY-----";
  ASSERT_NE(own.find(mark), own.npos);
  ASSERT_TRUE(write_file(file_, own.substr(0, own.find(mark)) + other.substr(other.find(mark))));
  const auto pair = own_certificate(file_, {"localhost"}, kNow);
  ASSERT_TRUE(pair);
  EXPECT_NE(read_text_file(file_).value(), own);
}

TEST_F(OwnCertificateTest, RefusesWhatIsNoName) {
  for (const char* name : {"", "a b", "a,DNS:evil.example", "[fd00::2", "\n", "-a"})
    EXPECT_EQ(own_certificate(file_, {name}, kNow).error().fault, Fault::InvalidInput) << name;
  EXPECT_FALSE(std::filesystem::exists(file_));
  const auto unwritable = own_certificate(folder_.path() / "missing" / "file.pem", {"a"}, kNow);
  EXPECT_EQ(unwritable.error().fault, Fault::Unavailable);
}

}  // namespace
}  // namespace tinsmith::http
