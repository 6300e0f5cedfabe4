#include "serve/types.h"

namespace tinsmith::serve {
namespace {

// People.
constexpr Field kProblem[] = {{"says", "string", "what was found, what was expected, what to do"}};
constexpr Field kDone[] = {{"says", "string?", "what was done"}};
constexpr Field kUser[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"is_owner", "boolean", "may do everything, in every project"},
    {"created", "string", "ISO 8601, UTC; as all times"},
};
constexpr Field kUsers[] = {{"users", "User[]", ""}};
constexpr Field kSession[] = {
    {"mode", "single|accounts", "single: one person at this machine, no login"},
    {"needs_owner", "boolean", "nobody has an account yet: the first one made is the owner's"},
    {"user", "User?", "who is signed in"},
    {"csrf_token", "string", "goes into the X-CSRF-Token header of every request that changes something"},
    {"version", "string", "of Tinsmith"},
};
constexpr Field kCredentials[] = {{"name", "string", ""}, {"password", "string", "8 characters or more"}};
constexpr Field kNewUser[] = {
    {"name", "string", ""}, {"password", "string", "8 characters or more"}, {"is_owner", "boolean?", ""}};
constexpr Field kPasswordChange[] = {{"old_password", "string", ""}, {"new_password", "string", ""}};
constexpr Field kSignIn[] = {
    {"id", "integer", ""},
    {"created", "string", ""},
    {"last_seen", "string", ""},
    {"address", "string", "of the computer"},
    {"client", "string", "the browser, as it names itself"},
    {"is_current", "boolean", ""},
};
constexpr Field kSignIns[] = {{"sign_ins", "SignIn[]", ""}};
constexpr Field kApiKey[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"created", "string", ""},
    {"last_used", "string?", ""},
    {"key", "string?", "only in the answer that made it: it is not kept in readable form"},
};
constexpr Field kApiKeys[] = {{"keys", "ApiKey[]", ""}};
constexpr Field kNewApiKey[] = {{"name", "string", ""}};
constexpr Field kMember[] = {
    {"user_id", "integer", ""}, {"name", "string", ""}, {"role", "owner|editor|labeller|viewer", ""}};
constexpr Field kMembers[] = {{"members", "Member[]", ""}};
constexpr Field kNewMember[] = {{"name", "string", "of a person with an account"},
                                {"role", "owner|editor|labeller|viewer", ""}};
constexpr Field kAuditEntry[] = {{"id", "integer", ""},
                                 {"time", "string", ""},
                                 {"user_name", "string", ""},
                                 {"action", "string", "a route, as 'DELETE /projects/{project}'"},
                                 {"object", "string", "the path that was asked for"},
                                 {"address", "string", ""},
                                 {"project", "string", "its name then; empty where it was in none"}};
constexpr Field kAudit[] = {{"entries", "AuditEntry[]", "newest first"}};

// Projects and their pictures.
constexpr Field kClass[] = {{"id", "integer", ""}, {"name", "string", ""}, {"colour", "string", "#rrggbb"}};
constexpr Field kProject[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"kind", "classification|boxes|centroids", ""},
    {"classes", "Class[]", "in their lasting order: the position is the model's class number"},
    {"pictures", "integer", "how many there are"},
    {"labelled", "integer", "of these, how many have labels or are marked null"},
    {"versions", "integer", ""},
    {"runs", "integer", ""},
    {"role", "owner|editor|labeller|viewer", "of whoever asks"},
    {"created", "string", ""},
    {"cover", "string?", "hash of a picture that stands for it"},
};
constexpr Field kProjects[] = {{"projects", "Project[]", ""}};
constexpr Field kNewProject[] = {{"name", "string", ""},
                                 {"kind", "classification|boxes|centroids", ""},
                                 {"classes", "string[]?", "names"}};
constexpr Field kProjectChange[] = {{"name", "string?", ""}};
constexpr Field kClassChange[] = {{"id", "integer?", "of a class there is; absent: a new one"},
                                  {"name", "string", ""},
                                  {"colour", "string?", "#rrggbb"}};
constexpr Field kClassList[] = {
    {"classes", "ClassChange[]", "all of them, in order; one left out is removed, if no label uses it"}};
