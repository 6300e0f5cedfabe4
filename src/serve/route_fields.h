// serve/route_fields.h — the query parameters of the routes. For route_table.cpp only.
#pragma once

#include "serve/types.h"

namespace tinsmith::serve {

constexpr std::span<const Field> kNoQuery{};
constexpr Field kListing[] = {
    {"offset", "integer?", "index of the first picture to return"},
    {"limit", "integer?", "maximum number of pictures, up to 500; default 100"},
    {"search", "string?", "part of the file name"},
    {"class_id", "integer?", "only pictures with a label of this class"},
    {"state", "string?", "unlabelled, labelled, null, or by_model: labelled by a model and not reviewed"},
    {"split", "string?", "none, train, val or test"},
    {"sort", "string?", "newest (default), oldest or name"},
    {"model_job", "integer?", "only pictures that this job's model labelled and nobody has reviewed"},
    {"bin", "boolean?", "true: the pictures in the bin instead of the others"},
};
constexpr Field kPosition[] = {
    {"after", "integer?", "id of the current picture"},
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
    {"class_id", "integer?", "label of the picture, for classification"},
    {"session", "string?", "id of the capture session, for refuse_blurred"},
    {"split", "string?", "none (default), train, val or test"},
    {"refuse_blurred", "boolean?",
     "reject blurred pictures and near duplicates of the session's last picture"},
};
constexpr Field kImport[] = {
    {"name", "string", "file name of the archive"},
    {"format", "string?", "layout; default: detected"},
    {"other_labels", "string?",
     "what to do with pictures that already have other labels: keep (default), replace or add"},
    {"boxes_drawn_on", "string?",
     "for pictures with an EXIF rotation: boxes are drawn on the upright picture (as it is shown), the "
     "stored one, or auto (default: detected)"},
};
constexpr Field kThumbnail[] = {{"side", "integer?", "128, 256 (default) or 512: the longer side, pixels"}};
constexpr Field kHealth[] = {
    {"size", "integer?", "input size of the network in pixels; default 96"},
    {"platforms", "boolean?", "also check whether other platforms would accept an upload of these pictures"},
};
constexpr Field kLayoutQuery[] = {{"format", "string", "see /formats"}};
constexpr Field kPreview[] = {{"settings", "string", "an Augmentation, as JSON"},
                              {"size", "integer?", "side of a picture in the grid, in pixels; default 128"},
                              {"seed", "integer?", ""}};
constexpr Field kPredict[] = {
    {"threshold", "fraction?", "confidence threshold; default: the one that is stored in the model"},
    {"precision", "string?", "int8 (default) or float"}};
constexpr Field kSuggest[] = {
    {"threshold", "fraction?", "confidence threshold; default: the one that is stored in the model"}};
constexpr Field kCompare[] = {{"a", "integer", "id of the first run"},
                              {"b", "integer", "id of the second run"}};
constexpr Field kDeviceQuery[] = {
    {"after", "integer?", "`revision` of the last response: wait up to 2 s for something newer"}};
constexpr Field kRestore[] = {
    {"name", "string?", "name of the new project; default: the name in the backup"}};
constexpr Field kAuditQuery[] = {{"before", "integer?", "id of an entry: only older entries are returned"},
                                 {"limit", "integer?", ""}};

}  // namespace tinsmith::serve
