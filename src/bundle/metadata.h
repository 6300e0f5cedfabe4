// bundle/metadata.h — what a .tflite of ours says about itself, as JSON text in its metadata entry
// "tinsmith":
//
//   {"version": 1, "name": "mobilenetv2-0.35", "head": "classification", "classes": ["bolt", "nut"],
//    "preparation": {…, see image::to_json}, "provenance": {"data": "bolts.zip", "seed": "1"}}
//
// and "levels" (levels.h) where boxes are decoded outside of the network; for boxes "suppression"
// ("per-class" or "across-classes"; absent: per class); for boxes and centroids "threshold", 0 … 1;
// "answer": "logits" where a softmax is still to be applied, "levels" (levels.h) where boxes are decoded
// outside of the network, and "input_values" (input_values.h) where a pixel is something else than pixel /
// 255 at the network's input.
#pragma once

#include <string>
#include <string_view>

#include "bundle/model.h"

namespace tinsmith::bundle {

inline constexpr std::string_view kMetadataEntry = "tinsmith";

// What a class may be called: up to 1024 bytes on one line, without control characters.
bool is_class_name(std::string_view name);

// Everything but graph and assumptions. Bytes that are not UTF-8 become U+FFFD.
std::string metadata_text(const Model& model);

// Fills name, head, levels, suppression, threshold, classes, preparation and provenance; `model` is as before
// when that fails. The text is anybody's:
//   Corrupt       longer than a megabyte, or no JSON object
//   Unsupported   of a later version, or with a head that we do not know
//   InvalidInput  a key that is missing or of the wrong kind, an empty or overlong name, or one with control
//   characters
Result<Done> read_metadata(std::string_view text, Model& model);

}  // namespace tinsmith::bundle
