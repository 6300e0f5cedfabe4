#include "bundle/assume.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "bundle/metadata.h"
#include "graph/unused.h"
#include "heads/answer.h"

namespace tinsmith::bundle {
namespace {

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

Result<scene::Task> task_of(const graph::Graph& graph) {
  std::string known;
  for (const heads::HeadInfo& info : heads::head_table()) {
    if (graph.outputs.size() == 1 &&
        graph.tensor(graph.outputs[0]).shape.size() == static_cast<std::size_t>(info.rank) &&
        graph.tensor(graph.outputs[0]).shape.back() > info.first_class)
      return info.task;
    known += fmt::format("{}{} {}", known.empty() ? "" : " or ", scene::name_of(info.task), info.output);
  }
  return fail(Fault::Unsupported, "it has {} outputs, the first {}; one is expected: {}",
              graph.outputs.size(), graph::format_shape(graph.tensor(graph.outputs[0]).shape), known);
}

// Returns the tensors from which a tensor is computed, including itself.
std::set<graph::TensorId> ancestors_of(const graph::Graph& graph, graph::TensorId output) {
  std::set<graph::TensorId> found{output};
  for (std::size_t i = graph.operators.size(); i-- > 0;) {
    const graph::Operator& op = graph.operators[i];
    const bool leads_to_it = std::any_of(op.outputs.begin(), op.outputs.end(),
                                         [&](graph::TensorId id) { return found.contains(id); });
    if (leads_to_it) found.insert(op.inputs.begin(), op.inputs.end());
  }
  return found;
}

// Some networks are exported with additional outputs: their features, or the logits
// besides the probabilities.
void keep_last_output(Model& model) {
  graph::Graph& graph = model.graph;
  if (graph.outputs.size() < 2) return;
  for (const graph::TensorId last : graph.outputs) {
    const auto ancestors = ancestors_of(graph, last);
    const bool is_last = std::all_of(graph.outputs.begin(), graph.outputs.end(),
                                     [&](graph::TensorId id) { return ancestors.contains(id); });
    if (!is_last) continue;
    model.assumptions.push_back(
        fmt::format("of its {} outputs, '{}' is used, because the others are inputs of it",
                    graph.outputs.size(), graph.tensor(last).name));
    graph.outputs = {last};
    graph::drop_unused_operators(graph);
    return;
  }
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

// Removes the numbers from lines such as "0 bolt", "1 nut", which Teachable Machine writes: they are not part
// of the name. Does so only if every line starts with its own index.
void drop_places(std::vector<std::string>& lines) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string place = std::to_string(i);
    std::string_view rest = lines[i];
    if (!rest.starts_with(place)) return;
    rest.remove_prefix(place.size());
    const std::size_t name = rest.find_first_not_of(" \t:");
    if (name == 0 || name == std::string_view::npos) return;
    names.emplace_back(rest.substr(name));
  }
  lines = std::move(names);
}

// Returns the class names in a text; nothing if there are not `count` valid ones. The first line may be the
// background class of detectors.
std::vector<std::string> names_in(const std::string& text, std::size_t count, const Model& model) {
  std::vector<std::string> names = lines_of(text);
  if (names.size() == count + 1 && model.task != scene::Task::Classification &&
      (names[0] == "???" || names[0] == "background" || names[0] == "__background__"))
    names.erase(names.begin());
  drop_places(names);
  if (names.size() != count || !std::all_of(names.begin(), names.end(), is_class_name)) return {};
  return names;
}

void name_classes(Model& model, std::size_t count, const FoundBeside& found) {
  const struct {
    const std::optional<std::string>& text;
    std::string where;
  } sources[] = {{found.description.labels, found.description.labels_name + " packed into it"},
                 {found.labels, "labels.txt beside it"}};
  for (const auto& [text, where] : sources) {
    if (!text) continue;
    model.classes = names_in(*text, count, model);
    if (!model.classes.empty()) {
      model.assumptions.push_back(
          fmt::format("the lines of {} are used as its class names, in that order", where));
      return;
    }
    model.assumptions.push_back(
        fmt::format("{} has {} class names, but the network has {} classes, so it was not used", where,
                    lines_of(*text).size(), count));
  }
  for (std::size_t i = 0; i < count; ++i) model.classes.push_back(fmt::format("class {}", i));
  model.assumptions.push_back(
      fmt::format("its {} classes have no names, so they are called \"class 0\", \"class 1\", …", count));
}

// Returns the metadata's mean and standard deviation; nothing if there are none for the input's channels.
std::optional<InputValues> values_described(const TfliteDescription& description, std::int32_t channels) {
  const std::size_t count = description.mean.size();
  if (count != 1 && count != static_cast<std::size_t>(channels)) return std::nullopt;
  InputValues values;
  for (std::size_t c = 0; c < values.mean.size(); ++c) {
    const std::size_t from = std::min(c, count - 1);
    values.mean[c] = double{description.mean[from]};
    values.deviation[c] = double{description.deviation[from]};
  }
  return values;
}

void find_input_values(Model& model, const TfliteDescription& description) {
  if (const auto described = values_described(description, model.preparation.channels)) {
    model.input_values = *described;
    model.assumptions.push_back(
        fmt::format("its metadata states that pixels are normalized: minus {:g}, divided by {:g}",
                    fmt::join(description.mean, ", "), fmt::join(description.deviation, ", ")));
    return;
  }
  FoundInputValues found = input_values_of(model.graph);
  model.input_values = found.values;
  model.assumptions.push_back(std::move(found.message));
}

// Determines whether the output is already a probability.
void look_at_answer(Model& model) {
  const graph::TensorId output = model.graph.outputs[0];
  if (model.task == scene::Task::Boxes) {
    const bool has_sigmoid = std::any_of(
        model.graph.operators.begin(), model.graph.operators.end(),
        [](const graph::Operator& op) { return op.is<graph::Logistic>() || op.is<graph::Softmax>(); });
    if (!has_sigmoid)
      model.assumptions.push_back(
          "its boxes and scores are used as they are, although they are not the output of a sigmoid: they "
          "may be wrong");
    return;
  }
  if (heads::holds_probabilities(model.graph, output)) return;
  model.answers_logits = true;
  model.assumptions.push_back(
      model.graph.tensor(output).shape.back() > 1
          ? "its output comes from neither a softmax nor a sigmoid, so it is treated as logits, and a "
            "softmax is applied"
          : "its output does not come from a sigmoid, so it is treated as a logit, and a sigmoid is applied");
}

}  // namespace

Result<Done> assume_the_rest(Model& model, const FoundBeside& found) {
  keep_last_output(model);
  TRY(model.preparation, stretch_to(model.graph));
  TRY(model.task, task_of(model.graph));
  const heads::HeadInfo& head = heads::info_of(model.task);
  const graph::Shape& output = model.graph.tensor(model.graph.outputs[0]).shape;
  model.assumptions.push_back(fmt::format("its output {} is decoded as {}, {}", graph::format_shape(output),
                                          scene::name_of(model.task), head.output));
  look_at_answer(model);
  model.assumptions.push_back(fmt::format("pictures are stretched to {}x{}, {}", model.preparation.size.width,
                                          model.preparation.size.height,
                                          model.preparation.channels == 1 ? "grey" : "RGB"));
  find_input_values(model, found.description);
  name_classes(model, static_cast<std::size_t>(output.back() - head.first_class), found);
  model.assumptions.insert(model.assumptions.end(), found.description.problems.begin(),
                           found.description.problems.end());
  return Done{};
}

}  // namespace tinsmith::bundle
