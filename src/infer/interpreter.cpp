#include "infer/interpreter.h"

#include <algorithm>
#include <cstring>

#include "graph/operators.h"
#include "graph/validate.h"
#include "infer/prepare.h"
#include "kernels/int8/convolution_fast.h"

namespace tinsmith::infer {
namespace {

// Alignment of the arena, so that whole vectors may be read and written at any buffer.
constexpr std::size_t kArenaStart_bytes = 64;

// Max arena size. No useful network comes near it, but a malicious file may.
constexpr std::int64_t kMaxArena_bytes = std::int64_t{1} << 30;

}  // namespace

struct Model::Parts {
  graph::Graph graph;
  Options options;
  std::vector<Step> steps;
  std::vector<const std::byte*> constants;  // by buffer: tensors, then the working space of each step
  Layout layout;                            // in the same order
};

Model::Model(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Model::~Model() = default;

const graph::Graph& Model::graph() const {
  return parts_->graph;
}
const Options& Model::options() const {
  return parts_->options;
}
std::int64_t Model::interpreter_bytes() const {
  return parts_->layout.bytes + static_cast<std::int64_t>(kArenaStart_bytes + kernels::kReadSlack_bytes);
}

Result<std::shared_ptr<const Model>> Model::compile(const graph::Graph& graph, Options options) {
  TRY_DONE(graph::validate(graph));
  auto parts = std::make_unique<Parts>();
  parts->graph = graph;
  parts->options = options;
  const graph::Graph& own = parts->graph;

  std::vector<Lifetime> lifetimes = lifetimes_of(own);
  const auto last_step = static_cast<std::int32_t>(own.operators.size());
  if (options.keep == Keep::EveryTensor)
    for (Lifetime& lifetime : lifetimes) lifetime = {lifetime.bytes, 0, last_step};
  for (std::size_t i = 0; i < own.operators.size(); ++i) {
    const graph::Operator& op = own.operators[i];
    const auto working = static_cast<BufferId>(lifetimes.size());
    TRY(Step step, prepare({own, op, options, working})
                       .during(fmt::format("operator {} ({}) '{}'", i, graph::info_of(op).name, op.name)));
    lifetimes.push_back({step.working_bytes, static_cast<std::int32_t>(i), static_cast<std::int32_t>(i)});
    parts->steps.push_back(std::move(step));
  }
  parts->layout = lay_out(lifetimes);
  if (parts->layout.bytes > kMaxArena_bytes)
    return fail(Fault::Unsupported, "the network's activations need {} bytes; at most {} are given",
                parts->layout.bytes, kMaxArena_bytes);
  parts->constants.assign(lifetimes.size(), nullptr);
  for (std::size_t i = 0; i < own.tensors.size(); ++i)
    if (own.tensors[i].is_constant) parts->constants[i] = own.tensors[i].data.data();
  return std::shared_ptr<const Model>(new Model(std::move(parts)));
}

Result<Interpreter> Interpreter::make(const graph::Graph& graph, Options options) {
  TRY(auto model, Model::compile(graph, options));
  return Interpreter(std::move(model));
}

Interpreter::Interpreter(std::shared_ptr<const Model> model)
    : model_(std::move(model)),
      memory_(std::make_unique<std::byte[]>(static_cast<std::size_t>(model_->interpreter_bytes()))) {
  const auto address = reinterpret_cast<std::uintptr_t>(memory_.get());
  pool_ = std::make_unique<ThreadPool>(model_->options().threads);
  arena_ = memory_.get() + (kArenaStart_bytes - address % kArenaStart_bytes) % kArenaStart_bytes;
}

void Interpreter::run() {
  const Model::Parts& parts = *model_->parts_;
  const Memory memory(parts.constants, parts.layout.offsets, arena_, *pool_);
  for (const Step& step : parts.steps) step.run(memory);
}

std::span<std::byte> Interpreter::input(std::size_t index) {
  const graph::Graph& graph = model_->graph();
  CHECK(index < graph.inputs.size(), "input {} of {}", index, graph.inputs.size());
  const graph::TensorId id = graph.inputs[index];
  return {arena_ + model_->parts_->layout.offsets[static_cast<std::size_t>(id)], bytes_of_tensor(id)};
}

ByteView Interpreter::output(std::size_t index) const {
  const graph::Graph& graph = model_->graph();
  CHECK(index < graph.outputs.size(), "output {} of {}", index, graph.outputs.size());
  return tensor(graph.outputs[index]);
}

ByteView Interpreter::tensor(graph::TensorId id) const {
  const graph::Graph& graph = model_->graph();
  const graph::Tensor& tensor = graph.tensor(id);
  if (tensor.is_constant) return tensor.data;
  CHECK(model_->options().keep == Keep::EveryTensor ||
            std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end(),
        "'{}' is not kept; compile with Keep::EveryTensor", tensor.name);
  return {arena_ + model_->parts_->layout.offsets[static_cast<std::size_t>(id)], bytes_of_tensor(id)};
}

std::size_t Interpreter::bytes_of_tensor(graph::TensorId id) const {
  const graph::Tensor& tensor = model_->graph().tensor(id);
  return static_cast<std::size_t>(graph::element_count(tensor.shape)) * graph::size_bytes(tensor.type);
}

void Interpreter::check_type(graph::TensorId id, graph::ElementType type) const {
  const graph::Tensor& tensor = model_->graph().tensor(id);
  CHECK(tensor.type == type, "'{}' holds {}, not {}", tensor.name, graph::name_of(tensor.type),
        graph::name_of(type));
}

namespace {

template <class Stored>
std::vector<float> real_values_of(ByteView bytes, const graph::Tensor& tensor) {
  const std::vector<Stored> stored = values_of<Stored>(bytes);
  const graph::Quantization& quantization = tensor.quantization;
  std::size_t inner = 1;  // number of values between two neighbours along the quantized axis
  if (quantization.is_per_channel())
    for (auto axis = static_cast<std::size_t>(quantization.axis) + 1; axis < tensor.shape.size(); ++axis)
      inner *= static_cast<std::size_t>(tensor.shape[axis]);
  std::vector<float> values(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::size_t channel = i / inner % quantization.scales.size();
    const double steps =
        static_cast<double>(stored[i]) - static_cast<double>(quantization.zero_points[channel]);
    values[i] = static_cast<float>(double{quantization.scales[channel]} * steps);
  }
  return values;
}

}  // namespace

std::vector<float> Interpreter::real_values(graph::TensorId id) const {
  const graph::Tensor& holder = model_->graph().tensor(id);
  if (holder.type == graph::ElementType::Float32) return values_of<float>(tensor(id));
  CHECK(holder.quantization.is_quantized(), "'{}' is {} and not quantized", holder.name,
        graph::name_of(holder.type));
  switch (holder.type) {
    case graph::ElementType::Int8:
      return real_values_of<std::int8_t>(tensor(id), holder);
    case graph::ElementType::UInt8:
      return real_values_of<std::uint8_t>(tensor(id), holder);
    case graph::ElementType::Int32:
      return real_values_of<std::int32_t>(tensor(id), holder);
    default:
      CHECK(false, "'{}' holds {}", holder.name, graph::name_of(holder.type));
  }
}

Result<std::vector<std::vector<Bytes>>> invoke(Interpreter& interpreter, ByteView inputs) {
  const graph::Graph& graph = interpreter.model().graph();
  std::size_t sample_bytes = 0;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) sample_bytes += interpreter.input(i).size();
  if (inputs.empty() || inputs.size() % sample_bytes != 0)
    return fail(Fault::InvalidInput, "{} bytes of input; {}, or a multiple for several samples, are expected",
                inputs.size(), sample_bytes);
  std::vector<std::vector<Bytes>> samples;
  while (!inputs.empty()) {
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
      const std::span<std::byte> place = interpreter.input(i);
      std::memcpy(place.data(), inputs.data(), place.size());
      inputs = inputs.subspan(place.size());
    }
    interpreter.run();
    std::vector<Bytes>& outputs = samples.emplace_back();
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      const ByteView bytes = interpreter.output(i);
      outputs.emplace_back(bytes.begin(), bytes.end());
    }
  }
  return samples;
}

}  // namespace tinsmith::infer
