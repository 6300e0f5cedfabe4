#include <filesystem>
#include <set>

#include "store/projects.h"
#include "studio/project/work.h"

namespace tinsmith::studio {
namespace {

constexpr std::size_t kBrokenShown = 100;
// A file younger than this may belong to a picture that is just being added.
constexpr std::chrono::hours kSweptAfter{24};

// Files that no picture refers to, after a while.
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

Result<nlohmann::json> verify(store::Store& store, const store::Job&, jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto rows, database->query("PRAGMA integrity_check"));
  std::vector<std::string> broken;
  if (rows.size() != 1 || rows[0].text(0) != "ok") broken.push_back("the database: " + rows[0].text(0));
  TRY(const auto hashes, store.files().all());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (progress.should_stop()) return fail(Fault::Cancelled, "{} of {} files were read", i, hashes.size());
    progress.report("reading files", static_cast<double>(i), static_cast<double>(hashes.size()));
    if (const auto bytes = store.files().get(hashes[i]); !bytes) broken.push_back(bytes.error().text());
  }
  const std::set<std::string> there(hashes.begin(), hashes.end());
  TRY(const auto named, database->query("SELECT DISTINCT hash, name FROM pictures"));
  for (const store::Row& row : named)
    if (!there.contains(row.text(0))) broken.push_back(fmt::format("the file of {} is missing", row.text(1)));
  TRY(const auto unused, store::unused_files(*database, hashes));
  const std::int64_t swept = sweep(store, unused);
  std::string says =
      broken.empty() ? fmt::format("All {} files are as they were stored.", hashes.size())
                     : fmt::format("{} of {} files are damaged or missing.", broken.size(), hashes.size());
  if (swept > 0) says += fmt::format(" {} that nothing refers to any more were removed.", swept);
  if (broken.size() > kBrokenShown) broken.resize(kBrokenShown);
  return nlohmann::json{{"says", says}, {"broken", broken}, {"files", hashes.size()}};
}

}  // namespace tinsmith::studio
