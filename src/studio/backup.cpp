// Implements `back_up` and `restore` of studio/work.h.
#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.h"
#include "base/json.h"
#include "files/source.h"
#include "files/zip_writer.h"
#include "store/classes.h"
#include "store/people.h"
#include "store/pictures.h"
#include "store/projects.h"
#include "store/runs.h"
#include "store/versions.h"
#include "studio/upload.h"
#include "studio/work.h"

namespace tinsmith::studio {
namespace {

using nlohmann::json;

constexpr int kBackupFormat = 1;
constexpr const char* kManifest = "project.json";
constexpr std::uint64_t kMaxManifest_bytes = std::uint64_t{1} << 30;

// Replaces an id by its number within the project, because ids are valid only in one installation.
json replaced(json settings, const char* name, const std::map<std::int64_t, std::int64_t>& numbers) {
  const auto found = settings.find(name);
  if (found == settings.end() || !found->is_number_integer()) return settings;
  const auto number = numbers.find(found->get<std::int64_t>());
  *found = number == numbers.end() ? json() : json(number->second);
  return settings;
}

json picture_json(const store::Picture& picture, const std::map<std::int64_t, std::int64_t>& class_numbers) {
  json one{{"file", picture.hash},
           {"name", picture.name},
           {"bytes", picture.bytes},
           {"width", picture.width},
           {"height", picture.height},
           {"state", store::name_of(picture.state)},
           {"split", scene::name_of(picture.split)},
           {"session", picture.session},
           {"created", picture.created},
           {"fingerprint", picture.fingerprint.value_or("")}};
  if (picture.class_id) one["class"] = class_numbers.at(*picture.class_id);
  for (const store::Box& box : picture.boxes)
    one["boxes"].push_back({class_numbers.at(box.class_id), box.x, box.y, box.width, box.height});
  if (picture.model_job) one["by_model"] = true;
  if (picture.is_confirmed) one["confirmed"] = true;
  if (picture.binned) one["binned"] = *picture.binned;
  return one;
}

struct Contents {
  store::Project project;
  std::vector<store::Picture> pictures, binned;
  std::vector<store::Version> versions;  // only the ready ones
  std::vector<store::Run> runs;          // only the completed ones
};

Result<Contents> contents_of(store::Database& database, std::int64_t project_id) {
  Contents contents;
  const auto read = database.at_one_moment([&]() -> Result<Done> {
    TRY(const auto project, store::find_project(database, project_id));
    if (!project) return fail(Fault::NotFound, "the project no longer exists");
    contents.project = *project;
    TRY(contents.pictures, store::all_pictures(database, project_id));
    TRY(contents.binned, store::all_pictures(database, project_id, true));
    TRY(contents.versions, store::list_versions(database, project_id));
    TRY(contents.runs, store::list_runs(database, project_id));
    return Done{};
  });
  if (!read) return read.error();
  std::erase_if(contents.versions, [](const auto& one) { return one.state != store::VersionState::Ready; });
  std::erase_if(contents.runs, [](const auto& one) { return one.summary.is_null(); });
  std::reverse(contents.versions.begin(), contents.versions.end());
  std::reverse(contents.runs.begin(), contents.runs.end());
  return contents;
}

json manifest_of(const Contents& contents) {
  std::map<std::int64_t, std::int64_t> classes, versions, runs;
  json manifest{{"tinsmith_backup", kBackupFormat},
                {"name", contents.project.name},
                {"kind", scene::name_of(contents.project.task)},
                {"classes", json::array()},
                {"pictures", json::array()},
                {"bin", json::array()},
                {"versions", json::array()},
                {"runs", json::array()}};
  for (const store::Class& one : contents.project.classes) {
    classes[one.id] = std::ssize(manifest["classes"]);
    manifest["classes"].push_back({{"name", one.name}, {"colour", one.colour}});
  }
  for (const store::Picture& picture : contents.pictures)
    manifest["pictures"].push_back(picture_json(picture, classes));
  for (const store::Picture& picture : contents.binned)
    manifest["bin"].push_back(picture_json(picture, classes));
  for (const store::Version& version : contents.versions) {
    versions[version.id] = version.number;
    manifest["versions"].push_back({{"number", version.number},
                                    {"name", version.name},
                                    {"hash", version.hash},
                                    {"settings", version.settings},
                                    {"created", version.created},
                                    {"pictures", version.pictures},
                                    {"train", version.train},
                                    {"val", version.val},
                                    {"test", version.test},
                                    {"leak", version.leak}});
  }
  for (const store::Run& run : contents.runs) runs[run.id] = run.number;
  for (const store::Run& run : contents.runs)
    manifest["runs"].push_back(
        {{"number", run.number},
         {"name", run.name},
         {"version", run.version_number},
         {"settings", replaced(replaced(run.settings, "version_id", versions), "from_run_id", runs)},
         {"created", run.created},
         {"summary", run.summary}});
  return manifest;
}

Result<Done> add_folder(files::ZipWriter& zip, const std::string& name, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (auto at = std::filesystem::recursive_directory_iterator(folder, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error))
    if (at->is_regular_file()) files.push_back(at->path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files)
    TRY_DONE(zip.add(name + "/" + file.lexically_relative(folder).generic_string(), file));
  return Done{};
}

// Extracts the entries whose paths begin with `prefix` to `folder`.
Result<Done> unpack(const files::Source& source, const std::string& prefix,
                    const std::filesystem::path& folder) {
  for (const files::Entry& entry : source.entries()) {
    // the source has already refused paths that leave the archive
    if (!entry.path.starts_with(prefix)) continue;
    const auto target = folder / entry.path.substr(prefix.size());
    TRY(const auto bytes, source.read(entry.path));
    TRY_DONE(make_folder(target.parent_path()));
    TRY_DONE(write_file(target, bytes));
  }
  return Done{};
}

class Restoring {
 public:
  Restoring(store::Store& store, store::Database& database, const files::Source& source, const json& manifest,
            std::int64_t job, Progress& progress)
      : store_(store),
        database_(database),
        source_(source),
        manifest_(manifest),
        job_(job),
        progress_(progress) {}

