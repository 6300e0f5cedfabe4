// serve/type_fields.h — the API types for people, projects and pictures. For type_table.cpp only.
#pragma once

#include "serve/types.h"

namespace tinsmith::serve {

// People.
constexpr Field kProblem[] = {
    {"says", "string", "what was found, what was expected, what to do"},
    {"reason", "string?", "'stale_token': repeat it with the csrf_token of a new GET /session"}};
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
    {"user_id", "integer", ""},
    {"name", "string", ""},
    {"role", "owner|editor|labeller|viewer", ""},
    {"is_everywhere", "boolean?", "an owner of the installation, who has this role in every project"}};
constexpr Field kMembers[] = {
    {"members", "Member[]", ""},
    {"others", "string[]?", "names of people with an account who could be added; for owners of the project"}};
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
    {"labelled", "integer", "of these, how many have labels of a person or are marked null"},
    {"by_model", "integer", "how many have labels of a model that nobody has looked at"},
    {"in_bin", "integer", "deleted ones that can be brought back; not among the others"},
    {"sessions", "integer", "capture sessions that labelled pictures were recorded in"},
    {"in_sessions", "integer", "how many labelled pictures were recorded in them"},
    {"versions", "integer", ""},
    {"runs", "integer", ""},
    {"role", "owner|editor|labeller|viewer", "of the user who asks"},
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
constexpr Field kMergeInto[] = {{"into", "integer", "id of the class that gets the labels"}};
constexpr Field kMerged[] = {{"pictures", "integer", "that were changed, also in the bin"},
                             {"labels", "integer", "boxes, or classes of whole pictures"},
                             {"project", "Project", ""}};
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
    {"model_job", "integer?", "whose model made the labels; absent when a person made or approved them"},
    {"binned", "string?", "when it was deleted"},
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
    {"model_job", "integer?", "whose model made the labels; absent when a person made or approved them"},
    {"binned", "string?", "when it was deleted"},
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
    {"result", "added|restored|duplicate|blurred",
     "restored: it was in the bin; duplicate: its bytes, or in capture nearly the same picture, are there "
     "already"},
    {"twin", "integer?", "the picture that has the bytes of a duplicate"},
    {"is_labelled", "boolean", "a picture that was there without a label has got class_id"},
    {"sharpness", "number", "variance of the Laplacian of the grey picture at 256 px; below 60 is blurred"},
};
constexpr Field kPictureIds[] = {{"ids", "integer[]", ""}};
constexpr Field kBinnedIds[] = {{"ids", "integer[]?", "absent: all that are in the bin"}};
constexpr Field kImportAgain[] = {
    {"format", "string?", "layout; absent: as before, empty: recognised"},
    {"other_labels", "keep|replace|add?", "for pictures that are labelled otherwise; absent: as before"},
    {"boxes_drawn_on", "auto|upright|stored?",
     "the picture that boxes were drawn on, where EXIF turns it; absent: as before"},
};
constexpr Field kImportProblem[] = {
    {"kind", "broken_picture|missing_picture|broken_label|notice", "notice: nothing was left out"},
    {"path", "string", "in the archive"},
    {"says", "string", ""},
};
constexpr Field kImportResult[] = {
    {"says", "string", "all of this in sentences"},
    {"format", "string", "the layout it was read as; pictures: none was recognised"},
    {"added", "integer", "new pictures"},
    {"restored", "integer", "pictures that were in the bin"},
    {"duplicates", "integer", "pictures that were there already"},
    {"labelled", "integer", "pictures that got labels, new ones and others"},
    {"labels", "integer", "that these got: boxes, or classes of whole pictures"},
    {"kept", "integer", "pictures there already that are labelled otherwise, and were left as they are"},
    {"same", "integer", "pictures there already that have just these labels"},
    {"left_out", "integer", "problems that are more than a notice"},
    {"problems", "ImportProblem[]", "the first 300"},
    {"more_problems", "integer", "beyond these"},
};
constexpr Field kAutoLabelBatch[] = {
    {"job_id", "integer", ""}, {"pictures", "integer", "not looked at"}, {"created", "string?", ""}};
constexpr Field kAutoLabels[] = {{"batches", "AutoLabelBatch[]", "newest first"}};
constexpr Field kAutoLabelled[] = {{"job_id", "integer?", "all that it labelled, or"},
                                   {"ids", "integer[]?", "of pictures"}};
constexpr Field kAutoLabelJob[] = {{"job_id", "integer", ""}};
constexpr Field kBulkLabel[] = {
    {"ids", "integer[]", ""}, {"state", "unlabelled|labelled|null", ""}, {"class_id", "integer?", ""}};
constexpr Field kScoredBox[] = {{"class_id", "integer", ""}, {"x", "number", ""},
                                {"y", "number", ""},         {"width", "number", ""},
                                {"height", "number", ""},    {"score", "number", "0 to 1"}};
constexpr Field kSuggestion[] = {
    {"run_id", "integer", "whose int8 model was asked"},
    {"threshold", "number", "that was used: the one asked for, else the model's own"},
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

}  // namespace tinsmith::serve
