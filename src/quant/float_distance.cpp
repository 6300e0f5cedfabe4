#include "quant/float_distance.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::quant {
namespace {

// An int8 probability of 0 represents all values below half a step of 1/256.
constexpr double kMinProbability = 1.0 / 512;

bool ends_in_softmax(const graph::Graph& graph) {
  if (graph.outputs.size() != 1) return false;
  const std::int32_t maker = graph::links_of(graph).producer[static_cast<std::size_t>(graph.outputs[0])];
  return maker >= 0 && graph.operators[static_cast<std::size_t>(maker)].is<graph::Softmax>();
}

double divergence(std::span<const float> expected, std::span<const float> found) {
  double sum = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double p = std::max(double{expected[i]}, kMinProbability);
    const double q = std::max(double{found[i]}, kMinProbability);
    sum += p * std::log(p / q) - p +
           q;  // the last two terms cancel for true distributions, and keep each summand positive
  }
  return sum;
}

}  // namespace

double float_distance(const graph::Graph& graph, std::span<const float> expected,
                      std::span<const float> found) {
  if (ends_in_softmax(graph)) {
    const double rows = static_cast<double>(expected.size()) / graph.tensor(graph.outputs[0]).shape.back();
    return divergence(expected, found) / rows;
  }
  double signal = 0, noise = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = double{expected[i]} - double{found[i]};
    signal += double{expected[i]} * double{expected[i]};
    noise += difference * difference;
  }
  return signal > 0 ? noise / signal : noise;
}

}  // namespace tinsmith::quant
