// verbs/run_folder.h — the file names in the folder of a training run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/record.h"
#include "verbs/train_config.h"

namespace tinsmith::verbs {

struct RunFolder {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.json"; }
  std::filesystem::path split() const { return root / "split.json"; }
  std::filesystem::path data_record() const { return root / "data.json"; }  // data_record.h
  std::filesystem::path log() const { return root / "log.jsonl"; }
  // Predictions of the best epoch on a few pictures, during and after training (watched.h).
  std::filesystem::path watched() const { return root / "watched.json"; }
  std::filesystem::path checkpoint() const { return root / "checkpoint" / "last.safetensors"; }
  // Checkpoint of the quantization-aware phase.
  std::filesystem::path int8_checkpoint() const { return root / "checkpoint" / "last.int8.safetensors"; }
  std::filesystem::path float_model() const { return root / "model.float.tflite"; }
  std::filesystem::path int8_model() const { return root / "model.int8.tflite"; }
  std::filesystem::path labels() const { return root / "labels.txt"; }
  // For detectors: the boxes of the test pictures and the int8 model's detections, as COCO files.
  std::filesystem::path ground_truth() const { return root / "ground_truth.json"; }
  std::filesystem::path detections() const { return root / "detections.json"; }
  std::filesystem::path report_json() const { return root / "report.json"; }
  std::filesystem::path report_html() const { return root / "report.html"; }

  // Checks that the folder holds no run. Conflict when it does.
  Result<Done> check_free() const;
  // Creates the folder of a new run and writes its config. Conflict when the folder already holds a run.
  Result<Done> begin(const TrainConfig& config) const;
  // Returns the config of the existing run. NotFound when there is none.
  Result<TrainConfig> resume() const;
  // Writes one JSON object per epoch, one per line.
  Result<Done> write_log(const std::vector<train::EpochRecord>& records) const;
  // Writes one class name per line.
  Result<Done> write_labels(const std::vector<std::string>& classes) const;
};

// Returns the model file that the user specified: the file itself, or the int8
// model of a run folder. NotFound.
Result<std::filesystem::path> model_file_of(const std::filesystem::path& file_or_run);

}  // namespace tinsmith::verbs
