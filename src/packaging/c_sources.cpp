#include "packaging/c_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/embedded_file.h"
#include "graph/graph.h"
#include "heads/boxes.h"
#include "packaging/template.h"
#include "scene/task.h"

namespace tinsmith::packaging {

// Defined in a source that the build writes (cmake/Embed.cmake).
std::span<const EmbeddedFile> c_files();

namespace {

// The method with which tflite::MicroMutableOpResolver registers an operator.
struct Registration {
  std::string_view name, method;
};
constexpr Registration kRegistrations[] = {
    {"ADD", "AddAdd"},
    {"SUB", "AddSub"},
    {"MUL", "AddMul"},
    {"CONV_2D", "AddConv2D"},
    {"DEPTHWISE_CONV_2D", "AddDepthwiseConv2D"},
    {"FULLY_CONNECTED", "AddFullyConnected"},
    {"AVERAGE_POOL_2D", "AddAveragePool2D"},
    {"MAX_POOL_2D", "AddMaxPool2D"},
    {"MEAN", "AddMean"},
    {"RELU", "AddRelu"},
    {"RELU6", "AddRelu6"},
    {"LEAKY_RELU", "AddLeakyRelu"},
    {"LOGISTIC", "AddLogistic"},
    {"SOFTMAX", "AddSoftmax"},
    {"QUANTIZE", "AddQuantize"},
    {"DEQUANTIZE", "AddDequantize"},
    {"RESHAPE", "AddReshape"},
    {"TRANSPOSE", "AddTranspose"},
    {"CONCATENATION", "AddConcatenation"},
    {"SPLIT", "AddSplit"},
    {"SPLIT_V", "AddSplitV"},
    {"PAD", "AddPad"},
    {"PADV2", "AddPadV2"},
    {"STRIDED_SLICE", "AddStridedSlice"},
    {"RESIZE_NEAREST_NEIGHBOR", "AddResizeNearestNeighbor"},
    {"SHAPE", "AddShape"},
    {"PACK", "AddPack"},
};

Result<std::string> registrations(const std::vector<std::string>& operators) {
  std::string calls;
  for (const std::string& name : operators) {
    const auto* row = std::find_if(std::begin(kRegistrations), std::end(kRegistrations),
                                   [&](const Registration& one) { return one.name == name; });
    if (row == std::end(kRegistrations))
      return fail(
          Fault::Unsupported,
          "the model has the operator {}, and how TensorFlow Lite Micro registers it is not known here",
          name);
    calls += fmt::format("{}(resolver).{}() == kTfLiteOk", calls.empty() ? "" : " && \\\n   ", row->method);
  }
  return calls;
}

std::string array_of(ByteView bytes) {
  constexpr std::size_t kPerLine = 20;
  std::string text;
  text.reserve(bytes.size() * 5);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += i % kPerLine == 0 ? "\n    " : " ";
    text += fmt::format("{},", std::to_integer<unsigned>(bytes[i]));
  }
  return text;
}

std::string_view constant_for(image::Fit fit) {
  switch (fit) {
    case image::Fit::Stretch:
      return "TINSMITH_STRETCH";
    case image::Fit::Letterbox:
      return "TINSMITH_LETTERBOX";
    case image::Fit::Crop:
      return "TINSMITH_CROP";
  }
  CHECK(false, "fit {}", static_cast<int>(fit));
}

std::string_view constant_for(image::Filter filter) {
  switch (filter) {
    case image::Filter::Nearest:
      return "TINSMITH_NEAREST";
    case image::Filter::Bilinear:
      return "TINSMITH_BILINEAR";
    case image::Filter::Area:
      return "TINSMITH_AREA";
  }
  CHECK(false, "filter {}", static_cast<int>(filter));
}

std::string_view constant_for(scene::Task task) {
  switch (task) {
    case scene::Task::Classification:
      return "TINSMITH_CLASSES";
    case scene::Task::Centroids:
      return "TINSMITH_CENTROIDS";
    case scene::Task::Boxes:
      return "TINSMITH_BOXES";
  }
  CHECK(false, "task {}", static_cast<int>(task));
}

// A float literal with all its digits: 9 decimal digits give the same 32-bit float again.
std::string literal(double value) {
  const std::string digits = fmt::format("{:.9g}", value);
  return digits + (digits.find_first_of(".e") == std::string::npos ? ".0f" : "f");
}

// Values that describe the network's input and output.
void add_shapes(const bundle::Model& model, Values& values) {
  const image::Preparation& preparation = model.preparation;
  const graph::Tensor& output = model.graph.tensor(model.graph.outputs[0]);
  const auto side = [&](scene::Task task, std::size_t axis) {
    return std::to_string(model.task == task ? output.shape.at(axis) : 0);
  };
  values["WIDTH"] = std::to_string(preparation.size.width);
  values["HEIGHT"] = std::to_string(preparation.size.height);
  values["CHANNELS"] = std::to_string(preparation.channels);
  values["FIT"] = constant_for(preparation.fit);
  values["FILTER"] = constant_for(preparation.filter);
  values["PADDING_VALUE"] = std::to_string(preparation.padding_value);
  values["IS_RGB565"] = preparation.pixel_format == image::PixelFormat::Rgb565 ? "1" : "0";
  values["TASK"] = constant_for(model.task);
  values["OUTPUT_SCALE"] = literal(double{output.quantization.scales.at(0)});
  values["OUTPUT_ZERO_POINT"] = std::to_string(output.quantization.zero_points.at(0));
  values["GRID_WIDTH"] = side(scene::Task::Centroids, 2);
  values["GRID_HEIGHT"] = side(scene::Task::Centroids, 1);
  values["ROWS"] = side(scene::Task::Boxes, 1);
}

// A self-test compares at most so many objects, because their candidates take memory of the board.
constexpr std::size_t kMaxCandidates = 300;

// Returns how many cells or boxes of an output are above the threshold, before they are joined or suppressed.
std::size_t candidates_in(const Contents& contents, ByteView output) {
  const bundle::Model& model = contents.model;
  const graph::Tensor& tensor = model.graph.tensor(model.graph.outputs[0]);
  const auto real = [&](std::size_t i) {
    const double stored = static_cast<std::int8_t>(output[i]);
    return (stored - static_cast<double>(tensor.quantization.zero_points.at(0))) *
           double{tensor.quantization.scales.at(0)};
  };
  const auto columns = static_cast<std::size_t>(tensor.shape.back());
  std::size_t count = 0;
  for (std::size_t row = 0; row + columns <= output.size(); row += columns) {
    if (model.task == scene::Task::Boxes) {
      count += real(row + 4) > contents.threshold ? 1 : 0;
      continue;
    }
    for (std::size_t i = 1; i < columns; ++i) count += real(row + i) >= contents.threshold ? 1 : 0;
  }
  return count;
}

std::size_t index_of(const std::vector<std::string>& classes, const std::string& name) {
  return static_cast<std::size_t>(std::find(classes.begin(), classes.end(), name) - classes.begin());
}

// Adds the answer that the self-test compares with the decoded output: rows of a TinsmithObject each. A class is an object
// without a place.
void add_expected_answer(const Contents& contents, Values& values) {
  const TestPicture& picture = contents.pictures.at(0);
  const std::vector<std::string>& classes = contents.model.classes;
  std::string rows;
  std::size_t count = 0, capacity = 1;
  if (contents.model.task == scene::Task::Classification) {
    rows = fmt::format("\n    {{{}, {}, 0, 0, 0, 0}},", index_of(classes, picture.answer.at("class")),
                       literal(picture.answer.at("probability").get<double>()));
    count = 1;
  } else {
    for (const auto& object : picture.answer.at("objects")) {
      rows += fmt::format("\n    {{{}, {}", index_of(classes, object.at("class")),
                          literal(object.at("score").get<double>()));
      for (const auto& value : object.at("box")) rows += ", " + literal(value.get<double>());
      rows += "},";
      ++count;
    }
    capacity = candidates_in(contents, picture.outputs.at(0)) + 1;
  }
  const bool is_compared = capacity <= kMaxCandidates;
  values["EXPECTED_OBJECT_COUNT"] = is_compared ? std::to_string(count) : "-1";
  values["EXPECTED_OBJECTS"] = is_compared && count > 0 ? rows : "\n    {0, 0, 0, 0, 0, 0},";
  values["OBJECT_CAPACITY"] = std::to_string(is_compared ? capacity : 1);
}

Values values_of(const Contents& contents, const std::string& calls) {
  const TestPicture& picture = contents.pictures.at(0);
  Values values{
      {"NAME", c_string(contents.name)},
      {"ARENA_BYTES", std::to_string(contents.arena_bytes)},
      {"OPERATOR_COUNT", std::to_string(contents.operators.size())},
      {"REGISTRATIONS", calls},
      {"BYTES", array_of(contents.file)},
      {"BYTE_COUNT", std::to_string(contents.file.size())},
      {"CLASS_COUNT", std::to_string(contents.model.classes.size())},
      {"THRESHOLD", literal(contents.threshold)},
      {"OVERLAP", literal(contents.boxes.iou_threshold)},
      {"IS_OVERLAP_PER_CLASS", contents.boxes.suppression == heads::Suppression::PerClass ? "1" : "0"},
      {"TEST_PICTURE", picture.name},
      {"EXPECTED_HASH", std::to_string(prepared_hash(contents.model.preparation))},
      {"EXPECTED_BYTE_COUNT", std::to_string(picture.outputs.at(0).size())},
      {"TEST_INPUT", array_of(picture.input)},
      {"EXPECTED_OUTPUT", array_of(picture.outputs.at(0))},
  };
  for (const std::string& name : contents.model.classes)
    values["CLASS_NAMES"] += "\n    " + c_string(name) + ",";
  add_shapes(contents.model, values);
  add_expected_answer(contents, values);
  return values;
}

}  // namespace

