// Started by mpirun: every rank trains small networks for a few steps twice, once with its part of each batch
// together with the other ranks and once alone with the whole batch, and compares the results. Exit status 1:
// they differ.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "ranks/ranks.h"
#include "train/engine.h"
#include "train/engine/nets_for_test.h"

namespace tinsmith::train {
namespace {

constexpr std::size_t kBatch = 7;
// Sums over ranks are rounded in another order; differences grow over three steps.
constexpr double kTolerance = 2e-4;

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.uniform(-1, 1));
  return values;
}

struct Part {
  std::size_t begin, end;
};

// Makes one step of plain gradient descent with the pictures [begin, end) of `whole`.
void step(Engine& engine, std::size_t whole, const Part& part, std::uint64_t seed) {
  const auto copy_part = [&](std::span<float> to, std::size_t of_one, std::uint64_t from_seed) {
    const auto all = random_values(whole * of_one, from_seed);
    std::copy(all.begin() + static_cast<std::ptrdiff_t>(part.begin * of_one),
              all.begin() + static_cast<std::ptrdiff_t>(part.end * of_one), to.begin());
  };
  copy_part(engine.input(), engine.input().size() / static_cast<std::size_t>(engine.batch_limit()), seed);
  const std::size_t count = part.end - part.begin;
  engine.forward(static_cast<std::int32_t>(count), Engine::Mode::Training, seed,
                 static_cast<std::int64_t>(part.begin));
  for (std::size_t i = 0; count > 0 && i < engine.output_count(); ++i)
    copy_part(engine.output_gradient(i), engine.output_size(i), seed + 100 + i);
  engine.backward();
  for (std::size_t i = 0; i < engine.values().size(); ++i)
    engine.values()[i] -= 0.01f * engine.gradients()[i];
}

double max_difference(std::span<const float> found, std::span<const float> expected) {
  double largest = 1e-6, difference = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    difference =
        std::max(difference, std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])));
  }
  return difference / largest;
}

bool agrees(const graph::Graph& graph, ranks::Ranks& ranks) {
  ThreadPool pool(1);
  auto together = Engine::make(graph, kBatch, pool, &ranks).value();
  auto alone = Engine::make(graph, kBatch, pool).value();
  const auto count = static_cast<std::size_t>(ranks.count()), rank = static_cast<std::size_t>(ranks.rank());
  bool is_good = true;
  // With fewer pictures than ranks, some ranks have none.
  for (const std::size_t whole : {kBatch, std::size_t{2}, kBatch - 1}) {
    step(together, whole, {whole * rank / count, whole * (rank + 1) / count}, whole);
    step(alone, whole, {0, whole}, whole);
    const auto compare = [&](const char* what, std::span<const float> found,
                             std::span<const float> expected) {
      const double difference = max_difference(found, expected);
      if (difference <= kTolerance) return;
      fmt::print(stderr, "{}, rank {} of {}, batch {}: {} differ by {}\n", graph.name, rank, count, whole,
                 what, difference);
      is_good = false;
    };
    compare("gradients", together.gradients(), alone.gradients());
    compare("values", together.values(), alone.values());
    compare("statistics", together.statistics(), alone.statistics());
  }
  return is_good;
}

int run() {
  auto ranks = ranks::Ranks::join().value();
  std::vector<graph::Graph> nets{small_mobilenet_v2(), small_fomo()};
  TestNet dropout("dropout", {1, 8, 8, 3}, 4);
  nets.push_back(dropout.finish(
      {dropout.dense(dropout(graph::Dropout{0.3f}, {dropout.conv(dropout.input(), {.filters = 16})}), 3)}));
  for (graph::Graph& net : operator_nets()) nets.push_back(std::move(net));
  bool is_good = true;
  for (const graph::Graph& net : nets) is_good = agrees(net, ranks) && is_good;
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace tinsmith::train

int main() {
  return tinsmith::train::run();
}
