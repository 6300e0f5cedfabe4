#include "train/engine.h"

#include <algorithm>
#include <chrono>

#include "graph/operators.h"
#include "train/engine/memory.h"
#include "train/engine/normalization.h"
#include "train/engine/steps.h"

namespace tinsmith::train {
namespace {

using graph::TensorId;

// Creates the step of an operator by its kind. Layers and batch norms need more than a plan;
// make_steps() creates them.
std::unique_ptr<Step> make_plain_step(const StepPlan& plan) {
  const graph::Operator& op = *plan.block.op;
  if (op.is<graph::Add>() || op.is<graph::Sub>() || op.is<graph::Mul>()) return make_binary_step(plan);
  if (op.is<graph::AveragePool2d>() || op.is<graph::MaxPool2d>() || op.is<graph::Mean>())
    return make_pool_step(plan);
  if (op.is<graph::Relu>() || op.is<graph::Relu6>() || op.is<graph::LeakyRelu>() ||
      op.is<graph::Logistic>() || op.is<graph::Softmax>() || op.is<graph::Dropout>() ||
      op.is<graph::FakeQuantize>())
    return make_unary_step(plan);
  return make_copy_step(plan);
}

std::size_t at(TensorId id) {
  return static_cast<std::size_t>(id);
}

}  // namespace

struct Engine::State {
  State(const graph::Graph& from, std::int32_t limit, ThreadPool& threads, ranks::Ranks* sharing)
      : graph(from), batch_limit(limit), pool(threads), ranks(sharing) {
    if (ranks != nullptr && ranks->is_alone()) ranks = nullptr;
  }

  graph::Graph graph;
  std::int32_t batch_limit;
  ThreadPool& pool;
  ranks::Ranks* ranks;        // null if there is only one rank
  std::vector<Block> blocks;  // they point into `graph`
  std::unique_ptr<Parameters> parameters;
  std::vector<std::unique_ptr<Normalization>> normalizations;  // one per block; null if it has no batch norm
  std::vector<std::unique_ptr<Step>> steps;                    // one per block
  std::vector<TensorBuffers> tensor_buffers;                   // one per tensor
  std::vector<float*> stored;                                  // one per block: the sums before a batch norm
  std::vector<TensorId> unread;                                // tensors with a gradient that no step writes
  Memory activations, gradients, scratch;
  std::size_t worker_bytes = 0;
  std::int32_t batch = 0;
  bool can_go_back = false;
  std::vector<BlockTime> times;  // one per block while timing is on

  void plan();
  void place_values();
  void place_gradients();
  void make_steps();
  void make_scratch();
  std::int64_t size_of(TensorId id) const { return graph::element_count(graph.tensor(id).shape); }
  std::size_t bytes_of(TensorId id) const {
    return static_cast<std::size_t>(size_of(id) * batch_limit) * sizeof(float);
  }
  Pass pass(bool is_training, std::uint64_t seed);
  template <class Run>
  void timed(std::size_t block, double BlockTime::*what, Run&& run) {
    if (times.empty()) return run();
    const auto began = std::chrono::steady_clock::now();
    run();
    times[block].*what += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  }
  const TensorBuffers& output_buffers(std::size_t index) const {
    CHECK(index < graph.outputs.size(), "output {} of {}", index, graph.outputs.size());
    return tensor_buffers[at(graph.outputs[index])];
  }
};

// Every activation is needed until its backward pass, so each has its own memory.
void Engine::State::place_values() {
  std::vector<MemoryNeed> needs;
  const auto need = [&](TensorId id) {
    needs.push_back({bytes_of(id), 0, 0});
    return needs.size() - 1;
  };
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> value_of(tensor_buffers.size(), kNone), stored_of(blocks.size(), kNone);
  value_of[at(graph.inputs[0])] = need(graph.inputs[0]);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (const TensorId id : blocks[i].outputs) value_of[at(id)] = need(id);
    if (blocks[i].normalization != nullptr && !blocks[i].leaves_pending)
      stored_of[i] = need(blocks[i].outputs[0]);
  }
  const MemoryPlan layout = plan_memory(needs);
  activations = Memory(layout.bytes);
  const auto memory_of = [&](std::size_t which) {
    return which == kNone ? nullptr : reinterpret_cast<float*>(activations.data() + layout.offsets[which]);
  };
  for (std::size_t id = 0; id < tensor_buffers.size(); ++id) {
    tensor_buffers[id].size = graph::element_count(graph.tensors[id].shape);
    tensor_buffers[id].value = memory_of(value_of[id]);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    stored.push_back(stored_of[i] == kNone ? tensor_buffers[at(blocks[i].outputs[0])].value
                                           : memory_of(stored_of[i]));
    for (const TensorId id : blocks[i].inputs)
      if (id != graph::kNoTensor && graph.tensor(id).is_constant) {
        tensor_buffers[at(id)].is_constant = true;
        tensor_buffers[at(id)].value =
            const_cast<float*>(parameters->value(id));  // steps only read their inputs
      }
  }
}

