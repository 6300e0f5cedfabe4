// Handlers for versions, which are frozen pictures and labels.
#include <algorithm>
#include <filesystem>

#include "base/json.h"
#include "dataset/formats.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/start_job.h"
#include "store/versions.h"
#include "studio/project_data.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json version_json(const store::Version& version) {
  json result{{"id", version.id},
              {"number", version.number},
              {"name", version.name},
              {"state", store::name_of(version.state)},
              {"hash", version.hash},
              {"created", version.created},
              {"pictures", version.pictures},
              {"train", version.train},
              {"val", version.val},
              {"test", version.test},
              {"settings", version.settings},
              {"leak", version.leak}};
  if (version.job_id) result["job_id"] = *version.job_id;
  return result;
}

Result<store::Version> version_of(const Call& call, store::Database& database, std::int64_t id) {
  TRY(const auto version, store::find_version(database, call.project(), id));
  if (!version) return fail(Fault::NotFound, "this project has no version with the id {}", id);
  return *version;
}

Result<Done> check_shares(const Call& call) {
  const double validation = call.member<double>("validation_fraction").value_or(0.15);
  const double test = call.member<double>("test_fraction").value_or(0.15);
  if (!(validation > 0 && test >= 0 && validation + test < 0.9))
    return fail(Fault::InvalidInput,
                "the fraction for validation is {} and that for test {}; validation must be above 0, test at "
                "least 0, and both together below 0.9",
                validation, test);
  return Done{};
}

}  // namespace

Result<Reply> list_versions(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto versions, store::list_versions(*database, call.project()));
  return list_reply("versions", versions, version_json);
}

Result<Reply> make_version(Call& call) {
  TRY_DONE(check_shares(call));
  TRY_DONE(studio::augmentation_of(call.body.value("augmentation", json())));
  const auto name = call.member<std::string>("name").value_or("");
  if (!name.empty()) TRY_DONE(check_name(name, "a version's name"));
  TRY(auto database, call.database());
  const store::Job job = new_job(store::JobKind::Version, "Creating a version");
  const auto add = [&] { return store::add_version(*database, call.project(), name, call.body); };
  TRY(const auto id, start_job_on(call, *database, {add, job, "version_id", store::set_version_job}));
  TRY(const auto version, version_of(call, *database, id));
  return Reply(version_json(version));
}

Result<Reply> get_version(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto version, version_of(call, *database, call.id("version")));
  return Reply(version_json(version));
}

Result<Reply> delete_version(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::remove_version(*database, call.project(), call.id("version")));
  std::error_code ignored;  // files that remain only take up space
  std::filesystem::remove_all(call.store().version_folder(call.id("version")), ignored);
  call.publish("project");
  return Reply(done());
}

Result<Reply> download_version(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto version, version_of(call, *database, call.id("version")));
  if (version.state != store::VersionState::Ready)
    return fail(Fault::Conflict, "version {} is {}, not ready", version.number,
                store::name_of(version.state));
  TRY(const auto* format, dataset::format_named(*call.text("format")));
  if (format->write == nullptr)
    return fail(Fault::Unsupported, "the layout {} can only be read", format->name);
  TRY(const auto project, project_of(call, *database));
  store::Job job =
      new_job(store::JobKind::Pack, fmt::format("Packing version {} as {}", version.number, format->name),
              {{"version_id", version.id}, {"format", format->name}});
  return start_download(call, *database, std::move(job),
                        fmt::format("{}-v{}-{}.zip", project.name, version.number, format->name));
}

Result<Reply> preview_augmentation(Call& call) {
  const json settings = parse_json(*call.text("settings"));
  if (settings.is_discarded()) return fail(Fault::InvalidInput, "query settings is not JSON");
  TRY(const auto augmentation, studio::augmentation_of(settings));
  const auto side =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(call.whole("size").value_or(128), 32, 320));
  TRY(auto database, call.database());
  TRY(auto bytes, studio::augmentation_preview(call.store(), *database, call.project(), augmentation, side,
                                               static_cast<std::uint64_t>(call.whole("seed").value_or(1))));
  return Reply::of_bytes(std::move(bytes), "image/jpeg");
}

}  // namespace tinsmith::serve
