// bundle/tflite_description.h — what a .tflite of another program says about itself: TensorFlow Lite's model
// metadata (the entry "TFLITE_METADATA", tflite_description.fbs) and the files that are packed into it, a zip
// behind the FlatBuffer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "formats/metadata.h"

namespace tinsmith::bundle {

struct TfliteDescription {
  // The text of the file that names the classes, one a line, and that file's name. The file is the one that
  // the metadata gives to an output, else the only packed text file with "label" in its name.
  std::optional<std::string> labels;
  std::string labels_name;
  // An input value is (pixel − mean) / deviation, pixels being 0…255. One number, or one a channel; empty
  // where nothing is said. Both have the same length, are finite, and no deviation is 0.
  std::vector<float> mean, deviation;
  // What was found and not used, a sentence each.
  std::vector<std::string> problems;
};

// Never refuses a model: what is damaged or not understood becomes a problem. Label files of more than a
// megabyte and zips of more than a thousand files are not read.
TfliteDescription describe_tflite(ByteView file, const formats::Metadata& metadata);

}  // namespace tinsmith::bundle
