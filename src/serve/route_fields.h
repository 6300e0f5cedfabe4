// serve/route_fields.h — the query parameters of the routes. For route_table.cpp only.
#pragma once

#include "serve/types.h"

namespace tinsmith::serve {

constexpr Field kListing[] = {
    {"offset", "integer?", "of the first one wanted"},
    {"limit", "integer?", "at most 500; default 100"},
    {"search", "string?", "part of the file name"},
    {"class_id", "integer?", "only those that show it"},
    {"state", "string?", "unlabelled, labelled, null, or by_model: labelled by a model and not looked at"},
    {"split", "string?", "none, train, val or test"},
    {"sort", "string?", "newest (default), oldest or name"},
    {"model_job", "integer?", "labelled by this job's model and not looked at"},
    {"bin", "boolean?", "those in the bin instead of those outside it"},
};
constexpr Field kPosition[] = {
    {"after", "integer?", "id of the picture now shown"},
    {"direction", "string?", "next (default) or previous"},
    {"search", "string?", ""},
    {"class_id", "integer?", ""},
    {"state", "string?", ""},
    {"split", "string?", ""},
    {"sort", "string?", ""},
    {"model_job", "integer?", ""},
    {"bin", "boolean?", ""},
};
constexpr Field kUpload[] = {
    {"name", "string", "file name"},
    {"class_id", "integer?", "its label, for classification"},
    {"session", "string?", "of capture, for refuse_blurred"},
    {"split", "string?", "none (default), train, val or test"},
    {"refuse_blurred", "boolean?", "leave out blurred ones and near copies of the session's last one"},
};
constexpr Field kImport[] = {
    {"name", "string", "file name of the archive"},
    {"format", "string?", "layout; absent: recognised"},
    {"other_labels", "string?", "for pictures that are labelled otherwise: keep (default), replace or add"},
    {"boxes_drawn_on", "string?",
     "of pictures that EXIF turns: upright (as they are shown), stored, or auto (default: found out)"},
};
constexpr Field kThumbnail[] = {{"side", "integer?", "128, 256 (default) or 512: the longer side, pixels"}};
constexpr Field kHealth[] = {
    {"size", "integer?", "side of the network's input, pixels; default 96"},
    {"platforms", "boolean?", "also whether other platforms would take an upload of these pictures"},
};
constexpr Field kLayoutQuery[] = {{"format", "string", "see /formats"}};
constexpr Field kPreview[] = {{"settings", "string", "an Augmentation, as JSON"},
                              {"size", "integer?", "side of a picture in the grid; default 128"},
                              {"seed", "integer?", ""}};
constexpr Field kPredict[] = {{"threshold", "number?", "of a found object; default: the model's own"},
                              {"precision", "string?", "int8 (default) or float"}};
constexpr Field kSuggest[] = {{"threshold", "number?", "default: the model's own"}};
constexpr Field kCompare[] = {{"a", "integer", "id of a run"}, {"b", "integer", "of another"}};
constexpr Field kRestore[] = {{"name", "string?", "of the project; default: its own"}};
constexpr Field kAuditQuery[] = {{"before", "integer?", "id: entries older than it"},
                                 {"limit", "integer?", ""}};

}  // namespace tinsmith::serve