std::string c_string(std::string_view text) {
  std::string literal = "\"";
  for (const char character : text) {
    const bool is_plain = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
                          (character >= 'A' && character <= 'Z') || character == ' ' || character == '_' ||
                          character == '-' || character == '.';
    if (is_plain)
      literal += character;
    else  // three octal digits end by themselves, so a digit may follow
      literal += fmt::format("\\{:03o}", static_cast<unsigned char>(character));
  }
  return literal + "\"";
}

image::Image pattern() {
  image::Image picture({37, 23}, 3);
  for (std::int32_t y = 0; y < picture.size.height; ++y)
    for (std::int32_t x = 0; x < picture.size.width; ++x)
      for (std::int32_t channel = 0; channel < 3; ++channel)
        picture.row(y)[3 * x + channel] = static_cast<std::uint8_t>(x * 7 + y * 13 + channel * 29);
  return picture;
}

std::uint32_t prepared_hash(const image::Preparation& preparation) {
  constexpr std::uint32_t kOffsetBasis = 2166136261, kPrime = 16777619;
  std::uint32_t hash = kOffsetBasis;
  for (const std::uint8_t pixel : image::prepared(pattern(), preparation).pixels)
    hash = (hash ^ static_cast<std::uint8_t>(pixel - 128)) * kPrime;
  return hash;
}