constexpr Field kBox[] = {
    {"class_id", "integer", ""}, {"x", "number", "left, in pixels of the upright picture"},
    {"y", "number", "top"},      {"width", "number", ""},
    {"height", "number", ""},
};
constexpr Field kPictureRow[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"hash", "string", "of its bytes; names it and its thumbnail for ever"},
    {"width", "integer", "upright, pixels"},
    {"height", "integer", ""},
    {"state", "unlabelled|labelled|null", "null: looked at, and nothing is there"},
    {"class_ids", "integer[]", "that it shows, each once"},
    {"boxes", "integer", "how many"},
    {"first_boxes", "Box[]", "of these, the first 24"},
    {"split", "none|train|val|test", "fixed by its source; none: a version decides"},
};
constexpr Field kPicturePage[] = {{"total", "integer", "that match"},
                                  {"offset", "integer", "of the first one here"},
                                  {"pictures", "PictureRow[]", ""}};
constexpr Field kPicture[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"hash", "string", ""},
    {"width", "integer", ""},
    {"height", "integer", ""},
    {"state", "unlabelled|labelled|null", ""},
    {"class_id", "integer?", "classification"},
    {"boxes", "Box[]", "boxes and centroids"},
    {"split", "none|train|val|test", ""},
    {"revision", "integer", "rises with every change of its labels"},
    {"session", "string", "of capture: near copies of its last picture are not taken"},
    {"created", "string", ""},
};
constexpr Field kPictureBeside[] = {{"picture", "Picture?", "absent at the end"}};
constexpr Field kLabels[] = {
    {"state", "unlabelled|labelled|null", ""},
    {"class_id", "integer?", ""},
    {"boxes", "Box[]?", ""},
    {"revision", "integer?",
     "that was seen; when another is there now the answer is 409 and nothing changes"},
};
constexpr Field kAddedPicture[] = {
    {"id", "integer?", "absent when it was not kept"},
    {"result", "added|duplicate|blurred",
     "duplicate: its bytes, or in capture nearly the same picture, are there already"},
    {"sharpness", "number", "variance of the Laplacian of the grey picture at 256 px; below 60 is blurred"},
};
constexpr Field kPictureIds[] = {{"ids", "integer[]", ""}};
constexpr Field kBulkLabel[] = {
    {"ids", "integer[]", ""}, {"state", "unlabelled|labelled|null", ""}, {"class_id", "integer?", ""}};
constexpr Field kScoredBox[] = {{"class_id", "integer", ""}, {"x", "number", ""},
                                {"y", "number", ""},         {"width", "number", ""},
                                {"height", "number", ""},    {"score", "number", "0 to 1"}};
constexpr Field kSuggestion[] = {
    {"run_id", "integer", "whose int8 model was asked"},
    {"class_id", "integer?", ""},
    {"score", "number?", ""},
    {"boxes", "ScoredBox[]", ""},
};
constexpr Field kReviewItem[] = {
    {"picture_id", "integer", ""},
    {"name", "string", ""},
    {"hash", "string", ""},
    {"kind", "class|missed|extra|place", "what the model sees otherwise"},
    {"says", "string", ""},
    {"doubt", "number", "0 to 1, the model's certainty that the label is wrong"}};
constexpr Field kReview[] = {{"run_id", "integer?", "none: no model was trained yet"},
                             {"job_id", "integer?", "that is looking just now"},
                             {"items", "ReviewItem[]", "most doubtful first"}};

// Versions.
constexpr Field kAugmentation[] = {
    {"enable", "boolean?", ""},
    {"flip_horizontal", "number?", "share of pictures"},
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
    {"leak", "string", "what near duplicates would have done to a split by chance"},
    {"job_id", "integer?", "that makes it"},
};
constexpr Field kVersions[] = {{"versions", "Version[]", "newest first"}};
constexpr Field kFormat[] = {
    {"name", "string", ""}, {"title", "string", ""}, {"kind", "classification|boxes|both", ""}};
constexpr Field kFormats[] = {{"formats", "Format[]", ""}};
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
                              {"learning_rate", "number", "default"}};
constexpr Field kNetworks[] = {{"networks", "Network[]", "the recommended one of each kind first"}};
constexpr Field kBoard[] = {{"name", "string", ""},
                            {"title", "string", ""},
                            {"about", "string", ""},
                            {"greatest_side", "integer?", "of the input, pixels"},
                            {"arena_bytes", "integer?", "memory for a model's tensors"},
                            {"model_bytes", "integer?", "flash for a model"}};
