// studio/run_folder.h — the files of a training run, named once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "studio/train_config.h"
#include "train/record.h"

namespace tinsmith::studio {

struct RunFolder {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.json"; }
  std::filesystem::path split() const { return root / "split.json"; }
  std::filesystem::path data_record() const { return root / "data.json"; }  // data_record.h
  std::filesystem::path log() const { return root / "log.jsonl"; }
  // While it trains, and after: what the best epoch saw in a few pictures (watched.h).
  std::filesystem::path watched() const { return root / "watched.json"; }
  std::filesystem::path checkpoint() const { return root / "checkpoint" / "last.safetensors"; }
  // Of the epochs that get the weights used to int8.
  std::filesystem::path int8_checkpoint() const { return root / "checkpoint" / "last.int8.safetensors"; }
  std::filesystem::path float_model() const { return root / "model.float.tflite"; }
  std::filesystem::path int8_model() const { return root / "model.int8.tflite"; }
  std::filesystem::path labels() const { return root / "labels.txt"; }
  // Of a detector: the boxes of the test pictures and what the int8 model found, as COCO files.
  std::filesystem::path ground_truth() const { return root / "ground_truth.json"; }
  std::filesystem::path detections() const { return root / "detections.json"; }
  std::filesystem::path report_json() const { return root / "report.json"; }
  std::filesystem::path report_html() const { return root / "report.html"; }

  // Conflict when a run is there already.
  Result<Done> check_free() const;
  // Makes the folder for a new run and writes its config. Conflict when a run is there already.
  Result<Done> begin(const TrainConfig& config) const;
  // The config of the run that is there. NotFound when there is none.
  Result<TrainConfig> resume() const;
  // One JSON object a line, an epoch each.
  Result<Done> write_log(const std::vector<train::EpochRecord>& records) const;
  // One class a line.
  Result<Done> write_labels(const std::vector<std::string>& classes) const;
};

// The model file that a person means: the file itself, or the int8 model of a run folder. NotFound.
Result<std::filesystem::path> model_file_of(const std::filesystem::path& file_or_run);

}  // namespace tinsmith::studio