  // All rows in one transaction, so an interrupted restore leaves no part of a project.
  Result<std::int64_t> run(const std::string& name, const std::string& user_name) {
    const auto done = database_.all_or_nothing([&]() -> Result<Done> {
      const auto kind = manifest_.at("kind").get<std::string>();
      const auto task = scene::find_task(kind);
      if (!task)
        return fail(Fault::InvalidInput, "the backup's project has the kind '{}', which is not known", kind);
      TRY(project_, store::add_project(database_, name, *task));
      TRY_DONE(store_user(user_name));
      for (const json& one : manifest_.at("classes")) {
        TRY(const auto id, store::class_named(database_, project_, one.at("name").get<std::string>()));
        TRY_DONE(store::set_class_colour(database_, id, one.at("colour").get<std::string>()));
        classes_.push_back(id);
      }
      for (const json& one : manifest_.at("pictures")) TRY_DONE(add_picture(one));
      for (const json& one : manifest_.value("bin", json::array())) TRY_DONE(add_picture(one));
      for (const json& one : manifest_.at("versions")) TRY_DONE(add_version(one));
      for (const json& one : manifest_.at("runs")) TRY_DONE(add_run(one));
      return Done{};
    });
    if (!done) return done.error();
    return project_;
  }

 private:
  // In an installation with accounts, the user who restores a project becomes its owner.
  Result<Done> store_user(const std::string& user_name) {
    TRY(const auto user, store::find_user_named(database_, user_name));
    if (user) TRY_DONE(store::set_role(database_, project_, user->id, store::Role::Owner));
    return Done{};
  }

  Result<Done> add_picture(const json& one) {
    if (progress_.should_stop()) return fail(Fault::Cancelled, "restoring was stopped; nothing was changed");
    progress_.report("restoring pictures", static_cast<double>(done_++),
                     static_cast<double>(manifest_.at("pictures").size()));
    store::Picture picture;
    picture.hash = one.at("file").get<std::string>();
    if (!store::is_content_hash(picture.hash))
      return fail(Fault::InvalidInput, "'{}' is not a file name", picture.hash);
    TRY(const auto bytes, source_.read("files/" + picture.hash));
    TRY(const auto hash, store_.files().put(bytes));
    if (hash != picture.hash)
      return fail(Fault::Corrupt, "the content of the file {} in the backup has changed", picture.hash);
    picture.name = one.at("name").get<std::string>();
    picture.bytes = one.at("bytes").get<std::int64_t>();
    picture.width = one.at("width").get<std::int64_t>();
    picture.height = one.at("height").get<std::int64_t>();
    const auto state = one.at("state").get<std::string>(), split = one.at("split").get<std::string>();
    if (!store::find_label_state(state) || !scene::find_split(split))
      return fail(Fault::InvalidInput, "a picture of the backup is {} and in {}, which are not known", state,
                  split);
    picture.state = *store::find_label_state(state);
    picture.split = *scene::find_split(split);
    picture.session = one.at("session").get<std::string>();
    picture.fingerprint = one.at("fingerprint").get<std::string>();
    if (one.contains("binned")) picture.binned = one["binned"].get<std::string>();
    if (one.value("by_model", false)) picture.model_job = job_;
    picture.is_confirmed = one.value("confirmed", false);
    if (one.contains("class")) picture.class_id = classes_.at(one["class"].get<std::size_t>());
    for (const json& box : one.value("boxes", json::array()))
      picture.boxes.push_back({classes_.at(box.at(0).get<std::size_t>()), box.at(1).get<double>(),
                               box.at(2).get<double>(), box.at(3).get<double>(), box.at(4).get<double>()});
    TRY(const auto id, store::add_picture(database_, project_, picture));
    if (!id) return fail(Fault::Corrupt, "the backup contains the file {} twice", picture.hash);
    TRY_DONE(store::set_picture_created(database_, *id, one.at("created").get<std::string>()));
    return Done{};
  }

