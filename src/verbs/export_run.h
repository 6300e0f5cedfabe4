// verbs/export_run.h — the verb `export`: writes the models of a run in other formats.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::verbs {

struct ExportRequest {
  std::string run, out;
  std::vector<std::string> formats;  // "tflite", "tflite-float", "onnx", "safetensors"
};
// Exports the run's models and returns the written files.
Result<std::vector<std::filesystem::path>> export_run(const ExportRequest& request);

}  // namespace tinsmith::verbs
