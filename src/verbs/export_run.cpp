#include "verbs/export_run.h"

#include <functional>

#include "base/files.h"
#include "bundle/model.h"
#include "formats/weights/layers.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

Result<Bytes> int8_file(const RunFolder& run) {
  return read_file(run.int8_model());
}
Result<Bytes> float_file(const RunFolder& run) {
  return read_file(run.float_model());
}
Result<Bytes> onnx_file(const RunFolder& run) {
  TRY(const auto model, bundle::read_model(run.float_model()));
  return bundle::to_onnx(model);
}
Result<Bytes> weights_file(const RunFolder& run) {
  TRY(const auto model, bundle::read_model(run.float_model()));
  return formats::write_weights(model.graph);
}

struct ExportRow {
  std::string_view format;
  std::string_view file;  // file name in the output folder
  Result<Bytes> (*make)(const RunFolder& run);
};
constexpr ExportRow kExports[] = {
    {"tflite", "model.int8.tflite", int8_file},
    {"tflite-float", "model.float.tflite", float_file},
    {"onnx", "model.onnx", onnx_file},
    {"safetensors", "model.safetensors", weights_file},
};

Result<const ExportRow*> find_export(const std::string& format) {
  std::string known;
  for (const ExportRow& row : kExports) {
    if (row.format == format) return &row;
    known += (known.empty() ? "" : ", ") + std::string(row.format);
  }
  return fail(Fault::Usage, "there is no export format '{}'; there are {}", format, known);
}

}  // namespace

Result<std::vector<std::filesystem::path>> export_run(const ExportRequest& request) {
  const RunFolder run{request.run};
  TRY_DONE(model_file_of(run.root));
  std::vector<const ExportRow*> rows;
  for (const std::string& format : request.formats) {
    TRY(const ExportRow* row, find_export(format));
    rows.push_back(row);
  }
  const std::filesystem::path out = request.out;
  TRY_DONE(make_folder(out));
  std::vector<std::filesystem::path> written;
  for (const ExportRow* row : rows) {
    TRY(const auto bytes, row->make(run));
    written.push_back(out / row->file);
    TRY_DONE(write_file(written.back(), bytes));
  }
  TRY(const auto labels, read_file(run.labels()));
  written.push_back(out / "labels.txt");
  TRY_DONE(write_file(written.back(), labels));
  return written;
}

}  // namespace tinsmith::verbs
