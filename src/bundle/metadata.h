// bundle/metadata.h — our own description of a model, as JSON text in the metadata entry "tinsmith"
// of a file:
//
//   {"version": 1, "name": "mobilenetv2-0.35", "head": "classification", "classes": ["bolt", "nut"],
//    "preparation": {…, see image::to_json}, "provenance": {"data": "bolts.zip", "seed": "1"}}
//
// Optional keys:
//   "levels"        for boxes that are decoded outside the network: their grid (levels.h)
//   "suppression"   for boxes: "per-class" (default) or "across-classes"
//   "threshold"     for boxes and centroids: 0 … 1
//   "answer"        "logits" if a softmax must still be applied
//   "input_values"  if a pixel is not pixel / 255 at the network's input (input_values.h)
#pragma once

#include <string>
#include <string_view>

#include "bundle/model.h"

namespace tinsmith::bundle {

inline constexpr std::string_view kMetadataEntry = "tinsmith";

// Whether `name` may be a class name: 1 to 1024 bytes on one line, without control characters.
bool is_class_name(std::string_view name);

// Returns everything except graph and assumptions as JSON. Bytes that are not UTF-8 become U+FFFD.
std::string metadata_text(const Model& model);

// Fills everything except graph and assumptions; does not change `model` on errors. The text may
// come from anybody:
//   Corrupt       longer than a megabyte, or not a JSON object
//   Unsupported   of a later version, or with an unknown head
//   InvalidInput  a key is missing or of the wrong type; a name is empty, too long or has control characters
Result<Done> read_metadata(std::string_view text, Model& model);

}  // namespace tinsmith::bundle