// A gradient is needed from the time when the backward step of its last reader writes it (for an
// output: when the caller writes it) until the backward step of its producer has read it. Times are
// counted in backward steps.
void Engine::State::place_gradients() {
  std::vector<TensorId> ids;
  std::vector<MemoryNeed> needs;
  const auto count = static_cast<std::int32_t>(blocks.size());
  std::vector<std::int32_t> begin(tensor_buffers.size(), count);
  for (std::int32_t i = count; i-- > 0;)
    for (const TensorId id : blocks[static_cast<std::size_t>(i)].inputs)
      if (id != graph::kNoTensor && begin[at(id)] == count) begin[at(id)] = count - 1 - i;
  for (const TensorId id : graph.outputs) begin[at(id)] = -1;
  for (std::int32_t i = 0; i < count; ++i) {
    const Block& block = blocks[static_cast<std::size_t>(i)];
    for (const TensorId id : block.outputs) {
      const bool is_output = std::count(graph.outputs.begin(), graph.outputs.end(), id) > 0;
      if (!block.trains && !is_output) continue;
      if (begin[at(id)] == count) {
        unread.push_back(id);
        begin[at(id)] = -1;
      }
      ids.push_back(id);
      needs.push_back({bytes_of(id), begin[at(id)], count - 1 - i});
    }
  }
  const MemoryPlan layout = plan_memory(needs);
  gradients = Memory(layout.bytes);
  for (std::size_t i = 0; i < ids.size(); ++i)
    tensor_buffers[at(ids[i])].gradient = reinterpret_cast<float*>(gradients.data() + layout.offsets[i]);
}

void Engine::State::make_steps() {
  // In the order of the backward pass, the first part of a gradient is written and all others are added.
  std::vector<bool> is_written(tensor_buffers.size());
  for (const TensorId id : graph.outputs) is_written[at(id)] = true;
  std::vector<StepTensors> tensors(blocks.size());
  for (std::size_t i = blocks.size(); i-- > 0;) {
    for (const TensorId id : blocks[i].inputs) {
      TensorBuffers buffers = tensor_buffers[at(id)];
      buffers.adds_gradient = is_written[at(id)];
      if (blocks[i].trains) is_written[at(id)] = true;
      tensors[i].inputs.push_back(buffers);
    }
  }
  for (std::size_t i = 0, index = 0; i < blocks.size(); ++i, ++index) {
    const Block& block = blocks[i];
    if (block.expansion.op != nullptr) ++index;
    const graph::Operator* batch_norm = block.op->is<graph::BatchNorm>() ? block.op : block.normalization;
    normalizations.push_back(nullptr);
    if (batch_norm != nullptr)
      normalizations.back() = std::make_unique<Normalization>(
          *batch_norm, block.activation, graph.tensor(block.outputs[0]).shape.back(), *parameters);
    if (block.leaves_pending) tensor_buffers[at(block.outputs[0])].pending = normalizations.back().get();
    for (std::size_t k = 0; k < block.inputs.size(); ++k)
      tensors[i].inputs[k].pending = tensor_buffers[at(block.inputs[k])].pending;
    for (const TensorId id : block.outputs) tensors[i].outputs.push_back(tensor_buffers[at(id)]);
    const StepPlan step{graph, block, tensors[i], batch_limit, index};
    if (block.expansion.op != nullptr)
      steps.push_back(make_expansion_step(step, *parameters, stored[i], normalizations.back().get()));
    else if (block.is_layer())
      steps.push_back(make_layer_step(step, *parameters, stored[i], normalizations.back().get()));
    else if (batch_norm != nullptr)
      steps.push_back(make_normalization_step(step, normalizations.back().get()));
    else
      steps.push_back(make_plain_step(step));
  }
}

void Engine::State::make_scratch() {
  kernels::WorkspaceSize max_size;
  for (const auto& step : steps) {
    const kernels::WorkspaceSize size = step->workspace_size(batch_limit);
    max_size.shared_bytes = std::max(max_size.shared_bytes, size.shared_bytes);
    max_size.worker_bytes = std::max(max_size.worker_bytes, size.worker_bytes);
  }
  worker_bytes = max_size.worker_bytes;
  scratch = Memory(static_cast<std::size_t>(pool.threads()) * worker_bytes + max_size.shared_bytes);
}

void Engine::State::plan() {
  parameters = std::make_unique<Parameters>(graph, blocks);
  tensor_buffers.resize(graph.tensors.size());
  place_values();
  place_gradients();
  make_steps();
  make_scratch();
}

