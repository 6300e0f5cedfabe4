// Implements `types` of serve/types.h: the fields of every JSON type of the API.
#include <vector>

#include "serve/type_fields.h"
#include "serve/types.h"
#include "verbs/train_settings.h"

namespace tinsmith::serve {
namespace {

// Versions.
constexpr Field kAugmentation[] = {
    {"enable", "boolean?", ""},
    {"flip_horizontal", "number?",
     "share of pictures; 0.5, the default, is used unless training measures that classes change by it"},
    {"flip_vertical", "number?", ""},
    {"smallest_scale", "number?", "0.25 to 4"},
    {"largest_scale", "number?", ""},
    {"translate", "number?", "part of the side, each way"},
    {"rotate_degrees", "number?", ""},
    {"brightness", "number?", "0 to 1"},
    {"contrast", "number?", ""},
    {"saturation", "number?", ""},
    {"hue_degrees", "number?", ""},
    {"cutout", "number?", "share of pictures"},
    {"largest_cutout", "number?", "part of the side"},
};
constexpr Field kVersionSettings[] = {
    {"name", "string?", ""},
    {"validation_share", "number?", "default 0.15"},
    {"test_share", "number?", "default 0.15"},
    {"seed", "integer?", "default 1"},
    {"augmentation", "Augmentation?", "what training on this version does to pictures"},
    {"takes_auto_labels", "boolean?",
     "also pictures whose labels a model made and nobody has looked at; default false"},
};
constexpr Field kVersion[] = {
    {"id", "integer", ""},
    {"number", "integer", "within its project"},
    {"name", "string", ""},
    {"state", "making|ready|failed", ""},
    {"hash", "string", "of all it holds: same pictures, labels, split and settings, same hash"},
    {"created", "string", ""},
    {"pictures", "integer", ""},
    {"train", "integer", ""},
    {"val", "integer", ""},
    {"test", "integer", ""},
    {"settings", "VersionSettings", ""},
    {"leak", "string",
     "what was kept together (near duplicates, sessions), which sessions were cut, which classes a part "
     "lacks"},
    {"job_id", "integer?", "that makes it"},
};
constexpr Field kVersions[] = {{"versions", "Version[]", "newest first"}};
constexpr Field kFormat[] = {
    {"name", "string", ""}, {"title", "string", ""}, {"kind", "classification|boxes|both", ""}};
constexpr Field kFormats[] = {{"formats", "Format[]", "that versions can be had in"},
                              {"read", "Format[]", "that imports are read in"}};
constexpr Field kDownload[] = {
    {"url", "string", "path with a key of its own: works without login, also with wget -c"},
    {"job_id", "integer?", "that is still packing it"},
};

// Training.
constexpr Field kNetwork[] = {{"name", "string", ""},
                              {"about", "string", ""},
                              {"kind", "classification|boxes|centroids", ""},
                              {"size", "integer", "default input side, pixels"},
                              {"size_step", "integer", "sides are multiples of it"},
                              {"batch", "integer", "default"},
                              {"learning_rate", "number", "default"},
                              {"boards", "string[]", "names of those that understand its answer"}};
constexpr Field kTrainSetting[] = {
    {"name", "string", "member of TrainSettings"},
    {"title", "string", "label of a field for it"},
    {"about", "string", ""},
    {"type", "boolean|integer|number|string", ""},
    {"scope", "all|classes|objects|boxes", "tasks that it affects; objects: boxes and centroids"},
    {"min", "number?", ""},
    {"max", "number?", ""},
    {"default", "any?", "absent: chosen by the program"},
    {"automatic", "string?", "how the program chooses it, in words"},
    {"unit", "string?", "px, epochs or fraction"}};
constexpr Field kNetworks[] = {
    {"networks", "Network[]", "the recommended one of each kind first"},
    {"settings", "TrainSetting[]", "members of TrainSettings that a form lists under further settings"}};
constexpr Field kBoard[] = {
    {"name", "string", ""},
    {"title", "string", ""},
    {"about", "string", ""},
    {"greatest_side", "integer?", "of the input, pixels"},
    {"arena_bytes", "integer?", "memory for a model's tensors"},
    {"model_bytes", "integer?", "flash for a model"},
    {"side_multiple", "integer", "sides of the input are multiples of it"},
    {"loads", "string?", "what its firmware loads, when that is not a .tflite"},
    {"converter", "string?", "the program that makes it of a .tflite"},
    {"ms_per_million", "number[]?", "least and most time for a million multiply-adds, as published"}};
constexpr Field kBoards[] = {{"boards", "Board[]", ""}};
// The settings of the table in verbs, and what only the studio has.
std::vector<Field> train_settings_fields() {
  std::vector<Field> fields{{"version_id", "integer", ""},
                            {"name", "string?", "of the run"},
                            {"grey", "boolean?", "one input channel instead of three"},
                            {"from_run_id", "integer?", "run whose weights are the start"}};
  for (const verbs::TrainSetting& row : verbs::train_settings()) {
    if (row.in_studio == verbs::InStudio::No) continue;
    const std::string_view type = verbs::json_type_of(row);
    fields.push_back({row.name,
                      type == "boolean"   ? "boolean?"
                      : type == "integer" ? "integer?"
                      : type == "number"  ? "number?"
                                          : "string?",
                      row.about});
  }
  return fields;
}
const std::vector<Field> kTrainSettings = train_settings_fields();
constexpr Field kRule[] = {
    {"name", "string", ""},
    {"is_kept", "boolean", ""},
    {"is_remark", "boolean", "it is kept, and says something that a person has to know"},
    {"says", "string", ""}};
constexpr Field kPreflight[] = {
    {"verdict", "fits|does_not_fit|unknown", "unknown: no board, or its limits are not published"},
    {"says", "string", "in one sentence"},
    {"network", "string", "that will be trained"},
    {"size", "integer", ""},
    {"parameters", "integer", ""},
    {"macs", "integer", "multiply-adds of one picture"},
    {"model_bytes", "integer", "int8, exactly as it will be written"},
    {"arena_bytes", "integer", "memory for its tensors on the board"},
    {"pc_milliseconds", "number", "int8, one picture on this computer, measured just now"},
    {"epochs", "integer?", "that will be trained; none: as many as the time limit allows"},
    {"plan", "string", "how many pictures, epochs and steps, in one sentence"},
    {"rules", "Rule[]", "of the board"},
};
constexpr Field kEpoch[] = {
    {"epoch", "integer", ""},          {"train_loss", "number", ""},
    {"validation_loss", "number", ""}, {"validation_metric", "number", "accuracy, mAP or strict F1"},
    {"learning_rate", "number", ""},   {"images_per_second", "number", ""},
    {"seconds", "number", ""},         {"is_best", "boolean", ""},
};
constexpr Field kRun[] = {
    {"id", "integer", ""},
    {"number", "integer", "within its project"},
    {"name", "string", ""},
    {"version_id", "integer", ""},
    {"version_number", "integer", ""},
    {"job_id", "integer", ""},
    {"state", "queued|running|done|failed|cancelled", ""},
    {"created", "string", ""},
    {"settings", "TrainSettings", "as asked for"},
    {"model", "string?", ""},
    {"size", "integer?", ""},
    {"metric_name", "string?", "mAP50, accuracy or strict F1"},
    {"float_metric", "number?", "on the test pictures, 0 to 1"},
    {"int8_metric", "number?", ""},
    {"int8_low", "number?", "95 % interval"},
    {"int8_high", "number?", ""},
    {"int8_bytes", "integer?", ""},
    {"arena_bytes", "integer?", ""},
    {"macs", "integer?", ""},
    {"train_seconds", "number?", ""},
};
constexpr Field kRuns[] = {{"runs", "Run[]", "newest first"}};
constexpr Field kRunFile[] = {{"name", "string", ""}, {"bytes", "integer", ""}, {"about", "string", ""}};
constexpr Field kWatchedBox[] = {
    {"class_name", "string", ""}, {"x", "number", "left, in pixels of the image"},
    {"y", "number", "top"},       {"width", "number", "0 for a centroid"},
    {"height", "number", ""},     {"score", "number?", "0 to 1, of what is seen"}};
constexpr Field kWatchedPicture[] = {{"name", "string", "of its file"},
                                     {"image", "string", "a data: address of a small JPEG"},
                                     {"width", "integer", "of the image, pixels"},
                                     {"height", "integer", ""},
                                     {"truth", "WatchedBox[]", "boxes and centroids"},
                                     {"seen", "WatchedBox[]", ""},
                                     {"truth_class", "string?", "classification"},
                                     {"seen_class", "string?", ""},
                                     {"score", "number?", "of it, 0 to 1"}};
constexpr Field kWatched[] = {{"epoch", "integer", "whose network was asked: the best so far"},
                              {"pictures", "WatchedPicture[]", "a few of those to choose by"}};
constexpr Field kRunDetail[] = {
    {"run", "Run", ""},
    {"watched", "Watched?", "what it sees, looked at anew every few seconds while it trains"},
    {"epochs", "Epoch[]", ""},
    {"config", "any", "config.json: every setting, resolved"},
    {"report", "any", "report.json, once it is done; docs/formats/run_folder.md"},
    {"files", "RunFile[]", "to download"},
};
constexpr Field kPrediction[] = {
    {"width", "integer", "of the picture"},
    {"height", "integer", ""},
    {"milliseconds", "number", "of the model alone"},
    {"boxes", "ScoredBox[]", "boxes and centroids"},
    {"scores", "number[]", "classification: one per class"},
};
constexpr Field kComparison[] = {{"says", "string", "whether B is better, in one sentence"},
                                 {"detail", "any", "as tinsmith compare --json"}};

// Jobs and settings.
constexpr Field kJob[] = {
    {"id", "integer", ""},
    {"kind", "import|demo|version|train|auto_label|review|pack|backup|restore|verify", ""},
    {"title", "string", ""},
    {"project_id", "integer?", ""},
    {"state", "queued|running|done|failed|cancelled", ""},
    {"priority", "integer", "higher first"},
    {"progress", "number", "0 to 1"},
    {"stage", "string", "what it does just now"},
    {"eta_s", "number?", ""},
    {"says", "string", "how it ended"},
    {"result", "any?", "of an import: an ImportResult"},
    {"attempts", "integer", "how often it was started: more than once after a crash"},
    {"created", "string", ""},
    {"started", "string?", ""},
    {"ended", "string?", ""},
    {"user_name", "string", ""},
};
constexpr Field kJobs[] = {{"jobs", "Job[]", "running, queued, then ended ones, newest first"}};
constexpr Field kJobChange[] = {{"priority", "integer", ""}};
constexpr Field kJobLog[] = {{"text", "string", "the last 64 KiB"}};
constexpr Field kStarted[] = {{"job_id", "integer", ""}};
constexpr Field kSettings[] = {
    {"jobs_at_once", "integer", "trainings that run beside each other"},
    {"smtp_url", "string", "smtp://host:25 or smtps://host:465; empty: no e-mail"},
    {"smtp_user", "string", ""},
    {"smtp_password", "string?", "written, never read back"},
    {"mail_from", "string", ""},
    {"mail_to", "string", "who is told when a job is done"},
    {"webhook_url", "string", "gets a POST with the job when it is done; empty: none"},
};
#define TINSMITH_TYPE(name) \
  { #name, k##name }
const Type kTypes[] = {
    TINSMITH_TYPE(Problem),
    TINSMITH_TYPE(Done),
    TINSMITH_TYPE(User),
    TINSMITH_TYPE(Users),
    TINSMITH_TYPE(Session),
    TINSMITH_TYPE(Credentials),
    TINSMITH_TYPE(NewUser),
    TINSMITH_TYPE(PasswordChange),
    TINSMITH_TYPE(SignIn),
    TINSMITH_TYPE(SignIns),
    TINSMITH_TYPE(ApiKey),
    TINSMITH_TYPE(ApiKeys),
    TINSMITH_TYPE(NewApiKey),
    TINSMITH_TYPE(Member),
    TINSMITH_TYPE(Members),
    TINSMITH_TYPE(NewMember),
    TINSMITH_TYPE(AuditEntry),
    TINSMITH_TYPE(Audit),
    TINSMITH_TYPE(Class),
    TINSMITH_TYPE(Project),
    TINSMITH_TYPE(Projects),
    TINSMITH_TYPE(NewProject),
    TINSMITH_TYPE(ProjectChange),
    TINSMITH_TYPE(ClassChange),
    TINSMITH_TYPE(ClassList),
    TINSMITH_TYPE(Box),
    TINSMITH_TYPE(PictureRow),
    TINSMITH_TYPE(PicturePage),
    TINSMITH_TYPE(Picture),
    TINSMITH_TYPE(PictureBeside),
    TINSMITH_TYPE(Labels),
    TINSMITH_TYPE(AddedPicture),
    TINSMITH_TYPE(PictureIds),
    TINSMITH_TYPE(BulkLabel),
    TINSMITH_TYPE(ScoredBox),
    TINSMITH_TYPE(Suggestion),
    TINSMITH_TYPE(ReviewItem),
    TINSMITH_TYPE(Review),
    TINSMITH_TYPE(MergeInto),
    TINSMITH_TYPE(Merged),
    TINSMITH_TYPE(BinnedIds),
    TINSMITH_TYPE(ImportAgain),
    TINSMITH_TYPE(ImportProblem),
    TINSMITH_TYPE(ImportResult),
    TINSMITH_TYPE(AutoLabelBatch),
    TINSMITH_TYPE(AutoLabels),
    TINSMITH_TYPE(AutoLabelled),
    TINSMITH_TYPE(AutoLabelJob),
    TINSMITH_TYPE(Augmentation),
    TINSMITH_TYPE(VersionSettings),
    TINSMITH_TYPE(Version),
    TINSMITH_TYPE(Versions),
    TINSMITH_TYPE(Format),
    TINSMITH_TYPE(Formats),
    TINSMITH_TYPE(Download),
    TINSMITH_TYPE(Network),
    TINSMITH_TYPE(TrainSetting),
    TINSMITH_TYPE(Networks),
    TINSMITH_TYPE(Board),
    TINSMITH_TYPE(Boards),
    TINSMITH_TYPE(TrainSettings),
    TINSMITH_TYPE(Rule),
    TINSMITH_TYPE(Preflight),
    TINSMITH_TYPE(Epoch),
    TINSMITH_TYPE(Run),
    TINSMITH_TYPE(Runs),
    TINSMITH_TYPE(RunFile),
    TINSMITH_TYPE(WatchedBox),
    TINSMITH_TYPE(WatchedPicture),
    TINSMITH_TYPE(Watched),
    TINSMITH_TYPE(RunDetail),
    TINSMITH_TYPE(Prediction),
    TINSMITH_TYPE(Comparison),
    TINSMITH_TYPE(Job),
    TINSMITH_TYPE(Jobs),
    TINSMITH_TYPE(JobChange),
    TINSMITH_TYPE(JobLog),
    TINSMITH_TYPE(Started),
    TINSMITH_TYPE(Settings),
};
#undef TINSMITH_TYPE

}  // namespace

std::span<const Type> types() {
  return kTypes;
}

}  // namespace tinsmith::serve
