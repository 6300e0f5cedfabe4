// infer/prepare.h — prepares an operator of the graph as a Step that can run.
//
// All checks and all precomputation happen here, once.
#pragma once

#include <functional>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "infer/interpreter.h"

namespace tinsmith::infer {

// A buffer of an interpreter: a tensor (by its id) or the working space of a step.
using BufferId = std::int32_t;

// The locations of one interpreter's buffers. Steps access memory only through it and keep no pointers.
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
  ThreadPool& pool() const { return pool_; }  // the interpreter's pool

 private:
  std::byte* place(BufferId id) const { return arena_ + offsets_[static_cast<std::size_t>(id)]; }

  std::span<const std::byte* const> constants_;  // by buffer; nullptr if it is not a constant
  std::span<const std::int64_t> offsets_;        // by buffer, from the start of the arena
  std::byte* arena_;
  ThreadPool& pool_;
};

// A prepared operator. `run` allocates nothing and checks nothing. Several threads may call it, each with
// its own Memory.
struct Step {
  std::function<void(const Memory&)> run;
  std::int64_t working_bytes = 0;  // size of the buffer Request::working
};

// The operator to prepare, with shortcuts to its tensors.
struct Request {
  const graph::Graph& graph;  // must outlive the Step
  const graph::Operator& op;
  Options options;
  BufferId working;  // the step's working space, if it needs any

  const graph::Tensor& input(std::size_t index = 0) const { return graph.tensor(op.inputs[index]); }
  const graph::Tensor& output(std::size_t index = 0) const { return graph.tensor(op.outputs[index]); }
  bool is_float() const { return input().type == graph::ElementType::Float32; }
};

// Returns a Step for the request's operator. Unsupported and InvalidInput name what is missing; the caller
// adds the operator's position. Precondition: the graph is valid (graph::validate).
Result<Step> prepare(const Request& request);

// One overload per kind of operator, for both float and int8, in the source files named after the kinds.
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