Pass Engine::State::pass(bool is_training, std::uint64_t seed) {
  const kernels::Workspace workspace{scratch.data() + static_cast<std::size_t>(pool.threads()) * worker_bytes,
                                     scratch.data(), worker_bytes};
  Pass pass;
  pass.batch = batch;
  pass.ranks = ranks;
  pass.is_training = is_training;
  pass.seed = seed;
  pass.pool = &pool;
  pass.workspace = workspace;
  return pass;
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::make(const graph::Graph& graph, std::int32_t batch_limit, ThreadPool& pool,
                            ranks::Ranks* ranks, Fusion fusion) {
  CHECK(batch_limit >= 1, "a batch of {}", batch_limit);
  if (graph.inputs.size() != 1)
    return fail(Fault::Unsupported, "network {} has {} inputs; one is expected for training", graph.name,
                graph.inputs.size());
  auto state = std::make_unique<State>(graph, batch_limit, pool, ranks);
  for (const TensorId id : graph.outputs)
    if (id == graph.inputs[0] || graph.tensor(id).is_constant)
      return fail(Fault::Unsupported,
                  "output {} of network {} is not computed by an operator, so there is nothing to train",
                  graph.tensor(id).name, graph.name);
  // With several ranks a batch norm must wait for the other ranks, which the fused blocks do not support.
  const bool fuses = fusion == Fusion::Allowed && state->ranks == nullptr;
  TRY(state->blocks, blocks_of(state->graph, fuses ? Expansions::Fused : Expansions::Apart));
  state->plan();
  return Engine(std::move(state));
}

std::int32_t Engine::batch_limit() const {
  return state_->batch_limit;
}

std::span<float> Engine::input() {
  const TensorBuffers& buffers = state_->tensor_buffers[at(state_->graph.inputs[0])];
  return {buffers.value, static_cast<std::size_t>(buffers.size * state_->batch_limit)};
}

void Engine::forward(std::int32_t batch, Mode mode, std::uint64_t step_seed, std::int64_t first_picture) {
  CHECK(batch >= (state_->ranks == nullptr ? 1 : 0) && batch <= state_->batch_limit,
        "a batch of {}, at most {}", batch, state_->batch_limit);
  state_->batch = batch;
  state_->can_go_back = mode == Mode::Training;
  Pass pass = state_->pass(mode == Mode::Training, step_seed);
  pass.first_picture = first_picture;
  for (std::size_t i = 0; i < state_->steps.size(); ++i, pass.from_the_end = !pass.from_the_end)
    state_->timed(i, &BlockTime::forward_s, [&] { state_->steps[i]->forward(pass); });
}

std::size_t Engine::output_count() const {
  return state_->graph.outputs.size();
}

std::size_t Engine::output_size(std::size_t index) const {
  return static_cast<std::size_t>(state_->output_buffers(index).size);
}

std::span<const float> Engine::output(std::size_t index) const {
  const TensorBuffers& buffers = state_->output_buffers(index);
  return {buffers.value, static_cast<std::size_t>(buffers.size * state_->batch)};
}

std::span<float> Engine::output_gradient(std::size_t index) {
  const TensorBuffers& buffers = state_->output_buffers(index);
  return {buffers.gradient, static_cast<std::size_t>(buffers.size * state_->batch)};
}

void Engine::backward() {
  CHECK(state_->can_go_back, "backward() was called without forward() in training mode before it");
  state_->can_go_back = false;
  Pass pass = state_->pass(true, 0);
  for (const TensorId id : state_->unread) {
    const TensorBuffers& buffers = state_->tensor_buffers[at(id)];
    std::fill_n(buffers.gradient, buffers.size * state_->batch, 0.0f);
  }
  pass.from_the_end = state_->steps.size() % 2 == 1;  // the end of the batch where forward() stopped
  for (std::size_t i = state_->steps.size(); i-- > 0; pass.from_the_end = !pass.from_the_end)
    if (state_->blocks[i].trains)
      state_->timed(i, &BlockTime::backward_s, [&] { state_->steps[i]->backward(pass); });
  if (state_->ranks != nullptr) state_->ranks->finish_sums();
}

void Engine::start_timing() {
  state_->times.clear();
  for (const Block& block : state_->blocks) {
    std::vector<std::string> names;
    for (const graph::Operator* op : block.operators()) names.push_back(op->name);
    state_->times.push_back({std::move(names), block.outputs[0], 0, 0});
  }
}

std::span<const Engine::BlockTime> Engine::block_times() const {
  return state_->times;
}

std::span<const ParameterInfo> Engine::parameters() const {
  return state_->parameters->list();
}
std::span<float> Engine::values() {
  return state_->parameters->values();
}
std::span<float> Engine::gradients() {
  return state_->parameters->gradients();
}
std::span<float> Engine::statistics() {
  return state_->parameters->statistics();
}

graph::Graph Engine::graph() const {
  graph::Graph graph = state_->graph;
  state_->parameters->write_back(graph);
  return graph;
}

std::int64_t Engine::planned_bytes() const {
  return static_cast<std::int64_t>(state_->activations.size() + state_->gradients.size() +
                                   state_->scratch.size());
}

std::vector<std::uint8_t> decays_of(const Engine& engine) {
  using Role = ParameterInfo::Role;
  std::vector<std::uint8_t> decays;
  for (const ParameterInfo& parameter : engine.parameters()) {
    const bool decays_here = parameter.role == Role::ConvWeights ||
                             parameter.role == Role::DepthwiseWeights || parameter.role == Role::DenseWeights;
    CHECK(parameter.offset == decays.size(), "the values of {} follow those before it", parameter.name);
    decays.insert(decays.end(), parameter.count, decays_here ? 1 : 0);
  }
  return decays;
}

}  // namespace tinsmith::train
