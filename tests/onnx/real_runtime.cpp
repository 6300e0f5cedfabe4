#include "onnx/real_runtime.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

namespace tinsmith {
namespace {

constexpr std::size_t kPictureAxes = 4;

std::filesystem::path runtime_folder() {
  return TINSMITH_ONNX_RUNTIME;
}

graph::Shape shape_in_file(const graph::Shape& shape) {
  return shape.size() == kPictureAxes ? graph::Shape{shape[0], shape[3], shape[1], shape[2]} : shape;
}

// Transposes values[c][p] of `rows` × `columns` to values[p][c].
std::vector<float> turned(const std::vector<float>& values, std::size_t rows, std::size_t columns) {
  std::vector<float> result(values.size());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      result[column * rows + row] = values[row * columns + column];
  return result;
}

}  // namespace

std::vector<float> as_in_file(const std::vector<float>& values, const graph::Shape& shape) {
  if (shape.size() != kPictureAxes) return values;
  const auto channels = static_cast<std::size_t>(shape[3]);
  return turned(values, values.size() / channels, channels);
}

std::vector<float> as_in_graph(const std::vector<float>& values, const graph::Shape& shape) {
  if (shape.size() != kPictureAxes) return values;
  const auto channels = static_cast<std::size_t>(shape[3]);
  return turned(values, channels, values.size() / channels);
}

bool OnnxRuntime::is_installed() {
  return std::filesystem::exists(runtime_folder() / "node_modules");
}

void OnnxRuntime::add(const std::string& name, ByteView file, const graph::Graph& graph,
                      const std::vector<std::vector<float>>& inputs) {
  std::string shapes;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const graph::Shape& shape = graph.tensor(graph.inputs[i]).shape;
    shapes += fmt::format("{}[{}]", i == 0 ? "" : ",", fmt::join(shape_in_file(shape), ","));
    CHECK(
        write_file(folder_.path() / fmt::format("{}.in.{}", name, i), bytes_of(as_in_file(inputs[i], shape))),
        "the temporary folder");
  }
  CHECK(write_file(folder_.path() / (name + ".onnx"), file), "the temporary folder");
  jobs_ += fmt::format("{}{{\"name\":\"{}\",\"shapes\":[{}]}}", jobs_.empty() ? "" : ",", name, shapes);
}

std::string OnnxRuntime::run() {
  const auto said = folder_.path() / "said";
  CHECK(write_file(folder_.path() / "jobs.json", "[" + jobs_ + "]"), "the temporary folder");
  const int status = std::system(fmt::format("node '{}' '{}' 2>'{}'", (runtime_folder() / "run.mjs").string(),
                                             folder_.path().string(), said.string())
                                     .c_str());
  return status == 0 ? "" : "the runtime says: " + read_text_file(said).value();
}

std::vector<float> OnnxRuntime::output(const std::string& name, const graph::Graph& graph,
                                       std::size_t index) const {
  const auto bytes = read_file(folder_.path() / fmt::format("{}.out.{}", name, index));
  if (!bytes) return {};
  return as_in_graph(values_of<float>(*bytes), graph.tensor(graph.outputs[index]).shape);
}

}  // namespace tinsmith
