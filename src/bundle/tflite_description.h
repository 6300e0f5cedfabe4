// bundle/tflite_description.h — reads the description in a .tflite of another program: TensorFlow Lite's
// model metadata (the entry "TFLITE_METADATA", tflite_description.fbs) and the files packed into it, a zip
// after the FlatBuffer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "formats/metadata.h"

namespace tinsmith::bundle {

struct TfliteDescription {
  // The text of the file with the class names, one per line, and that file's name. It is the file that the
  // metadata assigns to an output, otherwise the only packed text file with "label" in its name.
  std::optional<std::string> labels;
  std::string labels_name;
  // An input value is (pixel − mean) / deviation, with pixels of 0…255. Both have one number, or one per
  // channel, or are empty if the metadata gives none. Both have the same length and are finite, and no
  // deviation is 0.
  std::vector<float> mean, deviation;
  // Information that was found but not used, one sentence each.
  std::vector<std::string> problems;
};

// Never fails: damaged or unknown parts become `problems`. Label files larger than one megabyte and zips with
// more than a thousand files are not read.
TfliteDescription describe_tflite(ByteView file, const formats::Metadata& metadata);

}  // namespace tinsmith::bundle
