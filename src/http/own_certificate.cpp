#include "http/own_certificate.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/files.h"

namespace tinsmith::http {
namespace {

constexpr long kDay_s = 24 * 3600;
constexpr long kValid_days = 397;
constexpr long kRenewed_days = 30;  // before its end
constexpr long kEarlier_days = 1;   // for clients whose clock is slow
constexpr std::uint64_t kMaxCertificateFile_bytes = 1 << 20;
constexpr std::size_t kMaxHostName_bytes = 253;  // RFC 1035, section 2.3.4

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using CertificatePtr = std::unique_ptr<X509, Freed<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using AddressPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;

Error openssl_failed() {
  return fail(Fault::Unavailable, "OpenSSL could not make a certificate");
}

// Returns the name without the brackets that an IPv6 address has in a URL.
std::string bare(const std::string& name) {
  const bool has_brackets = name.size() > 2 && name.front() == '[' && name.back() == ']';
  return has_brackets ? name.substr(1, name.size() - 2) : name;
}

bool is_ip_address(const std::string& name) {
  return AddressPtr(a2i_IPADDRESS(name.c_str())) != nullptr;
}

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= kMaxHostName_bytes && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
         });
}

BioPtr memory_of(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Returns the certificate of a file that also holds its key; nullptr when either is missing or they do not belong together.
CertificatePtr read_pair(const std::string& text) {
  CertificatePtr certificate(PEM_read_bio_X509(memory_of(text).get(), nullptr, nullptr, nullptr));
  const KeyPtr key(PEM_read_bio_PrivateKey(memory_of(text).get(), nullptr, nullptr, nullptr));
  const bool is_pair = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  return is_pair ? std::move(certificate) : nullptr;
}

bool holds_for(X509* certificate, const std::string& name) {
  if (is_ip_address(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

bool is_usable(X509* certificate, const std::vector<std::string>& names, std::time_t now) {
  std::time_t later = now + kRenewed_days * kDay_s;
  return X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &later) > 0 &&
         std::all_of(names.begin(), names.end(),
                     [&](const std::string& name) { return holds_for(certificate, name); });
}

bool add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A certificate that a person accepts twice must not have the number of the first one.
bool set_random_number(X509* certificate) {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] &= 0x7f;  // positive
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

CertificatePtr signed_certificate(EVP_PKEY* key, const std::vector<std::string>& names, std::time_t now) {
  CertificatePtr made(X509_new());
  X509* certificate = made.get();
  std::string alternatives;
  for (const std::string& name : names)
    alternatives +=
        fmt::format("{}{}:{}", alternatives.empty() ? "" : ",", is_ip_address(name) ? "IP" : "DNS", name);
  X509_NAME* subject = certificate ? X509_get_subject_name(certificate) : nullptr;
  constexpr std::string_view kName = "Tinsmith on this computer";
  const bool is_made =
      certificate && X509_set_version(certificate, 2) == 1 && set_random_number(certificate) &&
      X509_time_adj_ex(X509_getm_notBefore(certificate), -kEarlier_days, 0, &now) &&
      X509_time_adj_ex(X509_getm_notAfter(certificate), kValid_days - kEarlier_days, 0, &now) &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(kName.data()),
                                 static_cast<int>(kName.size()), -1, 0) == 1 &&
      X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
      add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
      add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
      add_extension(certificate, NID_subject_alt_name, alternatives) &&
      X509_sign(certificate, key, EVP_sha256()) > 0;
  return is_made ? std::move(made) : nullptr;
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

// Replaces the file atomically. Nobody else can read it at any moment.
Result<Done> write_secret(const std::filesystem::path& file, std::string_view text) {
  const std::string beside = file.string() + ".new";
  ::unlink(beside.c_str());
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool is_written = descriptor >= 0;
  for (std::string_view rest = text; is_written && !rest.empty();) {
    const auto count = ::write(descriptor, rest.data(), rest.size());
    is_written = count > 0;
    if (is_written) rest.remove_prefix(static_cast<std::size_t>(count));
  }
  is_written = is_written && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (is_written && ::rename(beside.c_str(), file.c_str()) == 0) return Done{};
  ::unlink(beside.c_str());
  return fail(Fault::Unavailable, "the certificate cannot be written to {}", file.string());
}

Result<CertificatePtr> make_certificate(const std::filesystem::path& file,
                                        const std::vector<std::string>& names, std::time_t now) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return openssl_failed();
  CertificatePtr certificate = signed_certificate(key.get(), names, now);
  const BioPtr out(BIO_new(BIO_s_mem()));
  const bool is_made =
      certificate && out && PEM_write_bio_X509(out.get(), certificate.get()) == 1 &&
      PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (!is_made) return openssl_failed();
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  TRY_DONE(write_secret(file, {bytes, static_cast<std::size_t>(size)}));
  return certificate;
}

}  // namespace

Result<OwnCertificate> own_certificate(const std::filesystem::path& file,
                                       const std::vector<std::string>& names, std::time_t now) {
  std::vector<std::string> bare_names;
  for (const std::string& name : names) {
    bare_names.push_back(bare(name));
    if (!is_ip_address(bare_names.back()) && !is_host_name(bare_names.back()))
      return fail(Fault::InvalidInput, "'{}' is neither a host name nor an IP address", name.substr(0, 100));
  }
  if (bare_names.empty()) return fail(Fault::InvalidInput, "a certificate needs a name");
  CertificatePtr certificate;
  if (const auto text = read_text_file(file, kMaxCertificateFile_bytes)) certificate = read_pair(*text);
  if (!certificate || !is_usable(certificate.get(), bare_names, now)) {
    TRY(certificate, make_certificate(file, bare_names, now));
  }
  return OwnCertificate{{file, file}, fingerprint_of(certificate.get())};
}

}  // namespace tinsmith::http
