// studio/data_record.h — what a run remembers of its data set, so that a resumed run can say what has
// changed.
//
// data.json of a run folder: {"classes": ["cup", …], "pictures": {"a/1.jpg": "<hash of its labels>", …}}; a
// picture that had no label has null.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace tinsmith::studio {

struct DataRecord {
  std::vector<std::string> classes;  // in the order of the network's outputs
  // By the picture's path: a hash of the class names and boxes; nothing when the picture had no label.
  std::map<std::string, std::optional<std::string>> labels;
};

DataRecord record_of(const dataset::Dataset& dataset);
std::string to_text(const DataRecord& record);
// Corrupt says what is wrong with it.
Result<DataRecord> data_record_from_text(const std::string& text);

// Numbers the classes of a data set that was read again as the record does, whatever their order is now.
// `run` names the run in the message.
//   Conflict  pictures show a class that the record does not have; the message names it, and how to learn it
Result<Done> use_classes_of(const DataRecord& record, const std::string& run, dataset::Dataset& dataset);

// A sentence for each kind of change since: pictures that are new, gone, no longer labelled, labelled
// otherwise. None when nothing has changed.
std::vector<std::string> changes_since(const DataRecord& record, const std::string& run,
                                       const dataset::Dataset& dataset);

}  // namespace tinsmith::studio
