// verbs/training_data.h — prepares the data set of a run for training: usable pictures, one task, three splits.
#pragma once

#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "dataset/split.h"
#include "report/run_report.h"
#include "train/fit.h"
#include "verbs/data_record.h"
#include "verbs/run_folder.h"
#include "verbs/train_config.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {

// Returns the network that is trained on such labels when none is chosen. For boxes it is a box detector; a
// centroid network is trained only when it is chosen.
const zoo::Network& default_network_for(dataset::LabelKind labels);

struct TrainingData {
  const zoo::Network* network = nullptr;  // the network to train
  dataset::Dataset dataset;
  dataset::DatasetSplit split;       // indices into dataset.pictures
  DataRecord record;                 // state of the data set when the run began
  std::vector<std::string> remarks;  // messages for the user: what was found, left out, prevented
};

// Reads config.data, chooses a suitable network when config.model is empty, and splits the pictures. If the
// run folder already holds a split, uses that one, so that a resumed run continues with the same pictures and
// classes; changes of the data since then are among the remarks.
// config.validation and config.test are fractions, such as "0.2"; empty: as the
// layout splits, else 0.15 each.
//   InvalidInput  the data set is for another task than the network; nothing is labelled; fewer than 2
//                 classes for classification
//   NotFound      unknown network
//   Usage         not a valid fraction
//   Conflict      the run exists already, and the data set has classes that are new to it
Result<TrainingData> prepare_training_data(const TrainConfig& config, const RunFolder& folder,
                                           ThreadPool& pool);

// Returns the training data of a fit, with the augmentation that the settings ask for and the task permits.
// `is_quantization_aware` selects the quantization-aware phase at the end, which trains on pictures closer to
// real input: without mosaic and copy-paste. The training data must outlive the result.
train::FitData data_to_fit(const TrainConfig& config, const TrainingData& training_data,
                           const image::Preparation& preparation, bool is_quantization_aware);

// Returns the split as the report shows it.
report::Split split_report(const TrainingData& training_data);

// Merges all boxes into one class of that name. A data set without boxes stays as it is.
void merge_classes(dataset::Dataset& dataset, const std::string& name);

}  // namespace tinsmith::verbs
