// The disassembly of a kmodel.
#include <fmt/ranges.h>

#include <algorithm>

#include "kmodel/kmodel.h"
#include "kmodel/loaders.h"

namespace tinsmith::kmodel {
namespace {

constexpr std::uint64_t kMegabyte = 1000 * 1000;
constexpr KmodelLoader kLoaders[] = {
    {"MaixPy, full build", true, false, 2 * kMegabyte, ""},
    {"MaixPy, minimum build", true, false, 4 * kMegabyte, ""},
    {"MaixPy without camera and screen", true, false, 5 * kMegabyte, ""},
    {"MaixPy, kpu.load_flash", true, false, 0, "the file in flash memory, the bytes of each word swapped"},
    {"MaixPy, builds named kmodel_v4", true, true, 2 * kMegabyte, "version 4 needs about 360 kB more"},
    {"Kendryte's SDK", true, true, kMainMemory_bytes, ""},
};

// Prints fields as "name value", separated by commas.
class FieldPrinter {
 public:
  template <class T>
  void operator()(std::string_view name, const T& value) {
    if constexpr (requires { T::visit(value, *this); }) {
      if constexpr (std::is_same_v<T, v4::Range>)
        add(name, range_text(value));
      else
        T::visit(value, *this);
    } else if constexpr (std::is_enum_v<T>) {
      add(name, fmt::format("{}", static_cast<std::uint32_t>(value)));
    } else if constexpr (std::is_same_v<T, std::array<std::uint8_t, 256>>) {
      add(name, "of 256 bytes");
    } else if constexpr (requires { value.size(); }) {
      add(name, fmt::format("{}", fmt::join(value, " ")));
    } else if constexpr (std::is_floating_point_v<T>) {
      add(name, fmt::format("{:.6g}", value));
    } else {
      add(name, fmt::format("{}", value));
    }
  }
  template <class T>
  void list(std::string_view name, const std::vector<T>& values, std::uint64_t) {
    add(name, fmt::format("of {}", values.size()));
  }
  const std::string& text() const { return text_; }

