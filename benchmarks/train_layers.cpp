// Measures the time of each block of a network in a training step: milliseconds of the forward and the backward
// pass, the number of multiplications, and the speed as a fraction of the machine's measured peak.
//
//   train_layers NETWORK SIZE BATCH THREADS
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "graph/cost.h"
#include "kernels/peak.h"
#include "pass_through.h"
#include "train/engine.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

constexpr std::int32_t kClasses = 3;
constexpr int kWarmUpSteps = 3;
constexpr double kMeasured_s = 4;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Returns the number of multiplications of an operator per picture of a training step: the forward pass, the
// gradient of the weights, and the gradient of the input, which the first layer does not need.
double step_flops(const graph::Graph& graph, const graph::Operator& op) {
  const bool is_first = op.inputs[0] == graph.inputs[0];
  return 2.0 * (is_first ? 2 : 3) * static_cast<double>(graph::multiply_accumulates(graph, op));
}

double step_flops(const graph::Graph& graph, const std::vector<std::string>& names) {
  double flops = 0;
  for (const graph::Operator& op : graph.operators)
    if (std::find(names.begin(), names.end(), op.name) != names.end()) flops += step_flops(graph, op);
  return flops;
}

// Returns the names of a block's layers, without batch norms.
std::string name_of(const graph::Graph& graph, const std::vector<std::string>& names) {
  std::string name;
  for (const graph::Operator& op : graph.operators)
    if (std::find(names.begin(), names.end(), op.name) != names.end() &&
        (name.empty() || !op.is<graph::BatchNorm>()))
      name += (name.empty() ? "" : "+") + op.name;
  return name;
}

void print_blocks(const graph::Graph& graph, const train::Engine& engine, std::int32_t batch, int steps,
                  double peak_flops) {
  fmt::print("{:36} {:>14} {:>8} {:>9} {:>9} {:>9} {:>7}\n", "block", "output", "MFLOP", "ms fwd", "ms bwd",
             "GFLOP/s", "of peak");
  for (const auto& block : engine.block_times()) {
    const double work = step_flops(graph, block.operators) * batch;
    const double seconds = (block.forward_s + block.backward_s) / steps;
    const double flops = work / seconds;
    fmt::print("{:36} {:>14} {:>8.2f} {:>9.3f} {:>9.3f} {:>9.1f} {:>6.1f}%\n",
               name_of(graph, block.operators), graph::format_shape(graph.tensor(block.output).shape),
               work / 1e6, 1e3 * block.forward_s / steps, 1e3 * block.backward_s / steps, flops / 1e9,
               100 * flops / peak_flops);
  }
}

// Returns the size of all activations for `batch` pictures.
double activation_bytes(const graph::Graph& graph, std::int32_t batch) {
  double values = 0;
  for (const graph::Tensor& tensor : graph.tensors)
    if (!tensor.is_constant) values += static_cast<double>(graph::element_count(tensor.shape));
  return values * batch * sizeof(float);
}

int run(const std::string& name, std::int32_t size, std::int32_t batch, int threads) {
  const zoo::Network& network = *zoo::find_network(name).value();
  const auto graph = zoo::build(network, {.width = size, .height = size, .classes = kClasses}).value();
  ThreadPool pool(threads);
  auto engine = train::Engine::make(graph, batch, pool).value();
  Rng rng(1);
  for (float& value : engine.input()) value = static_cast<float>(rng.uniform(-1, 1));
  for (int i = 0; i < kWarmUpSteps; ++i) pass_through(engine, batch, 1);
  engine.start_timing();
  const auto began = Clock::now();
  std::vector<double> steps_s;
  while (seconds_since(began) < kMeasured_s) {
    const auto step_began = Clock::now();
    pass_through(engine, batch, steps_s.size());
    steps_s.push_back(seconds_since(step_began));
  }
  const auto steps = static_cast<int>(steps_s.size());
  std::sort(steps_s.begin(), steps_s.end());
  const double step_s = steps_s[steps_s.size() / 2], fastest_s = steps_s.front();
  const double peak_flops = kernels::measured_peak_flops(pool);
  print_blocks(graph, engine, batch, steps, peak_flops);
  double of_one = 0;
  for (const graph::Operator& op : graph.operators) of_one += step_flops(graph, op);
  const double flops = of_one * batch / step_s;
  fmt::print(
      "{}@{}, batch {}, {} threads: {:.1f} images/s ({:.1f} in the fastest step), {:.1f} GFLOP/s, {:.1f} % "
      "of {:.1f}\n",
      name, size, batch, threads, batch / step_s, batch / fastest_s, flops / 1e9, 100 * flops / peak_flops,
      peak_flops / 1e9);
  fmt::print("memory planned: {:.1f} MB, activations {:.1f} MB\n",
             static_cast<double>(engine.planned_bytes()) / 1e6, activation_bytes(graph, batch) / 1e6);
  return 0;
}

}  // namespace
}  // namespace tinsmith

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: train_layers NETWORK SIZE BATCH THREADS\n");
    return 2;
  }
  return tinsmith::run(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]));
}