Result<std::vector<File>> c_sources(const Contents& contents) {
  if (contents.model.graph.outputs.size() != 1)
    return fail(
        Fault::InvalidInput,
        "the model has {} outputs; the C code needs one: train the network without a board that decodes "
        "the boxes itself",
        contents.model.graph.outputs.size());
  if (contents.model.answers_logits)
    return fail(
        Fault::InvalidInput,
        "the model ends in logits; the C code needs probabilities, which models of this program give");
  const graph::Tensor& output = contents.model.graph.tensor(contents.model.graph.outputs[0]);
  if (contents.model.task == scene::Task::Boxes && heads::holds_pixels(output))
    return fail(
        Fault::InvalidInput,
        "the boxes are in pixels and percent; the C code needs fractions, which models of this program give");
  TRY(const auto calls, registrations(contents.operators));
  std::vector<File> files;
  const Values values = values_of(contents, calls);
  constexpr std::string_view kTemplate = ".in";
  for (const EmbeddedFile& file : c_files()) {
    std::string name(file.name);
    if (!name.ends_with(kTemplate)) {
      files.push_back({name, std::string(as_text(file.bytes))});
      continue;
    }
    name.resize(name.size() - kTemplate.size());
    files.push_back({name, filled(as_text(file.bytes), values)});
  }
  return files;
}

}  // namespace tinsmith::packaging
