#include "kpu/simulator.h"

#include <numeric>

#include "kpu/shapes.h"
#include "kpu/state.h"

namespace tinsmith::kpu {
namespace {

namespace v3 = kmodel::v3;
namespace v4 = kmodel::v4;

// The place of an input: a map in KPU memory, or a part of main memory.
struct InputPlace {
  std::optional<KpuMap> in_kpu;
  Slice in_main;
};

std::size_t value_bytes(const Value& value) {
  const auto count =
      std::accumulate(value.shape.begin(), value.shape.end(), std::int64_t{1}, std::multiplies<>());
  return static_cast<std::size_t>(count) * (value.element == Element::Float32 ? sizeof(float) : 1);
}

Port port_of(Value value) {
  const std::size_t size = value_bytes(value);
  return {value.element, std::move(value.shape), value.is_planar, size};
}

}  // namespace

struct Model::Parts {
  std::uint64_t main_bytes = 0;
  Bytes constants;
  std::vector<Step> steps;
  std::vector<Port> inputs, outputs;
  std::vector<InputPlace> input_places;
  std::vector<Slice> output_places;
  Path path = Path::Fast;
};

namespace {

Result<Done> check_main_memory(std::uint64_t bytes) {
  if (bytes > static_cast<std::uint64_t>(kmodel::kMainMemory_bytes))
    return fail(Fault::InvalidInput, "it needs {} bytes of main memory; the chip has {}", bytes,
                kmodel::kMainMemory_bytes);
  return Done{};
}

template <class Layer>
Result<std::vector<Step>> steps_of(const std::vector<Layer>& layers, Places& places) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    TRY(auto step, step_of(layers[i], places).during([&] {
      if constexpr (std::is_same_v<Layer, v3::Layer>)
        return fmt::format("layer {} ({})", i, kmodel::kind_of(layers[i].body));
      else
        return fmt::format("layer {} ({})", i, kmodel::kind_of(layers[i]));
    }()));
    steps.push_back(std::move(step));
  }
  return steps;
}

// Version 3 has no description of its input: it is what the first layer reads.
Result<InputPlace> v3_input(const v3::Model& model, const Places& places, std::vector<Port>& ports) {
  if (model.layers.empty()) return fail(Fault::InvalidInput, "it has no layers");
  const v3::Body& first = model.layers.front().body;
  if (const auto* convolution = std::get_if<v3::KpuConvolution>(&first)) {
    const kmodel::KpuArguments& arguments = convolution->layer.arguments;
    ports.push_back(
        port_of({Element::UInt8, {arguments.in_channels, arguments.in_height, arguments.in_width}, true}));
    return InputPlace{
        KpuMap{arguments.source_row, arguments.in_channels, arguments.in_height, arguments.in_width, 1}, {}};
  }
  if (const auto* dense = std::get_if<v3::FullyConnected>(&first)) {
    ports.push_back(port_of({Element::Float32, {dense->in_channels}, false}));
    TRY(const Slice slice, places.main<float>("input", dense->input, dense->in_channels));
    return InputPlace{std::nullopt, slice};
  }
  return fail(Fault::InvalidInput, "its first layer is {}; loaders expect k210_conv or fully_connected",
              kmodel::kind_of(first));
}

Result<InputPlace> v4_input(const v4::Range& range, const v4::Shape& shape, const Places& places,
                            std::vector<Port>& ports) {
  TRY(const Index sizes, sizes_of(shape, "input"));
  ports.push_back(port_of({range.element, {sizes.begin(), sizes.end()}, true}));
  const auto count = static_cast<std::uint64_t>(count_of(sizes));
  if (range.memory == Memory::Kpu) {
    const KpuMap map{range.start / kmodel::kKpuRow_bytes, sizes[1], sizes[2], sizes[3], sizes[0]};
    if (range.element != Element::UInt8 || range.start % kmodel::kKpuRow_bytes != 0 ||
        map.row + map.rows() > kmodel::kKpuRows)
      return fail(Fault::InvalidInput, "its input of {} rows does not fit into KPU memory at byte {}",
                  map.rows(), range.start);
    return InputPlace{map, {}};
  }
  if (range.element == Element::Float32) {
    TRY(const Slice slice, places.output<float>("input", range, count));
    return InputPlace{std::nullopt, slice};
  }
  TRY(const Slice slice, places.output<std::uint8_t>("input", range, count));
  return InputPlace{std::nullopt, slice};
}

