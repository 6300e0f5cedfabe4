// verbs/export_run.h — the verb `export`: writes the models of a run in other formats.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tinsmith::verbs {

struct ExportRequest {
  std::string run, out;
  std::vector<std::string> formats;  // "tflite", "tflite-float", "onnx", "safetensors", "c", "kmodel"
};
// Returns the file of a run's folder in another format, without writing it: "onnx" or another format that is one file.
Result<Bytes> exported(const std::string& run, const std::string& format);

// Exports the run's models and returns the written files.
Result<std::vector<std::filesystem::path>> export_run(const ExportRequest& request);

}  // namespace tinsmith::verbs
