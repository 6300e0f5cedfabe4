// Fuzz target of kpu/simulator.
#include <cstdint>

#include "kpu/simulator.h"

namespace {

using namespace tinsmith;

// Multiply-accumulates of the KPU layers, so that slow models are only checked.
std::int64_t cost_of(const kmodel::Kmodel& kmodel) {
  std::int64_t cost = 0;
  const auto add = [&](const kmodel::KpuLayer& layer, std::int64_t batches) {
    cost += layer.arguments.weight_bytes() * layer.arguments.in_width * layer.arguments.in_height * batches;
  };
  if (const auto* third = std::get_if<kmodel::v3::Model>(&kmodel)) {
    for (const auto& layer : third->layers)
      if (const auto* convolution = std::get_if<kmodel::v3::KpuConvolution>(&layer.body))
        add(convolution->layer, 1);
  } else {
    for (const auto& node : std::get<kmodel::v4::Model>(kmodel).nodes)
      if (const auto* convolution = std::get_if<kmodel::v4::KpuConvolution>(&node))
        add(convolution->layer, convolution->batches);
  }
  return cost;
}

}  // namespace

// Models that pass all checks run without touching memory that is not theirs, by both paths.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kMaxCost = 1'000'000;
  constexpr std::uint64_t kMaxMemory_bytes = 20'000;
  const auto kmodel = kmodel::read_kmodel(std::as_bytes(std::span(data, size)));
  if (!kmodel) return 0;
  const bool is_small =
      cost_of(*kmodel) <= kMaxCost && kmodel::general_memory_bytes(*kmodel, size) <= kMaxMemory_bytes;
  for (const kpu::Path path : {kpu::Path::Reference, kpu::Path::Fast}) {
    const auto model = kpu::Model::compile(*kmodel, path);
    if (!model || !is_small) return 0;
    kpu::Simulator simulator(*model);
    simulator.run();
  }
  return 0;
}
