#include "opening/open_kmodel.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/files.h"
#include "bundle/metadata.h"
#include "graph/graph.h"
#include "kmodel/kmodel.h"
#include "scene/box_grid.h"

namespace tinsmith::opening {
namespace {

namespace fs = std::filesystem;
using kmodel::v4::Element;

constexpr std::uint64_t kMaxText_bytes = std::uint64_t{1} << 20;
constexpr std::int32_t kMaxSide_px = 1024;

// Height, width and channels of a map or a picture, whose first axes may be 1.
struct MapSize {
  std::int32_t channels = 0, height = 0, width = 0;
};
std::optional<MapSize> map_size(const kpu::Port& port) {
  const auto& shape = port.shape;
  if (shape.size() < 3 || !std::all_of(shape.begin(), shape.end() - 3, [](auto size) { return size == 1; }))
    return std::nullopt;
  const auto at = [&](std::size_t from_end) {
    return static_cast<std::int32_t>(shape[shape.size() - from_end]);
  };
  return port.is_planar ? MapSize{at(3), at(2), at(1)} : MapSize{at(1), at(3), at(2)};
}

std::string shape_text(const kpu::Port& port) {
  return fmt::format("{}", fmt::join(port.shape, "x"));
}

graph::TensorId add_tensor(graph::Graph& graph, std::string name, graph::ElementType type,
                           graph::Shape shape) {
  graph::Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.shape = std::move(shape);
  graph.tensors.push_back(std::move(tensor));
  return static_cast<graph::TensorId>(graph.tensors.size() - 1);
}

// The shape of an output with channels last: of a map, of rows [1, n, values], or of a list [1, n].
graph::Shape shape_of_output(const kpu::Port& port) {
  if (const auto size = map_size(port)) {
    if (size->height == 1 && size->width == 1) return {1, size->channels};
    return {1, size->height, size->width, size->channels};
  }
  return {1, static_cast<std::int32_t>(port.shape.back())};
}

// A graph with the input and the outputs of a kmodel.
Result<graph::Graph> ports_of(const kpu::Model& kmodel) {
  const auto inputs = kmodel.inputs();
  const auto picture = inputs.size() == 1 ? map_size(inputs[0]) : std::nullopt;
  if (!picture || (picture->channels != 1 && picture->channels != 3) || picture->height > kMaxSide_px ||
      picture->width > kMaxSide_px)
    return fail(
        Fault::Unsupported,
        "it has {} inputs, the first {}; one picture of 1 or 3 channels is expected (tinsmith invoke runs "
        "it on other data)",
        inputs.size(), inputs.empty() ? "none" : shape_text(inputs[0]));
  graph::Graph graph;
  graph.inputs = {add_tensor(
      graph, "input",
      inputs[0].element == Element::Float32 ? graph::ElementType::Float32 : graph::ElementType::UInt8,
      {1, picture->height, picture->width, picture->channels})};
  for (const kpu::Port& port : kmodel.outputs())
    graph.outputs.push_back(add_tensor(graph, fmt::format("output{}", graph.outputs.size()),
                                       graph::ElementType::Float32, shape_of_output(port)));
  return graph;
}

// The texts beside a kmodel; empty where there is no file.
struct Beside {
  std::optional<std::string> description;  // NAME.json
  std::string labels;                      // labels.txt
  std::string script;                      // main.py or boot.py
};
Beside texts_beside(const fs::path& path) {
  const auto text = [&](const fs::path& name) -> std::optional<std::string> {
    auto found = read_text_file(path.parent_path() / name, kMaxText_bytes);
    if (!found) return std::nullopt;
    return std::move(found).value();
  };
  Beside beside;
  beside.description = text(path.stem().string() + ".json");
  beside.labels = text("labels.txt").value_or("");
  for (const char* name : {"main.py", "boot.py"})
    if (beside.script.empty()) beside.script = text(name).value_or("");
  return beside;
}

std::vector<std::string> lines_of_labels(const std::string& text) {
  if (auto assigned = texts_assigned(text, "labels"); !assigned.empty()) return assigned;
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

// Names the classes; both sources that do not have one name per class are left out.
void name_classes(bundle::Model& model, std::size_t count, const Beside& beside) {
  const std::pair<std::vector<std::string>, std::string_view> sources[] = {
      {lines_of_labels(beside.labels), "labels.txt"},
      {texts_assigned(beside.script, "labels"), "the script"}};
  for (const auto& [names, where] : sources) {
    if (names.size() != count || !std::ranges::all_of(names, bundle::is_class_name)) continue;
    model.classes = names;
    model.assumptions.push_back(fmt::format("its class names are those of {} beside it", where));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) model.classes.push_back(fmt::format("class {}", i));
  model.assumptions.push_back(
      fmt::format("its {} classes have no names, so they are called \"class 0\", \"class 1\", …", count));
}

Result<scene::BoxGrid> grid_of(const graph::Graph& graph, const image::Preparation& preparation,
                               const std::vector<double>& anchors) {
  const graph::Shape& shape = graph.tensor(graph.outputs[0]).shape;
  const auto count = static_cast<std::int32_t>(anchors.size() / 2);
  const std::int32_t stride = preparation.size.width / shape[2];
  if (anchors.empty())
    return fail(Fault::Unsupported,
                "its output {} is a grid, of which nothing says how it is decoded; put its description "
                "NAME.json or a "
                "main.py with the lists 'anchors' and 'labels' beside it",
                graph::format_shape(shape));
  if (anchors.size() % 2 != 0 || shape[3] % count != 0 || shape[3] / count <= scene::BoxGrid::kFirstClass)
    return fail(Fault::InvalidInput,
                "the script beside it has {} numbers as anchors; its output {} cannot have them",
                anchors.size(), graph::format_shape(shape));
  if (stride * shape[2] != preparation.size.width || stride * shape[1] != preparation.size.height)
    return fail(Fault::Unsupported,
                "its output {} divides the input of {}x{} into cells that are not whole pixels",
                graph::format_shape(shape), preparation.size.width, preparation.size.height);
  scene::BoxLevel level{stride, {}};
  for (std::int32_t i = 0; i < count; ++i)
    level.anchors.push_back({anchors[static_cast<std::size_t>(2 * i)] * stride,
                             anchors[static_cast<std::size_t>(2 * i + 1)] * stride});
  return scene::BoxGrid{preparation.size.width,
                        preparation.size.height,
                        shape[3] / count - scene::BoxGrid::kFirstClass,
                        scene::BoxCoding::Exponential,
                        {level}};
}

// Fills in what the file itself does not say.
Result<Done> assume_from_ports(bundle::Model& model, const kpu::Model& kmodel, const Beside& beside) {
  if (model.graph.outputs.size() != 1)
    return fail(Fault::Unsupported, "it has {} outputs; put its description NAME.json beside it",
                model.graph.outputs.size());
  const graph::Shape& shape = model.graph.tensor(model.graph.outputs[0]).shape;
  if (shape.size() == 2) {
    model.task = scene::Task::Classification;
    model.answers_logits = !kmodel.ends_in_probabilities();
    if (model.answers_logits)
      model.assumptions.push_back("its output does not come from a softmax, so it is treated as logits");
    name_classes(model, static_cast<std::size_t>(shape[1]), beside);
  } else {
    model.task = scene::Task::Boxes;
    TRY(const auto grid, grid_of(model.graph, model.preparation, numbers_assigned(beside.script, "anchors")));
    name_classes(model, static_cast<std::size_t>(grid.classes), beside);
    model.levels = grid;
    model.assumptions.push_back(
        fmt::format("its output {} is a YOLOv2 grid with the {} anchors of the script beside it",
                    graph::format_shape(shape), grid.levels[0].anchors.size()));
  }
  model.assumptions.push_back(fmt::format("pictures are stretched to {}x{}, {}", model.preparation.size.width,
                                          model.preparation.size.height,
                                          model.preparation.channels == 1 ? "grey" : "RGB"));
  return Done{};
}

}  // namespace

Result<std::shared_ptr<const kpu::Model>> compile_kmodel(const fs::path& path) {
  TRY(const auto bytes, read_file(path, kmodel::kMaxKmodel_bytes));
  TRY(const auto kmodel, kmodel::read_kmodel(bytes));
  return kpu::Model::compile(kmodel);
}

Result<OpenedModel> open_kmodel(const fs::path& path) {
  OpenedModel opened;
  TRY(opened.kmodel, compile_kmodel(path));
  bundle::Model& model = opened.model;
  TRY(model.graph, ports_of(*opened.kmodel));
  const graph::Shape input = model.graph.tensor(model.graph.inputs[0]).shape;
  const Beside beside = texts_beside(path);
  if (beside.description) {
    TRY_DONE(bundle::read_metadata(*beside.description, model)
                 .during("its description " + path.stem().string() + ".json"));
  } else {
    model.name = path.stem().string();
    model.preparation.size = {input[2], input[1]};
    model.preparation.channels = input[3];
    TRY_DONE(assume_from_ports(model, *opened.kmodel, beside));
  }
  if (model.preparation.size.width != input[2] || model.preparation.size.height != input[1] ||
      model.preparation.channels != input[3])
    return fail(Fault::InvalidInput, "its description makes pictures of {}x{}x{}; its input is {}x{}x{}",
                model.preparation.size.width, model.preparation.size.height, model.preparation.channels,
                input[2], input[1], input[3]);
  TRY_DONE(bundle::check_answer(model));
  return opened;
}

}  // namespace tinsmith::opening
