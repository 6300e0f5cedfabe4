// infer/interpreter.h — runs a float32 or int8 graph on one picture, with reference or fast kernels.
//
//   TRY(const auto model, infer::Model::compile(graph));
//   infer::Interpreter interpreter(model);           // one per thread; cheap
//   std::ranges::copy(pixels, interpreter.input().begin());
//   interpreter.run();
//   use(interpreter.output());
//
// A Model is the immutable part: a checked graph, packed weights and a memory plan. Any number of
// Interpreters, one per thread, share it. An Interpreter owns only its activations.
#pragma once

#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "base/thread_pool.h"
#include "graph/graph.h"
#include "infer/memory_plan.h"
#include "kernels/int8/rounding.h"

namespace tinsmith::infer {

enum class Path : std::uint8_t {
  Reference,  // plain loops; the reference that the fast path is compared with
  // SIMD, chosen at run time. int8: same bytes as Reference. float32: different order of summation.
  Fast,
};

enum class Keep : std::uint8_t {
  Outputs,      // activations share memory: after run() only the graph's outputs are valid
  EveryTensor,  // every activation has its own memory and stays valid: for calibration and comparison
};

struct Options {
  Path path = Path::Fast;
  Keep keep = Keep::Outputs;
  kernels::Rounding rounding = kernels::Rounding::Double;
  // Number of threads that compute one picture's convolutions in an Interpreter. The output bytes do not
  // depend on it.
  std::int32_t threads = 1;
};

class Model {
 public:
  // Checks every precondition of running (graph::validate, element types, quantization, channel axes, sums
  // that fit into 32 bits) and packs the weights. Keeps a copy of the graph. The messages of InvalidInput and
  // Unsupported name the operator and its position.
  static Result<std::shared_ptr<const Model>> compile(const graph::Graph& graph, Options options = {});
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const graph::Graph& graph() const;
  const Options& options() const;
  // Bytes that an Interpreter of this model allocates: activations and working space.
  std::int64_t interpreter_bytes() const;

 private:
  friend class Interpreter;
  struct Parts;
  explicit Model(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

// Must be used by one thread at a time. Allocates nothing after construction, except where stated.
class Interpreter {
 public:
  // Compiles the graph and constructs an Interpreter for a single thread.
  static Result<Interpreter> make(const graph::Graph& graph, Options options = {});
  explicit Interpreter(std::shared_ptr<const Model> model);

  const Model& model() const { return *model_; }

  // The bytes of a graph input. Must be filled before *every* run: with Keep::Outputs,
  // running overwrites them.
  std::span<std::byte> input(std::size_t index = 0);
  void run();
  // The bytes of a graph output, valid until the next run.
  ByteView output(std::size_t index = 0) const;

  // The bytes of any tensor. With Keep::Outputs, only constants and the graph's outputs may
  // be requested (CHECK).
  ByteView tensor(graph::TensorId id) const;

  // The same with a type; a wrong type is a bug of the caller (CHECK).
  template <class T>
  std::span<T> input_as(std::size_t index = 0) {
    check_type(model_->graph().inputs.at(index), element_type_of<T>());
    return {reinterpret_cast<T*>(input(index).data()), input(index).size() / sizeof(T)};
  }
  template <class T>
  std::span<const T> output_as(std::size_t index = 0) const {
    return tensor_as<T>(model_->graph().outputs.at(index));
  }
  template <class T>
  std::span<const T> tensor_as(graph::TensorId id) const {
    check_type(id, element_type_of<T>());
    return {reinterpret_cast<const T*>(tensor(id).data()), tensor(id).size() / sizeof(T)};
  }

  // The real values of a tensor: floats unchanged, int8 and int32 converted with scale and
  // zero point. Allocates.
  std::vector<float> real_values(graph::TensorId id) const;

 private:
  template <class T>
  static constexpr graph::ElementType element_type_of() {
    if constexpr (std::is_same_v<T, float>)
      return graph::ElementType::Float32;
    else if constexpr (std::is_same_v<T, std::int8_t>)
      return graph::ElementType::Int8;
    else {
      static_assert(std::is_same_v<T, std::int32_t>, "tensors hold float, int8_t or int32_t");
      return graph::ElementType::Int32;
    }
  }
  void check_type(graph::TensorId id, graph::ElementType type) const;
  std::size_t bytes_of_tensor(graph::TensorId id) const;

  std::shared_ptr<const Model> model_;
  std::unique_ptr<std::byte[]> memory_;
  std::byte* arena_;                  // points into memory_, aligned
  std::unique_ptr<ThreadPool> pool_;  // has one thread, for kernels that require a pool
};

// Runs the graph on raw bytes. `inputs` holds consecutive samples, each with all graph inputs in order.
// outputs[sample][k] is the k-th graph output.
//   InvalidInput  `inputs` is not one or more whole samples
Result<std::vector<std::vector<Bytes>>> invoke(Interpreter& interpreter, ByteView inputs);

}  // namespace tinsmith::infer
