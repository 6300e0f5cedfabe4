// serve/type_fields.h — the API types for people, projects and pictures. For type_table.cpp only.
#pragma once

#include "serve/types.h"

namespace tinsmith::serve {

// The names of scene::Task; a test compares them.
inline constexpr std::string_view kTaskNames = "classification|boxes|centroids";

// People.
constexpr Field kProblem[] = {
    {"message", "string", "message: what was found, what was expected, what to do"},
    {"reason", "string?", "'stale_token': repeat the request with the csrf_token of a new GET /session"}};
constexpr Field kDone[] = {{"message", "string?", "what was done"}};
constexpr Field kUser[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"is_owner", "boolean", "owner of the installation: has every permission in every project"},
    {"created", "string", "ISO 8601 in UTC, like all times"},
};
constexpr Field kUsers[] = {{"users", "User[]", ""}};
constexpr Field kSession[] = {
    {"mode", "single|accounts", "single: one person at this machine, no login"},
    {"needs_owner", "boolean", "there are no accounts yet; the first one will be the owner's"},
    {"user", "User?", "the signed-in user"},
    {"csrf_token", "string", "value of the X-CSRF-Token header, for every request that changes data"},
    {"version", "string", "version of Tinsmith"},
};
constexpr Field kCredentials[] = {{"name", "string", ""}, {"password", "string", "at least 8 characters"}};
constexpr Field kNewUser[] = {
    {"name", "string", ""}, {"password", "string", "at least 8 characters"}, {"is_owner", "boolean?", ""}};
constexpr Field kPasswordChange[] = {{"old_password", "string", ""}, {"new_password", "string", ""}};
constexpr Field kSignIn[] = {
    {"id", "integer", ""},
    {"created", "string", ""},
    {"last_seen", "string", ""},
    {"address", "string", "IP address of the client"},
    {"client", "string", "the User-Agent of the browser"},
    {"is_current", "boolean", ""},
};
constexpr Field kSignIns[] = {{"sign_ins", "SignIn[]", ""}};
constexpr Field kApiKey[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"created", "string", ""},
    {"last_used", "string?", ""},
    {"key", "string?", "only in the response that created the key; the server stores only a hash of it"},
};
constexpr Field kApiKeys[] = {{"keys", "ApiKey[]", ""}};
constexpr Field kNewApiKey[] = {{"name", "string", ""}};
constexpr Field kMember[] = {{"user_id", "integer", ""},
                             {"name", "string", ""},
                             {"role", "owner|editor|labeller|viewer", ""},
                             {"is_everywhere", "boolean?",
                              "true for an owner of the installation, who has this role in every project"}};
constexpr Field kMembers[] = {
    {"members", "Member[]", ""},
    {"others", "string[]?", "names of accounts that can be added; only for owners of the project"}};
constexpr Field kNewMember[] = {{"name", "string", "name of an account"},
                                {"role", "owner|editor|labeller|viewer", ""}};
constexpr Field kAuditEntry[] = {
    {"id", "integer", ""},
    {"time", "string", ""},
    {"user_name", "string", ""},
    {"action", "string", "a route, such as 'DELETE /projects/{project}'"},
    {"object", "string", "path of the request"},
    {"address", "string", ""},
    {"project", "string", "name of the project at that time; empty if there was none"}};
constexpr Field kAudit[] = {{"entries", "AuditEntry[]", "newest first"}};

// Capture by phone.
constexpr Field kPhoneWish[] = {
    {"host", "string?", "one of `choices`; default: the address that is open, or else the first"}};
constexpr Field kPhoneAddress[] = {{"host", "string", "address of the server's computer"},
                                   {"interface", "string", "name of its network interface; may be empty"}};
