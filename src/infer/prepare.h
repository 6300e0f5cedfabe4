// infer/prepare.h — from an operator of the graph to a Step that can run: everything is checked and computed
// here, once.
#pragma once

#include <functional>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "infer/interpreter.h"

namespace tinsmith::infer {

// A buffer of an interpreter: a tensor by its id, or a step's working space.
using BufferId = std::int32_t;

// Where the buffers of one interpreter are. Steps read and write through it and keep no pointers.
class Memory {
 public:
  Memory(std::span<const std::byte* const> constants, std::span<const std::int64_t> offsets, std::byte* arena,
         ThreadPool& pool)
      : constants_(constants), offsets_(offsets), arena_(arena), pool_(pool) {}

  template <class T>
  const T* read(BufferId id) const {
    const std::byte* constant = constants_[static_cast<std::size_t>(id)];
    return reinterpret_cast<const T*>(constant != nullptr ? constant : place(id));
  }
  template <class T>
  T* write(BufferId id) const {
    return reinterpret_cast<T*>(place(id));
  }
  ThreadPool& pool() const { return pool_; }  // the interpreter's

 private:
  std::byte* place(BufferId id) const { return arena_ + offsets_[static_cast<std::size_t>(id)]; }

  std::span<const std::byte* const> constants_;  // by buffer; nullptr where it is not a constant
  std::span<const std::int64_t> offsets_;        // by buffer, from the arena's start
  std::byte* arena_;
  ThreadPool& pool_;
};

// An operator, ready. `run` allocates nothing and checks nothing; several threads may call it with their own
// Memory.
struct Step {
  std::function<void(const Memory&)> run;
  std::int64_t working_bytes = 0;  // of the buffer Request::working
};

// The operator to prepare, with shorthands for what its preparation looks at.
struct Request {
  const graph::Graph& graph;  // outlives the Step
  const graph::Operator& op;
  Options options;
  BufferId working;  // the step's working space, if it asks for any

  const graph::Tensor& input(std::size_t index = 0) const { return graph.tensor(op.inputs[index]); }
  const graph::Tensor& output(std::size_t index = 0) const { return graph.tensor(op.outputs[index]); }
  bool is_float() const { return input().type == graph::ElementType::Float32; }
};

// A Step for the request's operator. Unsupported and InvalidInput say what is missing; the caller adds the
// place. The graph is valid (graph::validate).
Result<Step> prepare(const Request& request);

// One for each kind of operator (float and int8 alike), in the files named after them.
Result<Step> prepare_step(const Request& request, const graph::Conv2d& conv);
Result<Step> prepare_step(const Request& request, const graph::DepthwiseConv2d& conv);
Result<Step> prepare_step(const Request& request, const graph::FullyConnected& dense);
Result<Step> prepare_step(const Request& request, const graph::BatchNorm& norm);
Result<Step> prepare_step(const Request& request, const graph::AveragePool2d& pool);
Result<Step> prepare_step(const Request& request, const graph::MaxPool2d& pool);
Result<Step> prepare_step(const Request& request, const graph::Mean& mean);
Result<Step> prepare_step(const Request& request, const graph::Add& add);
Result<Step> prepare_step(const Request& request, const graph::Sub& sub);
Result<Step> prepare_step(const Request& request, const graph::Mul& mul);
Result<Step> prepare_step(const Request& request, const graph::Relu& relu);
Result<Step> prepare_step(const Request& request, const graph::Relu6& relu6);
Result<Step> prepare_step(const Request& request, const graph::LeakyRelu& leaky);
Result<Step> prepare_step(const Request& request, const graph::Logistic& logistic);
Result<Step> prepare_step(const Request& request, const graph::Softmax& softmax);
Result<Step> prepare_step(const Request& request, const graph::Reshape& reshape);
Result<Step> prepare_step(const Request& request, const graph::Transpose& transpose);
Result<Step> prepare_step(const Request& request, const graph::Concatenation& concatenation);
Result<Step> prepare_step(const Request& request, const graph::Split& split);
Result<Step> prepare_step(const Request& request, const graph::Pad& pad);
Result<Step> prepare_step(const Request& request, const graph::StridedSlice& slice);
Result<Step> prepare_step(const Request& request, const graph::ResizeNearest& resize);
Result<Step> prepare_step(const Request& request, const graph::Dropout& dropout);
Result<Step> prepare_step(const Request& request, const graph::FakeQuantize& fake);
Result<Step> prepare_step(const Request& request, const graph::Quantize& quantize);
Result<Step> prepare_step(const Request& request, const graph::Dequantize& dequantize);

}  // namespace tinsmith::infer
