#include "bundle/model.h"

#include "base/files.h"
#include "bundle/assume.h"
#include "bundle/metadata.h"
#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "graph/validate.h"

namespace tinsmith::bundle {
namespace {

// Max file size: far above any model for a board, but unproblematic for a computer.
constexpr std::uint64_t kMaxModel_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMaxLabels_bytes = std::uint64_t{1} << 20;

Result<Done> check_model(const Model& model) {
  if (model.classes.empty()) return fail(Fault::InvalidInput, "the model has no classes");
  TRY_DONE(check_answer(model));
  const image::Preparation& preparation = model.preparation;
  const graph::Shape expected{1, preparation.size.height, preparation.size.width, preparation.channels};
  if (model.graph.inputs.size() != 1 || model.graph.tensor(model.graph.inputs[0]).shape != expected)
    return fail(
        Fault::InvalidInput, "the network has {} inputs, the first {}; its preparation makes one of {}",
        model.graph.inputs.size(), graph::format_shape(model.graph.tensor(model.graph.inputs[0]).shape),
        graph::format_shape(expected));
  return Done{};
}

// The parts that all formats have: a network, and metadata entries with any name.
struct File {
  graph::Graph graph;
  formats::Metadata metadata;
  TfliteDescription description;  // only for a .tflite
};

Result<File> open_tflite(ByteView bytes) {
  TRY(auto file, formats::read_tflite(bytes));
  auto description = describe_tflite(bytes, file.metadata);
  return File{std::move(file.graph), std::move(file.metadata), std::move(description)};
}

// `folder`: the folder of the file; the model may keep values in other files there.
Result<File> open_onnx(ByteView bytes, const std::filesystem::path& folder) {
  TRY(auto file, formats::read_onnx(bytes, folder));
  return File{std::move(file.graph), std::move(file.metadata), {}};
}

Result<Model> model_of(Result<File> opened, const std::optional<std::string>& labels) {
  TRY(File file, std::move(opened));
  Model model;
  model.graph = std::move(file.graph);
  if (const auto entry = file.metadata.find(std::string(kMetadataEntry)); entry != file.metadata.end()) {
    TRY_DONE(read_metadata(entry->second, model).during("its metadata \"tinsmith\""));
  } else {
    TRY_DONE(assume_the_rest(model, {labels, std::move(file.description)}));
    model.name = model.graph.name;
  }
  TRY_DONE(check_model(model));
  return model;
}

// Returns nothing if the file does not exist or cannot be read, because it is optional.
std::optional<std::string> labels_beside(const std::filesystem::path& path) {
  auto text = read_text_file(path.parent_path() / "labels.txt", kMaxLabels_bytes);
  if (!text) return std::nullopt;
  return std::move(text).value();
}

// Returns the metadata entry with the information that the network alone does not have.
Result<formats::Metadata> checked_metadata(const Model& model) {
  TRY_DONE(graph::validate(model.graph));
  TRY_DONE(check_model(model));
  const std::string metadata = metadata_text(model);
  // A model whose metadata cannot be read back must not be exported.
  Model again;
  TRY_DONE(read_metadata(metadata, again).during("the model's metadata"));
  return formats::Metadata{{std::string(kMetadataEntry), metadata}};
}

}  // namespace

Result<Done> check_answer(const Model& model) {
  return heads::check_answer(model.graph, model.task, static_cast<std::int32_t>(model.classes.size()),
                             model.levels ? &*model.levels : nullptr);
}

std::string labels_text(const std::vector<std::string>& classes) {
  std::string lines;
  for (const std::string& name : classes) lines += name + "\n";
  return lines;
}

Result<Bytes> to_tflite(const Model& model) {
  TRY(const auto metadata, checked_metadata(model));
  return formats::write_tflite(model.graph, metadata);
}

Result<Bytes> to_onnx(const Model& model) {
  TRY(const auto metadata, checked_metadata(model));
  return formats::write_onnx(model.graph, metadata);
}

Result<Model> model_from_tflite(ByteView bytes) {
  return model_of(open_tflite(bytes), std::nullopt);
}

Result<Model> model_from_onnx(ByteView bytes) {
  return model_of(open_onnx(bytes, {}), std::nullopt);
}

Result<Model> read_model(const std::filesystem::path& path) {
  const std::string doing = "reading " + path.string();
  if (ending_of(path) == ".kmodel")
    return Result<Model>(
               fail(Fault::Unsupported,
                    "it is a kmodel, which show, invoke, predict and eval open; other commands need the "
                    ".tflite or .onnx file of the network"))
        .during(doing);
  auto bytes = read_file(path, kMaxModel_bytes);
  if (!bytes) return std::move(bytes).error();
  const bool is_onnx = ending_of(path) == ".onnx";
  // "." for a name without a folder, because an empty folder would mean that there is none.
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  return model_of(is_onnx ? open_onnx(*bytes, folder) : open_tflite(*bytes), labels_beside(path))
      .during(doing);
}

}  // namespace tinsmith::bundle