  Result<Done> add_version(const json& one) {
    store::Version version;
    TRY(version.id,
        store::add_version(database_, project_, one.at("name").get<std::string>(), one.at("settings")));
    version.state = store::VersionState::Ready;
    version.hash = one.at("hash").get<std::string>();
    one.at("pictures").get_to(version.pictures);
    one.at("train").get_to(version.train);
    one.at("val").get_to(version.val);
    one.at("test").get_to(version.test);
    one.at("leak").get_to(version.leak);
    TRY_DONE(store::finish_version(database_, version));
    const auto number = one.at("number").get<std::int64_t>();
    TRY_DONE(store::set_version_number(database_, version.id, number, one.at("created").get<std::string>()));
    versions_[number] = version.id;
    return unpack(source_, fmt::format("versions/{}/", number), store_.version_folder(version.id));
  }

  Result<Done> add_run(const json& one) {
    store::Run run;
    run.project_id = project_;
    run.name = one.at("name").get<std::string>();
    run.version_id = versions_.at(one.at("version").get<std::int64_t>());
    run.settings = replaced(replaced(one.at("settings"), "version_id", versions_), "from_run_id", runs_);
    TRY(const auto id, store::add_run(database_, run));
    TRY_DONE(store::set_run_summary(database_, id, one.at("summary")));
    const auto number = one.at("number").get<std::int64_t>();
    TRY_DONE(store::set_run_number(database_, id, number, one.at("created").get<std::string>()));
    runs_[number] = id;
    return unpack(source_, fmt::format("runs/{}/", number), store_.run_folder(id));
  }

  store::Store& store_;
  store::Database& database_;
  const files::Source& source_;
  const json& manifest_;
  const std::int64_t job_;  // this job, which replaces the jobs that labelled pictures
  Progress& progress_;
  std::int64_t project_ = 0, done_ = 0;
  std::vector<std::int64_t> classes_;
  std::map<std::int64_t, std::int64_t> versions_, runs_;
};

}  // namespace

Result<json> back_up(store::Store& store, const store::Job& job, jobs::ChildProgress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto contents, contents_of(*database, job.project_id.value_or(0)));
  TRY(auto zip, files::ZipWriter::start(store.root() / job.spec.value("path", "")));
  TRY_DONE(zip.add(kManifest, manifest_of(contents).dump(1) + "\n"));
  std::vector<std::string> hashes;
  for (const auto* pictures : {&contents.pictures, &contents.binned})
    for (const store::Picture& picture : *pictures) hashes.push_back(picture.hash);
  std::sort(hashes.begin(), hashes.end());
  for (const std::string& hash : hashes) TRY_DONE(zip.add("files/" + hash, store.files().path_of(hash)));
  for (const store::Version& version : contents.versions)
    TRY_DONE(add_folder(zip, fmt::format("versions/{}", version.number), store.version_folder(version.id)));
  for (const store::Run& run : contents.runs)
    TRY_DONE(add_folder(zip, fmt::format("runs/{}", run.number), store.run_folder(run.id)));
  TRY_DONE(zip.finish(progress));
  return json{
      {"message", fmt::format("The backup contains {} pictures, {} versions and {} runs.",
                              contents.pictures.size(), contents.versions.size(), contents.runs.size())}};
}

namespace {

Result<json> restore_from(const std::filesystem::path& path, store::Store& store, const store::Job& job,
                          Progress& progress) {
  TRY(auto database, store.connect());
  TRY(const auto source, files::open_source(path));
  TRY(const auto bytes, source->read_part(kManifest, 0, kMaxManifest_bytes));
  const json manifest = parse_json(as_text(bytes));
  if (!manifest.is_object() || manifest.value("tinsmith_backup", 0) != kBackupFormat)
    return fail(Fault::InvalidInput, "this is not a backup of a project: its {} is not of format {}",
                kManifest, kBackupFormat);
  try {
    const std::string own = manifest.at("name").get<std::string>(), wanted = job.spec.value("name", "");
    TRY(const auto project, Restoring(store, *database, *source, manifest, job.id, progress)
                                .run(wanted.empty() ? own : wanted, job.user_name));
    return json{{"message", "The project was restored."}, {"project_id", project}};
  } catch (const std::exception& thrown) {  // a member is missing or has another type, or a number is unknown
    return fail(Fault::InvalidInput, "the backup's {} is not valid: {}", kManifest, thrown.what());
  }
}

}  // namespace

Result<json> restore(store::Store& store, const store::Job& job, jobs::ChildProgress& progress) {
  return with_upload(store, job.spec.value("path", ""), "the backup",
                     [&](const auto& path) { return restore_from(path, store, job, progress); });
}

}  // namespace tinsmith::studio
