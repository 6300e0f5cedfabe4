// verbs/data_record.h — a record of a run's data set, from which a resumed run detects what has changed.
//
// data.json in a run folder: {"classes": ["cup", …], "pictures": {"a/1.jpg": "<hash of its labels>", …}}. The
// value is null for a picture without labels.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::verbs {

struct DataRecord {
  std::vector<std::string> classes;  // in the order of the network's outputs
  // Maps a picture's path to a hash of its class names and boxes; nullopt when the picture had no labels.
  std::map<std::string, std::optional<std::string>> labels;
};

DataRecord record_of(const dataset::Dataset& dataset);
std::string to_text(const DataRecord& record);
// Parses a record. Corrupt; the message describes the problem.
Result<DataRecord> data_record_from_text(const std::string& text);

// Renumbers the classes of a data set that was read again to match the record, whatever their order is now.
// `run` is the name of the run for the message.
//   Conflict  pictures show a class that the record lacks; the message names it and the remedy
Result<Done> use_classes_of(const DataRecord& record, const std::string& run, dataset::Dataset& dataset);

// Returns one sentence per kind of change since the record was made: new pictures, removed pictures, pictures
// that lost their labels, pictures with different labels. Empty when nothing has changed.
std::vector<std::string> changes_since(const DataRecord& record, const std::string& run,
                                       const dataset::Dataset& dataset);

}  // namespace tinsmith::verbs
