// Checks that a training step allocates no memory, by a counting operator new.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "base/random.h"
#include "train/engine.h"
#include "train/engine/nets_for_test.h"
#include "train/optimizer.h"

namespace {

std::atomic<std::int64_t> allocations{0};

void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {  // for std::stable_sort
  return counted(bytes, alignof(std::max_align_t));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace tinsmith::train {
namespace {

constexpr std::int32_t kBatchSize = 4;

void step(Engine& engine, Optimizer& optimizer, std::uint64_t seed) {
  Rng rng(seed);
  for (float& value : engine.input()) value = static_cast<float>(rng.uniform(-1, 1));
  engine.forward(kBatchSize, Engine::Mode::Training, seed);
  for (std::size_t i = 0; i < engine.output_count(); ++i)
    for (float& value : engine.output_gradient(i)) value = static_cast<float>(rng.uniform(-1, 1));
  engine.backward();
  optimizer.step(engine.values(), engine.gradients(), 1e-3);
}

TEST(Engine, AStepAsksForNoMemoryAfterTheFirst) {
  std::vector<graph::Graph> nets = operator_nets();
  nets.push_back(small_mobilenet_v2());
  nets.push_back(small_fomo());
  for (const graph::Graph& net : nets) {
    ThreadPool pool(2);
    auto engine = Engine::make(net, kBatchSize, pool).value();
    Optimizer optimizer({}, std::vector<std::uint8_t>(engine.values().size(), 1));
    step(engine, optimizer, 1);
    const std::int64_t before = allocations;
    ASSERT_GT(before, 0);
    for (std::uint64_t seed = 2; seed < 5; ++seed) step(engine, optimizer, seed);
    EXPECT_EQ(allocations - before, 0) << net.name;
  }
}

}  // namespace
}  // namespace tinsmith::train
