#include "verbs/export_run.h"

#include <functional>

#include "base/files.h"
#include "bundle/metadata.h"
#include "bundle/model.h"
#include "formats/weights/layers.h"
#include "kmodel/kmodel.h"
#include "kpu_compile/compile.h"
#include "verbs/package_run.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

using packaging::File;
using Files = std::vector<File>;

Result<Files> one_file(const char* name, const Result<Bytes>& bytes) {
  if (!bytes) return bytes.error();
  return Files{{name, std::string(as_text(*bytes))}};
}

Result<Files> int8_file(const RunFolder& run) {
  return one_file("model.int8.tflite", read_file(run.int8_model()));
}
Result<Files> float_file(const RunFolder& run) {
  return one_file("model.float.tflite", read_file(run.float_model()));
}
Result<Files> onnx_file(const RunFolder& run) {
  TRY(const auto model, bundle::read_model(run.float_model()));
  return one_file("model.onnx", bundle::to_onnx(model));
}
Result<Files> weights_file(const RunFolder& run) {
  TRY(const auto model, bundle::read_model(run.float_model()));
  return one_file("model.safetensors", formats::write_weights(model.graph));
}
// The kmodel with the description that open_model reads beside it.
Result<Files> kmodel_files(const RunFolder& run) {
  TRY(const auto model, bundle::read_model(run.int8_model()));
  TRY(const auto compiled, kpu_compile::compile(model.graph).during("compiling for the K210"));
  TRY(auto files, one_file("model.kmodel", kmodel::write_kmodel(compiled.model)));
  files.push_back({"model.json", bundle::metadata_text(model)});
  return files;
}
// The folder c of the package for any microcontroller.
Result<Files> c_files_of(const RunFolder& run) {
  TRY(auto files,
      package_files({.model = run.root.string(), .board = "generic", .out = {}, .pictures = {}, .name = {}}));
  std::erase_if(files, [](const File& file) { return !file.path.starts_with("c/"); });
  return files;
}

struct ExportRow {
  std::string_view format;
  Result<Files> (*make)(const RunFolder& run);
};
constexpr ExportRow kExports[] = {
    {"tflite", int8_file}, {"tflite-float", float_file}, {"onnx", onnx_file}, {"safetensors", weights_file},
    {"c", c_files_of},     {"kmodel", kmodel_files},
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

Result<Bytes> exported(const std::string& run, const std::string& format) {
  TRY(const ExportRow* row, find_export(format));
  TRY(auto files, row->make({run}));
  CHECK(files.size() == 1, "{} is {} files", format, files.size());
  const ByteView bytes = as_bytes(files[0].bytes);
  return Bytes(bytes.begin(), bytes.end());
}

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
    TRY(const auto files, row->make(run));
    for (const File& file : files) {
      written.push_back(out / file.path);
      TRY_DONE(make_folder(written.back().parent_path()));
      TRY_DONE(write_file(written.back(), file.bytes));
    }
  }
  TRY(const auto labels, read_file(run.labels()));
  written.push_back(out / "labels.txt");
  TRY_DONE(write_file(written.back(), labels));
  return written;
}

}  // namespace tinsmith::verbs
