// studio/lesson.h — the data set of a run made ready to learn from: usable pictures, one task, three parts.
#pragma once

#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "dataset/split.h"
#include "heads/heads.h"
#include "report/run_report.h"
#include "studio/data_record.h"
#include "studio/run_folder.h"
#include "studio/train_config.h"
#include "train/fit.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {

struct Lesson {
  const zoo::Network* network = nullptr;  // that learns it
  dataset::Dataset dataset;
  dataset::Division division;        // pictures by position
  DataRecord record;                 // of the data set as the run began
  std::vector<std::string> remarks;  // sentences for whoever waits: what was found, left out, prevented
};

// Reads config.data, chooses the network that fits it when config.model is empty, and divides it, or takes
// the division that the run folder holds when it does, so that a resumed run goes on with the same pictures
// and classes; what has changed since is among the remarks.
// config.validation and config.test are shares, such as "0.2"; empty: as the layout divides, else 0.15 each.
//   InvalidInput  the data set is of the other task than the network; nothing labelled; fewer than 2 classes
//                 to tell apart
//   NotFound      no such network
//   Usage         a share that is not one
//   Conflict      the run is there already, and the data set has got classes that it does not know
Result<Lesson> prepare_lesson(const TrainConfig& config, const RunFolder& folder, ThreadPool& pool);

// What a fit learns from, varied as the settings ask and as suits what is learned. `gets_used_to_int8`: the
// last part of the training, which looks at pictures as they will be met. The lesson must outlive it.
train::FitData data_to_fit(const TrainConfig& config, const Lesson& lesson,
                           const image::Preparation& preparation, bool gets_used_to_int8);

// What the network's answer is decoded as.
heads::Head head_of(const zoo::Network& network);

// What the report says of it.
report::Split split_report(const Lesson& lesson);

// All boxes become one class of that name. Nothing happens to a data set without boxes.
void merge_classes(dataset::Dataset& dataset, const std::string& name);

}  // namespace tinsmith::studio