constexpr Field kPhone[] = {
    {"id", "integer", ""},
    {"name", "string", "model of the device, as it gives it; may be empty"},
    {"client", "string", "the User-Agent of the browser"},
    {"created", "string", ""},
    {"last_used", "string", "to the minute"},
};
constexpr Field kPhoneCapture[] = {
    {"is_allowed", "boolean", "false: the server was started with --phone off"},
    {"choices", "PhoneAddress[]", "addresses of the server's computer, the most probable first"},
    {"address", "string?", "the https address for phones; absent while it is closed for this project"},
    {"fingerprint", "string?", "SHA-256 of its certificate, which the server has made itself"},
    {"code_state", "none|waiting|expired|withdrawn",
     "withdrawn: after ten wrong codes; none: it was used, or there was none"},
    {"code", "string?", "only for the user who asked for it, while it waits"},
    {"url", "string?", "the address with the code, for a QR code; likewise"},
    {"code_left_s", "integer?", "seconds until the code expires"},
    {"phones", "Phone[]", "the one that was used last first"},
};
constexpr Field kPhonePairing[] = {{"code", "string", "in any case, with or without a hyphen"},
                                   {"name", "string?", "model of the device"}};
constexpr Field kPhoneClass[] = {{"name", "string", ""}};
constexpr Field kCountedClass[] = {
    {"id", "integer", ""}, {"name", "string", ""}, {"colour", "string", ""}, {"pictures", "integer", ""}};
constexpr Field kPhoneProject[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"kind", kTaskNames, "pictures get a class only in a project of classification"},
    {"classes", "CountedClass[]", ""},
    {"pictures", "integer", ""},
    {"may_add_class", "boolean", ""},
};

// Projects and their pictures.
constexpr Field kClass[] = {{"id", "integer", ""}, {"name", "string", ""}, {"colour", "string", "#rrggbb"}};
constexpr Field kProject[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"kind", kTaskNames, ""},
    {"classes", "Class[]", "in fixed order: the position of a class is its index in the model"},
    {"pictures", "integer", "number of pictures"},
    {"labelled", "integer", "number of pictures with labels by a person, or marked null"},
    {"by_model", "integer", "number of pictures with model labels that nobody has reviewed"},
    {"in_bin", "integer", "number of deleted pictures that can be restored; not part of the other counts"},
    {"sessions", "integer", "number of capture sessions with labelled pictures"},
    {"in_sessions", "integer", "number of labelled pictures from capture sessions"},
    {"versions", "integer", ""},
    {"runs", "integer", ""},
    {"role", "owner|editor|labeller|viewer", "role of the current user"},
    {"created", "string", ""},
    {"cover", "string?", "hash of the picture on the project's card"},
};
constexpr Field kProjects[] = {{"projects", "Project[]", ""}};
constexpr Field kNewProject[] = {
    {"name", "string", ""}, {"kind", kTaskNames, ""}, {"classes", "string[]?", "names"}};
constexpr Field kProjectChange[] = {{"name", "string?", ""}};
constexpr Field kClassChange[] = {{"id", "integer?", "id of an existing class; absent: a new class"},
                                  {"name", "string", ""},
                                  {"colour", "string?", "#rrggbb"}};
constexpr Field kClassList[] = {
    {"classes", "ClassChange[]",
     "all classes in order; a class that is not in the list is removed, if no label uses it"}};
constexpr Field kMergeInto[] = {{"into", "integer", "id of the class to which the labels move"}};
constexpr Field kMerged[] = {
    {"pictures", "integer", "number of changed pictures, including those in the bin"},
    {"labels", "integer", "number of changed boxes or picture classes"},
    {"project", "Project", ""}};
