#include "pretrain/plan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"

namespace tinsmith::pretrain {
namespace {

constexpr std::array<std::int32_t, 4> kSizes_px{48, 64, 80, 96};

// The probability of each size, up to this fraction of the run.
struct Phase {
  double until;
  std::array<double, kSizes_px.size()> shares;
};
constexpr Phase kPhases[] = {{0.5, {0.5, 0.5, 0, 0}}, {0.8, {0.15, 0.55, 0.3, 0}}, {1.0, {0, 0.4, 0.3, 0.3}}};

enum class Draw : std::uint64_t { Share, Within, Order, Size };

Rng random_of(const PlanSettings& settings, Draw draw, std::int32_t pass, std::uint64_t number) {
  return {settings.seed, static_cast<std::uint64_t>(draw), static_cast<std::uint64_t>(pass), number};
}

}  // namespace

std::string text_of(const PlanSettings& s) {
  return fmt::format(
      "network {}, {} passes, batch {}, rate {}, warm-up {}, weight decay {}, average {}, smoothing {}, "
      "group "
      "weight {}, tempering {}, seed {}{}",
      s.network, s.passes, s.batch, s.learning_rate, s.warm_up, s.weight_decay, s.average_decay, s.smoothing,
      s.group_weight, s.tempering, s.seed,
      s.size_divisor == 1 ? "" : fmt::format(", input sizes divided by {}", s.size_divisor));
}

std::vector<std::size_t> order_of_pass(const Corpus& corpus, const PlanSettings& settings,
                                       std::int32_t pass) {
  double sum = 0;
  const auto weight = [&](const Corpus::Group& group) {
    return std::pow(static_cast<double>(group.pictures.size()), settings.tempering);
  };
  for (const Corpus::Group& group : corpus.groups) sum += weight(group);
  std::vector<std::size_t> order;
  // A group's share of the pass is a fraction; the running sum, shifted by chance, decides its rounding.
  double due = random_of(settings, Draw::Share, pass, 0).uniform();
  for (std::size_t g = 0; g < corpus.groups.size(); ++g) {
    due += static_cast<double>(corpus.pictures.size()) * weight(corpus.groups[g]) / sum;
    for (std::uint64_t round = 0; static_cast<double>(order.size() + 1) <= due; ++round) {
      std::vector<std::size_t> pictures = corpus.groups[g].pictures;
      random_of(settings, Draw::Within, pass, g << 32 | round).shuffle(std::span(pictures));
      const auto wanted = static_cast<std::size_t>(due) - order.size();
      pictures.resize(std::min(pictures.size(), wanted));
      order.insert(order.end(), pictures.begin(), pictures.end());
    }
  }
  random_of(settings, Draw::Order, pass, 0).shuffle(std::span(order));
  return order;
}

std::vector<std::int32_t> input_sizes_px(const PlanSettings& settings) {
  std::vector<std::int32_t> sizes(kSizes_px.begin(), kSizes_px.end());
  for (std::int32_t& size : sizes) size /= settings.size_divisor;
  return sizes;
}

std::int32_t input_size_of(const PlanSettings& settings, double progress, std::int32_t pass,
                           std::int64_t batch) {
  const auto* phase = std::find_if(std::begin(kPhases), std::prev(std::end(kPhases)),
                                   [&](const Phase& p) { return progress < p.until; });
  double left = random_of(settings, Draw::Size, pass, static_cast<std::uint64_t>(batch)).uniform();
  for (std::size_t i = 0; i < kSizes_px.size(); ++i) {
    left -= phase->shares[i];
    if (left < 0) return kSizes_px[i] / settings.size_divisor;
  }
  return kSizes_px.back() / settings.size_divisor;
}

}  // namespace tinsmith::pretrain