// Whether the last layer that wrote to this address of version 3 wrote floats is known from the noted values.
Port v3_output(const v3::Part& part, const Places& places) {
  for (const Element element : {Element::Float32, Element::UInt8}) {
    const std::uint64_t count = part.size_bytes / (element == Element::Float32 ? sizeof(float) : 1);
    Value value = places.value_at(part.start, element, count);
    if (places.has_value_at(part.start, element)) return port_of(std::move(value));
  }
  return port_of({Element::UInt8, {part.size_bytes}, false});
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::compile(const kmodel::Kmodel& kmodel, Path path) {
  auto parts = std::make_unique<Parts>();
  parts->path = path;
  if (const auto* model = std::get_if<v3::Model>(&kmodel)) {
    parts->main_bytes = model->main_memory_bytes;
    TRY_DONE(check_main_memory(parts->main_bytes));
    Places places(parts->main_bytes, 0);
    TRY(parts->steps, steps_of(model->layers, places));
    TRY(auto input, v3_input(*model, places, parts->inputs));
    parts->input_places.push_back(std::move(input));
    for (const v3::Part& part : model->outputs) {
      TRY(const Slice slice, places.main<std::uint8_t>("output", part.start, part.size_bytes));
      parts->output_places.push_back(slice);
      parts->outputs.push_back(v3_output(part, places));
    }
  } else {
    const auto& fourth = std::get<v4::Model>(kmodel);
    parts->main_bytes = fourth.main_memory_bytes;
    TRY_DONE(check_main_memory(parts->main_bytes));
    parts->constants = fourth.constants;
    Places places(parts->main_bytes, parts->constants.size());
    if (fourth.inputs.size() != fourth.input_shapes.size())
      return fail(Fault::InvalidInput, "it has {} inputs and {} shapes of inputs", fourth.inputs.size(),
                  fourth.input_shapes.size());
    for (std::size_t i = 0; i < fourth.inputs.size(); ++i) {
      TRY(auto input, v4_input(fourth.inputs[i], fourth.input_shapes[i], places, parts->inputs));
      parts->input_places.push_back(std::move(input));
    }
    TRY(parts->steps, steps_of(fourth.nodes, places));
    for (const v4::Range& range : fourth.outputs) {
      const std::uint64_t count = range.size_bytes / (range.element == Element::Float32 ? sizeof(float) : 1);
      v4::Range bytes = range;
      bytes.element = Element::UInt8;
      TRY(const Slice slice, places.output<std::uint8_t>("output", bytes, range.size_bytes));
      parts->output_places.push_back(slice);
      parts->outputs.push_back(port_of(places.value_at(range.start, range.element, count)));
    }
  }
  return std::shared_ptr<const Model>(new Model(std::move(parts)));
}

Model::Model(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Model::~Model() = default;

std::span<const Port> Model::inputs() const {
  return parts_->inputs;
}
std::span<const Port> Model::outputs() const {
  return parts_->outputs;
}
std::size_t Model::layer_count() const {
  return parts_->steps.size();
}
bool Model::ends_in_probabilities() const {
  if (parts_->steps.empty()) return false;
  const std::string_view kind = parts_->steps.back().kind;
  return kind == v3::Softmax::kName || kind == v3::Logistic::kName;
}

struct Simulator::Memories {
  State state;
  std::vector<Bytes> inputs;
};

Simulator::Simulator(std::shared_ptr<const Model> model)
    : model_(std::move(model)), memories_(std::make_unique<Memories>()) {
  const Model::Parts& parts = *model_->parts_;
  State& state = memories_->state;
  state.kpu.resize(static_cast<std::size_t>(kmodel::kKpuMemory_bytes));
  state.main.resize(static_cast<std::size_t>(parts.main_bytes) + kMainSlack_bytes);
  state.constants = parts.constants;
  state.path = parts.path;
  for (const Port& port : parts.inputs) memories_->inputs.emplace_back(port.size_bytes);
}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

std::span<std::byte> Simulator::input(std::size_t index) {
  return memories_->inputs.at(index);
}

void Simulator::run() {
  run({});
}

void Simulator::run(const std::function<void(std::size_t, ByteView)>& after) {
  const Model::Parts& parts = *model_->parts_;
  State& state = memories_->state;
  for (std::size_t i = 0; i < parts.input_places.size(); ++i) {
    const InputPlace& place = parts.input_places[i];
    const Bytes& bytes = memories_->inputs[i];
    if (place.in_kpu)
      store_map(state.kpu, *place.in_kpu,
                {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    else
      std::ranges::copy(bytes, state.write<std::byte>(place.in_main).begin());
  }
  std::vector<std::uint8_t> planar;
  for (std::size_t i = 0; i < parts.steps.size(); ++i) {
    const Step& step = parts.steps[i];
    step.run(state);
    if (!after) continue;
    if (step.in_kpu) {
      planar.resize(static_cast<std::size_t>(step.in_kpu->count() * step.in_kpu->number));
      load_map(state.kpu, *step.in_kpu, planar);
      after(i, std::as_bytes(std::span(planar)));
    } else {
      after(i, state.read<std::byte>(step.in_main));
    }
  }
}

ByteView Simulator::output(std::size_t index) const {
  return memories_->state.read<std::byte>(model_->parts_->output_places.at(index));
}

}  // namespace tinsmith::kpu