constexpr Field kBox[] = {
    {"class_id", "integer", ""}, {"x", "number", "left edge, in pixels of the upright picture"},
    {"y", "number", "top edge"}, {"width", "number", ""},
    {"height", "number", ""},
};
constexpr Field kPictureRow[] = {
    {"id", "integer", ""},
    {"name", "string", ""},
    {"hash", "string", "hash of the file; the permanent name of the picture and its thumbnail"},
    {"width", "integer", "width of the upright picture, in pixels"},
    {"height", "integer", ""},
    {"state", "unlabelled|labelled|null", "null: reviewed, and there is no object in it"},
    {"class_ids", "integer[]", "the classes of its labels, each once"},
    {"boxes", "integer", "how many"},
    {"first_boxes", "Box[]", "the first 24 boxes"},
    {"split", "none|train|val|test", "given by its source; none: a version assigns it"},
    {"model_job", "integer?",
     "job whose model made the labels, -1: the model on a board; absent when a person made or approved them"},
    {"binned", "string?", "time at which it was moved to the bin"},
};
constexpr Field kPicturePage[] = {{"total", "integer", "number of pictures that match"},
                                  {"offset", "integer", "index of the first picture in this list"},
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
    {"revision", "integer", "incremented with every change of the labels"},
    {"session", "string", "capture session; near duplicates of its last picture are rejected"},
    {"created", "string", ""},
    {"model_job", "integer?", "job whose model made the labels; absent when a person made or approved them"},
    {"binned", "string?", "time at which it was moved to the bin"},
};
constexpr Field kPictureBeside[] = {{"picture", "Picture?", "absent when there is no further picture"}};
constexpr Field kLabels[] = {
    {"state", "unlabelled|labelled|null", ""},
    {"class_id", "integer?", ""},
    {"boxes", "Box[]?", ""},
    {"revision", "integer?",
     "revision on which the change is based; if the current one differs, the response is 409 and nothing "
     "changes"},
};
constexpr Field kAddedPicture[] = {
    {"id", "integer?", "absent when the picture was not stored"},
    {"result", "added|restored|duplicate|blurred",
     "restored: it was in the bin; duplicate: the project already has the same file, or in capture a near "
     "duplicate"},
    {"twin", "integer?", "id of the existing picture with the same file"},
    {"is_labelled", "boolean", "whether an existing unlabelled picture received class_id"},
    {"sharpness", "number",
     "variance of the Laplacian of the grey picture at 256 px; below 60 the picture is blurred"},
};
constexpr Field kPictureIds[] = {{"ids", "integer[]", ""}};
constexpr Field kBinnedIds[] = {{"ids", "integer[]?", "absent: all pictures in the bin"}};
constexpr Field kImportAgain[] = {
    {"format", "string?", "layout; absent: as before; empty: detected"},
    {"other_labels", "keep|replace|add?",
     "what to do with pictures that already have other labels; absent: as before"},
    {"boxes_drawn_on", "auto|upright|stored?",
     "the picture on which the boxes are drawn, if it has an EXIF rotation; absent: as before"},
};
constexpr Field kImportProblem[] = {
    {"kind", "broken_picture|missing_picture|broken_label|notice",
     "notice: information only, nothing was left out"},
    {"path", "string", "path in the archive"},
    {"message", "string", ""},
};
constexpr Field kImportResult[] = {
    {"message", "string", "the result in sentences"},
    {"format", "string", "the layout as which it was read; 'pictures': no layout of labels was detected"},
    {"added", "integer", "number of new pictures"},
    {"restored", "integer", "number of pictures restored from the bin"},
    {"duplicates", "integer", "number of pictures that the project already had"},
    {"labelled", "integer", "number of pictures that received labels"},
    {"labels", "integer", "number of boxes or picture classes that were added"},
    {"kept", "integer", "number of existing pictures with other labels, which were not changed"},
    {"same", "integer", "number of existing pictures that already had the same labels"},
    {"left_out", "integer", "number of problems that are not a notice"},
    {"problems", "ImportProblem[]", "the first 300"},
    {"more_problems", "integer", "number of further problems"},
};
constexpr Field kAutoLabelBatch[] = {{"job_id", "integer", ""},
                                     {"pictures", "integer", "number of pictures that nobody has reviewed"},
                                     {"created", "string?", ""}};
constexpr Field kAutoLabels[] = {{"batches", "AutoLabelBatch[]", "newest first"}};
constexpr Field kAutoLabelled[] = {{"job_id", "integer?", "all pictures that this job labelled; or ids"},
                                   {"ids", "integer[]?", "ids of pictures; or job_id"}};
constexpr Field kAutoLabelJob[] = {{"job_id", "integer", ""}};
constexpr Field kBulkLabel[] = {
    {"ids", "integer[]", ""}, {"state", "unlabelled|labelled|null", ""}, {"class_id", "integer?", ""}};
constexpr Field kScoredBox[] = {{"class_id", "integer", ""}, {"x", "number", ""},
                                {"y", "number", ""},         {"width", "number", ""},
                                {"height", "number", ""},    {"score", "number", "0 to 1"}};