constexpr Field kBoards[] = {{"boards", "Board[]", ""}};
constexpr Field kTrainSettings[] = {
    {"version_id", "integer", ""},
    {"name", "string?", ""},
    {"board", "string?", "whose preparation and rules hold"},
    {"model", "string?", "absent: one that suits the kind"},
    {"size", "integer?", "input side, pixels"},
    {"grey", "boolean?", ""},
    {"epochs", "integer?", ""},
    {"time_limit_s", "number?", ""},
    {"batch", "integer?", ""},
    {"learning_rate", "number?", ""},
    {"seed", "integer?", ""},
    {"minimum_box_side", "number?", "boxes with a shorter side, in pixels of the input, are left out"},
    {"maximum_boxes", "integer?", "pictures with more boxes are left out"},
    {"patience_epochs", "integer?", "stop when validation has not risen for so long"},
    {"from_run_id", "integer?", "weights to start from"},
    {"quantization_aware", "number?", "share of the training"},
    {"mosaic", "number?", ""},
    {"balanced_sampling", "boolean?", ""},
};
constexpr Field kRule[] = {{"name", "string", ""}, {"is_kept", "boolean", ""}, {"says", "string", ""}};
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
    {"metric_name", "string?", "mAP50, accuracy or F1"},
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
    {"scores", "number[]", "classification: one a class"},
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
    {"result", "any?", ""},
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
constexpr Type kTypes[] = {
    TINSMITH_TYPE(Problem),       TINSMITH_TYPE(Done),
    TINSMITH_TYPE(User),          TINSMITH_TYPE(Users),
    TINSMITH_TYPE(Session),       TINSMITH_TYPE(Credentials),
    TINSMITH_TYPE(NewUser),       TINSMITH_TYPE(PasswordChange),
    TINSMITH_TYPE(SignIn),        TINSMITH_TYPE(SignIns),
    TINSMITH_TYPE(ApiKey),        TINSMITH_TYPE(ApiKeys),
    TINSMITH_TYPE(NewApiKey),     TINSMITH_TYPE(Member),
    TINSMITH_TYPE(Members),       TINSMITH_TYPE(NewMember),
    TINSMITH_TYPE(AuditEntry),    TINSMITH_TYPE(Audit),
    TINSMITH_TYPE(Class),         TINSMITH_TYPE(Project),
    TINSMITH_TYPE(Projects),      TINSMITH_TYPE(NewProject),
    TINSMITH_TYPE(ProjectChange), TINSMITH_TYPE(ClassChange),
    TINSMITH_TYPE(ClassList),     TINSMITH_TYPE(Box),
    TINSMITH_TYPE(PictureRow),    TINSMITH_TYPE(PicturePage),
    TINSMITH_TYPE(Picture),       TINSMITH_TYPE(PictureBeside),
    TINSMITH_TYPE(Labels),        TINSMITH_TYPE(AddedPicture),
    TINSMITH_TYPE(PictureIds),    TINSMITH_TYPE(BulkLabel),
    TINSMITH_TYPE(ScoredBox),     TINSMITH_TYPE(Suggestion),
    TINSMITH_TYPE(ReviewItem),    TINSMITH_TYPE(Review),
    TINSMITH_TYPE(Augmentation),  TINSMITH_TYPE(VersionSettings),
    TINSMITH_TYPE(Version),       TINSMITH_TYPE(Versions),
    TINSMITH_TYPE(Format),        TINSMITH_TYPE(Formats),
    TINSMITH_TYPE(Download),      TINSMITH_TYPE(Network),
    TINSMITH_TYPE(Networks),      TINSMITH_TYPE(Board),
    TINSMITH_TYPE(Boards),        TINSMITH_TYPE(TrainSettings),
    TINSMITH_TYPE(Rule),          TINSMITH_TYPE(Preflight),
    TINSMITH_TYPE(Epoch),         TINSMITH_TYPE(Run),
    TINSMITH_TYPE(Runs),          TINSMITH_TYPE(RunFile),
    TINSMITH_TYPE(WatchedBox),    TINSMITH_TYPE(WatchedPicture),
    TINSMITH_TYPE(Watched),       TINSMITH_TYPE(RunDetail),
    TINSMITH_TYPE(Prediction),    TINSMITH_TYPE(Comparison),
    TINSMITH_TYPE(Job),           TINSMITH_TYPE(Jobs),
    TINSMITH_TYPE(JobChange),     TINSMITH_TYPE(JobLog),
    TINSMITH_TYPE(Started),       TINSMITH_TYPE(Settings),
};
#undef TINSMITH_TYPE

}  // namespace

std::span<const Type> types() {
  return kTypes;
}

}  // namespace tinsmith::serve
