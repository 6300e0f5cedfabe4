// Measures the pictures per second of a training step (forward pass, backward pass, plain gradient descent) on
// random data.
//
// Prints JSON lines as benchmarks/README.md describes. With an argument, measures only rows whose name contains
// it.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "pass_through.h"
#include "train/engine.h"
#include "zoo/zoo.h"

namespace tinsmith {
namespace {

constexpr double kWarmUp_s = 0.5;
constexpr double kMeasured_s = 2;
constexpr float kRate = 1e-4f;

struct Row {
  const char* network;
  std::int32_t size_px, classes, batch;
};
constexpr Row kRows[] = {
    {"swift-yolo-tiny", 192, 3, 16},
    {"mobilenetv2-0.35", 192, 10, 16},
    {"mobilenetv2-0.35", 96, 10, 32},
    {"fomo-0.35", 96, 2, 32},
};

std::string name_of(const Row& row, int threads) {
  return fmt::format("{}@{}, {} thread{}", row.network, row.size_px, threads, threads == 1 ? "" : "s");
}

void step(train::Engine& engine, std::int32_t batch, std::uint64_t seed) {
  pass_through(engine, batch, seed);
  const auto values = engine.values();
  const auto gradients = engine.gradients();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= kRate * gradients[i];
}

// Returns the steps per second, measured over this many seconds.
double rate_of(train::Engine& engine, std::int32_t batch, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  std::uint64_t steps = 0;
  double passed_s = 0;
  while (passed_s < seconds) {
    step(engine, batch, ++steps);
    passed_s = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  return static_cast<double>(steps) / passed_s;
}

double images_per_second(const Row& row, int threads) {
  const zoo::Network& network = *zoo::find_network(row.network).value();
  const auto graph =
      zoo::build(network, {.width = row.size_px, .height = row.size_px, .classes = row.classes}).value();
  ThreadPool pool(threads);
  auto engine = train::Engine::make(graph, row.batch, pool).value();
  Rng rng(1);
  for (float& value : engine.input()) value = static_cast<float>(rng.uniform(-1, 1));
  rate_of(engine, row.batch, kWarmUp_s);
  return row.batch * rate_of(engine, row.batch, kMeasured_s);
}

}  // namespace
}  // namespace tinsmith

int main(int argc, char** argv) {
  const std::string wanted = argc > 1 ? argv[1] : "";
  for (const auto& row : tinsmith::kRows)
    for (const int threads : {2, 1})
      if (const std::string name = tinsmith::name_of(row, threads); name.find(wanted) != std::string::npos)
        fmt::print("{{\"name\": \"{}\", \"unit\": \"images/s\", \"value\": {:.1f}}}\n", name,
                   tinsmith::images_per_second(row, threads));
}