constexpr Field kSuggestedBox[] = {{"class_id", "integer?", "absent: an object of an unknown class"},
                                   {"x", "number", ""},
                                   {"y", "number", ""},
                                   {"width", "number", ""},
                                   {"height", "number", ""},
                                   {"score", "number", "0 to 1"}};
constexpr Field kSuggestion[] = {
    {"run_id", "integer?", "run whose int8 model made the predictions; absent: no model was trained"},
    {"threshold", "number",
     "confidence threshold that was used: that of the request, or the one stored in the model"},
    {"class_id", "integer?", ""},
    {"score", "number?", ""},
    {"boxes", "SuggestedBox[]", ""},
};
constexpr Field kReviewItem[] = {
    {"picture_id", "integer", ""},
    {"name", "string", ""},
    {"hash", "string", ""},
    {"kind", "class|missed|extra|place", "in what the model disagrees with the label"},
    {"message", "string", ""},
    {"doubt", "number", "confidence of the model that the label is wrong, 0 to 1"}};
constexpr Field kReview[] = {{"run_id", "integer?", "absent: no model has been trained yet"},
                             {"job_id", "integer?", "id of the running search"},
                             {"items", "ReviewItem[]", "highest doubt first"}};

// Models and maps of pictures without a training.
constexpr Field kInstantModel[] = {
    {"min_pictures_per_class", "integer", "a class takes part when it has this number of labelled pictures"},
    {"class_ids", "integer[]", "classes that take part; empty: there is no instant model yet"},
    {"pictures", "integer", "number of pictures that it was learned from"},
    {"correct", "integer",
     "how many of them are predicted correctly by a model that was learned without them"},
};
constexpr Field kInstantPrediction[] = {{"model", "InstantModel", ""},
                                        {"scores", "number[]", "one per class of the model"}};
constexpr Field kMapDot[] = {
    {"id", "integer", ""},        {"name", "string", ""},    {"hash", "string", ""},
    {"class_id", "integer?", ""}, {"x", "number", "0 to 1"}, {"y", "number", "0 to 1"},
};
constexpr Field kMapPicture[] = {
    {"id", "integer", ""},        {"name", "string", ""},      {"hash", "string", ""},
    {"class_id", "integer?", ""}, {"revision", "integer", ""},
};
constexpr Field kLabelError[] = {
    {"picture", "MapPicture", ""},
    {"class_id", "integer", "class that is predicted instead"},
    {"score", "number",
     "its probability, predicted by an instant model that was learned without the picture"},
};
constexpr Field kOutlier[] = {
    {"picture", "MapPicture", ""},
    {"ratio", "number", "distance to the fifth nearest picture, divided by the median of its class"},
};
constexpr Field kDuplicateGroup[] = {
    {"pictures", "MapPicture[]", "the one that is best kept first"},
};
constexpr Field kPhotoAdvice[] = {
    {"kind", "nothing|confused|fewest", ""},
    {"class_id", "integer?", "take more pictures of this class"},
    {"other_class_id", "integer?", "confused: for which they are taken"},
    {"count", "integer",
     "confused: number of pictures that are taken for the other class; fewest: of the class"},
    {"of", "integer", "confused: number of pictures of the class that were predicted"},
    {"examples", "MapPicture[]", "confused: at most three"},
};
constexpr Field kDataMap[] = {
    {"is_ready", "boolean", "false: the first map is being computed, and the lists are empty"},
    {"is_current", "boolean", "false: a newer map is being computed"},
    {"done", "integer", "number of pictures that are read for the map that is being computed"},
    {"total", "integer", "number of pictures of that map"},
    {"pictures", "integer", "number of pictures in the project when the map was computed"},
    {"dots", "MapDot[]", "at most 2000, an even sample of a larger project"},
    {"label_errors", "LabelError[]", "labels that are probably wrong, highest score first; at most 100"},
    {"outliers", "Outlier[]", "pictures that are far from all others, the oddest first; at most 100"},
    {"duplicates", "DuplicateGroup[]", "pictures that are nearly the same; at most 100 groups"},
    {"advice", "PhotoAdvice", "what to photograph next"},
};
constexpr Field kLabelConfirmation[] = {
    {"revision", "integer", "revision of the labels that were seen"},
    {"is_confirmed", "boolean", ""},
};

}  // namespace tinsmith::serve
