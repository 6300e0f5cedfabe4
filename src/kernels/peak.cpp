#include "kernels/peak.h"

#include <algorithm>
#include <chrono>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/peak.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Number of independent sums: more than the latency of a multiply-add in cycles, on two units.
constexpr int kSums = 12;

// Returns the number of operations in `rounds` rounds. `result` prevents the compiler from removing them.
double multiply_and_add(std::int64_t rounds, float* result) {
  const hn::ScalableTag<float> tag;
  const auto factor = hn::Set(tag, 0.999f), term = hn::Set(tag, 0.001f);
  // Each sum starts with a different value, because the compiler would merge equal ones.
  const auto start = [&](int index) HWY_ATTR { return hn::Set(tag, result[0] + static_cast<float>(index)); };
  auto a = start(0), b = start(1), c = start(2), d = start(3), e = start(4), f = start(5), g = start(6),
       h = start(7), i = start(8), j = start(9), k = start(10), l = start(11);
  for (std::int64_t round = 0; round < rounds; ++round) {
    a = hn::MulAdd(a, factor, term), b = hn::MulAdd(b, factor, term), c = hn::MulAdd(c, factor, term);
    d = hn::MulAdd(d, factor, term), e = hn::MulAdd(e, factor, term), f = hn::MulAdd(f, factor, term);
    g = hn::MulAdd(g, factor, term), h = hn::MulAdd(h, factor, term), i = hn::MulAdd(i, factor, term);
    j = hn::MulAdd(j, factor, term), k = hn::MulAdd(k, factor, term), l = hn::MulAdd(l, factor, term);
  }
  const auto all =
      hn::Add(hn::Add(hn::Add(a, b), hn::Add(c, d)),
              hn::Add(hn::Add(hn::Add(e, f), hn::Add(g, h)), hn::Add(hn::Add(i, j), hn::Add(k, l))));
  *result = hn::GetLane(all);
  return 2.0 * kSums * static_cast<double>(hn::Lanes(tag)) * static_cast<double>(rounds);
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {
namespace {

HWY_EXPORT(multiply_and_add);
constexpr int kTries = 5;
constexpr std::int64_t kRounds = 4'000'000;

}  // namespace

double measured_peak_flops(ThreadPool& pool) {
  double best = 0;
  const auto threads = static_cast<std::size_t>(pool.threads());
  std::vector<double> operations(threads);
  std::vector<float> results(threads);
  for (int i = 0; i < kTries; ++i) {
    const auto began = std::chrono::steady_clock::now();
    pool.run(pool.threads(), [&](std::int64_t task, int) {
      const auto thread = static_cast<std::size_t>(task);
      operations[thread] = HWY_DYNAMIC_DISPATCH(multiply_and_add)(kRounds, &results[thread]);
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    double sum = 0;
    for (const double of_thread : operations) sum += of_thread;
    best = std::max(best, sum / seconds);
  }
  return best;
}

}  // namespace tinsmith::kernels
#endif
