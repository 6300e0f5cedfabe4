// Implements `types` of serve/types.h: the fields of every JSON type of the API.
#include <vector>

#include "serve/device_fields.h"
#include "serve/type_fields.h"
#include "serve/types.h"
#include "verbs/train_settings.h"

namespace tinsmith::serve {
namespace {

// Versions.
constexpr Field kAugmentation[] = {
    {"enable", "boolean?", ""},
    {"flip_horizontal", "number?",
     "fraction of pictures; the default, 0.5, is used unless training measures that mirroring changes "
     "classes"},
    {"flip_vertical", "number?", ""},
    {"smallest_scale", "number?", "0.25 to 4"},
    {"largest_scale", "number?", ""},
    {"translate", "number?", "maximum shift in each direction, as a fraction of the side"},
    {"rotate_degrees", "number?", ""},
    {"brightness", "number?", "0 to 1"},
    {"contrast", "number?", ""},
    {"saturation", "number?", ""},
    {"hue_degrees", "number?", ""},
    {"cutout", "number?", "fraction of pictures"},
    {"largest_cutout", "number?", "maximum side of the patch, as a fraction of the picture's side"},
};
constexpr Field kVersionSettings[] = {
    {"name", "string?", ""},
    {"validation_fraction", "number?", "default 0.15"},
    {"test_fraction", "number?", "default 0.15"},
    {"seed", "integer?", "default 1"},
    {"augmentation", "Augmentation?", "augmentation in trainings on this version"},
    {"takes_auto_labels", "boolean?",
     "include pictures with model labels that nobody has reviewed; default false"},
};
constexpr Field kVersion[] = {
    {"id", "integer", ""},
    {"number", "integer", "number within the project"},
    {"name", "string", ""},
    {"state", "making|ready|failed", ""},
    {"hash", "string",
     "hash of the content: the same pictures, labels, split and settings give the same hash"},
    {"created", "string", ""},
    {"pictures", "integer", ""},
    {"train", "integer", ""},
    {"val", "integer", ""},
    {"test", "integer", ""},
    {"settings", "VersionSettings", ""},
    {"leak", "string",
     "leaks prevented by the split: groups that were kept together (near duplicates, sessions), sessions "
     "that were cut, classes that are missing in a split"},
    {"job_id", "integer?", "job that creates the version"},
};
constexpr Field kVersions[] = {{"versions", "Version[]", "newest first"}};
constexpr Field kFormat[] = {
    {"name", "string", ""}, {"title", "string", ""}, {"kind", "classification|boxes|both", ""}};
constexpr Field kFormats[] = {{"formats", "Format[]", "layouts in which versions can be downloaded"},
                              {"read", "Format[]", "layouts that can be imported"}};
constexpr Field kDownload[] = {
    {"url", "string", "path that contains a key: needs no sign-in and can be resumed, as with wget -c"},
    {"job_id", "integer?", "job that is still packing the file"},
};

// Training.
constexpr Field kNetwork[] = {
    {"name", "string", ""},
    {"about", "string", ""},
    {"kind", kTaskNames, ""},
    {"size", "integer", "default input size in pixels"},
    {"size_step", "integer", "the input size must be a multiple of it"},
    {"batch", "integer", "default"},
    {"learning_rate", "number", "default"},
    {"starts", "string[]", "possible values of TrainSettings.start, the default first"},
    {"boards", "string[]", "names of the boards that can decode its output"}};
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
    {"networks", "Network[]", "the recommended network of each kind first"},
    {"settings", "TrainSetting[]", "members of TrainSettings that a form lists under further settings"}};
constexpr Field kBoard[] = {{"name", "string", ""},
                            {"title", "string", ""},
                            {"about", "string", ""},
                            {"max_side", "integer?", "maximum side of the input, in pixels"},
                            {"arena_bytes", "integer?", "memory for the tensor arena"},
                            {"model_bytes", "integer?", "flash memory for the model file"},
                            {"side_multiple", "integer", "the input size must be a multiple of it"},
                            {"loads", "string?", "file format that its firmware loads, if it is not .tflite"},
                            {"converter", "string?", "program that converts a .tflite to that format"},
                            {"ms_per_million", "number[]?",
                             "published minimum and maximum time for a million multiply-accumulates, in ms"},
                            {"speed_source", "string?", "who published these times"},
                            {"memory", "string", "memory of the board, for people"},
                            {"flash", "string", "flash of the board, for people"},
                            {"camera", "string", "camera of the board, for people"},
                            {"runtime", "string", "what runs the model on the board"}};
constexpr Field kBoards[] = {{"boards", "Board[]", ""}};
// The settings of the table in verbs, and what only the studio has.
std::vector<Field> train_settings_fields() {
  std::vector<Field> fields{
      {"version_id", "integer", ""},
      {"name", "string?", "name of the run"},
      {"grey", "boolean?", "one input channel instead of three"},
      {"start", "shipped|none?",
       "initial weights: those of the program, or random; default: the first of Network.starts"},
      {"from_run_id", "integer?", "run whose weights are the initial weights (fine-tuning)"}};
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
constexpr Field kRule[] = {{"name", "string", ""},
                           {"is_kept", "boolean", ""},
                           {"is_remark", "boolean", "the rule is met, and there is a remark about it"},
                           {"message", "string", ""}};
constexpr Field kStep[] = {{"text", "string", ""}, {"code", "string", "lines to type or copy; may be empty"}};
constexpr Field kRunOnBoard[] = {
    {"is_accepted", "boolean", "the board would run the int8 model"},
    {"rules", "Rule[]", "the board's rules and whether the model meets them"},
    {"time", "string?", "the estimated time of a picture, as a sentence"},
    {"refusal", "string?", "the reason why no package can be made"},
    {"steps", "Step[]", "what a person does to run the model on the board; empty if no package can be made"},
};
constexpr Field kPreflight[] = {
    {"verdict", "fits|does_not_fit|unknown", "unknown: no board was chosen, or its limits are not published"},
    {"message", "string", "the verdict as a sentence"},
    {"network", "string", "name of the network that will be trained"},
    {"size", "integer", ""},
    {"parameters", "integer", ""},
    {"macs", "integer", "multiply-accumulates per picture"},
    {"model_bytes", "integer", "exact size of the int8 model file"},
    {"arena_bytes", "integer", "size of the tensor arena on the board"},
    {"pc_milliseconds", "number", "time of the int8 model for one picture on this computer, measured now"},
    {"epochs", "integer?", "number of epochs; absent: as many as the time limit allows"},
    {"plan", "string", "number of pictures, epochs and steps, as a sentence"},
    {"advice", "string?", "what would probably work better"},
    {"rules", "Rule[]", "the board's rules and whether the model meets them"},
};
constexpr Field kEpoch[] = {
    {"epoch", "integer", ""},          {"train_loss", "number", ""},
    {"validation_loss", "number", ""}, {"validation_metric", "number", "accuracy, mAP or strict F1"},
    {"learning_rate", "number", ""},   {"images_per_second", "number", ""},
    {"seconds", "number", ""},         {"is_best", "boolean", ""},
};
constexpr Field kRun[] = {
    {"id", "integer", ""},
    {"number", "integer", "number within the project"},
    {"name", "string", ""},
    {"version_id", "integer", ""},
    {"version_number", "integer", ""},
    {"job_id", "integer", ""},
    {"state", "queued|running|done|failed|cancelled", ""},
    {"created", "string", ""},
    {"settings", "TrainSettings", "the settings of the request"},
    {"model", "string?", ""},
    {"size", "integer?", ""},
    {"metric_name", "string?", "mAP50, accuracy or strict F1"},
    {"float_metric", "number?", "metric of the float model on the test pictures, 0 to 1"},
    {"int8_metric", "number?", ""},
    {"int8_low", "number?", "lower end of the 95 % confidence interval"},
    {"int8_high", "number?", ""},
    {"int8_bytes", "integer?", ""},
    {"arena_bytes", "integer?", ""},
    {"macs", "integer?", ""},
    {"train_seconds", "number?", ""},
};
constexpr Field kRuns[] = {{"runs", "Run[]", "newest first"}};
constexpr Field kRunFile[] = {{"name", "string", ""},
                              {"bytes", "integer?", "absent: the file is made when it is asked for"},
                              {"about", "string", ""}};
constexpr Field kWatchedBox[] = {
    {"class_name", "string", ""}, {"x", "number", "left edge, in pixels of the image"},
    {"y", "number", "top edge"},  {"width", "number", "width; 0 for a centroid"},
    {"height", "number", ""},     {"score", "number?", "score of a prediction, 0 to 1"}};
constexpr Field kWatchedPicture[] = {{"name", "string", "file name"},
                                     {"image", "string", "a small JPEG as a data: URL"},
                                     {"width", "integer", "width of the image, in pixels"},
                                     {"height", "integer", ""},
                                     {"truth", "WatchedBox[]", "boxes and centroids"},
                                     {"seen", "WatchedBox[]", ""},
                                     {"truth_class", "string?", "classification"},
                                     {"seen_class", "string?", ""},
                                     {"score", "number?", "score of the predicted class, 0 to 1"}};
constexpr Field kWatched[] = {
    {"epoch", "integer", "epoch of the network that made the predictions: the best epoch so far"},
    {"pictures", "WatchedPicture[]", "some validation pictures"}};
constexpr Field kRunDetail[] = {
    {"run", "Run", ""},
    {"watched", "Watched?",
     "predictions on some validation pictures, updated every few seconds during the training"},
    {"epochs", "Epoch[]", ""},
    {"config", "any", "config.json: all settings, with defaults filled in"},
    {"report", "any", "report.json, when the run is done; see docs/formats/run_folder.md"},
    {"files", "RunFile[]", "files that can be downloaded"},
};
constexpr Field kPrediction[] = {
    {"width", "integer", "width of the picture, in pixels"},
    {"height", "integer", ""},
    {"milliseconds", "number", "time of the model without decoding the picture"},
    {"boxes", "ScoredBox[]", "boxes and centroids"},
    {"scores", "number[]", "classification: one per class"},
};
constexpr Field kComparison[] = {{"message", "string", "whether B is better, as a sentence"},
                                 {"detail", "any", "the output of `tinsmith compare --json`"}};

// Jobs and settings.
constexpr Field kJob[] = {
    {"id", "integer", ""},
    {"kind", "import|demo|version|train|auto_label|review|pack|backup|restore|verify", ""},
    {"can_stop_and_keep", "boolean", "it can be ended early, and then keeps its result so far"},
    {"title", "string", ""},
    {"project_id", "integer?", ""},
    {"state", "queued|running|done|failed|cancelled", ""},
    {"priority", "integer", "jobs with a higher priority start first"},
    {"progress", "number", "0 to 1"},
    {"stage", "string", "the current step"},
    {"eta_s", "number?", ""},
    {"message", "string", "the result, or the error, as a sentence"},
    {"result", "any?", "for an import: an ImportResult; for a training: `run_id` and `standing`"},
    {"attempts", "integer", "number of starts: more than one after a crash"},
    {"created", "string", ""},
    {"started", "string?", ""},
    {"ended", "string?", ""},
    {"user_name", "string", ""},
};
constexpr Field kJobs[] = {{"jobs", "Job[]", "running, then queued, then finished jobs, newest first"}};
constexpr Field kJobChange[] = {{"priority", "integer", ""}};
constexpr Field kJobLog[] = {{"text", "string", "the last 64 KiB of the log"}};
constexpr Field kStarted[] = {{"job_id", "integer", ""}};
constexpr Field kSettings[] = {
    {"jobs_at_once", "integer", "maximum number of trainings at the same time"},
    {"smtp_url", "string", "mail server: smtp://host:25 or smtps://host:465; empty: no e-mail"},
    {"smtp_user", "string", ""},
    {"smtp_password", "string?", "write-only: never returned"},
    {"mail_from", "string", ""},
    {"mail_to", "string", "recipients of the e-mail when a job is done"},
    {"webhook_url", "string", "URL that receives a POST with the job when it is done; empty: none"},
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
    TINSMITH_TYPE(PhoneWish),
    TINSMITH_TYPE(PhoneAddress),
    TINSMITH_TYPE(Phone),
    TINSMITH_TYPE(PhoneCapture),
    TINSMITH_TYPE(PhonePairing),
    TINSMITH_TYPE(PhoneClass),
    TINSMITH_TYPE(CountedClass),
    TINSMITH_TYPE(PhoneProject),
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
    TINSMITH_TYPE(SuggestedBox),
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
    TINSMITH_TYPE(Step),
    TINSMITH_TYPE(RunOnBoard),
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
    TINSMITH_TYPE(InstantModel),
    TINSMITH_TYPE(InstantPrediction),
    TINSMITH_TYPE(MapDot),
    TINSMITH_TYPE(MapPicture),
    TINSMITH_TYPE(LabelError),
    TINSMITH_TYPE(Outlier),
    TINSMITH_TYPE(DuplicateGroup),
    TINSMITH_TYPE(PhotoAdvice),
    TINSMITH_TYPE(DataMap),
    TINSMITH_TYPE(LabelConfirmation),
    TINSMITH_TYPE(Comparison),
    TINSMITH_TYPE(Port),
    TINSMITH_TYPE(Broker),
    TINSMITH_TYPE(NewBroker),
    TINSMITH_TYPE(Device),
    TINSMITH_TYPE(Devices),
    TINSMITH_TYPE(NewDevice),
    TINSMITH_TYPE(NewBrowserDevice),
    TINSMITH_TYPE(ReceivedBytes),
    TINSMITH_TYPE(PortOrder),
    TINSMITH_TYPE(PortOrders),
    TINSMITH_TYPE(DeviceChange),
    TINSMITH_TYPE(NewNetwork),
    TINSMITH_TYPE(DeviceNetwork),
    TINSMITH_TYPE(DeviceBox),
    TINSMITH_TYPE(DeviceClass),
    TINSMITH_TYPE(DeviceFrame),
    TINSMITH_TYPE(DeviceUpdate),
    TINSMITH_TYPE(DevicePicture),
    TINSMITH_TYPE(SavedDevicePicture),
    TINSMITH_TYPE(NewDeploy),
    TINSMITH_TYPE(Deploy),
    TINSMITH_TYPE(Deploys),
    TINSMITH_TYPE(DeployProof),
    TINSMITH_TYPE(DeployUpdate),
    TINSMITH_TYPE(BoardRecord),
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
