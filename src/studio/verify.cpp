#include "studio/verify.h"

#include <filesystem>

#include "store/pictures.h"
#include "studio/work.h"

namespace tinsmith::studio {
namespace {

constexpr std::size_t kBrokenShown = 100;
// A file younger than this may belong to a picture that is being added now.
constexpr std::chrono::hours kSweptAfter{24};

// Removes files that no picture has referred to for a while.
std::int64_t sweep(const store::Store& store, const std::vector<std::string>& unused) {
  std::int64_t swept = 0;
  for (const std::string& hash : unused) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(store.files().path_of(hash), error);
    if (error || std::filesystem::file_time_type::clock::now() - written < kSweptAfter) continue;
    if (store.files().remove(hash)) ++swept;
  }
  return swept;
}

}  // namespace

Result<Verified> verify_store(store::Store& store, Progress& progress) {
  TRY(auto database, store.connect());
  Verified verified;
  TRY(const auto damage, database->damage());
  if (!damage.empty()) verified.broken.push_back("the database: " + damage);
  TRY(const auto hashes, store.files().all());
  verified.files = hashes.size();
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (progress.should_stop())
      return fail(Fault::Cancelled, "{} of {} files were checked", i, hashes.size());
    progress.report("checking files", static_cast<double>(i), static_cast<double>(hashes.size()));
    if (const auto bytes = store.files().get(hashes[i]); !bytes)
      verified.broken.push_back(bytes.error().text());
  }
  TRY(const auto named, store::named_files(*database));
  for (const store::NamedFile& file : named)
    if (!std::filesystem::exists(store.files().path_of(file.hash)))
      verified.broken.push_back(fmt::format("the file of {} is missing", file.name));
  TRY(const auto unused, store::unused_files(*database, hashes));
  verified.swept = sweep(store, unused);
  return verified;
}

std::string Verified::message() const {
  std::string sentence = broken.empty()
                             ? fmt::format("All {} files are intact.", files)
                             : fmt::format("{} of {} files are damaged or missing.", broken.size(), files);
  if (swept > 0) sentence += fmt::format(" {} that were no longer used were removed.", swept);
  return sentence;
}

Result<nlohmann::json> verify(store::Store& store, const store::Job&, jobs::ChildProgress& progress) {
  TRY(auto verified, verify_store(store, progress));
  const std::string message = verified.message();
  if (verified.broken.size() > kBrokenShown) verified.broken.resize(kBrokenShown);
  return nlohmann::json{{"message", message}, {"broken", verified.broken}, {"files", verified.files}};
}

}  // namespace tinsmith::studio
