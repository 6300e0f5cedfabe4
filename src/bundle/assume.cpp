#include "bundle/assume.h"

#include <algorithm>
#include <cmath>

#include "bundle/metadata.h"

namespace tinsmith::bundle {
namespace {

using graph::Tensor;

Result<image::Preparation> stretch_to(const graph::Graph& graph) {
  if (graph.inputs.size() != 1)
    return fail(Fault::Unsupported, "it has {} inputs; one picture is expected", graph.inputs.size());
  const graph::Shape& shape = graph.tensor(graph.inputs[0]).shape;
  if (shape.size() != 4 || shape[0] != 1 || (shape[3] != 1 && shape[3] != 3))
    return fail(Fault::Unsupported, "its input is {}; a picture, 1 x height x width x 1 or 3, is expected",
                graph::format_shape(shape));
  image::Preparation preparation;
  preparation.size = {shape[2], shape[1]};
  preparation.channels = shape[3];
  return preparation;
}

Result<heads::Head> head_for(const graph::Graph& graph) {
  std::string known;
  for (const heads::HeadInfo& info : heads::head_table()) {
    if (graph.outputs.size() == 1 &&
        graph.tensor(graph.outputs[0]).shape.size() == static_cast<std::size_t>(info.rank) &&
        graph.tensor(graph.outputs[0]).shape.back() > info.first_class)
      return info.head;
    known += fmt::format("{}{} {}", known.empty() ? "" : " or ", info.name, info.output);
  }
  return fail(Fault::Unsupported, "it has {} outputs, the first {}; one is expected: {}",
              graph.outputs.size(), graph::format_shape(graph.tensor(graph.outputs[0]).shape), known);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

void name_classes(Model& model, std::size_t count, const std::optional<std::string>& labels) {
  if (labels) {
    model.classes = lines_of(*labels);
    if (model.classes.size() == count &&
        std::all_of(model.classes.begin(), model.classes.end(), is_class_name)) {
      model.assumptions.push_back("its classes are the lines of labels.txt beside it, in that order");
      return;
    }
    model.assumptions.push_back(
        fmt::format("labels.txt beside it has {} names that could be used, the network {} classes, so it "
                    "was not used",
                    model.classes.size(), count));
  }
  model.classes.clear();
  for (std::size_t i = 0; i < count; ++i) model.classes.push_back(fmt::format("class {}", i));
  model.assumptions.push_back(
      fmt::format("its {} classes have no names, so they are counted from \"class 0\"", count));
}

// The real values that the smallest and largest byte of an int8 or uint8 input stand for.
void look_at_input_range(Model& model) {
  constexpr double kTolerance = 0.02;
  const Tensor& input = model.graph.tensor(model.graph.inputs[0]);
  if (!input.quantization.is_quantized()) {
    model.assumptions.push_back("its input takes pixels as 0…1");
    return;
  }
  const double scale = double{input.quantization.scales[0]};
  const double lowest = input.type == graph::ElementType::UInt8 ? 0 : -128;
  const double low = scale * (lowest - static_cast<double>(input.quantization.zero_points[0]));
  const double high = low + 255 * scale;
  if (std::abs(low) > kTolerance || std::abs(high - 1) > kTolerance)
    model.assumptions.push_back(fmt::format(
        "its input spans {:.3g}…{:.3g}, but pictures are given to it as 0…1: its answers may be wrong", low,
        high));
}

}  // namespace

Result<Done> assume_the_rest(Model& model, const std::optional<std::string>& labels) {
  TRY(model.preparation, stretch_to(model.graph));
  TRY(model.head, head_for(model.graph));
  const heads::HeadInfo& head = heads::info_of(model.head);
  const graph::Shape& output = model.graph.tensor(model.graph.outputs[0]).shape;
  model.assumptions.push_back(
      fmt::format("its output {} is a {} answer, {}", graph::format_shape(output), head.name, head.output));
  model.assumptions.push_back(fmt::format("pictures are stretched to {}x{}, {}", model.preparation.size.width,
                                          model.preparation.size.height,
                                          model.preparation.channels == 1 ? "grey" : "RGB"));
  look_at_input_range(model);
  name_classes(model, static_cast<std::size_t>(output.back() - head.first_class), labels);
  return Done{};
}

}  // namespace tinsmith::bundle