 private:
  static std::string range_text(const v4::Range& range) {
    constexpr std::string_view kMemories[] = {"constants", "main", "kpu"};
    const auto memory = static_cast<std::size_t>(range.memory);
    return fmt::format("{}@{}+{} {}", memory < std::size(kMemories) ? kMemories[memory] : "unknown",
                       range.start, range.size_bytes,
                       range.element == v4::Element::Float32 ? "float32" : "uint8");
  }
  void add(std::string_view name, const std::string& value) {
    text_ += fmt::format("{}{} {}", text_.empty() ? "" : ", ", name, value);
  }
  std::string text_;
};

std::int64_t multiply_accumulates(const KpuArguments& arguments) {
  return arguments.weight_bytes() * arguments.in_width * arguments.in_height;
}

std::string kpu_text(const KpuLayer& layer) {
  const KpuArguments& a = layer.arguments;
  std::string text = fmt::format("{}{}x{}, {}x{}x{} -> {}x{}x{}", a.depthwise != 0 ? "depthwise " : "",
                                 a.kernel_size(), a.kernel_size(), a.in_channels, a.in_height, a.in_width,
                                 a.out_channels, a.out_height, a.out_width);
  if (a.pool != 0)
    text += fmt::format(
        ", pooling {} ({})", a.pool,
        a.pool < std::ssize(kpu_pools()) ? kpu_pools()[static_cast<std::size_t>(a.pool)].name : "unknown");
  text +=
      fmt::format(", rows {}+{} -> {}+{}", a.source_row, rows_of_map(a.in_channels, a.in_height, a.in_width),
                  a.destination_row, rows_of_map(a.out_channels, a.out_height, a.out_width));
  text += fmt::format(", {} {} of weights", a.load_times, a.load_times == 1 ? "load" : "loads");
  if (a.kernel_size() == 3) text += fmt::format(", pad {}", a.pad_value);
  if (a.arg_x != 0) text += fmt::format(", arg_x {} >> {}", a.arg_x, a.shift_x);
  if (a.arg_w != 0) text += fmt::format(", arg_w {} >> {}", a.arg_w, a.shift_w);
  if (a.arg_add != 0) text += fmt::format(", arg_add {}", a.arg_add);
  return text + fmt::format(", {} MACs", multiply_accumulates(a));
}

std::string layer_text(const v3::Layer& layer) {
  return std::visit(
      [&]<class Kind>(const Kind& body) -> std::string {
        if constexpr (std::is_same_v<Kind, v3::KpuConvolution>) {
          const std::string text = kpu_text(body.layer);
          return (layer.flags & v3::kToMainMemory) != 0
                     ? fmt::format("{}, also to main@{}", text, body.main_output)
                     : text;
        } else {
          FieldPrinter field;
          Kind::visit(body, field);
          return field.text();
        }
      },
      layer.body);
}

std::string layer_text(const v4::Node& node) {
  return std::visit(
      []<class Kind>(const Kind& body) -> std::string {
        FieldPrinter field;
        if constexpr (std::is_same_v<Kind, v4::KpuConvolution>) {
          if (body.main_output.size_bytes != 0) field("also to", body.main_output);
          if (body.batches != 1) field("batches", body.batches);
          return kpu_text(body.layer) + (field.text().empty() ? "" : ", ") + field.text();
        } else if constexpr (std::is_same_v<Kind, v4::Other>) {
          return fmt::format("{:#x}, {} bytes", body.type, body.body.size());
        } else {
          Kind::visit(body, field);
          return field.text();
        }
      },
      node);
}

const KpuLayer* kpu_layer_of(const v3::Layer& layer) {
  const auto* convolution = std::get_if<v3::KpuConvolution>(&layer.body);
  return convolution == nullptr ? nullptr : &convolution->layer;
}
const KpuLayer* kpu_layer_of(const v4::Node& node) {
  const auto* convolution = std::get_if<v4::KpuConvolution>(&node);
  return convolution == nullptr ? nullptr : &convolution->layer;
}

std::string_view kind_of_layer(const v3::Layer& layer) {
  return kind_of(layer.body);
}
std::string_view kind_of_layer(const v4::Node& node) {
  return kind_of(node);
}

// Prints all layers and the sums of those on the KPU.
template <class Layer>
std::string layers_text(const std::vector<Layer>& layers) {
  std::string text;
  std::int64_t count = 0, weights = 0, macs = 0, loads = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text += fmt::format("  {:<4} {:<24} {}\n", i, kind_of_layer(layers[i]), layer_text(layers[i]));
    const KpuLayer* layer = kpu_layer_of(layers[i]);
    if (layer == nullptr) continue;
    ++count;
    weights += layer->arguments.weight_bytes();
    macs += multiply_accumulates(layer->arguments);
    loads += layer->arguments.load_times;
  }
  return text + fmt::format("  {} of {} layers on the KPU: {} weights in {} loads, {} MACs\n", count,
                            layers.size(), weights, loads, macs);
}

std::string loaders_text(bool is_v3, std::uint64_t needed, std::uint64_t main_memory) {
  std::string text;
  for (const KmodelLoader& loader : kLoaders) {
    const std::uint64_t bytes = loader.max_bytes == 0 ? main_memory : needed;
    const bool loads = is_v3 ? loader.loads_v3 : loader.loads_v4;
    const bool fits = loader.max_bytes == 0 || bytes <= loader.max_bytes;
    std::string verdict = "yes";
    if (!loads)
      verdict = "no: it does not know version 4";
    else if (!fits)
      verdict = fmt::format("no: it has room for about {} bytes, and {} are needed", loader.max_bytes, bytes);
    else if (!loader.note.empty())
      verdict = fmt::format("yes: {}", loader.note);
    text += fmt::format("  {:<34} {}\n", loader.name, verdict);
  }
  return text;
}

}  // namespace

std::span<const KmodelLoader> kmodel_loaders() {
  return kLoaders;
}

std::string print_kmodel(const Kmodel& model, std::uint64_t file_bytes) {
  const auto* third = std::get_if<v3::Model>(&model);
  const std::uint64_t needed = general_memory_bytes(model, file_bytes);
  std::string text;
  if (third != nullptr) {
    text = "kmodel version 3 (nncase 0.1), for the K210\n" + layers_text(third->layers);
    for (const v3::Part& part : third->outputs)
      text += fmt::format("output       {} bytes at {} of main memory\n", part.size_bytes, part.start);
  } else {
    const auto& fourth = std::get<v4::Model>(model);
    text = fmt::format("kmodel version 4 (nncase 0.2), for the {}\n", fourth.target == 0 ? "CPU" : "K210") +
           layers_text(fourth.nodes);
    FieldPrinter ports;
    for (std::size_t i = 0; i < fourth.inputs.size(); ++i) {
      ports("input", fourth.inputs[i]);
      ports("shape", fourth.input_shapes[i]);
    }
    for (const v4::Range& range : fourth.outputs) ports("output", range);
    text += fmt::format("in and out   {}\nconstants    {} bytes\n", ports.text(), fourth.constants.size());
  }
  text += fmt::format("memory       {} bytes of general memory: the file ({}) and main memory ({})\n", needed,
                      file_bytes, needed - file_bytes);
  return text + "loaded by\n" + loaders_text(third != nullptr, needed, needed - file_bytes);
}

}  // namespace tinsmith::kmodel
