// Implements `pack_version` of studio/work.h.
#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "dataset/read.h"
#include "dataset/write.h"
#include "files/zip_writer.h"
#include "store/versions.h"
#include "studio/work.h"

namespace tinsmith::studio {

Result<nlohmann::json> pack_version(store::Store& store, const store::Job& job,
                                    jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto version, store::find_version(*database, job.project_id.value_or(0),
                                              job.spec.value("version_id", std::int64_t{0})));
  if (!version) return fail(Fault::NotFound, "the version no longer exists");
  ThreadPool threads;
  progress.report("reading the version", 0, 1);
  TRY(const auto dataset,
      dataset::read_dataset(store.version_folder(version->id), {"", &threads, &progress}));
  TRY(const auto folder, TemporaryFolder::make());
  const auto written = folder.path() / "dataset";
  progress.report("writing the layout", 0, 1);
  TRY_DONE(dataset::write_dataset(dataset, job.spec.value("format", ""), written));
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(written))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const auto path = store.root() / job.spec.value("path", "");
  TRY(auto zip, files::ZipWriter::start(path));
  for (const auto& file : files) TRY_DONE(zip.add(file.lexically_relative(written).generic_string(), file));
  TRY_DONE(zip.finish(progress));
  return nlohmann::json{
      {"message", fmt::format("Version {} as {}: {} files are ready for download.", version->number,
                              job.spec.value("format", ""), files.size())}};
}

}  // namespace tinsmith::studio
