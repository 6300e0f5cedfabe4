// quant/run_samples.h — runs one graph on many samples, distributed over the threads.
#pragma once

#include <functional>
#include <span>

#include "base/thread_pool.h"
#include "infer/interpreter.h"
#include "quant/samples.h"

namespace tinsmith::quant {

// Fills the input of a float or int8 graph. An int8 input gets round(value / scale) + zero point,
// limited to −128…127.
void fill_input(infer::Interpreter& interpreter, const std::vector<float>& sample);

// Calls done(place, worker, interpreter) after samples[chosen[place]] has run, for every place. The calls
// come in any order; two calls with the same worker never overlap. Errors are those of infer::Model::compile.
Result<Done> run_samples(const graph::Graph& graph, infer::Keep keep, const Samples& samples,
                         std::span<const std::size_t> chosen, ThreadPool& pool,
                         const std::function<void(std::size_t, int, const infer::Interpreter&)>& done);

// Returns the real values of the graph's outputs, one output after the other, for each of `chosen` in that
// order. Errors are those of infer::Model::compile.
Result<std::vector<std::vector<float>>> outputs_of(const graph::Graph& graph, const Samples& samples,
                                                   std::span<const std::size_t> chosen, ThreadPool& pool);

}  // namespace tinsmith::quant
