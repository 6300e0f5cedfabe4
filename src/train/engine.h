// train/engine.h — runs a float graph forwards and backwards on batches: the arithmetic of a training step.
//
//   TRY(auto engine, train::Engine::make(graph, 32, pool));
//   fill(engine.input());                                             // `batch` pictures
//   engine.forward(batch, train::Engine::Mode::Training, step_seed);
//   loss(engine.output(), targets, engine.output_gradient());
//   engine.backward();
//   optimizer.step(engine.values(), engine.gradients(), rate);
//
// The graph is taken apart once into blocks (a convolution with the batch norm and activation behind it is
// one) and all memory is planned then: a step allocates nothing. Equal values, pictures and seeds give equal
// bits for any number of threads on one kind of machine; machines with other vector units add in another
// order.
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

// A trainable constant of the graph and its place in the engine's flat vectors.
struct ParameterInfo {
  enum class Role : std::uint8_t { ConvWeights, DepthwiseWeights, DenseWeights, Bias, Gamma, Beta };
  std::string name;
  graph::TensorId tensor = graph::kNoTensor;
  std::size_t offset = 0, count = 0;  // in values() and gradients()
  graph::Shape shape;                 // as in the graph
  Role role = Role::ConvWeights;
};

// Not for use from several threads; it spreads its own work over the pool.
class Engine {
 public:
  // Copies the graph (valid by graph::validate, one input, float32). The pool must outlive the engine, and so
  // must the ranks, if there are several: each has an engine of the same graph and values, and all run the
  // training steps together. Statistics and gradients are then those of all pictures.
  // Unsupported names the operator or the constant that cannot be trained here: one that mixes the pictures
  // of a batch, is quantized, or has a trainable constant where only a fixed one is possible.
  // `fusion`: whether an expansion and the depthwise convolution behind it may run as one, which is faster
  // and gives the same up to rounding. With several ranks they never do.
  enum class Fusion : std::uint8_t { Allowed, None };
  static Result<Engine> make(const graph::Graph& graph, std::int32_t batch_limit, ThreadPool& pool,
                             ranks::Ranks* ranks = nullptr, Fusion fusion = Fusion::Allowed);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  std::int32_t batch_limit() const;

  // [batch_limit, …] of the graph's input; the caller fills the first `batch` pictures before forward().
  std::span<float> input();

  enum class Mode : std::uint8_t {
    Training,   // batch norm by the batch's statistics, which also move the running ones; dropout drops
    Inference,  // running statistics; dropout passes
  };
  // 1 ≤ batch ≤ batch_limit (0 ≤ where ranks share the batch). `step_seed` decides what dropout drops.
  // `first_picture`: how many pictures of the whole batch the ranks before this one have.
  void forward(std::int32_t batch, Mode mode, std::uint64_t step_seed = 0, std::int64_t first_picture = 0);

  std::size_t output_count() const;
  std::size_t output_size(std::size_t index = 0) const;  // values for one picture
  // The graph's output `index` for the pictures of the last forward(): [batch, …].
  std::span<const float> output(std::size_t index = 0) const;
  // dLoss/dOutput, the same size. The caller fills those of all outputs between forward() and backward().
  std::span<float> output_gradient(std::size_t index = 0);

  // Only after forward(Mode::Training). Overwrites gradients(); output gradients are used up.
  void backward();

  // Constants with is_trainable that the operators read, in the order in which they are first read. Others
  // are frozen.
  std::span<const ParameterInfo> parameters() const;
  std::span<float> values();
  std::span<float> gradients();
  // Running means and variances of all batch norms, in order: mean, variance, mean, variance, … [channels]
  // each.
  std::span<float> statistics();

  // The graph with the current values and statistics written into its constants.
  graph::Graph graph() const;

  // Where the time goes: what each block of the graph took, in all steps since the first call. In the order
  // in which they run.
  struct BlockTime {
    std::vector<std::string> operators;         // names of the graph's that run as one, activations left out
    graph::TensorId output = graph::kNoTensor;  // the block's first
    double forward_s = 0, backward_s = 0;
  };
  void start_timing();
  std::span<const BlockTime> block_times() const;

  // What the plan holds: activations, gradients and working space, in bytes.
  std::int64_t planned_bytes() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tinsmith::train
