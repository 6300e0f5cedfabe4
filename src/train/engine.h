// train/engine.h — runs the forward and backward pass of a float graph on batches.
//
//   TRY(auto engine, train::Engine::make(graph, 32, pool));
//   fill(engine.input());                                             // `batch` pictures
//   engine.forward(batch, train::Engine::Mode::Training, step_seed);
//   loss(engine.output(), targets, engine.output_gradient());
//   engine.backward();
//   optimizer.step(engine.values(), engine.gradients(), rate);
//
// The graph is divided once into blocks: a convolution with the batch norm and the activation after it is one
// block. All memory is planned at that time, so a step allocates nothing. The same values, pictures and seeds
// give the same bits for any number of threads on one type of machine. Machines with other vector units add
// in a different order.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "ranks/ranks.h"

namespace tinsmith::train {

// A trainable constant of the graph and its position in the engine's flat vectors.
struct ParameterInfo {
  enum class Role : std::uint8_t { ConvWeights, DepthwiseWeights, DenseWeights, Bias, Gamma, Beta };
  std::string name;
  graph::TensorId tensor = graph::kNoTensor;
  std::size_t offset = 0, count = 0;  // in values() and gradients()
  graph::Shape shape;                 // the shape in the graph
  Role role = Role::ConvWeights;
};

// Not thread-safe: call it from one thread. It distributes its own work over the pool.
class Engine {
 public:
  // Copies the graph, which must be valid (graph::validate), have one input, and be float32. The pool must
  // outlive the engine, and so must `ranks` if there are several: each rank then has an engine with the same
  // graph and values, and all run the training steps together. Statistics and gradients are then computed
  // over the pictures of all ranks. Unsupported: the message names the operator or constant that cannot be
  // trained here, because it mixes the pictures of a batch, is quantized, or has a trainable constant where
  // only a fixed one is possible. `fusion`: whether an expansion and the depthwise convolution after it may
  // run as one block, which is faster and gives the same result except for rounding. With several ranks they
  // are never fused.
  enum class Fusion : std::uint8_t { Allowed, None };
  static Result<Engine> make(const graph::Graph& graph, std::int32_t batch_limit, ThreadPool& pool,
                             ranks::Ranks* ranks = nullptr, Fusion fusion = Fusion::Allowed);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  std::int32_t batch_limit() const;

  // The graph's input, [batch_limit, …]. The caller fills the first `batch` pictures before forward().
  std::span<float> input();

  enum class Mode : std::uint8_t {
    Training,   // batch norm uses the batch's statistics and updates the running ones; dropout is active
    Inference,  // batch norm uses the running statistics; dropout does nothing
  };
  // 1 ≤ batch ≤ batch_limit (0 is allowed if several ranks share the batch). `step_seed` decides which
  // values dropout drops. `first_picture`: the number of pictures of the whole batch that belong to the
  // ranks before this one.
  void forward(std::int32_t batch, Mode mode, std::uint64_t step_seed = 0, std::int64_t first_picture = 0);

  std::size_t output_count() const;
  std::size_t output_size(std::size_t index = 0) const;  // values per picture
  // Returns the graph's output `index` for the pictures of the last forward(): [batch, …].
  std::span<const float> output(std::size_t index = 0) const;
  // dLoss/dOutput, with the same size. The caller fills the gradients of all outputs between
  // forward() and backward().
  std::span<float> output_gradient(std::size_t index = 0);

  // Precondition: forward(Mode::Training) ran before. Overwrites gradients(). It may also overwrite the
  // output gradients, so the caller must fill them again before the next call.
  void backward();

  // Constants with `is_trainable` that operators read, in the order in which they are first read. All other
  // constants are frozen.
  std::span<const ParameterInfo> parameters() const;
  std::span<float> values();
  std::span<float> gradients();
  // Running means and variances of all batch norms, in order: mean, variance, mean, variance, …; each
  // has [channels] values.
  std::span<float> statistics();

  // Returns the graph with the current values and statistics in its constants.
  graph::Graph graph() const;

  // Time that each block has taken, over all steps since start_timing(), in the order in which
  // the blocks run.
  struct BlockTime {
    std::vector<std::string> operators;         // names of the graph's operators that run as one, without
                                                // activations
    graph::TensorId output = graph::kNoTensor;  // the first output of the block
    double forward_s = 0, backward_s = 0;
  };
  void start_timing();
  std::span<const BlockTime> block_times() const;

  // Size of the planned memory in bytes: activations, gradients and working space.
  std::int64_t planned_bytes() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Returns for each of the engine's values 1 if weight decay applies, which is to the weights of layers, and 0 for
// biases and batch normalization.
std::vector<std::uint8_t> decays_of(const Engine& engine);

}  // namespace tinsmith::train
